"""Lunar days as solar dates. The one place that knows the library for it."""

from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, Solar

# The years that the library's tables cover, less one at either end.
_FIRST, _LAST = 1901, 2098


@lru_cache(maxsize=512)
def solar(year: int, month: int, day: int) -> date | None:
    """The day of a lunar year, leap months left out; None if there is none such."""
    if not _FIRST <= year <= _LAST:
        return None
    try:
        found = Lunar.fromYmd(year, month, day).getSolar()
    except Exception:
        return None
    return date(found.getYear(), found.getMonth(), found.getDay())


def new_years_eve(year: int) -> date | None:
    """The last day of the lunar year: the 29th or the 30th of its last month."""
    following = solar(year + 1, 1, 1)
    return following - timedelta(days=1) if following else None


@lru_cache(maxsize=64)
def lunar_month(day: date) -> tuple[int, int, int]:
    """Lunar year, month and day of the month; zeros where the tables end."""
    if not _FIRST < day.year <= _LAST:
        return 0, 0, 0
    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return found.getYear(), abs(found.getMonth()), found.getDay()
