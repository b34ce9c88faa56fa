"""The process ends and begins again under an open page."""

import pytest
from playwright.async_api import Browser, expect

from bot.demo import opened
from tests.web.conftest import morning
from tests.web.visitor import ours, tap, turn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HERE = "127.0.0.1"


async def test_a_restart_in_the_middle_keeps_the_records(browser: Browser, url: str) -> None:
    page = await browser.new_page(viewport={"width": 1280, "height": 820})
    async with opened(url, host=HERE, port=0) as (demo, address):
        await morning(demo)
        await page.goto(address)
        await tap(page, "3栋2单元一楼大厅天花板漏水，滴了一地")
        await turn(page, "+2 小时")
        await expect(page.locator("#C2")).to_be_visible()
    await expect(page.locator("#offline")).to_be_visible()
    port = int(address.rstrip("/").rpartition(":")[2])
    async with opened(url, host=HERE, port=port):
        await expect(page.locator("#resumed")).to_be_in_viewport()
        await expect(page.locator("#offline")).to_be_hidden()
        await expect(page.locator("#C2")).to_contain_text("3栋2单元1楼")
        await expect(page.locator("#now")).to_have_text("11:00")
        await expect(ours(page).last).to_contain_text("已登记 C2")
        await tap(page, "5栋电梯坏了，关着门不动")
        await expect(page.locator("#C3")).to_contain_text("5栋")
        await expect(page.locator("#resumed")).to_have_count(0)
    await page.close()
