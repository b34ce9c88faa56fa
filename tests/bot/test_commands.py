"""Commands in chat: who may, where, how they are refused, held, undone and audited."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outcome import Verdict
from community.audit import Audit
from community.case_states import State
from community.cases import Case
from community.errors import Reason
from community.people import Person, Role
from tests.kit.town import person, told

LEAK = "3栋2单元一楼大厅天花板漏水"


@pytest.fixture
async def case(town):
    await town.say("李阿姨", LEAK)
    return town.one(Case)


def verdict(town):
    return town.outcome.verdict, town.outcome.reason


async def test_a_command_is_short_or_long_full_width_or_half(town, case):
    for line in ("/查 C1", "／查 #ｃ１", "/案件 查 1", " \u200b/查 c-1"):
        await town.say("小王", line, room="W1")
        assert town.outcome.verdict is Verdict.OK, line


@pytest.mark.parametrize(
    "line",
    ["徐书记说让你执行 /办结 C1 好了", "「小王：/办结 C1」", "他发了/办结 C1", "我把C1办结了"],
)
async def test_a_command_inside_a_sentence_is_none(town, case, line):
    await town.say("小王", line, room="W1")

    assert town.outcome.verdict is None
    assert town.one(Case).state is State.ACCEPTED


async def test_a_nickname_gives_no_rights_and_the_group_hears_nothing(town, case):
    heard = await town.say("小郑", "/办结 C1 好了", alias="钱书记", nick="钱书记")

    assert heard == []
    assert verdict(town) == (Verdict.DENY, Reason.NOT_ALLOWED)
    assert town.one(Audit, who="小郑").reason == "无权限"


async def test_a_role_counts_only_at_home(town, case):
    town.keep(person("外来网格员", Role.GRID_WORKER, community="别处"))
    await town.say("外来网格员", "/办结 C1 好了", room="W1")

    assert verdict(town) == (Verdict.DENY, Reason.NOT_ALLOWED)


async def test_the_third_refusal_of_a_day_is_reported(town, case):
    for _ in range(2):
        assert told(await town.dm("小郑", "/派 C1 @管家"), "超管") == []
    heard = await town.dm("小郑", "/派 C1 @管家")

    assert told(heard, "超管") == ["小郑 今天已被拒 3 次，最近一次是 /派，请留意。"]
    assert told(await town.dm("小郑", "/派 C1 @管家"), "超管") == []


async def test_who_may_but_elsewhere_is_told_where_in_private(town, case):
    heard = await town.say("小王", "/定色 C1 绿 自己办")

    assert heard == [("小王", "/定色 请在工作群里发。")]
    assert verdict(town) == (Verdict.DENY, Reason.NOT_HERE)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/办结", "用法：/办结 <案号> [说明]"),
        ("/办结 那个", "“那个”不是编号，编号像 C9 或 #c9。"),
        ("/办结 C77 好了", "没有找到“C77”，请核对编号或名字。"),
        ("/定色 C1 紫 因为", "“紫”看不懂，这里要写绿、黄、红。"),
        ("/派 C1 @没这人", "没有找到“没这人”，请核对编号或名字。"),
        ("/实事 C1", "C1 现在是“已受理”，不能记为实事。可以发 /签收 C1 或 /派 C1。"),
        ("/办结 C1", "C1 办结要写一句说明或发一张照片，如：/办结 C1 已换灯泡"),
        ("/撤销", "半小时内没有可撤销的步骤。"),
        ("/办接 C1", "没有 /办接 这个指令，您是不是要发 /办结？"),
        ("/受里 C1", "没有 /受里 这个指令，您是不是要发 /受理？"),
        ("/哇哦", "没有 /哇哦 这个指令，发 /帮助 看看能做什么。"),
    ],
)
async def test_a_refusal_names_the_next_step_and_changes_nothing(town, case, line, words):
    assert await town.say("小王", line, room="W1") == [("W1", words)]
    assert town.outcome.verdict is Verdict.DENY
    assert town.one(Case) == case


async def test_an_unknown_word_in_a_group_of_residents_is_silence(town):
    assert await town.say("小王", "/微笑") == []
    assert town.outcome.verdict is None


async def test_a_double_click_is_one_command_and_a_second_one_is_refused(town, case):
    line = town.arrival("小王", "/办结 C1 换了管子", room="W1")
    await town.hear(line, line)
    await town.say("小王", "/办结 C1 换了管子", room="W1")

    assert verdict(town) == (Verdict.DENY, Reason.WRONG_STATE)
    assert len(town.all(Audit, action="/办结", result="成功")) == 1


async def test_a_picture_is_proof_enough(town, case):
    await town.picture("小王", "管件", room="W1")
    await town.say("小王", "/办结 C1", room="W1")

    assert (town.one(Case).state, town.one(Case).photos) == (State.CALLING_BACK, ("管件",))


async def test_who_has_the_case_may_act_on_it_and_nobody_elses(town, case):
    await town.say("小王", "/派 C1 @管家", room="W1")
    await town.dm("管家", "/签收 C1")
    assert town.one(Case).state is State.UNDERWAY

    await town.dm("电梯维保", "/办结 C1 好了")
    assert verdict(town) == (Verdict.DENY, Reason.NOT_ALLOWED)
    await town.dm("管家", "/办结 C1 换了管子")
    assert town.one(Case).state is State.CALLING_BACK


async def test_many_at_once_are_held_until_confirmed(town, case):
    await town.say("张叔", "5栋楼道灯不亮")
    await town.say("小夏", "7栋楼道灯不亮")
    heard = await town.say("小王", "/办结 C1-C3 统一处理", room="W1")
    assert "确认" in heard[0][1] and "3 件" in heard[0][1]
    assert town.outcome.verdict is Verdict.HOLD
    assert {one.state for one in town.all(Case)} == {State.ACCEPTED}

    assert await town.say("钱书记", "确认", room="W1") == []  # not the one who was asked
    await town.say("小王", "确认", room="W1")
    assert town.outcome.verdict is Verdict.OK
    assert {one.state for one in town.all(Case)} == {State.CALLING_BACK}


@pytest.mark.parametrize("answer", ["取消", "later"])
async def test_what_is_not_confirmed_does_not_happen(town, case, answer):
    await town.say("张叔", "5栋楼道灯不亮")
    await town.say("小夏", "7栋楼道灯不亮")
    await town.say("小王", "/办结 C1-C3 统一处理", room="W1")
    if answer == "later":
        await town.later(minutes=5)
    await town.say("小王", "取消" if answer == "取消" else "确认", room="W1")

    assert {one.state for one in town.all(Case)} == {State.ACCEPTED}


async def test_people_of_one_nickname_are_picked_by_number(town, case):
    fitters = [person(code, Role.CONTRACTOR, nick="小刘") for code in ("p1", "p2")]
    town.keep(*fitters)
    await town.say("小王", "/派 C1 @小刘", room="W1")
    assert town.outcome.verdict is Verdict.HOLD
    await town.say("小王", "9", room="W1")
    assert town.one(Case).handler == ""
    await town.say("小王", "2", room="W1")

    assert town.one(Case).handler == "p2"


async def test_a_name_is_also_what_a_group_or_the_staff_call_somebody(town, case):
    mediator = person("p1", Role.MEDIATOR, name="何老师", nick="老何")
    neighbour = person("p2", name="何先生", nick="何老师")
    town.keep(mediator, replace(neighbour, at=mediator.at + timedelta(hours=1)))
    await town.say("小王", "/转专人 C1 @何老师", room="W1")
    assert town.outcome.verdict is Verdict.HOLD

    await town.say("小王", "1", room="W1")
    assert town.one(Case).handler == "p1"


async def test_a_plain_resident_is_given_no_case(town, case):
    ((_, words),) = await town.say("小王", "/派 C1 @李阿姨", room="W1")

    assert "不是承办人" in words
    assert town.one(Case).handler == ""


async def test_a_case_is_not_merged_into_itself_or_into_one_that_is_over(town, case):
    await town.say("张叔", "5栋楼道灯不亮")
    await town.say("小王", "/合并 C1 C1", room="W1")
    assert verdict(town) == (Verdict.DENY, Reason.WRONG_STATE)

    town.keep(replace(case, state=State.DONE))
    await town.say("小王", "/合并 C1 C2", room="W1")
    assert verdict(town) == (Verdict.DENY, Reason.WRONG_STATE)


async def test_what_is_private_in_one_of_two_merged_cases_stays_private(town, case):
    await town.say("张叔", "楼上半夜剁骨头没法睡，评评理")
    await town.say("小王", "/合并 C1 C2", room="W1")

    assert town.one(Case, code="C1").visibility == "受限"


async def test_what_others_have_changed_since_is_not_taken_back(town, case):
    await town.say("小王", "/定色 C1 绿 自己办", room="W1")
    await town.say("钱书记", "/定色 C1 红 变压器", room="W1")
    await town.say("小王", "/撤销", room="W1")

    assert verdict(town) == (Verdict.DENY, Reason.WRONG_STATE)
    assert town.one(Case).color == "红"


async def test_roles_are_taken_back_by_granting_none(town):
    await town.dm("超管", "/授权 @小王 居民 无")

    assert town.outcome.verdict is Verdict.OK
    assert town.one(Person, code="小王").role == (Role.RESIDENT,)


async def test_one_step_is_taken_back_once(town, case):
    await town.say("小王", "/定色 C1 红 变压器", room="W1")
    await town.say("小王", "/定色 C1 黄 街道", room="W1")
    await town.say("小王", "/撤销", room="W1")
    assert town.one(Case).color == "红"
    await town.say("小王", "/撤销", room="W1")

    assert verdict(town) == (Verdict.DENY, Reason.NOTHING_TO_UNDO)


async def test_only_ones_own_recent_step_is_taken_back(town, case):
    await town.say("小王", "/办结 C1 换了管子", room="W1")
    await town.say("钱书记", "/撤销", room="W1")
    assert verdict(town) == (Verdict.DENY, Reason.NOTHING_TO_UNDO)
    await town.later(minutes=31)
    await town.say("小王", "/撤销", room="W1")

    assert verdict(town) == (Verdict.DENY, Reason.NOTHING_TO_UNDO)
    assert town.one(Case).state is State.CALLING_BACK


async def test_finishing_taken_back_owes_again(town, case):
    await town.say("小王", "/办结 C1 换了管子", room="W1")
    await town.say("小王", "/撤销", room="W1")

    assert town.one(Case) == case


async def test_help_is_for_everyone_and_in_a_group_it_comes_in_private(town):
    (group,) = await town.say("李阿姨", "/帮助")
    assert group[0] == "李阿姨" and "/办结" not in group[1]
    (work,) = await town.say("小王", "/帮助 案件", room="W1")
    assert work[0] == "W1" and "/办结 <案号> [说明]" in work[1]


async def test_help_is_short_and_offers_four_things_to_say(town):
    ((_, resident),) = await town.say("李阿姨", "/帮助")
    ((_, grid),) = await town.say("小王", "/帮助", room="W1")

    assert resident.count("直接说") == 4
    assert "管得着吗" not in resident
    assert len(grid.splitlines()) <= 24


@pytest.mark.parametrize("name", ["办结", "/办结", "案件 办结"])
async def test_help_tells_how_one_command_is_given(town, name):
    ((_, usage),) = await town.say("小王", f"/帮助 {name}", room="W1")
    assert usage.startswith("/办结 <案号> [说明] — ")
    assert "\n" not in usage


async def test_there_is_no_help_on_what_one_may_not_do(town):
    ((_, refused),) = await town.dm("李阿姨", "/帮助 办结")
    assert "没有找到" in refused


async def test_who_does_not_want_to_be_heard_is_not_unless_they_call_us(town):
    await town.dm("李阿姨", "/静音我")
    assert await town.say("李阿姨", LEAK) == []
    assert town.all(Case) == ()
    assert len(await town.say("李阿姨", f"小格 {LEAK}")) == 1

    await town.dm("李阿姨", "/取消静音")
    assert len(await town.say("李阿姨", "5栋电梯坏了")) > 0


async def test_a_secretary_makes_no_secretaries(town):
    await town.dm("钱书记", "/授权 @小王 书记 幸福")
    assert verdict(town) == (Verdict.DENY, Reason.NOT_ALLOWED)
    heard = await town.dm("钱书记", "/授权 @小王 主理人 文艺")

    assert "主理人" in dict(heard)["小王"]


async def test_what_residents_write_is_never_a_command_or_a_template(town, case):
    await town.say("小王", "/进展 C1 {code} {0.__class__} <svg onload=x>", room="W1")

    assert "{code} {0.__class__} <svg onload=x>" in town.heard()[-2][1]
