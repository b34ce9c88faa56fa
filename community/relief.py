"""Interim relief (先行安置): what is brought to somebody until the thing itself is mended.

进行中 ──办结──▶ 待结束 ──who has it is content──▶ 已结束
   ▲──重办──────────┘
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.cases import Case
from community.records import OneOf, Records
from community.refs import NOBODY, PersonId, Ref


class Until(StrEnum):
    MENDED = "修好"


class ReliefState(StrEnum):
    RUNNING = "进行中"
    TO_END = "待结束"
    ENDED = "已结束"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimRelief:
    """Something that helps meanwhile, with its own end. `to` is who has it."""

    letter: ClassVar[str] = "IR"

    code: Ref
    community: str
    at: datetime
    case: Ref
    item: str
    until: Until = Until.MENDED
    state: ReliefState = ReliefState.RUNNING
    to: PersonId = NOBODY


STANDING = frozenset({ReliefState.RUNNING, ReliefState.TO_END})


def receiver(case: Case) -> PersonId:
    """Who needs help meanwhile: for whom it was reported, else who reported it first."""
    return case.beneficiary or next(iter(case.reporters), NOBODY)


def standing(case: Case, records: Records) -> tuple[InterimRelief, ...]:
    """What the case has brought somebody and has not been ended."""
    return tuple(records.find(InterimRelief, case=case.code, state=OneOf(STANDING)))


def moved(reliefs: tuple[InterimRelief, ...], state: ReliefState) -> tuple[InterimRelief, ...]:
    """Those that are not in `state` yet, in it."""
    return tuple(replace(one, state=state) for one in reliefs if one.state is not state)


def concerns(relief: InterimRelief, person: PersonId, case: Case) -> bool:
    """True if that person can say whether it is still needed: who has it, or answers for them."""
    return person in (relief.to, case.callback_to) or relief.to not in case.reporters
