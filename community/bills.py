"""The happiness bill (幸福账单): what was really done for neighbours in a month, told to them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.case_states import VOID
from community.cases import Case
from community.periods import Period
from community.records import Records
from community.refs import NOBODY, PersonId, Ref


class BillStep(StrEnum):
    """A person looks at it before neighbours do."""

    DRAFT = "预览"
    PUBLISH = "发"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The bill of one month, as it was said in the groups: by whom, and the cases it counts."""

    letter: ClassVar[str] = "BL"

    code: Ref
    community: str
    at: datetime
    month: str
    deeds: tuple[Ref, ...] = ()
    by: PersonId = NOBODY


def deeds(records: Records, community: str, month: Period) -> Sequence[Case]:
    """What was done in the month and has been recognised as a good deed."""
    done = records.find(Case, community=community, done_at=month.window)
    return tuple(case for case in done if case.good_deed and case.state not in VOID)


def by_category(cases: Sequence[Case]) -> Mapping[str, int]:
    """How many of each category, the most frequent first; what is not public is not told apart."""
    counts = Counter(case.cat for case in cases if case.is_public)
    return dict(counts.most_common())


def sent(records: Records, community: str, month: Period) -> Bill | None:
    """The bill of that month, if it has been said."""
    found = records.find(Bill, community=community, month=month.name, limit=1)
    return found[0] if found else None
