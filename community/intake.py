"""How a report becomes a case, or joins one (docs/vocabulary.md G.1, H.4 to H.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from community.case_states import OPEN, POOL, State
from community.cases import (
    JOINED_FOR,
    Case,
    CaseEvent,
    CaseKind,
    EventKind,
    Visibility,
    Vulnerable,
    attracts,
    same_spot,
)
from community.categories import ABOUT_FAMILIES, USUAL, Cat, Level
from community.people import Household, Person, Role
from community.places import Place
from community.records import Between, Has, OneOf, Records, Under
from community.refs import Ref

# The name of the one question about the place, and of the one about whom to call back.
WHERE = "地点"
WHOM = "回访谁"
ANSWER_WHOM_WITHIN = timedelta(hours=48)
# How far back a case of the same building and kind still has something to do with a new one.
RELATED_FOR = timedelta(days=30)
# How long 我家也是 is about the last report in the group; docs/vocabulary.md F "context window".
ECHO_WITHIN = timedelta(minutes=10)

_NEEDS_NO_PLACE = frozenset({CaseKind.INQUIRY, CaseKind.SUGGESTION, CaseKind.CONFLICT})
_ORDER = (Level.INQUIRY, Level.SLOW, Level.ORDINARY, Level.URGENT, Level.CRITICAL)
_FLAGS = frozenset(Vulnerable)
_STANDING = OPEN | POOL | {State.CALLING_BACK}


def with_usual(case: Case, lifted: Level | None = None) -> Case:
    """The case with what its kind and category bring: level, suggestions, risk."""
    usual = USUAL[case.cat]
    return replace(
        case,
        level=_level(case.kind, usual.level, lifted),
        color_suggest=usual.color,
        track_suggest=usual.track,
        risk=case.risk or usual.risk,
    )


def _level(kind: CaseKind, usual: Level, lifted: Level | None) -> Level:
    """建议 is 缓 and 咨询 is 咨询 whatever the category; danger lifts everything else."""
    if kind is CaseKind.SUGGESTION:
        return Level.SLOW
    if kind is CaseKind.INQUIRY:
        return Level.INQUIRY
    if usual is Level.INQUIRY:
        usual = Level.ORDINARY
    return higher(usual, lifted)


def higher(one: Level, other: Level | None) -> Level:
    """The more urgent of two levels."""
    return one if other is None else max(one, other, key=_ORDER.index)


def guarded(case: Case) -> Case:
    """A family in trouble is for a specialist; of a child in need no words are kept."""
    if case.cat not in ABOUT_FAMILIES or case.kind in (CaseKind.SUGGESTION, CaseKind.INQUIRY):
        return case
    minor = case.minor or case.cat is Cat.CHILD_PROTECTION
    hidden = replace(case, visibility=Visibility.SPECIALIST, minor=minor, reason="")
    return replace(hidden, detail="") if minor else hidden


def needs_place(case: Case) -> bool:
    """True if nobody could go and look without knowing where."""
    return case.kind not in _NEEDS_NO_PLACE and case.visibility is not Visibility.SPECIALIST


def at_home_of(case: Case, homes: Sequence[Household]) -> Case:
    """A case inside the reporter's home: its place and room, and who lives there.

    A household code is building-unit-room or building-room.
    """
    if len(homes) != 1:
        return case
    home = homes[0]
    place, house = _address(home, case.place.estate if case.place else "")
    flags = tuple(Vulnerable(flag) for flag in home.flags if flag in _FLAGS)
    placed = replace(
        case,
        place=place.filled(case.place) if case.place else place,
        house=house,
        vulnerable=tuple(dict.fromkeys((*case.vulnerable, *flags))),
    )
    if not flags or case.visibility is Visibility.SPECIALIST:
        return placed
    kind = CaseKind.HELP if case.kind is CaseKind.COMPLAINT else case.kind
    return replace(placed, kind=kind, visibility=Visibility.RESTRICTED)


def names_own_home(case: Case, homes: Sequence[Household], *, at_home: bool) -> bool:
    """True if the place named is the reporter's own home: by its room, or because they say so."""
    if len(homes) != 1 or case.place is None or not (case.house or at_home):
        return False
    place, house = _address(homes[0], case.place.estate)
    return case.place.agrees(place) and case.house in ("", house)


def _address(home: Household, estate: str) -> tuple[Place, str]:
    """Where a home is, and its room."""
    building, *units = home.code.split("-")[:-1] or [home.code]
    unit = f"{units[0]}单元" if units else ""
    return Place(estate, f"{building}栋", unit), home.code.rpartition("-")[2]


def same_kind_near(case: Case, records: Records, moment: datetime) -> Sequence[Case]:
    """Other cases of the same building and category that it may have to do with, newest first.

    What is still to be done, and what came or was done lately: a building has years of others.
    """
    if case.place is None or not may_join(case):
        return ()
    here: Mapping[str, Any] = {
        "community": case.community,
        "cat": case.cat,
        "place": Under(case.place),
    }
    found = (
        *records.find(Case, state=OneOf(_STANDING), **here),
        *records.find(Case, accepted_at=Between(moment - RELATED_FOR), **here),
        *records.find(Case, done_at=Between(moment - JOINED_FOR), **here),
    )
    near = {c.code: c for c in found if c.code != case.code}
    return sorted(near.values(), key=lambda c: (c.at, len(c.code), c.code), reverse=True)


def same_matter(case: Case, near: Sequence[Case], moment: datetime) -> Case | None:
    """That of the cases near which the new one is the same as: it has been reported already."""
    if case.place is None:
        return None
    same = (c for c in near if attracts(c, moment))
    return next((c for c in same if same_spot(c, case.place, case.house)), None)


def related(near: Sequence[Case], moment: datetime) -> tuple[Ref, ...]:
    """Those of the cases near that are still open or recent, oldest first."""
    return tuple(
        c.code
        for c in reversed(near)
        if c.state is not State.MERGED
        and c.is_public
        and (c.state in OPEN | POOL or c.accepted_at > moment - RELATED_FOR)
    )


def may_join(case: Case) -> bool:
    """Only public complaints and calls for help have something in common with others."""
    return case.visibility is Visibility.PUBLIC and case.kind in (
        CaseKind.COMPLAINT,
        CaseKind.HELP,
        CaseKind.INCIDENT,
    )


def may_be_seconded(case: Case, moment: datetime) -> bool:
    """True if 我家也是 may be said of it: something open that neighbours may share."""
    return may_join(case) and case.state in OPEN and attracts(case, moment)


def last_report(
    community: str, room: str, now: datetime, records: Records
) -> tuple[Case, datetime] | None:
    """What was reported in the room last, by opening a case or by joining one, and when."""
    since = Between(now - ECHO_WITHIN)
    opened = records.find(Case, room=room, accepted_at=since, newest=True, limit=1)
    found = [(case, case.accepted_at) for case in opened]
    for event in records.find(
        CaseEvent, community=community, kind=EventKind.JOINED, at=since, newest=True, limit=1
    ):
        case = records.get(Case, event.case)
        if room in (case.room, *case.rooms):
            found.append((case, event.at))
    return max(found, key=lambda one: one[1], default=None)


def direct_handler(case: Case, records: Records) -> Person | None:
    """Who gets an urgent case of that category without being asked first (直派)."""
    if case.level not in (Level.URGENT, Level.CRITICAL):
        return None
    found = records.find(
        Person, community=case.community, role=Has(Role.CONTRACTOR), handles=Has(case.cat)
    )
    return found[0] if found else None


def own_latest(records: Records, person: str, room: str, since: datetime) -> Case | None:
    """The case that the person opened or joined last in that room, since then."""
    recent = records.find(
        Case, room=room, accepted_at=Between(since), reporters=Has(person), newest=True, limit=1
    )
    return recent[0] if recent else None


def own_place(records: Records, case: Case) -> Place | None:
    """Where the reporter's last case of that category was: 上次那个灯又坏了 (H.6)."""
    before = records.find(
        Case,
        community=case.community,
        cat=case.cat,
        reporters=Has(case.reporters[0]),
        newest=True,
        limit=1,
    )
    return before[0].place if before else None
