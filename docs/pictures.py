"""Take the pictures of the page: plays a short conversation and looks at it, wide and narrow.

    python -m docs.pictures [FOLDER]

Writes demo-1280.png and demo-360.png. Needs playwright, and Chromium on the PATH.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo import opened
from bot.observability import quiet

_SIZES = ((1280, 820), (360, 740))
# Of the guided path: reported, handed on, signed for, finished, called back, not content.
_STEPS = 6
_FOLDER = Path(__file__).parent / "pictures"


async def take(folder: Path) -> None:
    """Walk the path in a new town, and take every picture in `folder`."""
    quiet()
    with tempfile.TemporaryDirectory(prefix="xiaoge-pictures-") as data:
        url = f"sqlite:///{data}/demo.db"
        async with (
            opened(url, host="127.0.0.1", port=0) as (_, address),
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            address = await _walked(await browser.new_page(), address)
            for width, height in _SIZES:
                await _taken(browser, address, folder / f"demo-{width}.png", width, height)
            await browser.close()


async def _walked(page: Page, address: str) -> str:
    """Where the page is after the first steps of the path."""
    await page.goto(address)
    await expect(page.locator("#now")).to_have_text("09:00")
    for _ in range(_STEPS):
        words = await page.locator("#step .step-words").inner_text()
        await page.locator("button.step").click()
        await expect(page.locator("#step .step-words")).not_to_have_text(words)
    return page.url


async def _taken(browser: Browser, address: str, file: Path, width: int, height: int) -> None:
    page = await browser.new_page(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    await page.goto(address)
    await expect(page.locator(".ours").last).to_be_in_viewport()
    await page.screenshot(path=file)
    await page.close()


if __name__ == "__main__":
    _folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER
    _folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(_folder))
