"""A clock that stands still: what was left of the time stays left."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.calendar import ZONE, at
from community.case_errors import AlreadySo, IllegalMove, Paused, Unpausable
from community.case_states import State, WaitingFor
from community.cases import Case, CaseEvent, EventKind
from community.categories import Cat, Level
from community.desk import extended, finished, recategorised, stricter
from community.errors import NotAllowed, Unreadable
from community.pausing import USUAL_WORKDAYS, pauses, put_aside, taken_up
from community.people import Role
from community.promises import by_clock, jobs_of_case, news_due, promised
from tests.kit.town import CALENDAR, person

WORKER, SECRETARY = person("小王", Role.GRID_WORKER), person("钱书记", Role.SECRETARY)
THIRD, RESIDENT = WaitingFor.THIRD_PARTY, WaitingFor.RESIDENT


def moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def case(accepted="2025-11-24 09:05", **fields):
    since = moment(accepted) if isinstance(accepted, str) else accepted
    fields = {"state": State.UNDERWAY} | fields
    made = Case(code="C1", community="信江", at=since, accepted_at=since, **fields)
    return promised(made, CALENDAR, since)


def aside(one, until, now, whose=THIRD, by=WORKER):
    return put_aside(one, whose, until, by, moment(now) if isinstance(now, str) else now, CALENDAR)


def left(one, now):
    if by_clock(one):
        return one.resolve_by - now
    return CALENDAR.between(now, one.resolve_by)


def test_the_deadline_moves_by_the_time_that_does_not_count():
    waiting = aside(case(), date(2025, 12, 3), "2025-11-25 10:00")

    assert waiting.resolve_by == moment("2025-12-09 17:00")
    assert (waiting.waiting_for, waiting.waiting_until) == (THIRD, date(2025, 12, 3))


def test_without_a_day_it_waits_for_some_working_days_over_a_holiday():
    waiting = aside(case("2025-09-28 10:00"), None, "2025-09-29 10:00")

    assert (
        waiting.waiting_until
        == CALENDAR.close_of(moment("2025-09-29 10:00"), USUAL_WORKDAYS).date()
        == date(2025, 10, 13)
    )


def test_the_clock_of_an_urgent_case_stands_still_day_and_night():
    one = case(level=Level.URGENT)
    waiting = aside(one, date(2025, 11, 26), "2025-11-24 15:05")
    sooner = taken_up(waiting, moment("2025-11-25 03:05"), CALENDAR)

    assert waiting.resolve_by == moment("2025-11-27 03:00")
    assert sooner.resolve_by == moment("2025-11-25 21:05")


@given(
    st.dates(date(2025, 1, 2), date(2027, 6, 1)),
    st.integers(0, 24 * 60 - 1),
    st.sampled_from([Level.URGENT, Level.ORDINARY, Level.SLOW, Level.INQUIRY]),
    st.floats(0, 0.99),
    st.integers(1, 40),
    st.floats(0, 1),
)
def test_what_was_left_stays_left_whenever_it_is_taken_up(day, minute, level, worn, days, waited):
    one = case(at(day, time()) + timedelta(minutes=minute), level=level)
    now = one.accepted_at + (one.resolve_by - one.accepted_at) * worn
    waiting = aside(one, now.date() + timedelta(days=days), now)
    planned = at(waiting.waiting_until, time(9))
    sooner = now + (planned - now) * waited
    again = taken_up(waiting, sooner, CALENDAR)

    assert left(again, sooner) == left(one, now) == left(waiting, planned)
    assert one.resolve_by <= again.resolve_by <= waiting.resolve_by or level is Level.URGENT
    assert (again.waiting_for, again.waiting_until) == (None, None)


def test_after_the_day_nothing_more_is_spared():
    waiting = aside(case(), date(2025, 12, 3), "2025-11-25 10:00")

    again = taken_up(waiting, moment("2025-12-05 09:00"), CALENDAR)
    assert again.resolve_by == waiting.resolve_by


def test_while_it_waits_nobody_is_chased_and_the_day_is_a_job():
    waiting = aside(case(), date(2025, 12, 3), "2025-11-25 10:00")
    kinds = {job.kind: job.due for job in jobs_of_case(replace(waiting, responded=True), CALENDAR)}

    assert kinds == {
        "恢复办理": moment("2025-12-03 09:00"),
        "办结到期": moment("2025-12-09 17:00"),
    }


@pytest.mark.parametrize(
    ("fields", "until", "now", "error"),
    [
        ({"level": Level.CRITICAL}, None, "2025-11-24 09:10", Unpausable),
        ({}, None, "2025-12-01 18:00", Unpausable),
        ({"state": State.SUPERVISED}, None, "2025-11-24 10:00", NotAllowed),
        ({"state": State.CALLING_BACK}, None, "2025-11-24 10:00", IllegalMove),
        ({"state": State.ASKED}, None, "2025-11-24 10:00", IllegalMove),
        ({}, date(2025, 11, 24), "2025-11-24 10:00", Unreadable),
        ({}, date(2026, 3, 1), "2025-11-24 10:00", Unreadable),
    ],
)
def test_what_is_not_put_aside(fields, until, now, error):
    with pytest.raises(error):
        aside(case(**fields), until, now)


def test_a_secretary_may_put_aside_what_is_under_supervision():
    one = case(state=State.SUPERVISED)

    assert aside(one, None, "2025-11-24 10:00", by=SECRETARY).waiting_for is THIRD


def test_twice_is_once_and_nothing_is_extended_meanwhile():
    waiting = aside(case(), None, "2025-11-24 10:00")

    with pytest.raises(AlreadySo):
        aside(waiting, None, "2025-11-24 10:01")
    with pytest.raises(Paused):
        extended(waiting, 5, moment("2025-11-24 10:01"), CALENDAR)
    with pytest.raises(AlreadySo):
        taken_up(case(), moment("2025-11-24 10:01"), CALENDAR)


def test_what_is_done_waits_for_nobody():
    waiting = aside(case(), None, "2025-11-24 10:00")
    done = finished(waiting, WORKER, WORKER, "换了灯", (), moment("2025-11-24 11:00"))

    assert (done.waiting_for, done.waiting_until) == (None, None)


def event(kind, when, text=""):
    return CaseEvent(
        code=f"CE{when}", community="信江", at=moment(when), case="C1", kind=kind, text=text
    )


def test_pauses_can_be_told_with_what_they_spared():
    waiting = aside(case(), date(2025, 12, 3), "2025-11-25 17:00", whose=RESIDENT)
    events = [
        event(EventKind.PUT_ASIDE, "2025-11-24 11:00", "等第三方 配件"),
        event(EventKind.TAKEN_UP, "2025-11-24 15:00"),
        event(EventKind.PUT_ASIDE, "2025-11-25 17:00", "等居民 在家"),
    ]
    first, second = pauses(waiting, events, CALENDAR)

    assert (first.spared, first.words) == (timedelta(hours=2), "等第三方 配件")
    assert second.end == moment("2025-12-03 09:00")
    assert second.spared == timedelta(hours=1 + 5 * 7)


def test_what_gets_more_urgent_waits_for_nobody_and_counts_from_now():
    waiting = aside(case(), date(2025, 12, 3), "2025-11-25 10:00")
    worse = recategorised(waiting, Cat.LIFT, CALENDAR, moment("2025-11-26 10:00"))
    events = [event(EventKind.PUT_ASIDE, "2025-11-25 10:00", "等第三方 配件")]

    assert (worse.waiting_for, worse.resolve_by) == (None, moment("2025-11-27 10:00"))
    assert list(pauses(worse, events, CALENDAR)) == []


def test_the_more_urgent_of_two_merged_cases_decides_whether_it_waits():
    waiting = aside(case(), date(2025, 12, 3), "2025-11-25 10:00")
    urgent = case("2025-11-25 11:00", level=Level.URGENT)

    assert stricter(waiting, urgent).waiting_for is None
    assert stricter(waiting, urgent).resolve_by == urgent.resolve_by
    assert stricter(urgent, waiting) == urgent


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, "2025-11-27 09:00"),
        ({"level": Level.URGENT}, "2025-11-25 09:00"),
        ({"level": Level.SLOW}, "2025-12-01 09:00"),
        ({"level": Level.CRITICAL}, None),
        ({"level": Level.INQUIRY}, None),
        ({"state": State.CALLING_BACK}, None),
        ({"news_at": moment("2025-11-28 15:00")}, "2025-12-03 09:00"),
        ({"reopened_at": moment("2025-12-05 15:00"), "reopen": 1}, "2025-12-10 09:00"),
        ({"chase_on": date(2025, 12, 20)}, None),
        ({"chase_on": date(2025, 11, 25)}, "2025-11-27 09:00"),
        ({"waiting_for": THIRD}, None),
    ],
)
def test_when_reporters_will_have_heard_nothing_for_too_long(fields, due):
    assert news_due(replace(case(), **fields), CALENDAR) == (moment(due) if due else None)
