"""Incidents (事件): what many report at once is one matter (docs/vocabulary.md H.6).

The third person within ten minutes makes one of what is out in an estate. What was reported
before become its children, which it answers for; whoever comes later is a reporter of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from community.case_states import OPEN, Move, State
from community.cases import (
    Case,
    CaseEvent,
    CaseKind,
    EventKind,
    Visibility,
    Vulnerable,
    advance,
    same_spot,
)
from community.categories import Cat, Level
from community.intake import RELATED_FOR, may_join, with_usual
from community.people import Community, Room
from community.places import Place
from community.promises import promised
from community.records import Between, OneOf, Records
from community.refs import NO_REF, PersonId, Ref
from community.reporters import joined

OUTAGES = frozenset({Cat.NO_WATER, Cat.POWER, Cat.GAS, Cat.HEATING, Cat.CABLES, Cat.LIFT})
GATHERED_WITHIN = timedelta(minutes=10)
_ENOUGH = 3
# Accepted, or waiting for its place: somebody said for certain that it is so.
_TOLD = OPEN | {State.ASKED, State.FOR_A_PERSON}
_STRICTER = tuple(Visibility)


def counts_apart(case: Case) -> bool:
    """True if it is a case of its own in the figures: a child of an incident counts in it."""
    return not case.parent


def estate_of(case: Case, records: Records) -> str:
    """The estate that the case is about: said, or that of the group it was said in."""
    if case.place is not None:
        return case.place.estate
    rooms = records.find(Room, code=case.room) if case.room else ()
    if rooms and rooms[0].estate:
        return rooms[0].estate
    return records.get(Community, case.community).estate


def of_the_outage(case: Case) -> Case:
    """Who depends on a machine that has no power reports that there is no power."""
    if case.cat is Cat.OTHER and Vulnerable.POWER_DEPENDENT in case.vulnerable:
        return replace(case, cat=Cat.POWER)
    return case


def running(case: Case, records: Records) -> Case | None:
    """The open incident that the report of an outage belongs to; None if there is none."""
    case = of_the_outage(case)
    if case.cat not in OUTAGES or not may_join(case):
        return None
    return open_incident(case.community, case.cat, estate_of(case, records), records)


def open_incident(community: str, cat: Cat, estate: str, records: Records) -> Case | None:
    """The incident of that kind in that estate which is not over."""
    found = records.find(
        Case,
        community=community,
        cat=cat,
        state=OneOf(OPEN),
        place=Place(estate),
        kind=CaseKind.INCIDENT,
        newest=True,
        limit=1,
    )
    return found[0] if found else None


def gathered(case: Case, records: Records, now: datetime) -> tuple[Case, ...]:
    """The cases that with this report make an incident, oldest first; none if they are too few."""
    if not _tells_of_outage(case):
        return ()
    estate = estate_of(case, records)
    since, community = Between(now - GATHERED_WITHIN), case.community
    opened = records.find(Case, community=community, cat=case.cat, accepted_at=since)
    events = records.find(CaseEvent, community=community, kind=EventKind.JOINED, at=since)
    told = [(one, one.reporters) for one in opened]
    told += [(records.get(Case, event.case), (event.by,)) for event in events]
    earlier = [
        (one, people)
        for one, people in told
        if one.code != case.code and one.cat is case.cat and _is_part(one, estate, records)
    ]
    if len({*case.reporters, *(p for _, people in earlier for p in people)}) < _ENOUGH:
        return ()
    return tuple({one.code: one for one, _ in earlier}.values())


def _is_part(case: Case, estate: str, records: Records) -> bool:
    return (
        case.state in _TOLD
        and not case.parent
        and _tells_of_outage(case)
        and estate_of(case, records) == estate
    )


def _tells_of_outage(case: Case) -> bool:
    """True unless something else is wrong: a smell of gas is no want of it, who is stuck no want
    of a lift."""
    if case.cat not in OUTAGES or case.kind is CaseKind.INCIDENT or not may_join(case):
        return False
    return case.level is not Level.CRITICAL or Vulnerable.POWER_DEPENDENT in case.vulnerable


def names_its_own(case: Case, others: Sequence[Case]) -> bool:
    """True if the report is about a building or a named place that nobody has named so far."""
    if case.place is None or case.place == Place(case.place.estate):
        return False
    place, house = case.place, case.house
    return not any(same_spot(one, place, house) for one in others)


def incident_over(
    children: Sequence[Case], place: Place, code: Ref, records: Records, at: datetime
) -> Case:
    """The incident that these cases make, as private as the most private of them.

    What is out of order is urgent, whatever is usual for its kind.
    """
    first = children[0]
    made = Case(
        code=code,
        community=first.community,
        at=at,
        kind=CaseKind.INCIDENT,
        cat=first.cat,
        place=place,
        visibility=max((c.visibility for c in children), key=_STRICTER.index),
        reporters=tuple(dict.fromkeys(p for c in children for p in c.reporters)),
        children=tuple(child.code for child in children),
        related=_earlier_ones(first, place, records, at),
        accepted_at=at,
        room=first.room,
    )
    lifted = Level.URGENT if first.cat in OUTAGES else None
    return promised(with_usual(made, lifted), records.calendar, at)


def _earlier_ones(case: Case, place: Place, records: Records, at: datetime) -> tuple[Ref, ...]:
    """Incidents of the same kind and place not long ago."""
    before = records.find(
        Case,
        community=case.community,
        cat=case.cat,
        accepted_at=Between(at - RELATED_FOR),
        kind=CaseKind.INCIDENT,
        place=place,
    )
    return tuple(one.code for one in before)


def child_of(incident: Case, case: Case) -> Case:
    """The case as one that the incident answers for; what was missing is not asked any more."""
    if case.state in (State.ASKED, State.FOR_A_PERSON):
        case = replace(advance(case, Move.ACCEPT), place=case.place or incident.place)
    return replace(case, parent=incident.code)


def with_child(incident: Case, child: Case) -> Case:
    """The incident with one child more, whose reporters are its own too."""
    children = tuple(dict.fromkeys((*incident.children, child.code)))
    everyone = tuple(dict.fromkeys((*incident.reporters, *child.reporters)))
    return replace(incident, children=children, reporters=everyone)


def one_more(incident: Case, person: PersonId, room: str) -> Case:
    """The incident with one more reporter, and the group that hears of it for the first time."""
    told = incident if not room or room in incident.rooms else _told_in(incident, room)
    return joined(told, person)


def _told_in(incident: Case, room: str) -> Case:
    return replace(incident, rooms=(*incident.rooms, room))


def children_of(incident: Case, records: Records) -> Sequence[Case]:
    """The children that go where the incident goes: not those in danger."""
    if incident.kind is not CaseKind.INCIDENT:
        return ()
    return [c for c in records.find(Case, parent=incident.code) if c.goes_along]


def released(incident: Case, records: Records) -> tuple[Case, ...]:
    """Its children as cases of their own again: the incident is none after all."""
    if incident.kind is not CaseKind.INCIDENT:
        return ()
    return tuple(replace(c, parent=NO_REF) for c in records.find(Case, parent=incident.code))


def left_incident(child: Case, person: PersonId, records: Records) -> Sequence[Case]:
    """The incident of a case that somebody has left, as it is now; none if there is none."""
    if not child.parent:
        return ()
    return (_without(records.get(Case, child.parent), person, child, records),)


def without_child(child: Case, records: Records) -> Sequence[Case]:
    """The incident of a case that is taken back, as it is now; none if there is none."""
    if not child.parent:
        return ()
    incident = records.get(Case, child.parent)
    for person in child.reporters:
        incident = _without(incident, person, child, records)
    rest = tuple(code for code in incident.children if code != child.code)
    return (replace(incident, children=rest),)


def _without(incident: Case, person: PersonId, left: Case, records: Records) -> Case:
    """The incident without that person, unless they told of it otherwise than by the case left."""
    siblings = records.find(Case, parent=incident.code)
    if any(person in one.reporters for one in siblings if one.code != left.code):
        return incident
    if records.find(CaseEvent, case=incident.code, kind=EventKind.JOINED, by=person, limit=1):
        return incident
    return replace(incident, reporters=tuple(p for p in incident.reporters if p != person))
