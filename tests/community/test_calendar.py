"""Working hours, holidays and make-up workdays (docs/vocabulary.md F)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.holidays import official_calendar
from community.calendar import ZONE, Calendar, Stretch
from tests.kit.town import CALENDAR

TWO_HOURS = timedelta(hours=2)


def moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 9, 28), True),  # a Sunday worked for the National Day holiday
        (date(2025, 10, 11), True),  # a Saturday likewise
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 11, 24), True),
        (date(2025, 11, 23), False),
    ],
)
def test_workdays_are_those_of_the_official_calendar(day, works):
    assert CALENDAR.is_workday(day) is works


def test_of_a_year_that_nobody_knows_yet_only_the_fixed_holidays_are_kept():
    assert not CALENDAR.knows(2090)
    assert not CALENDAR.is_workday(date(2090, 10, 2))
    assert CALENDAR.is_workday(date(2090, 10, 4))


def test_what_the_operator_writes_wins():
    written = official_calendar(off=[date(2026, 10, 10)], makeup=[date(2026, 10, 1)])

    assert CALENDAR.is_workday(date(2026, 10, 10))
    assert not written.is_workday(date(2026, 10, 10))
    assert written.is_workday(date(2026, 10, 1))


def test_one_day_does_not_make_a_year_known():
    days = [date(2090, 2, day) for day in range(1, 8)]

    assert not official_calendar(off=days[:1]).knows(2090)
    assert official_calendar(off=days).knows(2090)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-11-24 09:05", "2025-11-24 11:05"),
        ("2025-07-15 10:20", "2025-07-15 14:20"),  # over lunch
        ("2025-09-30 17:30", "2025-10-09 10:30"),  # over a holiday
        ("2025-10-02 16:00", "2025-10-09 11:00"),  # from within one
        ("2025-11-24 12:30", "2025-11-24 16:00"),
        ("2025-11-24 18:00", "2025-11-25 11:00"),
        ("2025-11-24 02:00", "2025-11-24 11:00"),
    ],
)
def test_two_working_hours_later(start, end):
    assert CALENDAR.later(moment(start), TWO_HOURS) == moment(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2025-11-24 09:05", 5, "2025-12-01 18:00"),
        ("2025-09-28 10:00", 5, "2025-10-11 18:00"),
        ("2025-09-30 17:30", 5, "2025-10-14 18:00"),
        ("2025-10-02 16:00", 15, "2025-10-29 18:00"),
        ("2025-11-21 09:46", 15, "2025-12-12 18:00"),
        ("2025-11-24 20:00", 1, "2025-11-26 18:00"),  # accepted at the next opening
        ("2025-12-31 17:59", 1, "2026-01-04 18:00"),  # a make-up Sunday at the turn of the year
    ],
)
def test_the_nth_working_day_closes_at_six(start, days, end):
    assert CALENDAR.close_of(moment(start), days) == moment(end)


def test_the_days_that_counted_differently_can_be_named():
    named = CALENDAR.exceptions(date(2025, 9, 27), date(2025, 10, 11))

    assert named == (
        Stretch(date(2025, 9, 28), date(2025, 9, 28), worked=True),
        Stretch(date(2025, 10, 1), date(2025, 10, 8), worked=False),
        Stretch(date(2025, 10, 11), date(2025, 10, 11), worked=True),
    )


def test_in_an_ordinary_week_there_is_nothing_to_name():
    assert CALENDAR.exceptions(date(2025, 11, 3), date(2025, 11, 17)) == ()
    assert CALENDAR.workdays(date(2025, 11, 3), date(2025, 11, 17)) == 10


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.times(),
    st.integers(min_value=0, max_value=40 * 60),
)
def test_working_time_is_counted_in_full_and_ends_within_it(day, clock, minutes):
    start = datetime.combine(day, clock, tzinfo=ZONE)
    span = timedelta(minutes=minutes)
    end = CALENDAR.later(start, span)

    assert end >= start
    assert _open_between(CALENDAR, start, end) == span


@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.integers(0, 90))
def test_runs_are_all_working_days_and_no_other(start, days):
    end = start + timedelta(days=days)
    runs = CALENDAR.runs(start, end)

    assert sum(len(run.days) for run in runs) == CALENDAR.workdays(start, end)
    assert all(CALENDAR.is_workday(day) for run in runs for day in run.days)


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.times(),
    st.timedeltas(timedelta(), timedelta(days=20)),
)
def test_working_time_between_two_moments_leads_from_one_to_the_other(day, clock, span):
    start = datetime.combine(day, clock, tzinfo=ZONE)
    end = start + span
    worked = CALENDAR.between(start, end)

    assert worked == _open_between(CALENDAR, start, end)
    assert CALENDAR.later(start, worked) <= CALENDAR.opening(end)
    assert CALENDAR.between(end, start) == timedelta()


def test_a_holiday_is_named_as_it_is_announced_weekend_included():
    (named, worked) = CALENDAR.exceptions(date(2025, 12, 30), date(2026, 1, 7))

    assert named == Stretch(date(2026, 1, 1), date(2026, 1, 3), worked=False)
    assert worked.days == (date(2026, 1, 4),)


def test_years_that_nobody_has_announced_are_named():
    assert CALENDAR.unknown_years(date(2025, 12, 30), date(2026, 1, 7)) == ()
    assert CALENDAR.unknown_years(date(2089, 12, 30), date(2091, 1, 7)) == (2089, 2090, 2091)


def _open_between(calendar: Calendar, start, end) -> timedelta:
    """Working time between two moments, counted the slow way."""
    total, shifts = timedelta(), calendar._shifts(start)
    for begin, close in shifts:
        if begin >= end:
            return total
        total += min(close, end) - max(begin, start)
    return total
