"""The State Council's calendar, from the chinesecalendar package, and days the operator adds.

The package knows years up to its own date only. In other years the days that the law fixes by the
solar calendar are off, and everything else falls back to Monday to Friday.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from chinese_calendar import constants

from community.calendar import Calendar

# 元旦, 劳动节, 国庆节: 全国年节及纪念日放假办法 (2024), article 2.
_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_LAST_YEAR = 2100
# Who has written down so many days off for a year has copied its announcement.
_WHOLE_YEAR = 7


def official_calendar(off: Iterable[date] = (), makeup: Iterable[date] = ()) -> Calendar:
    """The official calendar, and what the configuration says, which wins."""
    official = frozenset(constants.holidays), frozenset(constants.workdays)
    ours, worked = frozenset(off), frozenset(makeup)
    announced = {day.year for day in official[0]}
    written = Counter(day.year for day in ours)
    fixed = {
        date(year, month, day)
        for year in range(max(announced) + 1, _LAST_YEAR)
        for month, day in _FIXED
    }
    return Calendar(
        off=(official[0] | fixed | ours) - worked,
        makeup=(official[1] | worked) - ours,
        years=frozenset(announced | {year for year, n in written.items() if n >= _WHOLE_YEAR}),
    )
