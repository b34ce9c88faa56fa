"""How corrections are refused, word for word: each refusal names the next step."""

import pytest

from bot.outcome import Verdict
from community.case_states import State
from community.cases import Case
from community.lessons import Lesson
from tests.kit.town import HOME

DARK = "6栋二楼感应灯坏了"
CATEGORIES = "漏水、下水、停水、供电、燃气、供暖、线路、照明、电梯"


@pytest.fixture
async def town(town):
    await town.say("李阿姨", DARK)
    await town.say("大军", "7栋二楼感应灯坏了")
    await town.say("小王", "/派 C2 @管家", room="W1")
    other = town.one(Case, code="C1")
    town.keep(
        Case(code="C8", community="别处", at=other.at, accepted_at=other.at, detail=DARK),
        Case(code="C9", community=HOME, at=other.at, accepted_at=other.at, state=State.DECLINED),
    )
    return town


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/不是", "用法：/不是 <案号> [词]"),
        ("/不是 C77", "没有找到“C77”，请核对编号或名字。"),
        ("/不是 C8", "C8 不是本社区的，请找它所在的社区。"),
        ("/不是 C9", "C9 已经是“不采纳”了，不用再发。看情况请发 /查 C9。"),
        (
            "/不是 C2",
            "C2 现在是“已派单”，已经往下办了。要不采纳，请在工作群发 /驳回 C2 理由。",
        ),
        (
            "/不是 C1 哼",
            "“哼”看不懂，这里要写诉求、志愿、约局、报名、出借、求借、心愿、感谢、闲聊。",
        ),
        ("/改类 C1", "用法：/改类 <案号> <类别>"),
        ("/改类 C8 供电", "C8 不是本社区的，请找它所在的社区。"),
        ("/改类 C1 照明", "C1 已经是“照明”了，不用再发。看情况请发 /查 C1。"),
        ("/改类 C9 供电", "C9 现在是“不采纳”，类别不再改了。看情况请发 /查 C9。"),
        ("/为什么", "用法：/为什么 <案号>"),
        ("/为什么 C8", "C8 不是本社区的，请找它所在的社区。"),
        ("/是诉求", "用法：先引用那句话，再发 /是诉求；或发 /是诉求 原话。后面可加：类别 照明"),
        (
            f"/是诉求 {DARK}",
            "这句话已经记在 C1（已受理）里了。看情况请发 /查 C1，待确认的请发 /受理 C1。",
        ),
        ("/学习 撤销", "用法：/学习 撤销 <编号>"),
        ("/学习 撤销 LE77", "没有找到“LE77”，请核对编号或名字。"),
        ("/学习 撤销 C1", "“C1”不是编号，编号像 C9 或 #c9。"),
    ],
)
async def test_a_wrong_use_names_the_next_step_and_changes_nothing(town, line, words):
    before = town.all(Case)

    assert await town.say("小王", line, room="W1") == [("W1", words)]
    assert town.outcome.verdict is Verdict.DENY
    assert (town.all(Case), town.all(Lesson)) == (before, ())


async def test_an_unknown_category_is_answered_with_the_list(town):
    (heard,) = await town.say("小王", "/改类 C1 电灯", room="W1")

    assert heard[1].startswith(f"“电灯”看不懂，这里要写{CATEGORIES}、")
    assert town.one(Case, code="C1").cat == "照明"


@pytest.mark.parametrize(
    "line", ["/不是 C1", "/改类 C1 供电", "/学习", f"「大军：{DARK}」 /是诉求", "/为什么 C1"]
)
async def test_a_resident_is_refused_and_the_group_hears_nothing(town, line):
    before = town.all(Case)

    assert await town.say("李阿姨", line) == []
    assert town.outcome.verdict is Verdict.DENY
    assert (town.all(Case), town.all(Lesson)) == (before, ())


@pytest.mark.parametrize(
    "text",
    ["「大军：好的」 /不是 C1", "他说「/是诉求」", "「大军：灯坏」 是诉求", "「/是诉求 灯坏」"],
)
async def test_only_the_one_command_may_follow_a_quotation(town, text):
    await town.say("小王", text, room="W1")

    assert town.outcome.verdict is None
    assert town.all(Lesson) == ()


async def test_a_correction_given_twice_is_learned_once(town):
    line = town.arrival("小王", "/不是 C1", room="W1")
    await town.hear(line, line)

    assert len(town.all(Lesson)) == 1
