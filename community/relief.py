"""Interim relief (先行安置): what is brought to somebody until the thing itself is mended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

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
