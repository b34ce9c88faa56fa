"""What is promised about a case: when it is answered, when it is done, and who is reminded.

Deadlines by level (docs/vocabulary.md F). A reopened case promises anew, and shorter.

    level   answer            done
    特急    15 min, clock     2 h, clock
    急      1 h, clock        24 h, clock
    一般    2 working hours   5 working days
    缓      2 working hours   15 working days
    咨询    2 working hours   1 working day
    reopened                  2 working days (特急, 急: as above)

Between the two, reporters hear how it goes: after some working days without news, a worker is
asked for some. While a case waits for somebody (community/pausing.py), only the first clock runs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from community.calendar import Calendar, Stretch, at
from community.case_states import OPEN, POOL, State
from community.cases import ANSWER_WITHIN, Case, CaseKind, Outcome, Visibility
from community.categories import Level
from community.effects import Job
from community.offers import jobs_of_offer
from community.refs import NOBODY, PersonId

_CLOCK: Mapping[Level, tuple[timedelta, timedelta]] = {
    Level.CRITICAL: (timedelta(minutes=15), timedelta(hours=2)),
    Level.URGENT: (timedelta(hours=1), timedelta(hours=24)),
}
_WORKDAYS: Mapping[Level, int] = {Level.ORDINARY: 5, Level.SLOW: 15, Level.INQUIRY: 1}
_REDO_WORKDAYS = 2
_ANSWER_HOURS = timedelta(hours=2)

CALL_BACK_AFTER = timedelta(hours=24)
VISIT_AGAIN_AFTER, LOOK_BACK_AFTER = timedelta(days=7), timedelta(days=30)
CALLBACK_FROM, CALLBACK_UNTIL = time(9, 30), time(20)
MORNING = time(9)
CHASE = time(20)
# Working days without news to the reporters, after which a worker is asked for some.
NEWS_WITHIN: Mapping[Level, int] = {Level.URGENT: 1, Level.ORDINARY: 3, Level.SLOW: 5}
# Where an agreement between neighbours holds until somebody says otherwise.
_STANDS = frozenset({State.CALLING_BACK, State.DONE})


def promised(case: Case, calendar: Calendar, since: datetime) -> Case:
    """The case with its deadlines, counted from `since`; promised anew, it waits for nobody."""
    case = replace(case, waiting_for=None, waiting_until=None)
    if case.level in _CLOCK:
        answer, done = _CLOCK[case.level]
        return replace(case, respond_by=since + answer, resolve_by=since + done)
    days = _REDO_WORKDAYS if case.reopen else _WORKDAYS[case.level]
    return replace(
        case,
        respond_by=calendar.later(since, _ANSWER_HOURS),
        resolve_by=calendar.close_of(since, days),
    )


def by_clock(case: Case) -> bool:
    """True if its time to be done runs day and night; granted time is in working days."""
    return case.level in _CLOCK and not case.extension


def answer_by_clock(case: Case) -> bool:
    """True if its time to be answered runs day and night."""
    return case.level in _CLOCK


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How the time to resolve was counted. `workdays` is None where hours of the clock count.

    `exceptions` are the days in between that the official calendar has changed.
    """

    since: datetime
    workdays: int | None
    exceptions: tuple[Stretch, ...]


def reckoned(case: Case, calendar: Calendar) -> Reckoning | None:
    """How `resolve_by` came about; None where nothing is promised."""
    if case.resolve_by is None:
        return None
    since = promised_at(case)
    if by_clock(case):
        return Reckoning(since, None, ())
    days = calendar.opening(since).date(), case.resolve_by.date()
    return Reckoning(since, calendar.workdays(*days), calendar.exceptions(*days))


def promised_at(case: Case) -> datetime:
    """From when its deadlines are counted."""
    return case.reopened_at or case.accepted_at


def news_due(case: Case, calendar: Calendar) -> datetime | None:
    """When its reporters will have heard nothing for too long; None if they will, or need not.

    Named days come first: whoever was told of one waits for that. Who reported what is part of an
    incident hears of the incident.
    """
    days = NEWS_WITHIN.get(case.level)
    if case.state not in OPEN or case.waiting_for or case.parent or days is None:
        return None
    since = max(promised_at(case), case.news_at or case.accepted_at)
    day = calendar.close_of(since, days).date()
    if case.chase_on is not None and case.chase_on >= day:
        return None
    return at(day, MORNING)


def awaits_signature(case: Case) -> bool:
    """True if whoever it was handed to has not said that they have it."""
    if case.dispatched_at is None:
        return False
    if case.state in (State.REDOING, State.SUPERVISED):
        return not case.responded and case.dispatched_at >= promised_at(case)
    return case.state is State.DISPATCHED


def signing_span(case: Case, start: datetime, calendar: Calendar) -> datetime:
    """Until when who got the case at `start` has to sign for it; as long again, it escalates."""
    if case.level in _CLOCK:
        return start + _CLOCK[case.level][0]
    return calendar.later(start, _ANSWER_HOURS)


def callback_at(moment: datetime) -> datetime:
    """`moment`, or the next 09:30 if it falls after 20:00 or before 09:30."""
    clock = moment.timetz().replace(tzinfo=None)
    if clock < CALLBACK_FROM:
        return at(moment.date(), CALLBACK_FROM)
    if clock > CALLBACK_UNTIL:
        return at(moment.date() + timedelta(days=1), CALLBACK_FROM)
    return moment


def jobs_of_case(case: Case, calendar: Calendar) -> Iterator[Job]:
    """Every job that follows from the case as it stands (docs/vocabulary.md C)."""
    if case.goes_along:
        return
    if case.state is State.ASKED and case.asked_at:
        yield _job(case, "补充截止", case.asked_at + ANSWER_WITHIN)
    if owes_answer(case):
        yield from _deadlines(case)
    if case.state in OPEN and case.chase_on:
        yield _job(case, "进展追问", at(case.chase_on, CHASE))
    if case.state in OPEN and case.waiting_for and case.waiting_until:
        yield _job(case, "恢复办理", at(case.waiting_until, MORNING))
    news = news_due(case, calendar)
    if news is not None:
        yield _job(case, "进展到期", news)
    if case.dispatched_at and awaits_signature(case):
        sign_by = signing_span(case, case.dispatched_at, calendar)
        yield _job(case, "签收到期", sign_by)
        yield _job(case, "签收升级", signing_span(case, sign_by, calendar))
    yield from jobs_of_offer(case)
    if case.state is State.CALLING_BACK and case.done_at and calls_back(case):
        yield _job(case, "回访", callback_at(case.done_at + CALL_BACK_AFTER))
    if case.outcome is Outcome.SETTLED and case.done_at and case.state in _STANDS:
        if case.recurrence is None:
            yield _job(case, "复访", callback_at(case.done_at + VISIT_AGAIN_AFTER))
        yield _job(case, "回头看", callback_at(case.done_at + LOOK_BACK_AFTER))


def calls_back(case: Case) -> bool:
    """True if those who reported it are asked whether it is really done."""
    if case.visibility is Visibility.SPECIALIST or case.kind is CaseKind.INQUIRY:
        return False
    return not case.reporters or bool(to_be_asked(case))


def to_be_asked(case: Case) -> tuple[PersonId, ...]:
    """Who is asked: everyone who reported it, but those who did it themselves.

    Whoever reported it for somebody else is replaced by whom to call back.
    """
    first, *others = case.reporters or (NOBODY,)
    people = dict.fromkeys((case.callback_to or first, *others))
    return tuple(one for one in people if one and one != case.handler)


def owes_answer(case: Case) -> bool:
    """True if its clocks run: it is open, asks something, or is a danger that nobody has found."""
    if case.state in POOL and case.state is not State.UNSURE:
        return case.kind is CaseKind.INQUIRY or case.level is Level.CRITICAL
    return case.state in OPEN


def _deadlines(case: Case) -> Iterator[Job]:
    if case.respond_by and not case.responded:
        yield _job(case, "响应到期", case.respond_by)
    if case.resolve_by:
        morning = at(case.resolve_by.date(), MORNING)
        if promised_at(case) < morning < case.resolve_by:
            yield _job(case, "办结到期", morning)
        yield _job(case, "办结到期", case.resolve_by)


def _job(case: Case, kind: str, due: datetime) -> Job:
    return Job(kind, case.code, due, case.community)
