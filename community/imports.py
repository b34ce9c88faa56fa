"""Lists that come from elsewhere: the month's 12345 calls, the roster (花名册)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from typing import ClassVar

from community.refs import Ref


class ImportKind(StrEnum):
    HOTLINE = "12345"
    ROSTER = "花名册"


class ImportState(StrEnum):
    REHEARSAL = "预演"
    EFFECTIVE = "生效"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row: what it is about, and the case that was there first, where there was one."""

    cat: str
    case: str
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One list that was read. Fields as in docs/vocabulary.md B.1.

    Beyond those, row by row: `cats` are the categories of the calls, `cases` the codes of the
    cases that were there first, empty where there was none. Nothing else of a row is kept.
    """

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
    cats: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    def each(self) -> Iterator[ImportRow]:
        """The rows in order; of a list known by its numbers only, the first are those matched."""
        known = zip_longest(range(self.rows), self.cats, self.cases, fillvalue="")
        for n, (_, cat, case) in enumerate(known):
            yield ImportRow(cat, case, bool(case) or (not self.cats and n < self.matched))
