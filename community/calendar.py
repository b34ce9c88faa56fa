"""Workdays and working hours, counted as the State Council's calendar says.

The calendar is data handed in (bot/holidays.py reads it). In a year it does not know, workdays are
Monday to Friday, and `knows` says so, so that digests and `doctor` can warn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# China has one time zone; every time in the rules is told in it (docs/vocabulary.md F).
ZONE = ZoneInfo("Asia/Shanghai")

# Office hours with their lunch break (docs/vocabulary.md F).
HOURS = ((time(9), time(12)), (time(14), time(18)))
CLOSING = time(18)

DAY = timedelta(days=1)
SATURDAY = 5


def _days(start: date, end: date) -> Iterator[date]:
    """The days with start < day <= end."""
    return (start + DAY * n for n in range(1, (end - start).days + 1))


def at(day: date, clock: time) -> datetime:
    """`clock` on `day` in the neighbourhood's zone."""
    return datetime.combine(day, clock, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on end: worked, or off."""

    first: date
    last: date
    worked: bool

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(_days(self.first - DAY, self.last))


@dataclass(frozen=True, slots=True)
class Calendar:
    """`off` are public holidays, `makeup` weekend days worked instead (调休补班)."""

    off: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def knows(self, year: int) -> bool:
        return year in self.years

    def is_workday(self, day: date) -> bool:
        if day in self.makeup:
            return True
        return day.weekday() < SATURDAY and day not in self.off

    def is_open(self, moment: datetime) -> bool:
        """True within working hours."""
        clock = moment.timetz().replace(tzinfo=None)
        return self.is_workday(moment.date()) and any(a <= clock < b for a, b in HOURS)

    def opening(self, moment: datetime) -> datetime:
        """`moment` if the office is open then, else the next time it opens."""
        start, _ = next(self._shifts(moment))
        return max(start, moment)

    def later(self, moment: datetime, working: timedelta) -> datetime:
        """`moment` plus a span of working time."""
        for start, end in self._shifts(moment):
            begin = max(start, moment)
            if working <= end - begin:
                return begin + working
            working -= end - begin
        raise AssertionError("there is always another working day")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time there is from one to the other; none if `end` comes first."""
        total = timedelta()
        for begin, close in self._shifts(start):
            if begin >= end:
                break
            total += min(close, end) - max(begin, start)
        return total

    def close_of(self, moment: datetime, workdays: int) -> datetime:
        """18:00 of the n-th working day; the day of `moment`, or of the next opening, is day 0."""
        day = self.opening(moment).date()
        while workdays > 0:
            day += DAY
            workdays -= self.is_workday(day)
        return at(day, CLOSING)

    def workdays(self, start: date, end: date) -> int:
        """How many working days there are with start < day <= end."""
        return sum(self.is_workday(day) for day in _days(start, end))

    def runs(self, start: date, end: date) -> tuple[Stretch, ...]:
        """Working days on end with start < day <= end, in order."""
        found: list[Stretch] = []
        for day in _days(start, end):
            if not self.is_workday(day):
                continue
            if found and found[-1].last == day - DAY:
                found[-1] = replace(found[-1], last=day)
            else:
                found.append(Stretch(day, day, worked=True))
        return tuple(found)

    def unknown_years(self, start: date, end: date) -> tuple[int, ...]:
        """The years of those days whose official calendar nobody has handed in."""
        return tuple(y for y in range(start.year, end.year + 1) if not self.knows(y))

    def exceptions(self, start: date, end: date) -> tuple[Stretch, ...]:
        """Holidays and weekends worked with start < day <= end, in order.

        A holiday that goes on over a weekend is one stretch.
        """
        found: list[Stretch] = []
        for day in _days(start, end):
            if day not in self.off and day not in self.makeup:
                continue
            worked = self.is_workday(day)
            if found and found[-1].worked is worked and self._joins(found[-1].last, day):
                found[-1] = replace(found[-1], last=day)
            else:
                found.append(Stretch(day, day, worked))
        return tuple(found)

    def _joins(self, last: date, day: date) -> bool:
        """True if nothing lies between the two but days off."""
        return self.workdays(last, day - DAY) == 0

    def _shifts(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The shifts that end after `moment`, in order, without end."""
        day = moment.date()
        while True:
            if self.is_workday(day):
                for start, end in HOURS:
                    if at(day, end) > moment:
                        yield at(day, start), at(day, end)
            day += DAY
