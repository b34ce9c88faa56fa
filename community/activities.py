"""Activities and calls, who signs up, who waits, what took place (docs/vocabulary.md G.2, G.3).

(call) ──▶ 招募中 ──full──▶ 满员 ──somebody leaves, nobody waits──▶ 招募中
(announced) ──▶ 已确认 ──full──▶ 满员           any ──▶ 已结束 · 已取消
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar

from community.calendar import DAY, Calendar, at
from community.effects import Job
from community.refs import NO_REF, NOBODY, PersonId, Ref

Day = date  # a name for the type where a field is called date


class ActivityState(StrEnum):
    DRAFT = "草稿"
    RECRUITING = "招募中"
    FULL = "满员"
    CONFIRMED = "已确认"
    OVER = "已结束"
    CANCELLED = "已取消"


class SignupState(StrEnum):
    IN = "已报"
    WAITING = "候补"
    UNCONFIRMED = "待确认"
    SUBSTITUTE_WANTED = "求替"
    SUBSTITUTED = "已替"
    OUT = "已退"
    PRESENT = "到场"
    ABSENT = "未到"


class Part(StrEnum):
    """A part of the day, when no clock time is known."""

    EARLY = "早上"
    FORENOON = "上午"
    NOON = "中午"
    AFTERNOON = "下午"
    EVENING = "晚上"


class Weekday(StrEnum):
    MONDAY = "一"
    TUESDAY = "二"
    WEDNESDAY = "三"
    THURSDAY = "四"
    FRIDAY = "五"
    SATURDAY = "六"
    SUNDAY = "日"


# Kinds the product ships with; a deployment may add more.
KINDS = (
    *("文艺", "文体", "志愿", "医疗", "育儿", "棋牌", "护苗", "便民", "集市"),
    *("会议", "课程", "轮值", "配餐", "岗位", "张榜", "节日", "其他"),
)
_NOT_REMINDED = frozenset({"集市", "便民", "节日", "课程", "轮值", "配餐", "岗位", "张榜"})
_PREVIEWED = frozenset({"集市", "便民", "节日", "课程"})
_NOT_WOUND_UP = frozenset({"会议", "轮值", "配餐", "岗位", "张榜"})
_NOT_LISTED = frozenset({"轮值", "配餐", "岗位", "张榜"})

_LASTS = timedelta(hours=2)
_FAIR_LASTS = timedelta(hours=3)
_EVENING = time(18)
_REMIND_BEFORE = (timedelta(hours=2), timedelta(minutes=30))
_RECEIPT_AFTER = timedelta(minutes=30)

ON = frozenset({ActivityState.RECRUITING, ActivityState.FULL, ActivityState.CONFIRMED})
HELD = ON | {ActivityState.OVER}
PLACED = frozenset({SignupState.IN, SignupState.PRESENT, SignupState.ABSENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something people do together. Fields as in docs/vocabulary.md B.1.

    Beyond those: `room` is where it was called (empty: announced in every resident group),
    `confirmed_at` when its time became known, `receipt_from` when somebody signed up whom the
    group has not yet heard of.
    """

    letter: ClassVar[str] = "A"

    code: Ref
    community: str
    at: datetime
    kind: str = "其他"
    title: str = ""
    state: ActivityState = ActivityState.RECRUITING
    host: PersonId = NOBODY
    date: Day | None = None
    part: Part | None = None
    start: datetime | None = None
    end: datetime | None = None
    place: str = ""
    capacity: int | None = None
    roles: tuple[str, ...] = ()
    weekly: Weekday | None = None
    case: Ref = NO_REF
    room: str = ""
    confirmed_at: datetime | None = None
    receipt_from: datetime | None = None

    @property
    def places(self) -> Mapping[str, int]:
        """How many each role takes, in the order announced."""
        named = (role.partition(":") for role in self.roles)
        return {name: int(number or 1) for name, _, number in named}

    @property
    def room_for(self) -> int | None:
        """How many it takes in all; None if any number."""
        return sum(self.places.values()) if self.roles else self.capacity

    @property
    def day(self) -> Day | None:
        return self.start.date() if self.start else self.date

    @property
    def is_listed(self) -> bool:
        """True if the weekly calendar names it."""
        return self.is_for_all and self.state in ON

    @property
    def is_for_all(self) -> bool:
        """True if neighbours come together for it: no duty, no offer, no meeting on a case."""
        return self.kind not in _NOT_LISTED and not self.case


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """One person, with `n` heads, for one activity.

    `moved_at` is when its state last changed; `acknowledged`: the group has heard of it.
    """

    letter: ClassVar[str] = "S"

    code: Ref
    community: str
    at: datetime
    activity: Ref
    person: PersonId
    n: int = 1
    role: str = ""
    date: Day | None = None
    state: SignupState = SignupState.IN
    pos: int | None = None
    guardian: bool = False
    private: bool = False
    replaces: Ref = NO_REF
    hours: int | None = None
    room: str = ""
    moved_at: datetime | None = None
    acknowledged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What happened: how many came, or were served."""

    letter: ClassVar[str] = "SE"

    code: Ref
    community: str
    at: datetime
    activity: Ref = NO_REF
    host: PersonId = NOBODY
    date: Day | None = None
    role: str = ""
    expected: int | None = None
    present: int | None = None
    noshow: int | None = None
    served: int | None = None
    in_: int | None = None
    out: int | None = None
    hours: int | None = None
    points: int | None = None


def timed(activity: Activity, start: datetime) -> Activity:
    """The activity at `start`; it ends when such things usually end, unless that is known."""
    lasts = _FAIR_LASTS if activity.kind == "集市" else _LASTS
    return replace(activity, start=start, date=start.date(), end=activity.end or start + lasts)


def taken(signups: Sequence[Signup], role: str = "") -> int:
    """How many heads have a place (in `role`, or in all)."""
    return sum(s.n for s in signups if s.state in PLACED and role in ("", s.role))


def free(activity: Activity, signups: Sequence[Signup], role: str = "") -> int | None:
    """How many places are left (in `role`); None if there is no limit."""
    limit = activity.places.get(role, 0) if activity.roles else activity.capacity
    return None if limit is None else max(0, limit - taken(signups, role))


def placed(activity: Activity, signups: Sequence[Signup], new: Signup) -> Signup:
    """`new` with a place, or at the end of the waiting list."""
    left = free(activity, signups, new.role)
    if left is None or new.n <= left:
        return replace(new, state=SignupState.IN, pos=None)
    return replace(new, state=SignupState.WAITING, pos=len(waiting(signups)) + 1)


def waiting(signups: Sequence[Signup]) -> tuple[Signup, ...]:
    """The waiting list, in order."""
    queued = (s for s in signups if s.state is SignupState.WAITING)
    return tuple(sorted(queued, key=lambda s: s.pos or 0))


def moved_up(activity: Activity, signups: Sequence[Signup]) -> tuple[Signup, ...]:
    """Those who get a place now that one is free, in order; who does not fit is passed over."""
    now, up = list(signups), []
    for one in waiting(signups):
        left = free(activity, now, one.role)
        if left is not None and one.n <= left:
            lucky = replace(one, state=SignupState.IN, pos=None)
            now[now.index(one)] = lucky
            up.append(lucky)
    return tuple(up)


def renumbered(signups: Sequence[Signup]) -> tuple[Signup, ...]:
    """Those still waiting whose position has changed."""
    queue = enumerate(waiting(signups), 1)
    return tuple(replace(one, pos=pos) for pos, one in queue if one.pos != pos)


def settled(activity: Activity, signups: Sequence[Signup]) -> Activity:
    """The activity, full or recruiting as its sign-ups say."""
    if activity.state not in ON or activity.room_for is None:
        return activity
    if all(free(activity, signups, role) == 0 for role in activity.places or ("",)):
        return replace(activity, state=ActivityState.FULL)
    if activity.state is ActivityState.FULL:
        return replace(activity, state=ActivityState.RECRUITING)
    return activity


def jobs_of_activity(activity: Activity, _: Calendar) -> Iterator[Job]:
    """Every job that follows from the activity as it stands (docs/vocabulary.md C)."""
    if activity.state in ON:
        yield from _before_it_ends(activity)
    if activity.state in HELD and activity.end and activity.kind not in _NOT_WOUND_UP:
        yield _job(activity, "活动收尾", activity.end + timedelta(hours=1))


def _before_it_ends(activity: Activity) -> Iterator[Job]:
    if activity.receipt_from:
        yield _job(activity, "报名回执", activity.receipt_from + _RECEIPT_AFTER)
    if activity.day:
        yield from _on_the_eve(activity, at(activity.day - DAY, _EVENING))
    if activity.start and activity.kind not in _NOT_REMINDED and not activity.case:
        yield from _reminder(activity, activity.start)
    if activity.end:
        yield _job(activity, "活动结束", activity.end)


def _on_the_eve(activity: Activity, eve: datetime) -> Iterator[Job]:
    if eve <= (activity.confirmed_at or activity.at):
        return
    if activity.kind in _PREVIEWED:
        yield _job(activity, "活动预告", eve)
    if activity.roles and activity.kind != "集市":
        yield _job(activity, "缺岗提醒", eve)


def _reminder(activity: Activity, start: datetime) -> Iterator[Job]:
    """Two hours before; half an hour before, if it was confirmed later than that."""
    known = activity.confirmed_at or activity.at
    for before in _REMIND_BEFORE:
        if start - before > known:
            yield _job(activity, "活动提醒", start - before)
            return


def _job(activity: Activity, kind: str, due: datetime) -> Job:
    return Job(kind, activity.code, due, activity.community)
