"""Mediation of a conflict: a ladder of teams, a tea table, an agreement that is looked back at."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from community.refs import NOBODY, PersonId, Ref


class Team(StrEnum):
    """Who mediates, by stage."""

    GRID = "网格员"
    TEA_TABLE = "解忧茶桌"
    COMMUNITY = "社区联合"
    STREET = "街道司法"


class Tea(StrEnum):
    """How far the appointment at the tea table is."""

    BOTH = "待双方"
    OTHER = "待对方"
    MOVED = "改期协商"
    AGREED = "已约"
    DECLINED = "已拒"


class Settlement(StrEnum):
    REACHED = "达成"
    FAILED = "未成"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mediation:
    """One attempt to settle one conflict. Fields as in docs/vocabulary.md B.1.

    Beyond those: `one` and `other` are the two sides at the tea table.
    """

    letter: ClassVar[str] = "ME"

    code: Ref
    community: str
    at: datetime
    case: Ref
    stage: int = 1
    due: datetime | None = None
    mediator: PersonId = NOBODY
    team: Team = Team.GRID
    tea: Tea | None = None
    tea_at: datetime | None = None
    one: PersonId = NOBODY
    other: PersonId = NOBODY
    outcome: Settlement | None = None
    reason: str = ""
    amount: int | None = None
    pay_due: date | None = None
