"""Days told by another: 明年国庆, 今年除夕, 国庆前一天."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from nlp.numerals import read_number
from nlp.timing.marks import Day, DayKind, Span, one_day
from nlp.timing.spans import days_on, within

# 国庆前一天, 开学前两天, 中秋第二天, 国庆第三天.
BESIDE = re.compile(
    "的?(?:(?P<before>前一晚|前夜|前夕|头天|前(?P<count>[一两二三])天)"
    "|后一天|第(?P<nth>[二三四五六七])天)"
)
_YEAR = timedelta(days=300)
_LUNAR = timedelta(days=70)  # by which the lunar year ends after the calendar's, and a little


def lying_in(period: Day, day: Day) -> Day:
    """The day, within that week, month or year."""
    return replace(day, spans=partial(_spans_in, period=period, day=day), is_bare=False)


def _spans_in(today: date, period: Day, day: Day) -> tuple[Span, ...]:
    found, around = day.spans(today), period.spans(today)
    inside = within(found, around)
    if day.kind is DayKind.FESTIVAL and len(around) == 1 and inside:
        return _of_lunar_year(today, found, inside, around[0])
    return inside or found


def _of_lunar_year(
    today: date, found: tuple[Span, ...], inside: tuple[Span, ...], year: Span
) -> tuple[Span, ...]:
    """今年除夕 may be in the calendar's next year: the nearest one to today is meant then."""
    is_this = year.first <= today < year.end and year.end - year.first > _YEAR
    ahead = [one for one in found if year.end <= one.first < year.end + _LUNAR]
    if not (is_this and ahead and inside[-1].first < today):
        return inside
    is_near = ahead[0].first - today < today - inside[-1].first
    return (ahead[0],) if is_near else inside


def beside(day: Day, found: re.Match[str]) -> Day:
    """So many days before or after it."""
    count = (read_number(found["nth"]) or 2) - 1 if found["nth"] else 1
    if found["before"]:
        count = -(read_number(found["count"] or "一") or 1)
    return replace(day, spans=partial(_spans_beside, day=day, days=count), is_bare=False)


def _spans_beside(today: date, day: Day, days: int) -> tuple[Span, ...]:
    return tuple(one_day(days_on(span.first, days)) for span in day.spans(today))
