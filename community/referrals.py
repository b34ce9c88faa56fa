"""Handing a case over to a body outside: a letter (转办函) to be copied, and a row to tick.

待回 ──/回函──▶ 已回
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar

from community.calendar import Calendar, at
from community.cases import Case, Visibility
from community.effects import Job
from community.people import Person
from community.records import Records
from community.refs import PersonId, Ref

# How long a body outside has, unless the letter says otherwise.
ANSWER_WORKDAYS = 5
_REMINDED = time(9)
_SHORTEST_NAME = 2
_MASKED = "****"  # what is left of a phone or identity number (nlp/privacy.py)


class ReferralState(StrEnum):
    WAITING = "待回"
    ANSWERED = "已回"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One letter about one case to one body. `text` is what it asks, `answer` what came back."""

    letter: ClassVar[str] = "ZB"

    code: Ref
    community: str
    at: datetime
    case: Ref
    body: str
    text: str
    due: date
    by: PersonId
    state: ReferralState = ReferralState.WAITING
    answer: str = ""
    answered_at: datetime | None = None


def jobs_of_referral(referral: Referral, _: Calendar) -> Iterator[Job]:
    """One reminder, on its day."""
    if referral.state is ReferralState.WAITING:
        due = at(referral.due, _REMINDED)
        yield Job("回函到期", referral.code, due, referral.community)


def waiting_for(case: Case, records: Records) -> tuple[Referral, ...]:
    """Letters about the case that are not answered yet, the earliest due first."""
    return _by_day(records.find(Referral, case=case.code, state=ReferralState.WAITING))


def all_waiting(records: Records, community: str) -> tuple[Referral, ...]:
    """All letters of the community that are not answered yet, the earliest due first."""
    return _by_day(records.find(Referral, community=community, state=ReferralState.WAITING))


def _by_day(letters: Iterable[Referral]) -> tuple[Referral, ...]:
    return tuple(sorted(letters, key=lambda one: (one.due, one.at)))


def tells_too_much(case: Case, text: str, people: Collection[Person]) -> bool:
    """True if a body outside would learn more than place and matter: a worker must mean it."""
    names = {
        name for one in people for name in (one.name, one.nick) if len(name) >= _SHORTEST_NAME
    }
    return (
        case.visibility is not Visibility.PUBLIC
        or _MASKED in text
        or any(name in text for name in names)
        or bool(case.house and re.search(rf"(?<![0-9]){re.escape(case.house)}(?![0-9])", text))
    )
