"""What a visitor does with the page, in one word each."""

from playwright.async_api import Locator, Page, expect


async def look_at(page: Page, chat: str) -> None:
    """Open a chat in the list."""
    await row(page, chat).click()
    await expect(page.get_by_role("heading", name=chat, level=1)).to_be_visible()


async def speak_as(page: Page, name: str) -> None:
    """Take somebody else's phone."""
    chosen = page.locator("#speakers").get_by_role("link", name=name)
    await chosen.click()
    await expect(chosen).to_have_attribute("aria-current", "true")


async def say(page: Page, text: str) -> None:
    """Type it, send it, and see it said."""
    await page.locator("#say-text").fill(text)
    await page.get_by_role("button", name="发送").click()
    await settled(page)
    await expect(mine(page).last).to_have_text(text)


async def tap(page: Page, text: str) -> None:
    """Tap a sentence that is offered, and see it said."""
    await page.locator("#prompts").get_by_role("button", name=text, exact=True).click()
    await settled(page)
    await expect(mine(page).last).to_have_text(text)


async def turn(page: Page, button: str) -> None:
    """Turn the clock."""
    await page.locator("#turn").get_by_role("button", name=button).click()
    await settled(page)


async def settled(page: Page) -> None:
    """What was sent has been answered."""
    await expect(page.locator("body")).to_have_attribute("aria-busy", "false")


def row(page: Page, chat: str) -> Locator:
    """A chat in the list."""
    return page.locator("#chats .chat", has=page.locator(".chat-name", has_text=chat))


def mine(page: Page) -> Locator:
    """What the one has said whose phone this is."""
    return page.locator(".mine .bubble")


def ours(page: Page) -> Locator:
    """What 小格 has said in the chat."""
    return page.locator(".ours .bubble")
