"""The worker's desk on a busy day: double clicks, what is told where, what cannot be unsaid."""

from dataclasses import replace

import pytest

from bot.outcome import Verdict
from community.assignments import Assignment
from community.callbacks import Callback, Rating
from community.case_states import State
from community.cases import Case, CaseEvent, EventKind
from community.errors import Reason
from community.people import Person
from tests.kit.postgres import BOTH
from tests.kit.town import person, told

pytestmark = BOTH

LEAK = "3栋2单元一楼大厅天花板漏水"


@pytest.fixture
async def case(town):
    await town.say("李阿姨", LEAK)
    return town.one(Case)


@pytest.mark.parametrize(
    "line",
    [
        "/派 C1 @管家",
        "/签收 C1",
        "/进展 C1 师傅明天到",
        "/延期 C1 3工作日 等配件",
        "/挂起 C1 等第三方 等配件",
        "/办结 C1 换了管子",
        "/驳回 C1 不归我们管",
        "/回音 C1 都好了",
        "/定色 C1 绿 自己办",
        "/分流 C1 共办 物业",
    ],
)
async def test_a_command_clicked_twice_is_carried_out_once_and_the_second_is_told_so(
    town, case, line
):
    await town.say("钱书记", line, room="W1")
    assert town.outcome.verdict is Verdict.OK
    after = town.one(Case), town.all(CaseEvent), town.all(Assignment)
    ((where, words),) = await town.say("钱书记", line, room="W1")

    assert (where, town.outcome.verdict) == ("W1", Verdict.DENY)
    assert town.outcome.reason is Reason.WRONG_STATE
    assert "已经" in words
    assert (town.one(Case), town.all(CaseEvent), town.all(Assignment)) == after


async def test_the_same_words_are_news_again_the_next_day(town, case):
    await town.say("小王", "/进展 C1 还在等配件", room="W1")
    await town.later(days=1)
    heard = await town.say("小王", "/进展 C1 还在等配件", room="W1")

    assert told(heard, "李阿姨") == ["C1 有进展：还在等配件"]


async def test_what_happened_is_told_without_residents_and_without_private_words(town, case):
    lines = (
        ("李阿姨", "", "#C1 怎么样了"),
        ("小王", "W1", "/派 C1 @管家"),
        ("管家", "", "/签收 C1 下午去"),
        ("小王", "W1", "/定色 C1 黄 要街道协调"),
        ("小王", "W1", "/撤销"),
        ("管家", "", "/办结 C1 换了管子"),
    )
    for who, room, line in lines:
        await town.later(minutes=1)
        await town.say(who, line, room=room)
    ((_, words),) = await town.say("小王", "/查 C1", room="W1")
    story = words.split("经过：\n")[1]

    assert [line.split(" ", 1)[1] for line in story.split("\n")] == [
        "登记",
        "追问",
        "小王 派给 管家",
        "管家 接手",
        "管家 进展：下午去",
        "小王 定色 黄",
        "小王 定色 撤回",
        "管家 办结",
    ]
    assert "李阿姨" not in words and "怎么样" not in words


async def test_who_cannot_be_written_to_is_told_the_correction_by_a_worker(town, case):
    town.keep(replace(town.one(Person, code="李阿姨"), friend=False))
    await town.say("小王", "/驳回 C1 不归我们管", room="W1")
    heard = await town.say("小王", "/撤销", room="W1")

    assert town.one(Case).state is State.ACCEPTED
    assert told(heard, "李阿姨") == []
    assert "代联" in told(heard, "小王")[0]


async def test_only_who_reported_it_with_others_is_split_off(town, case):
    ((_, words),) = await town.say("小王", "/拆分 C1 @李阿姨", room="W1")

    assert "拆不出来" in words
    assert town.one(Case) == case


async def test_a_paused_case_is_found_good_and_promises_nothing_more(town, case):
    await town.say("小王", "/挂起 C1 等居民 请开门", room="W1")
    await town.say("小王", "/办结 C1 换了管子", room="W1")
    await town.later(hours=25)
    assert town.one(Callback).rating is Rating.NONE
    await town.dm("李阿姨", "1")

    assert town.one(Case).state is State.DONE
    assert {one.kind for one in town.all(CaseEvent)} == {EventKind.PUT_ASIDE}


async def test_a_restart_while_it_waits_takes_it_up_on_its_day(town, case):
    await town.say("小王", "/挂起 C1 等第三方 等配件 至 11月25日", room="W1")
    await town.later(hours=3)
    await town.restart()
    heard = await town.later(hours=46)

    assert town.one(Case).waiting_for is None
    assert any("等第三方等到今天了" in words for words in told(heard, "小王"))


async def test_the_vice_secretary_hears_where_there_is_no_secretary(town, case):
    town.keep(replace(town.one(Person, code="钱书记"), role=("副书记",)))
    await town.say("小王", "/派 C1 @管家", room="W1")
    heard = await town.later(hours=8)

    assert any("升级到社区" in words for words in told(heard, "钱书记"))


async def test_a_contractor_hears_of_no_case_but_their_own(town, case):
    town.keep(person("师傅"))
    for line in ("/查 C1", "/为什么 C1", "/挂起 C1 等居民 请开门", "/恢复 C1"):
        await town.dm("师傅", line)
        assert town.outcome.reason is Reason.NOT_ALLOWED
