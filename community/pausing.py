"""Putting a case aside while it is somebody else's turn: its finish clock stands still.

What was left of the time is left when it is taken up again: on the day named, when the resident
answers, or when a worker says so. So the deadline is moved at once, as if it would be taken up on
that day, and moved back if it is sooner. The clocks for answer and signature run on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from community.calendar import Calendar, at
from community.case_errors import AlreadySo, Unpausable
from community.case_states import OPEN, State, WaitingFor
from community.cases import Case, CaseEvent, EventKind, illegal
from community.categories import Level
from community.errors import NotAllowed, Unreadable
from community.people import SECRETARIES, Person
from community.promises import MORNING, by_clock

USUAL_WORKDAYS = 5  # where no day is named
LONGEST = timedelta(days=92)
_LATE = "超期"


def put_aside(
    case: Case,
    whose: WaitingFor,
    until: date | None,
    by: Person,
    now: datetime,
    calendar: Calendar,
) -> Case:
    """From now until the morning of that day it is not our turn.

    Raises IllegalMove, AlreadySo, Unpausable, NotAllowed for what is under supervision, and
    Unreadable for a day that is none to wait until.
    """
    _refuse(case, by)
    if case.resolve_by is None or case.resolve_by <= now:
        raise Unpausable(case.code, _LATE)
    day = until or calendar.close_of(now, USUAL_WORKDAYS).date()
    if not now.date() < day <= now.date() + LONGEST:
        raise Unreadable(f"{day.month}月{day.day}日", "至 M月D日，明天以后、三个月以内")
    left = _between(case, now, case.resolve_by, calendar)
    return replace(
        case,
        waiting_for=whose,
        waiting_until=day,
        news_at=now,
        resolve_by=_later(case, at(day, MORNING), left, calendar),
    )


def _refuse(case: Case, by: Person) -> None:
    if case.state not in OPEN:
        raise illegal(case, "挂起")
    if case.waiting_for is not None:
        raise AlreadySo(case.code, case.waiting_for)
    if case.level is Level.CRITICAL:
        raise Unpausable(case.code, case.level)
    if case.state is State.SUPERVISED and SECRETARIES.isdisjoint(by.role):
        raise NotAllowed(tuple(sorted(SECRETARIES)))


def taken_up(case: Case, now: datetime, calendar: Calendar) -> Case:
    """It is our turn again, with what was left of the time. Raises IllegalMove, AlreadySo."""
    if case.state not in OPEN:
        raise illegal(case, "恢复")
    if case.waiting_until is None or case.resolve_by is None:
        raise AlreadySo(case.code, case.state)
    planned = at(case.waiting_until, MORNING)
    resolve_by = case.resolve_by
    if now < planned:
        left = _between(case, planned, resolve_by, calendar)
        resolve_by = _later(case, now, left, calendar)
    return replace(case, waiting_for=None, waiting_until=None, news_at=now, resolve_by=resolve_by)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that did not count: how much of it would have, and what was waited for."""

    start: datetime
    end: datetime
    spared: timedelta
    words: str


def pauses(case: Case, events: Iterable[CaseEvent], calendar: Calendar) -> Iterator[Pause]:
    """The times its finish clock stood still, in order; one that goes on, until its named day.

    One that ended because the case was promised anew, as of another level, spared nothing.
    """
    begun: CaseEvent | None = None
    for event in sorted(events, key=lambda one: one.at):
        if event.kind is EventKind.PUT_ASIDE:
            begun = event
        elif event.kind is EventKind.TAKEN_UP and begun is not None:
            yield _pause(case, begun, event.at, calendar)
            begun = None
    end = at(case.waiting_until, MORNING) if case.waiting_until else case.done_at
    if begun is not None and end is not None and end > begun.at:
        yield _pause(case, begun, end, calendar)


def _pause(case: Case, begun: CaseEvent, end: datetime, calendar: Calendar) -> Pause:
    return Pause(begun.at, end, _between(case, begun.at, end, calendar), begun.text)


def _between(case: Case, start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    return end - start if by_clock(case) else calendar.between(start, end)


def _later(case: Case, start: datetime, left: timedelta, calendar: Calendar) -> datetime:
    return start + left if by_clock(case) else calendar.later(start, left)
