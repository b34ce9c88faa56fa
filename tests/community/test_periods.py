from datetime import date, datetime

import pytest

from community.calendar import ZONE, Calendar
from community.periods import (
    a_year_before,
    is_last_day,
    is_last_workday,
    month_before,
    month_of,
    read_month,
    read_period,
    week_before,
    year_of,
)

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("2025-11", "2025年11月"),
        ("2025-1", "2025年1月"),
        ("2025年11月", "2025年11月"),
        ("3月", "2026年3月"),
        ("３月份", "2026年3月"),
        ("4月", "2025年4月"),
        ("12月", "2025年12月"),
        ("本月", "2026年3月"),
        ("上月", "2026年2月"),
        ("2025年", "2025年"),
        ("今年", "2026年"),
        ("去年", "2025年"),
    ],
)
def test_periods_as_people_name_them(said, label):
    assert read_period(said, NOW).label == label


@pytest.mark.parametrize(
    "said", ["", "2026-04", "2025-13", "2025-0", "0月", "13月", "下月", "2027年", "1999年", "x"]
)
def test_what_is_no_period_or_has_not_begun(said):
    assert read_period(said, NOW) is None


def test_a_year_is_no_month():
    assert read_month("2025年", NOW) is None


def test_months_meet_without_a_gap():
    december = month_of(date(2025, 12, 31))

    assert december.end == month_of(date(2026, 1, 1)).start == year_of(2026).start
    assert month_before(month_of(december.end)) == december
    assert december.name == "2025-12"


def test_a_year_before_a_leap_february_is_a_whole_february():
    assert a_year_before(month_of(date(2024, 2, 29))) == month_of(date(2023, 2, 1))


def test_the_week_before_a_monday_ends_with_its_sunday():
    week = week_before(datetime(2026, 3, 9, 8, 30, tzinfo=ZONE))

    assert week.label == "3月2日至3月8日"
    assert week.end == datetime(2026, 3, 9, tzinfo=ZONE)


def test_the_last_day_and_the_last_working_day_of_a_month():
    october = Calendar(off=frozenset({date(2025, 10, 31)}), makeup=frozenset({date(2025, 8, 31)}))

    assert is_last_day(date(2024, 2, 29))
    assert not is_last_day(date(2025, 2, 27))
    assert is_last_workday(date(2025, 11, 28), Calendar())  # a Friday, the 30th is a Sunday
    assert not is_last_workday(date(2025, 11, 30), Calendar())
    assert is_last_workday(date(2025, 10, 30), october)
    assert is_last_workday(date(2025, 8, 31), october)
    assert not is_last_workday(date(2025, 8, 29), october)
