from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from community.calendar import ZONE
from community.case_states import VOID, State
from community.cases import Case, CaseEvent, EventKind, Visibility
from community.people import Community
from community.talkdays import (
    has_echo,
    is_talkday,
    items,
    last_talkday,
    on_its_talkday,
    unechoed,
)
from tests.kit.past import Past

DAY = date(2026, 5, 14)
MORNING = datetime(2026, 5, 14, 9, 0, tzinfo=ZONE)
HOME = Community(code="信江", at=MORNING, talkdays=("4", "14", "24", "31"))


def case(number, **fields):
    said = {"reporters": ("阿玲",), "room": "G4", "talkday": DAY, "accepted_at": MORNING} | fields
    return Case(code=f"C{number}", community="信江", at=MORNING, **said)


@pytest.mark.parametrize(
    ("day", "talks"),
    [
        (date(2026, 5, 4), True),
        (date(2026, 5, 5), False),
        (date(2026, 5, 31), True),
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), False),
    ],
)
def test_a_talk_day_is_a_day_of_the_month_and_no_other(day, talks):
    assert is_talkday(HOME, day) is talks
    assert not is_talkday(replace(HOME, talkdays=()), day)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 5, 13, 23, 59, tzinfo=ZONE), None),
        (datetime(2026, 5, 14, 0, 0, tzinfo=ZONE), DAY),
        (datetime(2026, 5, 14, 23, 59, 59, tzinfo=ZONE), DAY),
        (datetime(2026, 5, 15, 0, 0, tzinfo=ZONE), None),
    ],
)
def test_the_whole_day_counts_by_when_it_was_said(at, day):
    said = case(1, talkday=None, accepted_at=at)

    assert on_its_talkday(said, Past(HOME)).talkday == day


def test_what_is_said_in_private_belongs_to_no_talk_day():
    said = case(1, talkday=None, room="")

    assert on_its_talkday(said, Past(HOME)) == said


def test_the_last_talk_day_is_today_or_the_one_before():
    past = Past(HOME)

    assert last_talkday(HOME, past, DAY) == DAY
    assert last_talkday(HOME, past, DAY - timedelta(days=1)) == date(2026, 5, 4)
    assert last_talkday(replace(HOME, talkdays=()), past, DAY) is None


def test_a_talk_day_on_which_something_was_said_stays_one():
    moved = replace(HOME, talkdays=("1",))

    assert last_talkday(moved, Past(moved, case(1)), date(2026, 5, 20)) == DAY


def test_an_incident_is_one_item_and_what_was_merged_still_counts():
    incident = case(1, talkday=None)
    said = [
        *(case(2, parent="C1"), case(3, parent="C1")),
        *(case(4), case(5, state=State.MERGED, merged_into="C4")),
        *(case(10 + n, state=state) for n, state in enumerate(VOID)),
    ]

    assert [one.code for one in items(Past(incident, *said), "信江", DAY)] == ["C1", "C4", "C5"]


@pytest.mark.parametrize("state", sorted(set(State) - VOID - {State.MERGED}))
def test_done_or_answered_is_an_echo_and_anything_before_is_none(state):
    before = {State.ASKED, State.FOR_A_PERSON, State.ACCEPTED, State.DISPATCHED, State.UNDERWAY}

    assert has_echo(case(1, state=state), Past()) is (state not in before)


def test_a_word_to_the_reporters_is_an_echo_and_progress_is_none():
    event = CaseEvent(code="CE1", community="信江", at=MORNING, case="C1", kind=EventKind.ECHOED)

    assert has_echo(case(1), Past(event))
    assert not has_echo(case(1), Past(replace(event, kind=EventKind.PROGRESS)))


def test_a_specialists_case_has_its_echo_when_it_is_signed_for():
    hidden = case(1, visibility=Visibility.SPECIALIST)

    assert not has_echo(hidden, Past())
    assert has_echo(replace(hidden, responded=True), Past())
    assert not has_echo(case(1, responded=True), Past())


def test_what_was_merged_has_the_echo_of_what_it_went_into():
    kept, gone = case(1, state=State.DONE), case(2, state=State.MERGED, merged_into="C1")

    assert unechoed(Past(kept, gone), "信江", DAY) == ()
    kept = replace(kept, state=State.UNDERWAY)
    assert unechoed(Past(kept, gone), "信江", DAY) == (kept, gone)
