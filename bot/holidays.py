"""The State Council's calendar, from the chinesecalendar package, and days the operator adds.

The package knows years up to its own date only; other years fall back to Monday to Friday.
"""

from collections.abc import Iterable
from datetime import date

from chinese_calendar import constants

from community.calendar import Calendar


def official_calendar(off: Iterable[date] = (), makeup: Iterable[date] = ()) -> Calendar:
    """The official calendar, and what the configuration adds for years it does not know."""
    holidays = frozenset(constants.holidays) | frozenset(off)
    workdays = frozenset(constants.workdays) | frozenset(makeup)
    years = frozenset(day.year for day in holidays)
    return Calendar(off=holidays - workdays, makeup=workdays, years=years)
