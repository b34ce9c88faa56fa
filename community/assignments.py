"""Into whose hands a case was put: offered, taken, handed over, given back.

待接 ──▶ 已接 · 已被接 · 不接 · 超时 (still to be had)        已派 ──▶ 已签收
已接, 已派, 已签收 ──▶ 已退 (given back, with a reason) · 已改派 (handed to somebody else)
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.case_states import OPEN
from community.cases import Case
from community.records import OneOf, Records
from community.refs import PersonId, Ref


class AssignmentState(StrEnum):
    OFFERED = "待接"
    TAKEN = "已接"
    TAKEN_BY_ANOTHER = "已被接"
    DECLINED = "不接"
    HANDED_OVER = "已派"
    SIGNED = "已签收"
    TIMED_OUT = "超时"
    GIVEN_BACK = "已退"
    REASSIGNED = "已改派"


# An offer that nobody has taken; too late is better than never.
ON_OFFER = frozenset({AssignmentState.OFFERED, AssignmentState.TIMED_OUT})
IN_HAND = frozenset({AssignmentState.TAKEN, AssignmentState.HANDED_OVER, AssignmentState.SIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A case was put into somebody's hands, or offered to them: `offered_at`.

    `at` is since when it stands so: when it was offered, taken or handed over.
    """

    letter: ClassVar[str] = "AS"

    code: Ref
    community: str
    at: datetime
    case: Ref
    to: PersonId
    state: AssignmentState = AssignmentState.HANDED_OVER
    offered_at: datetime | None = None


def assigned(case: Case, records: Records, at: datetime) -> Assignment:
    """That the case was put into its handler's hands."""
    return Assignment(
        code=records.next_ref(Assignment),
        community=case.community,
        at=at,
        case=case.code,
        to=case.handler,
    )


def superseded(case: Case, records: Records) -> tuple[Assignment, ...]:
    """What ends when somebody else gets the case: offers, and what its handler had."""
    standing = records.find(Assignment, case=case.code, state=OneOf(ON_OFFER | IN_HAND))
    return tuple(
        replace(
            one,
            state=AssignmentState.TAKEN_BY_ANOTHER
            if one.state in ON_OFFER
            else AssignmentState.REASSIGNED,
        )
        for one in standing
    )


def in_hand(person: PersonId, records: Records) -> int:
    """How many open cases they have."""
    return len(records.find(Case, handler=person, state=OneOf(OPEN)))
