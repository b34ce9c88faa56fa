"""A town on a fresh file, its page, and a browser to open it with."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from bot.demo import opened
from bot.observability import quiet
from bot.town import DemoTown
from bot.xingfuli import WELCOME


@pytest.fixture(autouse=True)
def _quietly() -> None:
    quiet()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that nobody has opened yet."""
    return f"sqlite:///{tmp_path / 'demo.db'}"


@pytest_asyncio.fixture(loop_scope="module")
async def town(url: str) -> AsyncIterator[tuple[DemoTown, str]]:
    """The demo on a free port on its first morning at nine, and the address of its page."""
    async with opened(url, host="127.0.0.1", port=0) as (demo, address):
        await morning(demo)
        yield demo, address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None and not os.environ.get("XIAOGE_NEEDS_BROWSER"):
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        args = ["--no-sandbox", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path=path, args=args)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tab(browser: Browser) -> AsyncIterator[tuple[Page, list[str]]]:
    """One tab for all tests of a module, as opening one takes most of a second; its complaints."""
    page = await browser.new_page(viewport={"width": 1280, "height": 820}, reduced_motion="reduce")
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, complaints
    await page.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(tab: tuple[Page, list[str]], town: tuple[DemoTown, str]) -> AsyncIterator[Page]:
    """The page of the town. Fails on any error in the console."""
    page, complaints = tab
    complaints.clear()
    await page.goto(town[1])
    yield page
    await page.goto("about:blank")

    assert complaints == []


async def morning(demo: DemoTown) -> None:
    """The neighbours have said good morning, and it is nine."""
    seen = 0
    while demo.now().time() < WELCOME:
        seen = await demo.after(seen)
