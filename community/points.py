"""Points: every credit is somebody's debit, and a balance is the sum of its entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.people import Person
from community.records import Between, Records
from community.refs import NOBODY, PersonId, Ref


class PointsReason(StrEnum):
    OPENING = "期初"
    VOLUNTEERING = "志愿服务"
    BLOCK_LEADER = "邻长服务"
    SNAPSHOT_ADOPTED = "随手拍采纳"
    DONE_ONESELF = "自办结"
    SETTLED = "调解成功"
    TEACHING = "授课"
    REDEEMED = "兑换"
    GIVEN_BACK = "退回"
    LATE_ENTRY = "补记"
    REVERSED = "冲正"


# docs/vocabulary.md F "points".
FOR_SETTLING = 20
_NOT_EARNED = frozenset({PointsReason.OPENING, PointsReason.GIVEN_BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsEntry:
    """One line of somebody's account. `ref` is the code of the record it is for."""

    letter: ClassVar[str] = "PT"

    code: Ref
    community: str
    at: datetime
    person: PersonId
    delta: int
    reason: PointsReason
    ref: str = ""
    period: str = ""
    by: PersonId = NOBODY


def credit(
    records: Records, person: Person, delta: int, reason: PointsReason, ref: str, at: datetime
) -> PointsEntry:
    """What a person of the community gets for the record `ref`, counted for the half-year."""
    return PointsEntry(
        code=records.next_ref(PointsEntry),
        community=person.community,
        at=at,
        person=person.code,
        delta=delta,
        reason=reason,
        ref=ref,
        period=period_of(at),
    )


def moved(records: Records, community: str, start: datetime, end: datetime) -> tuple[int, int]:
    """How many points were credited in start <= at < end, and how many spent.

    What was there from the beginning, or came back, was not earned then.
    """
    found = records.find(PointsEntry, community=community, at=Between(start, end))
    earned = (e.delta for e in found if e.delta > 0 and e.reason not in _NOT_EARNED)
    spent = (-e.delta for e in found if e.reason is PointsReason.REDEEMED)
    return sum(earned), sum(spent)


def entries(records: Records, person: PersonId, community: str) -> Sequence[PointsEntry]:
    """Everything on that person's account in the community, oldest first."""
    return records.find(PointsEntry, community=community, person=person)


def balance(records: Records, person: PersonId, community: str) -> int:
    """What the person has there."""
    return sum(one.delta for one in entries(records, person, community))


def period_of(moment: datetime) -> str:
    """The half-year that `moment` lies in: 2025H1."""
    return f"{moment.year}H{1 if moment.month <= 6 else 2}"


def has_earned(records: Records, ref: str, reason: PointsReason) -> bool:
    """True if the record `ref` has brought points for that reason already: once is once."""
    return bool(records.find(PointsEntry, ref=ref, reason=reason, limit=1))
