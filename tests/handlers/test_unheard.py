"""What was ignored and is quoted by a worker is taken in as if it were heard now."""

from dataclasses import replace

import pytest

from community.case_errors import AlreadyHeard, LeftAlone
from community.case_states import State
from community.cases import Visibility
from community.categories import Cat, Level
from community.errors import Misused, NotHere
from community.lessons import Meant
from community.people import Membership, Mode
from community.places import Place
from handlers import unheard
from tests.handlers.test_learning import CASE, DARK, G1, LESSON, W1, asks, past
from tests.kit.past import only, records_of, said
from tests.kit.town import HOME, MONDAY_NINE, person

QUOTED = f"「李阿姨：{DARK}」\n- - - - - - - - - - - - - - -\n/是诉求"


def insists(text=QUOTED, words="", cat=None, where=G1, things=(), **fields):
    return unheard.insist(asks(text, where, **fields), past(*things), words, cat)


def test_a_quoted_message_is_taken_in_as_if_heard_now():
    effects = insists(cat=Cat.LIGHTING)
    case, lesson = records_of(effects)

    assert (case.state, case.cat, case.place) == (
        State.ACCEPTED,
        Cat.LIGHTING,
        Place("幸福里", "6栋"),
    )
    assert (case.reporters, case.room, case.detail) == (("李阿姨",), "G1", DARK)
    assert lesson == replace(
        LESSON,
        intent=Meant.COMPLAINT,
        cat=Cat.LIGHTING,
        thought=Meant.CHAT,
        thought_cat=None,
        message=LESSON.cause,
    )
    assert said(effects) == [
        ("G1", "@李阿姨 已登记 C1｜照明｜6栋，11:00 前给您回话。"),
        ("小王", "已按诉求登记 C1（照明，已受理）。已学 LE1，收回请发 /学习 撤销 LE1。"),
    ]


@pytest.mark.parametrize("where", [W1, None], ids=["工作群", "私聊"])
def test_elsewhere_the_reporter_is_told_in_private(where):
    effects = insists("/是诉求", f"「李阿姨：{DARK}」", where=where)

    assert [chat for chat, _ in said(effects)] == ["李阿姨", where.code if where else "小王"]
    assert records_of(effects)[0].room == ""


def test_without_a_place_the_one_who_said_it_is_asked():
    effects = insists("「李阿姨：那股味儿太上头了」/是诉求")

    assert said(effects)[0] == ("G1", "@李阿姨 收到，请问是哪一栋、哪个位置？")


TWINS = (person("甲", nick="李阿姨"),)
NAMED = (
    Membership(code="MB1", community=HOME, at=MONDAY_NINE, room="G1", person="甲", nick="李阿姨"),
)


@pytest.mark.parametrize("others", [TWINS, (person("甲"), *NAMED)], ids=["nickname", "in a group"])
def test_a_name_that_two_bear_names_nobody(others):
    case = records_of(insists(things=others))[0]

    assert case.reporters == ()


def test_words_of_nobody_without_a_place_wait_for_a_worker():
    effects = insists("/是诉求", "那股味儿太上头了", where=W1)

    assert (records_of(effects)[0].state, records_of(effects)[0].reporters) == (
        State.FOR_A_PERSON,
        (),
    )
    assert [chat for chat, _ in said(effects)] == ["小王", "W1"]


def test_words_of_danger_call_staff():
    effects = insists("「李阿姨：6栋那边冒烟的味道哦」/是诉求")

    assert records_of(effects)[0].level is Level.CRITICAL
    assert ("小王", "【特急】C1｜其他｜6栋，请立即处理。") in said(effects)


def test_where_we_only_listen_it_is_a_shadow():
    effects = insists(where=replace(G1, mode=Mode.LISTEN_ONLY))

    assert records_of(effects)[0].state is State.SHADOW


def test_a_childs_matter_keeps_no_words():
    effects = insists(cat=Cat.CHILD_PROTECTION)
    case = only(records_of(effects))

    assert (case.visibility, case.minor, case.detail) == (Visibility.SPECIALIST, True, "")
    assert said(effects)[-1][1].endswith("这件事不留原话，不作学习。")


def test_one_more_reporter_of_what_is_known_joins_it():
    known = replace(CASE, reporters=("大军",), detail="6栋路灯坏了")
    effects = insists(cat=Cat.LIGHTING, things=(known, person("大军")))

    assert records_of(effects)[0].reporters == ("大军", "李阿姨")
    assert records_of(effects)[-1].case == "C1"


@pytest.mark.parametrize("state", [State.UNSURE, State.ACCEPTED, State.DONE])
def test_what_was_heard_is_not_heard_twice(state):
    with pytest.raises(AlreadyHeard) as refusal:
        insists(things=(replace(CASE, state=state),))
    assert (refusal.value.code, refusal.value.state) == ("C1", state)


def test_what_was_declined_by_mistake_may_be_heard_again():
    assert records_of(insists(things=(replace(CASE, state=State.DECLINED),)))[0].code == "C2"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: insists("/是诉求"), Misused),
        (lambda: insists(words="照明"), Misused),
        (lambda: insists(community=""), NotHere),
        (
            lambda: insists("「请勿：灯坏」/是诉求", things=(person("请勿", muted=True),)),
            LeftAlone,
        ),
    ],
)
def test_each_wrong_use_is_refused(wrong, error):
    with pytest.raises(error):
        wrong()
