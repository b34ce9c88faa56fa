"""Lists that come from elsewhere: the month's 12345 calls, the roster (花名册)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.refs import Ref


class ImportKind(StrEnum):
    HOTLINE = "12345"
    ROSTER = "花名册"


class ImportState(StrEnum):
    REHEARSAL = "预演"
    EFFECTIVE = "生效"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One list that was read. Fields as in docs/vocabulary.md B.1."""

    letter: ClassVar[str] = "IM"

    code: Ref
    community: str
    at: datetime
    kind: ImportKind
    month: str = ""
    rows: int = 0
    matched: int = 0
    unmatched: int = 0
    dup: int = 0
    nogrid: int = 0
    bound: int = 0
    state: ImportState = ImportState.EFFECTIVE
