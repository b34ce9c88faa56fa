"""What a digest counts. Every number is a list of codes, so that it can be traced.

Windows are half open: start <= moment < end (docs/vocabulary.md E).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.activities import HELD, Activity, Session, Signup, SignupState
from community.assignments import Assignment, AssignmentState
from community.calendar import DAY, Calendar
from community.case_states import OPEN, POOL, VOID, State
from community.cases import Case, CaseEvent, CaseKind, EventKind, Source, Visibility
from community.categories import Color
from community.incidents import counts_apart
from community.messages import Message, MessageState
from community.promises import reckoned
from community.records import Between, OneOf, Records
from community.refs import Ref
from community.relief import InterimRelief

NEVER_COUNTED = VOID
_REMEMBERED_DAYS = 31  # today and thirty before
_COMING = OneOf((SignupState.IN, SignupState.PRESENT))


@dataclass(frozen=True, slots=True)
class Counted:
    """Cases of one community in one window, by what happened to them, and how things stand."""

    accepted: tuple[Case, ...]
    done: tuple[Case, ...]
    joined: tuple[CaseEvent, ...]
    open: tuple[Case, ...]
    calling_back: tuple[Case, ...]
    events: tuple[CaseEvent, ...]
    shadows: tuple[Case, ...]

    def overdue(self, now: datetime) -> tuple[Case, ...]:
        return tuple(c for c in self.open if c.resolve_by is not None and c.resolve_by < now)

    @property
    def supervised(self) -> tuple[Case, ...]:
        return tuple(c for c in self.open if c.state is State.SUPERVISED)

    @property
    def touched(self) -> tuple[Ref, ...]:
        """Codes of public cases to which something happened."""
        public = {c.code: c for c in (*self.accepted, *self.done, *self.open, *self.calling_back)}
        codes = [c.code for c in (*self.accepted, *self.done)]
        codes += [event.case for event in self.events]
        return tuple(c for c in dict.fromkeys(codes) if c in public and public[c].is_public)


def counted(records: Records, community: str, start: datetime, end: datetime) -> Counted:
    """Everything about cases that a digest of that window may say; an incident counts as one."""
    window = Between(start, end)
    accepted = records.find(Case, community=community, accepted_at=window)
    events = records.find(CaseEvent, community=community, at=window)
    return Counted(
        accepted=tuple(c for c in accepted if c.state not in NEVER_COUNTED and counts_apart(c)),
        done=tuple(filter(counts_apart, records.find(Case, community=community, done_at=window))),
        joined=tuple(e for e in events if e.kind is EventKind.JOINED),
        open=_standing(records.find(Case, community=community, state=OneOf(OPEN))),
        calling_back=_standing(records.find(Case, community=community, state=State.CALLING_BACK)),
        events=tuple(events),
        shadows=tuple(c for c in accepted if c.state is State.SHADOW),
    )


def _standing(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Without those that an incident answers for; who is in danger is seen to alone."""
    return tuple(case for case in cases if not case.goes_along)


def conflicts(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if case.kind is CaseKind.CONFLICT)


def specialist(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if case.visibility is Visibility.SPECIALIST)


def by_color(cases: Iterable[Case]) -> Mapping[Color, tuple[Case, ...]]:
    listed = tuple(cases)
    return {color: tuple(c for c in listed if c.color is color) for color in Color}


def longest_waiting(cases: Iterable[Case]) -> Case | None:
    """The yellow or red case that was coloured longest ago."""
    waiting = [c for c in cases if c.color in (Color.YELLOW, Color.RED) and c.colored_at]
    return min(waiting, key=lambda c: c.colored_at or c.at, default=None)


def days_between(start: datetime, end: datetime) -> int:
    """Calendar days from one to the other."""
    return (end.date() - start.date()).days


def to_do(records: Records, community: str) -> tuple[Case, ...]:
    """What is open or waits for a worker's eye, what is due first at the head."""
    found = records.find(Case, community=community, state=OneOf(OPEN | POOL))
    return tuple(sorted(found, key=lambda c: (c.resolve_by or c.accepted_at, c.code)))


def due_on(cases: Sequence[Case], now: datetime) -> tuple[Case, ...]:
    """Those that are due on the day of `now`, and not late yet."""
    return tuple(
        case
        for case in cases
        if case.state in OPEN
        and case.resolve_by
        and case.resolve_by > now
        and case.resolve_by.date() == now.date()
    )


def late(cases: Sequence[Case], now: datetime) -> tuple[Case, ...]:
    """Those whose deadline is past."""
    return tuple(c for c in cases if c.state in OPEN and c.resolve_by and c.resolve_by <= now)


def beyond_calendar(cases: Iterable[Case], calendar: Calendar) -> tuple[Case, ...]:
    """Those due in a year of which nobody knows the holidays yet, where they matter."""
    late = (c for c in cases if c.resolve_by and not calendar.knows(c.resolve_by.year))
    counted_by_days = ((case, reckoned(case, calendar)) for case in late)
    return tuple(case for case, how in counted_by_days if how and how.workdays is not None)


@dataclass(frozen=True, slots=True)
class Gathering:
    """An activity to which something happened, with who comes and what took place."""

    activity: Activity
    signups: tuple[Signup, ...]
    sessions: tuple[Session, ...]


def gatherings(
    records: Records, community: str, start: datetime, end: datetime
) -> tuple[Gathering, ...]:
    """Activities in which somebody moved, or which were reported, in the window."""
    window = Between(start, end)
    moved = records.find(Signup, community=community, moved_at=window)
    reported = records.find(Session, community=community, at=window)
    codes = dict.fromkeys((*(s.activity for s in moved), *(s.activity for s in reported)))
    found = []
    for code in codes:
        if code:
            signups = tuple(records.find(Signup, activity=code, state=_COMING))
            sessions = tuple(s for s in reported if s.activity == code)
            found.append(Gathering(records.get(Activity, code), signups, sessions))
    return tuple(found)


def offers_taken(
    records: Records, community: str, start: datetime, end: datetime
) -> tuple[Assignment, ...]:
    """Offers to neighbours that were taken, and not given back, in the window."""
    return tuple(
        records.find(
            Assignment,
            community=community,
            at=Between(start, end),
            state=AssignmentState.TAKEN,
        )
    )


def average_minutes(taken: Sequence[Assignment]) -> int:
    """Whole minutes from offer to 接, half up."""
    waited = sum((one.at - (one.offered_at or one.at) for one in taken), timedelta())
    return (waited / len(taken) + timedelta(seconds=30)) // timedelta(minutes=1)


def reliefs(
    records: Records, community: str, start: datetime, end: datetime
) -> tuple[InterimRelief, ...]:
    """What was brought to people in the window."""
    window = Between(start, end)
    return tuple(records.find(InterimRelief, community=community, at=window))


def heard_at_activities(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if case.source is Source.ACTIVITY)


def idle_days(records: Records, community: str, now: datetime) -> int | None:
    """Days since the last one with an activity; None if there was none for a month."""
    days = [now.date() - DAY * n for n in range(_REMEMBERED_DAYS)]
    found = records.find(Activity, community=community, date=OneOf(days), state=OneOf(HELD))
    held = {one.date for one in found if one.is_for_all}
    return next((n for n, day in enumerate(days) if day in held), None)


def unlooked_at(records: Records, community: str) -> int:
    """How many pictures and voice messages wait for a person."""
    return len(records.find(Message, community=community, state=MessageState.FOR_A_PERSON))


def hours(span: timedelta) -> int:
    """Whole hours, rounded."""
    return round(span / timedelta(hours=1))
