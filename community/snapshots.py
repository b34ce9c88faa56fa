"""What residents show of a matter (随手拍), and show again when they have tidied up themselves.

A second picture proves it only if it is new: not one of the case, nor of an earlier one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from community.case_errors import AlreadySo, NotASnapshot, OwnPoints
from community.case_states import VOID, Move, State
from community.cases import (
    Case,
    CaseEvent,
    ClosedLevel,
    EventKind,
    ResolvedBy,
    Source,
    Suspicious,
    advance,
)
from community.messages import Kind, Message, MessageState
from community.people import Person
from community.photos import BEFORE_REPORT
from community.points import PointsReason, has_earned
from community.records import Between, Has, Not, OneOf, Records

TIDIED_WITHIN = timedelta(hours=24)
_MOMENT = timedelta(seconds=1)
_TO_TIDY = OneOf((State.ACCEPTED, State.DISPATCHED, State.UNDERWAY))
_TOLD = OneOf((EventKind.JOINED, EventKind.PROGRESS))


def check_adoption(case: Case, by: Person, records: Records) -> None:
    """Raises NotASnapshot, AlreadySo, OwnPoints unless `by` may adopt it."""
    if case.source is not Source.SNAPSHOT or not case.reporters or case.state in VOID:
        raise NotASnapshot(case.code, case.state)
    if is_adopted(case, records):
        raise AlreadySo(case.code, "已采纳")
    if case.reporters[0] == by.code:
        raise OwnPoints(case.code)


def is_adopted(case: Case, records: Records) -> bool:
    return has_earned(records, case.code, PointsReason.SNAPSHOT_ADOPTED)


def own_snapshot(records: Records, person: str, room: str, at: datetime) -> Case | None:
    """What the person showed in that room within a day, and is still to be done."""
    found = records.find(
        Case,
        room=room,
        accepted_at=Between(at - TIDIED_WITHIN),
        reporters=Has(person),
        source=Source.SNAPSHOT,
        state=_TO_TIDY,
        newest=True,
    )
    return next((case for case in found if case.reporters[0] == person), None)


def shown_since(case: Case, words: Message, at: datetime, records: Records) -> Sequence[Message]:
    """Pictures its reporter has sent shortly before these words, and after the report."""
    return records.find(
        Message,
        sender=words.sender,
        room=words.room,
        kind=Kind.IMAGE,
        state=Not(MessageState.DELETED),
        at=Between(max(at - BEFORE_REPORT, case.accepted_at + _MOMENT), at + _MOMENT),
    )


def spoken_of_lately(records: Records, words: Message, since: datetime) -> CaseEvent | None:
    """What the sender last said of somebody's case since then, in this room."""
    found = records.find(
        CaseEvent,
        community=words.community,
        by=words.sender,
        kind=_TOLD,
        at=Between(since),
        newest=True,
        limit=1,
    )
    here = (one for one in found if records.get(Case, one.case).room == words.room)
    return next(here, None)


def doubtful(picture: Message, case: Case, records: Records) -> Suspicious | None:
    """Why the picture proves nothing; None if it is new."""
    before = records.find(
        Message,
        community=case.community,
        digest=picture.digest,
        at=Between(None, picture.at),
        limit=1,
    )
    if picture.digest and before:
        began = case.accepted_at - BEFORE_REPORT
        is_own = (before[0].sender, before[0].room) == (picture.sender, picture.room)
        return Suspicious.SAME if is_own and before[0].at >= began else Suspicious.REUSED
    return _named_before(picture, case, records)


def _named_before(picture: Message, case: Case, records: Records) -> Suspicious | None:
    """Where we have only the names of earlier pictures, those tell."""
    called_so = records.find(
        Message,
        sender=picture.sender,
        room=picture.room,
        file=picture.file,
        at=Between(None, picture.at),
        limit=1,
    )
    if called_so or picture.state is MessageState.DEALT_WITH:
        return None
    if picture.file in case.photos:
        return Suspicious.SAME
    own = records.find(Case, community=case.community, reporters=Has(picture.sender))
    reused = any(picture.file in one.photos for one in own if one.code != case.code)
    return Suspicious.REUSED if reused else None


def tidied(case: Case, photos: Sequence[str]) -> Case:
    """Its reporter has tidied up, as the pictures show; a worker has still to adopt it."""
    return replace(
        advance(case, Move.SIGN),
        responded=True,
        handler=case.reporters[0],
        resolved_by=ResolvedBy.RESIDENTS,
        photos=tuple(dict.fromkeys((*case.photos, *photos))),
    )


def is_tidied(case: Case) -> bool:
    """True if only its adoption is missing."""
    return case.state is State.UNDERWAY and case.resolved_by is ResolvedBy.RESIDENTS


def closed_by_residents(case: Case, at: datetime) -> Case:
    """Tidied up and adopted: done. Others who reported it are still asked."""
    alone = len(case.reporters) == 1
    done = advance(case, Move.CLOSE if alone else Move.FINISH)
    return replace(done, done_at=at, closed_level=ClosedLevel.GRID)
