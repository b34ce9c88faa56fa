"""What handlers of cases share: the timeline, telling those who reported, reading a place.

No handler: it answers to nothing by itself.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from community.assignments import assigned
from community.case_states import OPEN, POOL, State
from community.cases import Case, CaseEvent, ClosedLevel, EventKind, Source, Visibility
from community.categories import Level
from community.desk import handed_over
from community.effects import Effects, Record, Say
from community.errors import NotAllowed
from community.intake import direct_handler, guarded, with_usual
from community.people import RESPONSIBLE, Person, Role
from community.places import Place
from community.reach import can_be_told, private, staff, tell
from community.records import Between, OneOf, Records
from community.refs import PersonId
from community.wording import Words
from handlers.kit import receipts
from handlers.kit.router import Answered, Asked, Heard, Said
from nlp.categories import category
from nlp.choices import Rated
from nlp.normalise import normalise
from nlp.places import Where, read_where

_MOST_WORDS = 8  # that a worker is shown as the reason
_SHORTEST_QUOTE = 4
_QUOTED_WITHIN = timedelta(days=90)
_QUOTABLE = OPEN | POOL | {State.CALLING_BACK, State.DONE}


def told(said: Said[Any], lifted: Level | None = None, **fields: Any) -> Case:
    """The case that somebody's words make, with what is usual for its category."""
    message = said.message
    case = Case(
        community=said.community,
        at=said.at,
        reporters=(PersonId(said.speaker.code),),
        source=_source(said),
        accepted_at=message.at,
        room=message.room,
        message=message.cause,
        **fields,
    )
    kept = guarded(case)
    return with_usual(replace(kept, reason=_reason(kept, said)), lifted)


def _reason(case: Case, said: Said[Any]) -> str:
    """The words by which it was heard; none where none may be kept."""
    if case.visibility is Visibility.SPECIALIST or case.minor:
        return ""
    return "、".join(said.meaning.why[:_MOST_WORDS])


def _source(said: Said[Any]) -> Source:
    if said.is_private:
        return Source.PRIVATE
    return Source.ADDRESSED if said.message.mentioned else Source.GROUP


def handed_directly(case: Case, records: Records, at: datetime) -> tuple[Case, Effects]:
    """The case, in the hands of who handles such cases without being asked, if anybody does."""
    handler = direct_handler(case, records)
    if handler is None:
        return case, ()
    handed = handed_over(case, PersonId(handler.code), at)
    return handed, (Record(assigned(handed, records, at)),)


def timeline(
    case: Case, kind: EventKind, heard: Heard, records: Records, text: str = ""
) -> CaseEvent:
    """A line of the case's timeline, by whoever was heard; of a child no neighbour's words."""
    if case.minor and not heard.speaker.is_staff:
        text = ""
    return CaseEvent(
        code=records.next_ref(CaseEvent),
        community=case.community,
        at=heard.at,
        case=case.code,
        kind=kind,
        by=PersonId(heard.speaker.code),
        text=text,
        message=heard.message.cause,
    )


def by_itself(
    case: Case,
    kind: EventKind,
    at: datetime,
    records: Records,
    level: ClosedLevel | None = None,
) -> CaseEvent:
    """A line of the case's timeline that nobody said: its time had come."""
    return CaseEvent(
        code=records.next_ref(CaseEvent),
        community=case.community,
        at=at,
        case=case.code,
        kind=kind,
        level=level,
    )


def tell_reporters(case: Case, words: Words, records: Records) -> Effects:
    """Everyone who reported it hears it in private; a worker hears whom that does not reach."""
    known = (records.get(Person, one) for one in case.reporters)
    people = [one for one in known if not one.is_gone]
    told = tell((one for one in people if can_be_told(one)), words)
    missed = [one for one in people if not can_be_told(one)]
    grid = staff(records, case.community, (Role.GRID_WORKER,)) if missed else ()
    for person in missed:
        told += tell(grid, receipts.TO_CONTACT(code=case.code, name=person.name))
    return told


def is_another_matter(heard: Answered[Any], case: Case) -> bool:
    """True if it tells of something else, or elsewhere: 6栋电梯又坏了, of a leak in 3栋."""
    if isinstance(heard.answer, Rated) and heard.answer.by_digit:
        return False
    place = place_of(read_where(heard.sentence.text, heard.neighbourhood))
    cat = category(heard.sentence)
    if place is None or not cat:
        return False
    return cat != case.cat or is_elsewhere(place, case)


def is_elsewhere(place: Place, case: Case) -> bool:
    """True if a case whose place is known better than by the estate has nothing to do with it."""
    return not (case.place is None or case.place.is_estate or case.place.agrees(place))


def refuse_the_uninitiated(case: Case, person: Person) -> None:
    """Raises NotAllowed for who must not know of it, though they may of others."""
    initiated = case.handler == person.code or not RESPONSIBLE.isdisjoint(person.role)
    if case.visibility is Visibility.SPECIALIST and not initiated:
        raise NotAllowed(tuple(sorted(RESPONSIBLE)))


def quoted(words: str, community: str, now: datetime, records: Records) -> Case | None:
    """The public case that was told in the words quoted, the latest of several."""
    if len(words) < _SHORTEST_QUOTE:
        return None
    recent = records.find(
        Case,
        community=community,
        state=OneOf(_QUOTABLE),
        accepted_at=Between(now - _QUOTED_WITHIN),
        newest=True,
    )
    return next((c for c in recent if c.is_public and words in normalise(c.detail)), None)


def answer_about(case: Case, asked: Asked, words: Words) -> Say:
    """Answer where it was asked; of a specialist's case a work group hears nothing."""
    if case.visibility is Visibility.SPECIALIST:
        return Say(private(asked.speaker), words)
    return asked.reply(words)


def place_of(where: Where) -> Place | None:
    """The canonical place; None unless one could go there."""
    if not where.is_known:
        return None
    if where.building or where.named:
        return Place(where.estate, where.building, where.unit, where.floor, where.named)
    return Place(where.estate)
