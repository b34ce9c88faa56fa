"""Hotspots (苗头): the same kind of trouble in the same building, again and again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from community.case_errors import IllegalMove
from community.case_states import VOID, State
from community.cases import Case, CaseKind, Visibility
from community.categories import Cat
from community.places import Place
from community.records import Between, Records
from community.refs import Ref

WITHIN = timedelta(days=7)
_ENOUGH = 3
_KINDS = frozenset({CaseKind.COMPLAINT, CaseKind.HELP, CaseKind.CONFLICT})


class HotspotState(StrEnum):
    TO_JUDGE = "待研判"
    RAISED = "已立"
    IGNORED = "已忽略"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotspot:
    """`n` cases of one building and category within `days`, first and last both counted."""

    letter: ClassVar[str] = "H"

    code: Ref
    community: str
    at: datetime
    place: Place
    cat: Cat
    n: int
    days: int
    state: HotspotState = HotspotState.TO_JUDGE
    cases: tuple[Ref, ...] = ()


def appearing(records: Records, community: str, now: datetime) -> Iterator[Hotspot]:
    """Hotspots that are new, or known and not yet judged and grown, as they are now.

    What has been judged once is no sign of anything any more: new cases are counted afresh.
    """
    known = records.find(Hotspot, community=community)
    waiting = {(one.place, one.cat): one for one in known if one.state is HotspotState.TO_JUDGE}
    judged = {
        code for one in known if one.state is not HotspotState.TO_JUDGE for code in one.cases
    }
    for (place, cat), cases in _by_node(records, community, now).items():
        fresh = [case for case in cases if case.code not in judged]
        if len(fresh) < _ENOUGH:
            continue
        before = waiting.get((place, cat))
        grown = _seen(fresh, place, before, records, now)
        if before is None or grown.cases != before.cases:
            yield grown


def _by_node(
    records: Records, community: str, now: datetime
) -> dict[tuple[Place, Cat], list[Case]]:
    """What was reported lately, by building or named place, and category; oldest first."""
    lately = Between(now - WITHIN, now)
    found: dict[tuple[Place, Cat], list[Case]] = defaultdict(list)
    for case in records.find(Case, community=community, accepted_at=lately):
        if case.place is not None and case.place.node != case.place.estate and is_telling(case):
            found[replace(case.place, unit="", floor=""), case.cat].append(case)
    return found


def is_telling(case: Case) -> bool:
    """True if it is a trouble of its own: not put away, not part of another, not secret."""
    return (
        case.kind in _KINDS
        and case.visibility is not Visibility.SPECIALIST
        and case.state not in VOID | {State.MERGED}
        and not case.parent
    )


def _seen(
    fresh: Sequence[Case], place: Place, before: Hotspot | None, records: Records, now: datetime
) -> Hotspot:
    codes = tuple(dict.fromkeys((*(before.cases if before else ()), *(c.code for c in fresh))))
    days = sorted(records.get(Case, code).accepted_at.date() for code in codes)
    n, span = len(codes), (days[-1] - days[0]).days + 1
    if before is not None:
        return replace(before, n=n, days=span, cases=codes)
    return Hotspot(
        code=records.next_ref(Hotspot),
        community=fresh[0].community,
        at=now,
        place=place,
        cat=fresh[0].cat,
        n=n,
        days=span,
        cases=codes,
    )


def judged(hotspot: Hotspot, state: HotspotState, move: str) -> Hotspot:
    """What people make of it. Raises IllegalMove if they have made something of it before."""
    if hotspot.state is not HotspotState.TO_JUDGE:
        raise IllegalMove(hotspot.code, hotspot.state, move)
    return replace(hotspot, state=state)
