"""The days that may be meant, as seen from today, earliest first."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

from nlp.timing.marks import Span, one_day
from nlp.timing.values import Grain

Spans = tuple[Span, ...]

_WEEK = timedelta(weeks=1)
_LEAP = 8  # years, at the most, from one 29 February to the next
_DECADES = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "初": (1, 1),
    "第一天": (1, 1),
    "中": (15, 15),
}


def day_of(year: int, month: int, day: int) -> date | None:
    """None if there is no such day."""
    if not (1 <= month <= 12 and 1 <= year <= 9998 and day >= 1):
        return None
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def month_on(today: date, months: int) -> date:
    """The first of the month, so many months from now."""
    number = today.year * 12 + today.month - 1 + months
    return date(min(max(number // 12, 1), 9998), number % 12 + 1, 1)


def days_on(today: date, days: int) -> date:
    """So many days from today, as far as there are days."""
    number = today.toordinal() + days
    return date.fromordinal(min(max(number, 1), date(9998, 12, 31).toordinal()))


def relative(today: date, first: int, last: int) -> Spans:
    return (Span(days_on(today, first), days_on(today, last + 1)),)


def weekdays(today: date, days: tuple[int, ...], weeks: int | None) -> Spans:
    """Such days of that week, else of the last, this and the next one.

    Days that do not follow one another are each meant; the first one stands for them.
    """
    monday = today - timedelta(days=today.weekday())
    if weeks is not None:
        return (_run(days_on(monday, 7 * weeks), days),)
    nearest = [_run(monday + n * _WEEK, days) for n in (-1, 0, 1)]
    return tuple(nearest)


def _run(monday: date, days: tuple[int, ...]) -> Span:
    first, last = days[0], days[-1]
    if last - first >= len(days):
        last = first
    return Span(days_on(monday, first), days_on(monday, last + 1))


def week(today: date, weeks: int) -> Spans:
    monday = days_on(today - timedelta(days=today.weekday()), 7 * weeks)
    return (Span(monday, monday + _WEEK, Grain.WEEK),)


def month_day(today: date, month: int, first: int, last: int) -> Spans:
    """Such days of last year, of this one, and of the next that has them."""
    years = range(today.year - 1, today.year + _LEAP + 1)
    found = (span for year in years if (span := _days(year, month, first, last)))
    return tuple(islice(found, 3))


def year_day(today: date, shift: int, month: int, first: int, last: int) -> Spans:
    return dated(today, today.year + shift, month, first, last)


def dated(_: date, year: int, month: int, first: int, last: int) -> Spans:
    span = _days(year, month, first, last)
    return (span,) if span else ()


def day_of_month(today: date, first: int, last: int, months: int | None) -> Spans:
    """Of that month, else of the last, this, and the next ones that have such days."""
    around = (months,) if months is not None else (-1, 0, 1, 2)
    starts = [month_on(today, n) for n in around]
    found = (_days(start.year, start.month, first, last) for start in starts)
    return tuple(span for span in found if span)


def _days(year: int, month: int, first: int, last: int) -> Span | None:
    start, end = day_of(year, month, first), day_of(year, month, last)
    return Span(start, end + timedelta(days=1)) if start and end and start <= end else None


def month_piece(today: date, month: int | None, piece: str, shift: int | None) -> Spans:
    """A month or a piece of it (初, 中, 底, 上旬): by number, or so many months from now."""
    if month is None:
        shifts = (shift,) if shift is not None else (-1, 0, 1)
        return tuple(_piece(month_on(today, n), piece) for n in shifts)
    years = range(today.year - 2, today.year + 3)
    return tuple(_piece(date(year, month, 1), piece) for year in years)


def year_month(today: date, shift: int, month: int, piece: str) -> Spans:
    return dated_month(today, today.year + shift, month, piece)


def dated_month(_: date, year: int, month: int, piece: str) -> Spans:
    return (_piece(date(year, month, 1), piece),) if 1 <= year <= 9998 else ()


def _piece(start: date, piece: str) -> Span:
    last = calendar.monthrange(start.year, start.month)[1]
    if piece in _DECADES:
        first, end = _DECADES[piece]
        return Span(start.replace(day=first), days_on(start.replace(day=min(end, last)), 1))
    if piece:  # 底, 末, 最后一天
        return one_day(start.replace(day=last))
    return Span(start, days_on(start, last))


def year_piece(today: date, year: int | None, shift: int, piece: str) -> Spans:
    number = min(max(year or today.year + shift, 1), 9998)
    if piece == "初":
        return dated_month(today, number, 1, "")
    if piece:
        return (one_day(date(number, 12, 31)),)
    return (Span(date(number, 1, 1), date(number + 1, 1, 1)),)


def months_away(today: date, months: int, *, inside: bool) -> Spans:
    """The same day so many months from now, or the last of a shorter month; or all until then."""
    start = month_on(today, months)
    last = calendar.monthrange(start.year, start.month)[1]
    day = start.replace(day=min(today.day, last))
    return (Span(today, days_on(day, 1)),) if inside else (one_day(day),)


def workdays(today: date, count: int, *, inside: bool) -> Spans:
    """The day after so many days from Monday to Friday, or all until then; without holidays."""
    day = today
    for _ in range(min(count, 99)):
        day = days_on(day, 1)
        while day.weekday() > 4:
            day = days_on(day, 1)
    return (Span(today, days_on(day, 1)),) if inside else (one_day(day),)


def within(inner: Iterable[Span], outer: Iterable[Span]) -> Spans:
    """Those inside of one of the others."""
    around = tuple(outer)
    return tuple(
        one for one in inner if any(o.first <= one.first and one.end <= o.end for o in around)
    )


def nth_weekday(today: date, weekday: int, nth: int) -> Spans:
    """The nth such weekday of the last month, of this one and of those of the year to come."""
    starts = (month_on(today, n) for n in range(-1, 13))
    return tuple(one_day(_nth(start, weekday, nth)) for start in starts)


def _nth(start: date, weekday: int, nth: int) -> date:
    if nth > 0:
        return days_on(start, (weekday - start.weekday()) % 7 + 7 * (nth - 1))
    last = days_on(start, calendar.monthrange(start.year, start.month)[1] - 1)
    return days_on(last, -((last.weekday() - weekday) % 7))
