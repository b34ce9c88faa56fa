"""Who should get a case, and why: what they look after, their trade, what they have in hand.

A suggestion; a worker decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from community.assignments import Assignment, AssignmentState, in_hand
from community.case_states import OPEN
from community.cases import Case, CaseKind, Visibility
from community.offers import trade_of
from community.people import Person, Role
from community.reach import staff
from community.records import Records
from community.refs import NOBODY, PersonId

# Open cases; who has so many is suggested after others.
MOST_IN_HAND = 10


class Ground(StrEnum):
    """Why somebody, the best reason first."""

    CATEGORY = "专管这类"
    TRADE = "手艺对口"
    ROLE = "办这类事"
    GRID = "本片网格员"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who could get the case, with `n` open ones in hand. `full`: they said so for today."""

    person: Person
    ground: Ground
    n: int
    full: bool

    @property
    def is_busy(self) -> bool:
        return self.full or self.n >= MOST_IN_HAND


def suggested(
    case: Case, records: Records, at: datetime, had: PersonId = NOBODY
) -> Candidate | None:
    """Who should get it; whoever has it, `had` it or gave it back is not named again."""
    given_back = records.find(Assignment, case=case.code, state=AssignmentState.GIVEN_BACK)
    known = {case.handler, had, *(one.to for one in given_back)}
    found = [
        _candidate(person, ground, records, at)
        for person, ground in _grounds(case, records)
        if person.code not in known
    ]
    return min(found, key=_order, default=None)


def burden(person: Person, case: Case, records: Records, at: datetime) -> Candidate:
    """Somebody who is to get the case, with what they have in hand besides it."""
    found = _candidate(person, Ground.ROLE, records, at)
    own = person.code == case.handler and case.state in OPEN
    return replace(found, n=found.n - own)


def _order(one: Candidate) -> tuple[bool, int, int]:
    return one.is_busy, tuple(Ground).index(one.ground), one.n


def _candidate(person: Person, ground: Ground, records: Records, at: datetime) -> Candidate:
    n = in_hand(PersonId(person.code), records)
    return Candidate(person, ground, n, person.is_full(at.date()))


def _grounds(case: Case, records: Records) -> Iterator[tuple[Person, Ground]]:
    """Specialists for what is secret, mediators for conflicts, else whoever mends such things."""
    if case.visibility is Visibility.SPECIALIST or case.kind is CaseKind.CONFLICT:
        secret = case.visibility is Visibility.SPECIALIST
        role = Role.SOCIAL_WORKER if secret else Role.MEDIATOR
        yield from ((one, Ground.ROLE) for one in staff(records, case.community, (role,)))
    else:
        for person in staff(records, case.community, (Role.CONTRACTOR, Role.CRAFTSPERSON)):
            ground = _ground(person, case)
            if ground is not None:
                yield person, ground
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    yield from ((one, Ground.GRID) for one in grid)


def _ground(person: Person, case: Case) -> Ground | None:
    if case.cat in person.handles:
        return Ground.CATEGORY
    if trade_of(person, case.cat):
        return Ground.TRADE
    if Role.CONTRACTOR in person.role and not person.handles:  # does whatever there is
        return Ground.ROLE
    return None
