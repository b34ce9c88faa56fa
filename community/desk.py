"""What workers do to a case, as rules: sign for it, finish it, split it, put it right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from community.calendar import Calendar
from community.case_errors import (
    AlreadySo,
    AlreadyTold,
    Closed,
    Inseparable,
    NeedsProof,
    NeedsSecretary,
    Overtaken,
    Paused,
)
from community.case_states import OPEN, POOL, VOID, Move, State
from community.cases import (
    Case,
    CaseEvent,
    CaseKind,
    ClosedLevel,
    EventKind,
    ResolvedBy,
    advance,
    illegal,
)
from community.categories import OWNERS, USUAL, Cat, Color, Level, Track
from community.intake import guarded, higher, with_usual
from community.people import HANDLERS, SECRETARIES, STAFF, Person, Role
from community.promises import calls_back, promised, promised_at
from community.records import Between, Change, Records
from community.refs import NO_REF, NOBODY, PersonId, Ref
from community.reporters import left_by

DOUBLE_CLICK = timedelta(seconds=30)
_LEVEL_OF_COLOR: Mapping[Color, ClosedLevel] = {
    Color.YELLOW: ClosedLevel.STREET,
    Color.RED: ClosedLevel.HIGHER,
}


def is_handler(case: Case, person: Person) -> bool:
    """True if the case is in the hands of that person, who may act on it for that reason."""
    return case.handler == person.code and not HANDLERS.isdisjoint(person.role)


def signed(case: Case) -> Case:
    """Somebody has taken it in hand; danger is, wherever it stands. Raises IllegalMove."""
    if case.level is Level.CRITICAL and case.state in (State.ASKED, State.FOR_A_PERSON):
        case = replace(case, state=State.ACCEPTED)
    return replace(advance(case, Move.SIGN), responded=True)


def handed_over(case: Case, to: PersonId, at: datetime) -> Case:
    """It is in somebody's hands from now on. Raises IllegalMove."""
    return replace(advance(case, Move.DISPATCH), handler=to, dispatched_at=at)


def has_been_given(case: Case, to: PersonId) -> bool:
    """True if it was handed to that person since it was last promised, and is theirs still."""
    given = case.dispatched_at is not None and case.dispatched_at >= promised_at(case)
    return given and case.handler == to and case.state in OPEN


def given_back(case: Case) -> Case:
    """Whoever had it cannot do it: nobody has it now, and its clocks go on. Raises IllegalMove."""
    if not case.handler:
        raise illegal(case, Move.RETURN)
    return replace(advance(case, Move.RETURN), handler=NOBODY, dispatched_at=None)


def finished(
    case: Case, by: Person, handler: Person, note: str, photos: tuple[str, ...], at: datetime
) -> Case:
    """The work is done, says `by`. Raises NeedsSecretary, NeedsProof, IllegalMove.

    What nobody is called back about is closed at once: a specialist's case, one's own work.
    """
    if case.state is State.SUPERVISED and SECRETARIES.isdisjoint(by.role):
        raise NeedsSecretary(case.code)
    asked = calls_back(replace(case, handler=handler.code))
    move = Move.FINISH if asked else Move.CLOSE
    done = advance(case, move)
    if not note and not photos:
        raise NeedsProof(case.code)
    return replace(
        done,
        done_at=at,
        note=note,
        handler=handler.code,
        photos=tuple(dict.fromkeys((*case.photos, *photos))),
        resolved_by=_resolved_by(handler),
        closed_level=_closed_level(case, by),
    )


def _resolved_by(handler: Person) -> ResolvedBy:
    if not STAFF.isdisjoint(handler.role):
        return ResolvedBy.STAFF
    return ResolvedBy.CONTRACTOR if Role.CONTRACTOR in handler.role else ResolvedBy.RESIDENTS


def _closed_level(case: Case, by: Person) -> ClosedLevel:
    if case.color is not None and case.color in _LEVEL_OF_COLOR:
        return _LEVEL_OF_COLOR[case.color]
    return ClosedLevel.GRID if SECRETARIES.isdisjoint(by.role) else ClosedLevel.COMMUNITY


def reopened(case: Case, at: datetime, calendar: Calendar, *, recurred: bool = False) -> Case:
    """Not done after all: again, and sooner; the second time under supervision.

    What had been settled and only `recurred` is simply taken up again.
    """
    move = Move.SUPERVISE if case.reopen and not recurred else Move.REOPEN
    again = replace(advance(case, move), reopen=case.reopen + 1, reopened_at=at)
    return promised(replace(again, responded=False, outcome=None), calendar, at)


def colored(case: Case, color: Color, at: datetime) -> Case:
    """Somebody decides whose business it is, afterwards too. Raises IllegalMove, AlreadySo."""
    if case.state in VOID | {State.MERGED}:
        raise illegal(case, "定色")
    if case.color is color:
        raise AlreadySo(case.code, color)
    closed = case.closed_level and _LEVEL_OF_COLOR.get(color, case.closed_level)
    return replace(case, color=color, owner=OWNERS[color], colored_at=at, closed_level=closed)


def routed(case: Case, track: Track, parties: tuple[str, ...]) -> Case:
    """Somebody decides who works together on it. Raises IllegalMove, AlreadySo."""
    if case.state in VOID | {State.MERGED}:
        raise illegal(case, "分流")
    if (case.track, case.parties) == (track, parties):
        raise AlreadySo(case.code, track)
    return replace(case, track=track, parties=parties)


def extended(case: Case, workdays: int, at: datetime, calendar: Calendar) -> Case:
    """More time, counted from now. Raises IllegalMove unless something is owed, and Paused."""
    if case.state not in OPEN:
        raise illegal(case, "延期")
    if case.waiting_for is not None:
        raise Paused(case.code)
    return replace(
        case,
        extension=case.extension + 1,
        resolve_by=calendar.close_of(at, workdays),
        news_at=at,
    )


def refuse_twice(case: Case, kind: EventKind, text: str, at: datetime, records: Records) -> None:
    """Raises AlreadyTold if the reporters heard those very words a moment ago: a double click."""
    lately = records.find(
        CaseEvent, case=case.code, kind=kind, at=Between(at - DOUBLE_CLICK), newest=True, limit=1
    )
    if lately and lately[0].text == text:
        raise AlreadyTold(case.code)


def stricter(both: Case, gone: Case) -> Case:
    """The case that went on, with the promise of the other if that was more urgent."""
    if both.state not in OPEN or higher(gone.level, both.level) is both.level:
        return both
    return replace(
        both,
        level=gone.level,
        respond_by=gone.respond_by,
        resolve_by=gone.resolve_by,
        waiting_for=gone.waiting_for,
        waiting_until=gone.waiting_until,
    )


def split(case: Case, person: PersonId, code: Ref, at: datetime) -> tuple[Case, Case]:
    """The case without that reporter, and a new one of theirs, which nobody has in hand.

    Raises IllegalMove, Inseparable.
    """
    if case.state not in OPEN:
        raise illegal(case, "拆分")
    if person not in case.reporters or len(case.reporters) == 1:
        raise Inseparable(case.code, person)
    rest = left_by(case, person)
    first, *_ = case.reporters
    told = case if person == first else left_by(case, first)
    own = replace(
        _in_nobodys_hands(told),
        code=code,
        at=at,
        kind=CaseKind.COMPLAINT if case.kind is CaseKind.INCIDENT else case.kind,
        reporters=(person,),
        split_from=case.code,
        message="",
        photos=(),
        offered_at=None,
        parent=NO_REF,
        children=(),
    )
    return rest, own


def _in_nobodys_hands(case: Case) -> Case:
    in_hand = case.state in (State.DISPATCHED, State.UNDERWAY)
    return replace(
        case,
        state=State.ACCEPTED if in_hand else case.state,
        handler=NOBODY,
        dispatched_at=None,
        waiting_for=None,
        waiting_until=None,
    )


def recategorised(case: Case, cat: Cat, calendar: Calendar, at: datetime) -> Case:
    """The case as one of `cat`, with what that brings along. Raises Closed, AlreadySo.

    What danger in its words had lifted stays lifted, what was private stays so. A level that
    rises counts from now, one that falls from the beginning, unless more time was granted.
    """
    if case.state not in OPEN | POOL:
        raise Closed(case.code, case.state)
    if case.cat is cat:
        raise AlreadySo(case.code, cat)
    usual = USUAL[case.cat]
    own_risk = case.risk if case.risk is not usual.risk else None
    moved = guarded(replace(case, cat=cat, risk=own_risk))
    lifted = case.level if higher(usual.level, case.level) is not usual.level else None
    moved = with_usual(moved, lifted)
    rises = higher(case.level, moved.level) is not case.level
    if moved.level is case.level or (case.extension and not rises):
        return moved
    return promised(moved, calendar, at if rises else promised_at(case))


def restored(change: Change) -> Case:
    """The case as it was before a step that is taken back; one that it made is cancelled.

    Raises Overtaken.
    """
    now, was = change.now, change.was
    assert isinstance(now, Case)
    if change.overtaken:
        raise Overtaken(now.code)
    return was if isinstance(was, Case) else advance(now, Move.CANCEL)
