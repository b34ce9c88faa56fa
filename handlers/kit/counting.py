"""时限怎么算的：一天一天数出来，午休、放假、补班、挂起、延期都说清楚。

No handler, but words that /查, /为什么 and /延期 share; it answers to nothing by itself.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from community.calendar import Calendar, at
from community.cases import Case, CaseEvent, EventKind, Visibility
from community.pausing import Pause, pauses
from community.promises import answer_by_clock, by_clock, promised_at, reckoned
from community.records import Between, OneOf, Records
from community.wording import Text, Words
from handlers.kit.router import Asked

DUE_AT = Text("desk.due_at", "{due:moment}")
NO_DUE = Text("desk.no_due", "未定")
RESOLVE_BY = Text("desk.resolve_by", "办结时限 {due}")
BY_CLOCK = Text("desk.by_clock", "时限从 {since:moment} 起算 {n} 小时，不分昼夜")
BY_WORKDAYS = Text("desk.by_workdays", "时限从 {since:moment} 起算 {n} 个工作日")
EXTENDED = Text("desk.extended", "延期过 {n} 次")
HOLIDAY = Text("desk.holiday", "{first:day}至{last:day}放假，不算")
ONE_HOLIDAY = Text("desk.one_holiday", "{day:day}放假，不算")
MAKEUP = Text("desk.makeup", "{day:day}调休补班，算")

RESPOND_BY_CLOCK = Text(
    "counting.respond_by_clock", "响应时限 {due:moment}：从 {since:moment} 起 {n} 分钟，不分昼夜"
)
RESPOND_BY = Text(
    "counting.respond_by", "响应时限 {due:moment}：从 {since:moment} 起 {n} 小时工作时间{lunch}"
)
LUNCH = Text("counting.lunch", "，12:00至14:00 午休不算")
DAY_ZERO = Text("counting.day_zero", "{day:day}是第 0 天，当天不算")
RUN = Text("counting.run", "{first:day}至{last:day}是第 {start} 到 {end} 天")
ONE_DAY = Text("counting.one_day", "{first:day}是第 {start} 天")
PUT_ASIDE = Text(
    "counting.put_aside", "{start:moment}至{end:moment}挂起，停了 {n} 小时{unit}，不算{words}"
)
WORKING = Text("counting.working", "工作时间")
EXTENDED_ON = Text("counting.extended_on", "{day:day}延期，从那天重新数{words}")
BECAUSE = Text("counting.because", "（{words}）")
UNKNOWN_YEARS = Text(
    "counting.unknown_years", "{years} 年的放假安排还没公布，先按周一到周五算，公布后可能变"
)

_NOON, _AFTER_LUNCH = time(12), time(14)
_TOLD_OF = OneOf((EventKind.PUT_ASIDE, EventKind.TAKEN_UP, EventKind.EXTENDED))


def due_words(case: Case) -> Words:
    """Until when it is to be done."""
    return DUE_AT(due=case.resolve_by) if case.resolve_by else NO_DUE()


def explained(case: Case, calendar: Calendar) -> Iterator[Words]:
    """How the deadline was counted, in short: a line each."""
    reckoning = reckoned(case, calendar)
    if reckoning is None or case.resolve_by is None:
        return
    if reckoning.workdays is None:
        hours = round((case.resolve_by - reckoning.since) / timedelta(hours=1))
        yield BY_CLOCK(since=reckoning.since, n=hours)
    else:
        yield BY_WORKDAYS(since=reckoning.since, n=reckoning.workdays)
    if case.extension:
        yield EXTENDED(n=case.extension)
    for stretch in reckoning.exceptions:
        if stretch.worked:
            yield from (MAKEUP(day=day) for day in stretch.days)
        elif stretch.first == stretch.last:
            yield ONE_HOLIDAY(day=stretch.first)
        else:
            yield HOLIDAY(first=stretch.first, last=stretch.last)


def counted_aloud(case: Case, asked: Asked, records: Records) -> Iterator[Words]:
    """Both deadlines, and every day and pause on the way to them."""
    calendar = records.calendar
    if case.respond_by is not None:
        yield _answer(case, case.respond_by, calendar)
    yield RESOLVE_BY(due=due_words(case))
    yield from explained(case, calendar)
    if case.resolve_by is None:
        return
    if not by_clock(case):
        yield from _days(case, case.resolve_by, calendar)
    events = records.find(CaseEvent, case=case.code, kind=_TOLD_OF, at=Between(promised_at(case)))
    may_be_told = asked.is_private or case.visibility is Visibility.PUBLIC
    for pause in pauses(case, events, calendar):
        yield _pause(case, pause, told=may_be_told)
    for event in events:
        if event.kind is EventKind.EXTENDED:
            yield EXTENDED_ON(day=event.at, words=_because(event.text, told=may_be_told))
    yield from unknown_years(case, calendar)


def unknown_years(case: Case, calendar: Calendar) -> Iterator[Words]:
    """That the official calendar of a year on the way is not known yet, if so."""
    if case.resolve_by is None or by_clock(case):
        return
    years = calendar.unknown_years(promised_at(case).date(), case.resolve_by.date())
    if years:
        yield UNKNOWN_YEARS(years="、".join(map(str, years)))


def _answer(case: Case, due: datetime, calendar: Calendar) -> Words:
    since = promised_at(case)
    if answer_by_clock(case):
        return RESPOND_BY_CLOCK(
            due=due, since=since, n=round((due - since) / timedelta(minutes=1))
        )
    start = calendar.opening(since)
    lunch = LUNCH() if _over_lunch(start, due) else ""
    return RESPOND_BY(due=due, since=start, n=_hours(calendar.between(start, due)), lunch=lunch)


def _over_lunch(start: datetime, due: datetime) -> bool:
    return any(
        start < at(day, _AFTER_LUNCH) and at(day, _NOON) < due
        for day in {start.date(), due.date()}
    )


def _days(case: Case, due: datetime, calendar: Calendar) -> Iterator[Words]:
    zero = calendar.opening(promised_at(case)).date()
    yield DAY_ZERO(day=zero)
    counted = 0
    for run in calendar.runs(zero, due.date()):
        start, counted = counted + 1, counted + len(run.days)
        if start == counted:
            yield ONE_DAY(first=run.first, start=start)
        else:
            yield RUN(first=run.first, last=run.last, start=start, end=counted)


def _pause(case: Case, pause: Pause, *, told: bool) -> Words:
    return PUT_ASIDE(
        start=pause.start,
        end=pause.end,
        n=_hours(pause.spared),
        unit="" if by_clock(case) else WORKING(),
        words=_because(pause.words, told=told),
    )


def _because(words: str, *, told: bool) -> Words | str:
    return BECAUSE(words=words) if words and told else ""


def _hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.1f}".removesuffix(".0")
