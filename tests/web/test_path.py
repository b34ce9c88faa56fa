"""A newcomer clicks through: everything happens before their eyes, without a reload."""

import pytest
from playwright.async_api import Browser, Page, expect

from bot.town import DemoTown
from tests.web.visitor import look_at, mine, ours, row, say, speak_as, tap, turn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LEAK = "3栋2单元一楼大厅天花板漏水，滴了一地"


async def test_a_complaint_is_answered_and_recorded(page: Page) -> None:
    await tap(page, LEAK)

    await expect(ours(page).last).to_contain_text("已登记 C2｜漏水｜3栋2单元1楼")
    await expect(page.locator("#C2")).to_contain_text("已受理")
    await expect(page.locator("#C2")).to_contain_text("11:00 前回话")
    await expect(page.locator(".numbers")).to_contain_text("新增 2 C1 C2", use_inner_text=False)


async def test_a_finished_case_is_called_back_and_reopened(page: Page) -> None:
    await tap(page, LEAK)
    await look_at(page, "网格工作群")
    await tap(page, "/办结 C2 已修好，现场看过")
    await expect(page.locator("#C2")).to_contain_text("待回访")
    await turn(page, "明天 9:00")
    await turn(page, "+30 分钟")
    await look_at(page, "李阿姨")
    await expect(ours(page).last).to_contain_text("您满意吗")
    await tap(page, "3 还在漏水")

    await expect(ours(page).last).to_contain_text("C2 重新办理")
    await expect(page.locator("#C2 .state")).to_have_text("重办")
    await expect(page.locator("#C2 .timeline")).to_contain_text("李阿姨：不满意，还在漏水")


async def test_content_with_it_the_case_is_closed(page: Page) -> None:
    await tap(page, LEAK)
    await look_at(page, "网格工作群")
    await say(page, "/办结 C2 换了水管接头")
    await turn(page, "明天 9:00")
    await turn(page, "+30 分钟")
    await look_at(page, "李阿姨")
    await tap(page, "1 满意")

    await expect(page.locator("#C2 .state")).to_have_text("已办结")


async def test_the_guided_path_leads_from_the_leak_to_the_digest(page: Page) -> None:
    walked = []
    step = page.locator("#step .step-words")
    while await step.count():
        walked.append(await step.inner_text())
        await page.locator(".step").click()
        await expect(step.filter(has_text=walked[-1])).to_have_count(0)

    assert walked[0] == "李阿姨在群里说家门口漏水"
    assert "李阿姨说还没好" in walked
    assert walked[-1] == "看看工作群收到的日报"
    await expect(page.locator("#C2 .state")).to_have_text("已办结")


async def test_a_call_for_company_fills_up(page: Page) -> None:
    await speak_as(page, "陈姐")
    await tap(page, "气排球队周三晚上缺两人，谁来打？")
    await expect(page.locator("#A1")).to_contain_text("0/2")
    for neighbour in ("张伟", "王大爷"):
        await speak_as(page, neighbour)
        await tap(page, "我来")

    await expect(ours(page).last).to_contain_text("满员 2/2")
    await expect(page.locator("#A1")).to_contain_text("2/2")
    await expect(page.locator("#A1 .coming")).to_contain_text("王大爷")


async def test_who_comes_too_late_waits(page: Page) -> None:
    await speak_as(page, "陈姐")
    await say(page, "气排球队周三晚上缺一人，谁来打？")
    for neighbour in ("张伟", "王大爷"):
        await speak_as(page, neighbour)
        await tap(page, "我来")

    await expect(page.get_by_role("list", name="候补")).to_contain_text("王大爷")


async def test_volunteers_are_found_role_by_role(page: Page) -> None:
    await look_at(page, "网格工作群")
    await page.locator("#prompts").get_by_role("button", name="/招募 社区义诊").click()
    await expect(ours(page).last).to_contain_text("已发布")
    await look_at(page, "居民二群")
    await expect(ours(page).last).to_contain_text("招募｜社区义诊")
    await tap(page, "秩序我可以，算我一个")

    await expect(page.locator("#A1")).to_contain_text("秩序 1/2")
    await turn(page, "+30 分钟")
    await expect(ours(page).last).to_contain_text("秩序 1/2")


async def test_the_digest_comes_at_six_with_the_codes_behind_its_numbers(page: Page) -> None:
    await tap(page, LEAK)
    await look_at(page, "网格工作群")
    for _ in range(4):
        await turn(page, "+2 小时")
    await turn(page, "到下一件事")

    await expect(ours(page).last).to_contain_text("新增 2 办结 0")
    await expect(ours(page).last).to_contain_text("C1、C2")
    await expect(page.locator("#now")).to_have_text("18:00")


async def test_help_comes_in_private_and_is_announced_by_a_dot(page: Page) -> None:
    await say(page, "/帮助")
    await expect(mine(page).locator("xpath=../p[@class='notes']").last).to_contain_text(
        "私信 李阿姨"
    )
    private = row(page, "李阿姨")
    await expect(private).to_contain_text("1 条未读")
    await private.click()

    await expect(ours(page).last).to_contain_text("直接说")
    await expect(private).not_to_contain_text("未读")


async def test_small_talk_is_left_alone(page: Page) -> None:
    before = await ours(page).count()
    await say(page, "今天太阳真好，出来晒被子吧")

    await expect(page.locator(".mine .notes").last).to_have_text("小格没有作声")
    assert await ours(page).count() == before


async def test_a_second_receipt_within_a_minute_is_held_back_and_can_be_reached(
    page: Page,
) -> None:
    await tap(page, LEAK)
    await expect(ours(page).last).to_contain_text("C2")
    await tap(page, "5栋电梯坏了，关着门不动")
    await expect(page.locator("#held")).to_contain_text("小格有 1 句话攒到 09:01 再说")
    await page.locator("#held").get_by_role("button", name="拨到那时").click()

    await expect(ours(page).last).to_contain_text("C3｜电梯｜5栋")
    await expect(page.locator("#held")).to_have_count(0)


async def test_a_picture_belongs_to_the_words_after_it(page: Page) -> None:
    await page.get_by_label("发图片").click()
    await page.get_by_role("button", name="漏水的天花板").click()
    await expect(page.locator(".mine .shot img")).to_be_visible()
    await tap(page, LEAK)

    await expect(page.locator("#C2").get_by_alt_text("图片：漏水的天花板")).to_be_visible()


async def test_a_second_window_sees_it_too(
    page: Page, browser: Browser, town: tuple[DemoTown, str]
) -> None:
    other = await browser.new_page()
    await other.goto(town[1])
    await tap(page, LEAK)

    await expect(other.locator("#C2")).to_contain_text("已受理")
    await expect(other.locator(".bubble").filter(has_text=LEAK)).to_be_visible()
    await other.close()
