"""Stretches of time that figures are about: a month, a year, a week."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NewType

from community.calendar import DAY, ZONE, Calendar, at
from community.records import Between

_MONTH = re.compile(r"([0-9]{4})(?:-|年)([0-9]{1,2})月?")
_YEAR = re.compile(r"([0-9]{4})年")
_MONTH_ALONE = re.compile(r"([0-9]{1,2})月份?")
_MONTHS, _DECEMBER, _FIRST_YEAR = 12, 12, 2000


@dataclass(frozen=True, slots=True)
class Period:
    """start <= moment < end."""

    start: datetime
    end: datetime

    @property
    def window(self) -> Between:
        return Between(self.start, self.end)

    @property
    def name(self) -> str:
        """As a month is written in files and commands: 2025-11."""
        return f"{self.start:%Y-%m}"

    @property
    def label(self) -> str:
        """As people call it: 2025年, 2025年11月, 7月7日至7月13日."""
        if self == year_of(self.start.year):
            return f"{self.start.year}年"
        if self == month_of(self.start):
            return f"{self.start.year}年{self.start.month}月"
        last = self.end - DAY
        return f"{self.start.month}月{self.start.day}日至{last.month}月{last.day}日"


Month = NewType("Month", Period)


def month_of(moment: date) -> Month:
    """The month that `moment` lies in."""
    carry, last = divmod(moment.month, _MONTHS)
    start = datetime(moment.year, moment.month, 1, tzinfo=ZONE)
    return Month(Period(start, start.replace(year=moment.year + carry, month=last + 1)))


def year_of(year: int) -> Period:
    return Period(datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE))


def month_before(period: Period) -> Month:
    return month_of(period.start - DAY)


def a_year_before(period: Period) -> Period:
    """The same month or year, one year earlier."""
    start, end = period.start, period.end
    return Period(start.replace(year=start.year - 1), end.replace(year=end.year - 1))


def week_before(monday: datetime) -> Period:
    """The seven days that end with the midnight in which that day begins."""
    end = at(monday.date(), time.min)
    return Period(end - 7 * DAY, end)


def is_last_day(day: date) -> bool:
    """True on the last day of a month."""
    return (day + DAY).month != day.month


def is_last_workday(day: date, calendar: Calendar) -> bool:
    """True on the last working day of a month."""
    end = month_of(day).end.date()
    return calendar.is_workday(day) and calendar.workdays(day, end - DAY) == 0


def read_period(said: str, now: datetime) -> Period | None:
    """A month or a year, as commands name it; None if it is neither, or has not begun yet."""
    said = unicodedata.normalize("NFKC", said)
    words = {"今年": now.year, "去年": now.year - 1}
    found = _YEAR.fullmatch(said)
    if found or said in words:
        year = words.get(said) or (int(found[1]) if found else 0)
        return year_of(year) if _FIRST_YEAR <= year <= now.year else None
    return read_month(said, now)


def read_month(said: str, now: datetime) -> Month | None:
    """2025-11, 2025年11月, 本月, 上月, or the last 11月; None for anything else."""
    said = unicodedata.normalize("NFKC", said)
    this = month_of(now)
    if said in ("本月", "这个月"):
        return this
    if said in ("上月", "上个月"):
        return month_before(this)
    found, alone = _MONTH.fullmatch(said), _MONTH_ALONE.fullmatch(said)
    if alone is not None:
        month = int(alone[1])
        year = now.year if month <= now.month else now.year - 1
    elif found is not None:
        year, month = int(found[1]), int(found[2])
    else:
        return None
    if not (1 <= month <= _DECEMBER and _FIRST_YEAR <= year <= now.year):
        return None
    wanted = month_of(date(year, month, 1))
    return wanted if wanted.start <= now else None
