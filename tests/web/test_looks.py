"""For everybody: narrow and wide, by keyboard, by ear, and with text that means harm."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from bot.town import DemoTown
from community.messages import Chat
from community.refs import PersonId
from tests.web.visitor import look_at, mine, ours, row, say, settled, tap
from web.sandbox import Spoken

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LEAK = "3栋2单元一楼大厅天花板漏水，滴了一地"
HOSTILE = (
    "<svg onload=alert(1)> 3栋漏水",
    "<script>document.title='gone'</script>",
    "{{ 7 * 7 }} {% raw %}",
    "\u202e倒着写的\u202c 5栋漏水",
    "'; DROP TABLE cases; --",
    "很长" + "哈" * 400,
)


@pytest.mark.parametrize("width", [360, 768, 1280])
async def test_nothing_sticks_out(page: Page, width: int) -> None:
    await say(page, "3栋2单元" + "https://example.invalid/" + "a" * 300 + " 漏水")
    await page.set_viewport_size({"width": width, "height": 740})
    for view in ("chats", "talk", "board"):
        await page.goto(f"{page.url.split('?')[0]}?view={view}")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    await page.set_viewport_size({"width": 1280, "height": 820})


@pytest.mark.parametrize("width", [360, 1280])
async def test_a_long_answer_leaves_room_to_speak(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    await tap(page, LEAK)
    bubble = ours(page).last
    await expect(bubble).to_contain_text("C2")
    long = "\n".join(f"{n}. " + "长" * (n * 9 % 50) for n in range(1, 31))
    await bubble.evaluate("(e, text) => { e.textContent = text; }", long)
    box, log = await bubble.bounding_box(), await page.locator("[role=log]").bounding_box()

    assert box is not None and log is not None
    assert box["height"] > 600
    assert log["x"] <= box["x"] and box["x"] + box["width"] <= log["x"] + log["width"]
    await expect(page.locator("#say-text")).to_be_in_viewport(ratio=1)
    await page.set_viewport_size({"width": 1280, "height": 820})


async def test_a_busy_day_folds_its_codes_away(page: Page, town: tuple[DemoTown, str]) -> None:
    for n in range(1, 9):
        await town[0].say(
            Spoken(
                id=f"busy-{n}",
                chat=Chat("居民一群"),
                speaker=PersonId("李阿姨"),
                text=f"{n}栋漏水",
            )
        )
    tile = page.locator(".number").first
    await expect(tile.get_by_role("link")).to_have_count(6)
    await expect(tile.locator("summary")).to_have_text(re.compile(r"等 \d+ 件"))
    await tile.locator("summary").click()

    await expect(tile.get_by_role("link").nth(7)).to_be_visible()


async def test_on_a_phone_one_part_is_seen_at_a_time(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await expect(page.locator("#talk")).to_be_visible()
    await expect(page.locator("#chats")).to_be_hidden()
    tabs = page.get_by_role("navigation", name="切换")
    await tabs.get_by_role("link", name="记录").click()
    await expect(page.locator("#board")).to_be_visible()
    await tabs.get_by_role("link", name="聊天").click()
    await row(page, "网格工作群").click()

    await expect(page.get_by_role("heading", name="网格工作群", level=1)).to_be_visible()
    await page.set_viewport_size({"width": 1280, "height": 820})


async def test_by_keyboard_alone(page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="跳到输入框")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    while not await page.evaluate("document.activeElement.id === 'say-text'"):
        await page.keyboard.press("Tab")
    await page.keyboard.insert_text(LEAK)
    await page.keyboard.press("Enter")
    await settled(page)

    await expect(mine(page).last).to_have_text(LEAK)
    await expect(ours(page).last).to_contain_text("C2")
    await expect(page.locator("#say-text")).to_be_focused()
    await expect(page.locator("#say-text")).to_have_value("")


async def test_every_stop_of_the_keyboard_shows_itself(page: Page) -> None:
    unseen = []
    for _ in range(45):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if await focused.count() and await focused.evaluate(_OUTLINE) == "none":
            unseen.append(await focused.evaluate("e => e.outerHTML.slice(0, 90)"))

    assert unseen == []


async def test_what_is_being_typed_survives_a_change(
    page: Page, town: tuple[DemoTown, str]
) -> None:
    await page.locator("#say-text").fill("我正在打字")
    await town[0].turn(town[0].now().replace(hour=11, minute=5))

    await expect(page.locator("#now")).to_have_text("11:05")
    await expect(page.locator("#say-text")).to_have_value("我正在打字")
    await expect(page.locator("#say-text")).to_be_focused()


async def test_a_screen_reader_finds_its_way(page: Page) -> None:
    for landmark in ("banner", "main", "complementary"):
        await expect(page.get_by_role(landmark)).to_have_count(1)
    for name in ("聊天", "谁在说话"):
        await expect(page.get_by_role("navigation", name=name)).to_be_visible()

    await expect(page.get_by_role("log", name="居民一群的对话")).to_be_visible()
    await expect(page.get_by_role("textbox")).to_have_accessible_name("李阿姨说")
    await expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - heading "居民一群" [level=1]
        - log "居民一群的对话":
          - paragraph: 王大爷
        - region "说话":
          - button "下一步 李阿姨在群里说家门口漏水"
        """
    )


async def test_the_log_is_kept_and_lines_are_added(page: Page) -> None:
    await page.evaluate("document.querySelector('[role=log]').firstElementChild.marked = true")
    await tap(page, LEAK)

    assert await page.evaluate("document.querySelector('[role=log]').firstElementChild.marked")


async def test_hostile_text_is_text(page: Page) -> None:
    title = await page.title()
    for text in HOSTILE:
        await say(page, text)

    assert await mine(page).all_text_contents() == list(HOSTILE)
    assert await page.title() == title
    assert await page.locator("#town svg[onload], #town script").count() == 0


async def test_a_double_click_says_it_once(page: Page) -> None:
    button = page.locator("#prompts").get_by_role("button", name=LEAK, exact=True)
    await button.dblclick()
    await settled(page)

    await expect(mine(page)).to_have_count(1)
    await expect(page.locator("#C3")).to_have_count(0)


async def test_nothing_to_say_is_not_sent(page: Page) -> None:
    await page.get_by_role("button", name="发送").click()

    await expect(mine(page)).to_have_count(0)


async def test_back_goes_back(page: Page) -> None:
    await look_at(page, "网格工作群")
    await page.go_back()

    await expect(page.get_by_role("heading", name="居民一群", level=1)).to_be_visible()


async def test_without_scripts_it_works_too(browser: Browser, town: tuple[DemoTown, str]) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(town[1])
    await page.locator("#prompts").get_by_role("button", name=LEAK, exact=True).click()
    await expect(page.locator("#C2")).to_contain_text("漏水")
    await page.get_by_role("button", name="明天 9:00").click()

    await expect(page.locator(".since").last).to_contain_text("昨天")
    await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_what_is_behind_them(page: Page, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await tap(page, LEAK)
    await expect(page.locator("#C2")).to_be_visible()
    faint = await page.evaluate(_CONTRAST)
    await page.emulate_media(color_scheme="light")

    assert faint == []


_OUTLINE = "e => getComputedStyle(e).outlineStyle"

# Every element with words of its own, against the nearest background behind it (WCAG AA: 4.5).
_CONTRAST = """() => {
  const rgb = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
  };
  const ratio = (element) => {
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const speaks = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  return [...document.querySelectorAll('#town *')]
    .filter((e) => speaks(e) && e.checkVisibility() && ratio(e) < 4.5)
    .map((e) => `${ratio(e).toFixed(2)} ${e.className} ${e.textContent.trim()}`);
}"""
