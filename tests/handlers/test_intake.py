"""A report becomes effects: who hears what, and what is kept."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from community.calendar import ZONE
from community.case_states import State
from community.cases import Case, Visibility
from community.effects import Ask, Record, Say
from community.messages import Chat, Message
from community.people import Household, Mode, Role
from community.places import Place
from community.speech import Manner
from handlers import intake
from handlers.kit.router import Said
from nlp.neighbourhood import Neighbourhood
from nlp.sentence import prepare
from tests.handlers.test_every_handler import UNDERSTAND
from tests.kit.past import Past, only, records_of, said
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE, person, room

HERE = Neighbourhood("幸福里", ("中心花园",), ("幸福里",))
G1 = room("G1")
STAFF = (person("小王", Role.GRID_WORKER), person("钱书记", Role.SECRETARY))
AUNT = person("李阿姨")


def hears(text, *things, speaker=AUNT, where=G1, at=MONDAY_NINE):
    """What follows when `speaker` says `text`, given that past."""
    past = Past(*STAFF, speaker, *things, calendar=CALENDAR)
    message = Message(
        community=HOME,
        at=at,
        cause="sim:m1",
        room=where.code if where else "",
        sender=speaker.code,
        nick=speaker.nick,
        text=text,
    )
    meaning = only(m for m in UNDERSTAND(text, HERE, at).meanings if m.intent == "matter")
    heard = Said(
        message=message,
        speaker=speaker,
        room=where,
        at=at,
        meaning=meaning,
        sentence=prepare(text),
        neighbourhood=HERE,
    )
    return intake.hear(heard, past)


def test_a_clear_report_is_accepted_and_receipted_once():
    effects = hears("8栋2单元一楼大厅天花板漏水")
    case = only(records_of(effects))

    assert case.state is State.ACCEPTED
    assert case.place == Place("幸福里", "8栋", "2单元", "1楼")
    assert said(effects) == [("G1", "@李阿姨 已登记 C1｜漏水｜8栋2单元1楼，11:00 前给您回话。")]


def test_the_receipt_names_the_day_when_it_is_not_today():
    effects = hears("8栋2单元漏水", at=MONDAY_NINE + timedelta(hours=8, minutes=30))

    assert "11月24日10:30 前" in said(effects)[0][1]


def test_without_a_place_one_question_is_asked():
    effects = hears("那边那个灯又不亮了")
    question = only(effect for effect in effects if isinstance(effect, Ask))
    case = only(records_of(effects))

    assert (case.state, case.asked, case.asked_at) == (State.ASKED, 1, MONDAY_NINE)
    assert question.until == MONDAY_NINE + timedelta(hours=2)
    assert question.manner is Manner.QUESTION


def test_asked_at_night_the_question_waits_for_the_morning():
    night = datetime(2026, 11, 23, 22, 0, tzinfo=ZONE)
    case = only(records_of(hears("那边那个灯又不亮了", at=night)))

    assert case.asked_at == datetime(2026, 11, 24, 8, 0, tzinfo=ZONE)


def test_the_same_matter_has_one_case_and_nobody_is_lost():
    first = only(records_of(hears("8栋2单元一楼大厅天花板漏水")))
    effects = hears("8幢二单元进门那里滴水滴得厉害", first, speaker=person("大军"))

    assert records_of(effects)[0] == replace(first, reporters=("李阿姨", "大军"))
    assert said(effects) == [("G1", "@大军 C1 已有邻居报过，给您一并记上，有进展一起告诉您。")]


def test_who_says_it_again_hears_nothing_again():
    first = only(records_of(hears("8栋2单元一楼大厅天花板漏水")))

    assert hears("8栋2单元还在漏水", first) == ()


def test_another_unit_is_another_case_that_is_related():
    first = only(records_of(hears("8栋2单元漏水")))
    other = only(records_of(hears("8栋3单元也漏", first, speaker=person("小夏"))))

    assert (other.code, other.related) == ("C2", ("C1",))


def test_somebody_more_urgent_lifts_the_case_and_its_deadlines():
    first = only(records_of(hears("8栋2单元漏水")))
    later = MONDAY_NINE + timedelta(hours=1)
    lifted = records_of(hears("8栋2单元水管爆了", first, speaker=person("大军"), at=later))[0]

    assert lifted.level == "急"
    assert lifted.resolve_by == later + timedelta(hours=24)


def test_irony_is_left_to_a_worker_in_silence():
    effects = hears("我们楼道灯真好，一个月就亮三天")

    assert said(effects) == []
    assert only(records_of(effects)).state is State.UNSURE


def test_where_we_only_listen_nothing_is_said_and_nothing_counted():
    effects = hears("8栋2单元漏水", where=replace(G1, mode=Mode.LISTEN_ONLY))

    assert said(effects) == []
    assert only(records_of(effects)).state is State.SHADOW


def test_what_is_sensitive_is_never_said_in_the_group():
    effects = hears("楼上半夜剁骨头没法睡，就是502那家")
    case = only(records_of(effects))

    assert case.visibility is Visibility.RESTRICTED
    assert dict(said(effects))["G1"] == "@李阿姨 收到，这件事私信和您说。"
    assert "C1" in dict(said(effects))["李阿姨"]


def test_not_even_when_the_person_cannot_be_written_to():
    effects = hears("楼上半夜剁骨头没法睡", speaker=replace(AUNT, friend=False))
    words = said(effects)

    assert ("G1", "@李阿姨 收到，请先加好友，这件事单独和您说。") in words
    assert ("小王", "C1 报事人 李阿姨 发不了私信，请代联。") in words
    assert not any(chat == "李阿姨" for chat, _ in words)


def test_about_a_child_no_word_is_kept():
    effects = hears("我的小孩老是逃课，社区能帮帮吗")
    case = only(records_of(effects))

    assert (case.minor, case.detail) == (True, "")
    assert not any("逃课" in words for _, words in said(effects))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3栋502有煤气味很重！", ("119", "关阀", "开窗")),
        ("5栋门口有老人摔倒了起不来", ("120",)),
        ("围墙掉砖了，差点砸到人，2栋", ("远离",)),
        ("2栋电梯困人了", ("不要扒门",)),
        ("2栋配电箱着火了没电", ("119",)),
    ],
)
def test_danger_first_says_what_to_do_now_even_at_night(text, words):
    night = datetime(2026, 11, 23, 23, 0, tzinfo=ZONE)
    effects = hears(text, at=night)
    to_group = only(e for e in effects if isinstance(e, Say) and e.to == Chat("G1"))

    assert to_group.manner is Manner.URGENT
    assert all(word in to_group.words.render() for word in words)
    assert "502" not in to_group.words.render()
    assert {"小王", "钱书记"} <= {chat for chat, _ in said(effects)}


def test_an_urgent_case_goes_straight_to_who_handles_such_things():
    lifts = person("电梯维保", Role.CONTRACTOR, handles=("电梯",))
    effects = hears("12栋电梯停了", lifts)
    case = records_of(effects)[0]

    assert (case.state, case.handler) == (State.DISPATCHED, "电梯维保")
    assert any(chat == "电梯维保" and "12栋" in words for chat, words in said(effects))


def test_at_home_the_household_says_where_and_who_lives_alone():
    home = Household(
        code="7-201", community=HOME, at=MONDAY_NINE, person=AUNT.code, flags=("独居",)
    )
    effects = hears("厨房渗水都流到屋里了，自来水都不敢用", home, where=None)
    case = only(records_of(effects))

    assert (case.place, case.house) == (Place("幸福里", "7栋"), "201")
    assert case.vulnerable == ("独居",) and case.visibility is Visibility.RESTRICTED
    assert "别碰电" in dict(said(effects))["李阿姨"]


def test_nothing_of_a_private_report_reaches_a_group():
    effects = hears("8栋2单元漏水", where=None)

    assert {chat for chat, _ in said(effects)} == {"李阿姨"}


def test_what_is_recorded_carries_where_it_was_said():
    case = only(records_of(hears("8栋2单元漏水")))

    assert (case.room, case.message, case.accepted_at) == ("G1", "sim:m1", MONDAY_NINE)
    assert isinstance(case, Case) and Record(case) in hears("8栋2单元漏水")
