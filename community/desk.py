"""What workers do to a case, as rules: sign for it, finish it, split it, put it right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from community.calendar import Calendar
from community.case_states import OPEN, POOL, Move, State
from community.cases import (
    Assignment,
    Case,
    CaseKind,
    ClosedLevel,
    ResolvedBy,
    Visibility,
    advance,
)
from community.categories import ABOUT_FAMILIES, USUAL, Cat, Color, Level
from community.errors import AlreadySo, Closed, IllegalMove, NeedsProof, NeedsSecretary
from community.intake import higher, with_usual
from community.people import HANDLERS, SECRETARIES, STAFF, Person, Role
from community.promises import promised
from community.records import Records
from community.refs import NO_REF, PersonId, Ref

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


def assigned(case: Case, records: Records, at: datetime) -> Assignment:
    """That the case was put into its handler's hands."""
    return Assignment(
        code=records.next_ref(Assignment),
        community=case.community,
        at=at,
        case=case.code,
        to=case.handler,
    )


def finished(
    case: Case, by: Person, handler: Person, note: str, photos: tuple[str, ...], at: datetime
) -> Case:
    """The work is done, says `by`. Raises NeedsSecretary, NeedsProof, IllegalMove.

    A specialist's case is closed at once: nobody is called back about it.
    """
    if case.state is State.SUPERVISED and SECRETARIES.isdisjoint(by.role):
        raise NeedsSecretary(case.code)
    move = Move.CLOSE if case.visibility is Visibility.SPECIALIST else Move.FINISH
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


def reopened(case: Case, at: datetime, calendar: Calendar) -> Case:
    """Not done after all: again, and sooner; the second time under supervision."""
    move = Move.SUPERVISE if case.reopen and case.state is State.CALLING_BACK else Move.REOPEN
    again = replace(advance(case, move), reopen=case.reopen + 1, reopened_at=at, responded=False)
    return promised(again, calendar, at)


def extended(case: Case, workdays: int, at: datetime, calendar: Calendar) -> Case:
    """More time, counted from now. Raises IllegalMove unless something is still owed."""
    if case.state not in OPEN:
        raise IllegalMove(case.code, case.state, "延期")
    return replace(case, extension=case.extension + 1, resolve_by=calendar.close_of(at, workdays))


def split(case: Case, person: PersonId, code: Ref, at: datetime) -> tuple[Case, Case]:
    """The case without that reporter, and a new one of theirs. Raises IllegalMove."""
    if person not in case.reporters or len(case.reporters) == 1 or case.state not in OPEN:
        raise IllegalMove(case.code, case.state, "拆分")
    rest = replace(case, reporters=tuple(p for p in case.reporters if p != person))
    own = replace(
        case,
        code=code,
        at=at,
        kind=CaseKind.COMPLAINT if case.kind is CaseKind.INCIDENT else case.kind,
        reporters=(person,),
        split_from=case.code,
        message="",
        photos=(),
        parent=NO_REF,
        children=(),
    )
    return rest, own


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
    moved = replace(case, cat=cat, risk=own_risk)
    if cat in ABOUT_FAMILIES:
        moved = replace(moved, visibility=Visibility.SPECIALIST)
    lifted = case.level if higher(usual.level, case.level) is not usual.level else None
    moved = with_usual(moved, lifted)
    rises = higher(case.level, moved.level) is not case.level
    if moved.level is case.level or (case.extension and not rises):
        return moved
    return promised(moved, calendar, at if rises else case.reopened_at or case.accepted_at)


def restored(now: Case, former: Case | None) -> Case:
    """The case as it was before a step that is taken back; one that it made is cancelled."""
    return advance(now, Move.CANCEL) if former is None else former
