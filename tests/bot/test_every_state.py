"""Every command of the desk in every state: carried out, or refused with what can be done now."""

import re

import pytest

from bot.commanding import Commanding
from bot.outcome import Verdict
from community.audit import Audit
from community.callbacks import Callback
from community.case_states import NEXT_STEPS, OPEN, POOL, VOID, State
from community.cases import Case, CaseKind
from community.categories import Cat
from community.effects import Ask, Record, Say
from community.errors import Reason
from community.people import Role
from community.places import Place
from community.promises import promised
from handlers import routers
from handlers.kit.router import Heard
from tests.handlers.test_learning import HERE, W1, asks
from tests.kit.past import Past
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE, person

SECRETARY = person("钱书记", Role.SECRETARY)
PEOPLE = (
    SECRETARY,
    person("小王", Role.GRID_WORKER),
    person("管家", Role.CONTRACTOR),
    person("李阿姨"),
    person("张叔"),
)
COMMANDING = Commanding(routers())
UNDER_WAY = frozenset({State.ACCEPTED, State.DISPATCHED, State.UNDERWAY})
KNOWN = frozenset(State) - VOID - {State.MERGED}

# Each command as it is said, and the states in which it is carried out (docs/vocabulary.md G.1).
COMMANDS = {
    "受理": ("/受理 C1", POOL),
    "补": ("/补 C1 地点 3栋2单元", POOL),
    "派": ("/派 C1 @管家", OPEN),
    "转专人": ("/转专人 C1 @管家", OPEN),
    "签收": ("/签收 C1 马上去", OPEN),
    "进展": ("/进展 C1 灯已买到", OPEN),
    "延期": ("/延期 C1 3工作日 等配件", OPEN),
    "挂起": ("/挂起 C1 等第三方 等配件", OPEN),
    "办结": ("/办结 C1 换了灯", OPEN),
    "合并": ("/合并 C2 C1", OPEN | POOL),
    "拆分": ("/拆分 C1 @张叔", OPEN),
    "驳回": ("/驳回 C1 不归我们管", OPEN | POOL),
    "不是": ("/不是 C1", POOL | {State.ACCEPTED}),
    "定色": ("/定色 C1 绿 自己办", KNOWN),
    "分流": ("/分流 C1 共办 物业", KNOWN),
    "回音": ("/回音 C1 修好了", KNOWN),
    "实事": ("/实事 C1", {State.DONE}),
    "回访": ("/回访 C1 满意 电话", {State.CALLING_BACK}),
    "查": ("/查 C1", frozenset(State)),
    "为什么": ("/为什么 C1", frozenset(State)),
}
ANSWERABLE = {State.FOR_A_PERSON} | UNDER_WAY


def case(state, **fields):
    fields = {
        "code": "C1",
        "reporters": ("李阿姨", "张叔"),
        "merged_into": "C2" if state is State.MERGED else "",
    } | fields
    made = Case(
        community=HOME,
        at=MONDAY_NINE,
        accepted_at=MONDAY_NINE,
        state=state,
        cat=Cat.LIGHTING,
        place=Place("幸福里", "6栋"),
        **fields,
    )
    return promised(made, CALENDAR, MONDAY_NINE)


def said(line, one):
    """What comes of a line by a secretary in the work group."""
    asked = asks(line, speaker=SECRETARY)
    heard = Heard(message=asked.message, speaker=SECRETARY, room=W1, at=asked.at)
    question = Callback(
        code="CB1", community=HOME, at=MONDAY_NINE, case="C1", person="李阿姨", round=1
    )
    waiting = (question,) if one.state is State.CALLING_BACK else ()
    other = case(State.ACCEPTED, code="C2", reporters=("小王",))
    past = Past(*PEOPLE, one, other, *waiting, calendar=CALENDAR)
    return COMMANDING.command(heard, line.removeprefix("/"), HERE, past)


def words(outcome):
    (reply,) = [one for one in outcome.effects if isinstance(one, Say | Ask)]
    return reply.to.id, reply.words.render()


EVERY = [(state, name) for state in State for name in COMMANDS]


@pytest.mark.parametrize(("state", "name"), EVERY)
def test_a_command_is_carried_out_or_changes_nothing_and_names_the_next_step(state, name):
    line, legal = COMMANDS[name]
    outcome = said(line, case(state))

    if state in legal:
        assert outcome.verdict is Verdict.OK
        return
    assert (outcome.verdict, outcome.reason) == (Verdict.DENY, Reason.WRONG_STATE)
    kept = [one.thing for one in outcome.effects if isinstance(one, Record)]
    assert [type(one) for one in kept] == [Audit]
    where, told = words(outcome)
    assert where == "W1" and state in told
    steps = re.findall(r"/(\w+) C1", told)
    assert steps
    assert all(state in COMMANDS[step][1] for step in steps), told


@pytest.mark.parametrize("state", State)
def test_a_question_is_answered_while_it_is_open_and_once(state):
    outcome = said("/答 C1 去窗口办", case(state, kind=CaseKind.INQUIRY))

    assert (outcome.verdict is Verdict.OK) is (state in ANSWERABLE)


@pytest.mark.parametrize("state", State)
def test_every_next_step_is_possible(state):
    for step in NEXT_STEPS[state]:
        assert said(COMMANDS[step][0], case(state)).verdict is Verdict.OK, step


@pytest.mark.parametrize("name", ["受理", "办结", "驳回", "定色", "分流", "挂起"])
def test_once_more_is_told_that_it_is_so_already(name):
    line, legal = COMMANDS[name]
    first = said(line, case(sorted(legal - {State.SUPERVISED})[0]))
    kept = [one.thing for one in first.effects if isinstance(one, Record)]
    (after,) = [one for one in kept if isinstance(one, Case) and one.code == "C1"]
    again = said(line, after)

    assert again.verdict is Verdict.DENY
    assert "已经" in words(again)[1]


def test_who_is_refused_a_merged_case_hears_where_it_goes_on():
    _, told = words(said("/签收 C1", case(State.MERGED)))

    assert "请对 C2 发" in told
