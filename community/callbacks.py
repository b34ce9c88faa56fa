"""Asking everyone who reported whether it is really done (docs/vocabulary.md B.1, G.4).

无 ──▶ 满意 · 基本满意 · 不满意 · 无法回访
 ├──▶ 待确认 ──▶ 满意 · 不满意
 └──72 h──▶ 未评价          unanswered is not satisfied
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from community.calendar import Calendar
from community.cases import Case
from community.effects import Job
from community.records import Records
from community.refs import NOBODY, PersonId, Ref

REMIND_AFTER = timedelta(hours=24)
CLOSE_AFTER = timedelta(hours=72)
# Who says only later that it is not done is still heard.
HEARD_UNTIL = timedelta(days=7)


class Rating(StrEnum):
    NONE = "无"
    UNCLEAR = "待确认"
    SATISFIED = "满意"
    MOSTLY = "基本满意"
    DISSATISFIED = "不满意"
    UNRATED = "未评价"
    UNREACHABLE = "无法回访"


class AnswerSource(StrEnum):
    DIGIT = "数字"
    WORDS = "自然语言"
    IN_GROUP = "群内"
    ON_BEHALF = "代填"


class CallChannel(StrEnum):
    PRIVATE = "私信"
    GROUP = "群内"
    PHONE = "电话"
    VISIT = "上门"


class Noted(StrEnum):
    """What a worker may note on somebody's behalf."""

    SATISFIED = "满意"
    MOSTLY = "基本满意"
    DISSATISFIED = "不满意"
    UNREACHABLE = "无法联系"


class Means(StrEnum):
    """How a worker reached somebody."""

    PHONE = "电话"
    VISIT = "上门"


WAITING = frozenset({Rating.NONE, Rating.UNCLEAR})
RATED = frozenset({Rating.SATISFIED, Rating.MOSTLY, Rating.DISSATISFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One question to one person about one round of one case. `sent_at` is when it was asked.

    `over`: the case was reopened meanwhile, so that nobody waits for this answer any more.
    """

    letter: ClassVar[str] = "CB"

    code: Ref
    community: str
    at: datetime
    case: Ref
    person: PersonId
    round: int
    rating: Rating = Rating.NONE
    reason: str = ""
    text: str = ""
    source: AnswerSource | None = None
    channel: CallChannel | None = None
    by: PersonId = NOBODY
    independent: bool | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    over: bool = False


def called_back(
    case: Case,
    person: PersonId,
    records: Records,
    now: datetime,
    channel: CallChannel | None = None,
) -> Callback:
    """The question to that person about the round that the case is in, asked now."""
    return Callback(
        code=records.next_ref(Callback),
        community=case.community,
        at=now,
        case=case.code,
        person=person,
        round=case.round,
        channel=channel,
        sent_at=now,
    )


def jobs_of_callback(callback: Callback, _: Calendar) -> Iterator[Job]:
    """The one reminder and the end of waiting, counted from when it was asked.

    A group that was asked is not asked again.
    """
    if callback.rating in WAITING and callback.sent_at and not callback.over:
        if callback.channel is not CallChannel.GROUP:
            yield _job(callback, "回访提醒", callback.sent_at + REMIND_AFTER)
        yield _job(callback, "回访截止", callback.sent_at + CLOSE_AFTER)


def _job(callback: Callback, kind: str, due: datetime) -> Job:
    return Job(kind, callback.code, due, callback.community)


def is_settled(callbacks: Sequence[Callback]) -> bool:
    """True if nobody of the round is still to be heard and nobody is dissatisfied."""
    return all(
        one.rating not in WAITING and one.rating is not Rating.DISSATISFIED for one in callbacks
    )
