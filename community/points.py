"""Points: every credit is somebody's debit, and a balance is the sum of its entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.cases import Case
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsEntry:
    """One line of somebody's account. `ref` is the code of the record it is for.

    `against` is the same line on the community's account: whoever is given points is given them
    by the community. It is kept beside `delta`, so that the two sides can be held together.
    """

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
    against: int | None = None

    def __post_init__(self) -> None:
        if self.against is None:
            object.__setattr__(self, "against", -self.delta)


# What a deed about a case is worth; docs/vocabulary.md F.
_WORTH: Mapping[PointsReason, int] = {
    PointsReason.SNAPSHOT_ADOPTED: 5,
    PointsReason.DONE_ONESELF: 5,
    PointsReason.SETTLED: 20,
}
_NOT_EARNED = frozenset({PointsReason.OPENING, PointsReason.GIVEN_BACK})


def earned(
    case: Case, person: PersonId, reason: PointsReason, records: Records, at: datetime
) -> PointsEntry:
    """What that person has earned with the case."""
    return PointsEntry(
        code=records.next_ref(PointsEntry),
        community=case.community,
        at=at,
        person=person,
        delta=_WORTH[reason],
        reason=reason,
        ref=case.code,
        period=period_of(at),
    )


def moved(
    records: Records, community: str, start: datetime, end: datetime
) -> Sequence[PointsEntry]:
    """Every line of every account in the window."""
    return records.find(PointsEntry, community=community, at=Between(start, end))


def for_reason(lines: Iterable[PointsEntry], reason: PointsReason) -> int:
    """How many of them are for that."""
    return sum(one.reason is reason for one in lines)


def credited(lines: Iterable[PointsEntry]) -> int:
    """How many points people were given; what they had before or got back is not."""
    return sum(one.delta for one in lines if one.delta > 0 and one.reason not in _NOT_EARNED)


def spent(lines: Iterable[PointsEntry]) -> int:
    """How many points people paid with."""
    return -sum(one.delta for one in lines if one.reason is PointsReason.REDEEMED)


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
