"""What we have recorded: the day in numbers with their codes, activities, and what is due."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from community.activities import (
    Activity,
    ActivityState,
    Signup,
    SignupState,
    free,
    taken,
    waiting,
)
from community.calendar import DAY, Calendar, at
from community.callbacks import Callback
from community.digests import counted
from community.people import Community
from community.periods import is_last_day, is_last_workday
from community.records import Not, Records
from community.talkdays import is_talkday
from storage.queries import WaitingJob, waiting_jobs
from storage.records import SqlRecords
from web.scene import Scene
from web.telling import told

_MOST = 6  # activities, and jobs that are due
_CODES = 6  # of one number, before the others are folded away
_MONDAY, _SUNDAY = 0, 6
# What comes of a daily job on some days only.
_ONLY_ON: Mapping[str, Callable[[date, Calendar], bool]] = {
    "周历": lambda day, _: day.weekday() == _SUNDAY,
    "周报": lambda day, _: day.weekday() == _MONDAY,
    "月报": lambda day, _: day.day == 1,
    "月末对账": lambda day, _: is_last_day(day),
    "账单草稿": is_last_workday,
}

# What comes of a daily job only so long before or after a talk day.
_AROUND_TALKDAYS: Mapping[str, timedelta] = {
    "说事预告": DAY,
    "说事汇总": -DAY,
    "说事回音检查": -7 * DAY,
}

# What happens when a job falls due, in a neighbour's words (docs/vocabulary.md C).
_OF_CASES: Mapping[str, str] = {
    "补充截止": "没说地点，就请网格员去问",
    "响应到期": "没人接手，就提醒网格员",
    "签收到期": "没人签收，就催承办人",
    "签收升级": "还没签收，就请书记过问",
    "办结到期": "看有没有办好",
    "进展追问": "问办得怎么样了",
    "回访": "问报事人满不满意",
}
_OF_CALLBACKS: Mapping[str, str] = {
    "回访提醒": "没回答，再问一次",
    "回访截止": "不再等回答",
}
_OF_ACTIVITIES: Mapping[str, str] = {
    "报名回执": "在群里说谁报了名",
    "活动预告": "在群里预告",
    "缺岗提醒": "告诉主办人还缺谁",
    "活动提醒": "开始前在群里提醒",
    "活动结束": "活动结束",
    "活动收尾": "请主办人报人数",
}
_OF_NONE: Mapping[str, str] = {
    "图片无主": "没有说明的图片，请人来看",
    "日报": "日报发到工作群",
    "夜间汇总": "昨夜受理的，在群里合成一条",
    "夜间受理": "昨夜受理的，告诉工作群",
    "今日待办": "待办发给网格员",
    "周历": "下周活动发到群里",
    "周报": "上周的指标发给书记",
    "月报": "上月的指标发给书记",
    "月末对账": "积分对账发到工作群",
    "账单草稿": "幸福账单的草稿发给书记",
}
_WHAT = {**_OF_CASES, **_OF_CALLBACKS, **_OF_ACTIVITIES, **_OF_NONE}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the day, and the codes that it counts."""

    label: str
    codes: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The codes that are seen at once."""
        return self.codes[:_CODES]

    @property
    def rest(self) -> tuple[str, ...]:
        return self.codes[_CODES:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One role of an activity, or all of it: how many have come forward, of how many."""

    role: str
    taken: int
    of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityCard:
    """An activity, how full it is, who comes and who waits, as (face, name)."""

    code: str
    title: str
    state: str
    when: str
    place: str
    host: str
    posts: tuple[Post, ...]
    coming: tuple[tuple[str, str], ...]
    waiting: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """What will happen by itself. `subject`: the case or activity it is about, if any."""

    at: datetime
    when: str
    what: str
    subject: str


def numbers(scene: Scene, records: Records) -> Sequence[Number]:
    """Today's numbers, as the digest counts them."""
    midnight = at(scene.now.date(), time.min)
    day = counted(records, scene.community.code, midnight, scene.now)
    listed = {
        "新增": day.accepted,
        "办结": day.done,
        "待回访": day.calling_back,
        "超期": day.overdue(scene.now),
    }
    return [Number(label, tuple(case.code for case in cases)) for label, cases in listed.items()]


def activity_cards(scene: Scene, records: Records) -> Sequence[ActivityCard]:
    """The latest activities, newest first."""
    found = records.find(
        Activity,
        community=scene.community.code,
        state=Not(ActivityState.CANCELLED),
        newest=True,
        limit=_MOST,
    )
    return [_card(scene, activity, records) for activity in found]


def upcoming(scene: Scene, records: SqlRecords) -> Sequence[DueRow]:
    """What will happen by itself, the next first."""
    jobs = waiting_jobs(records, scene.community.code)
    home = scene.community
    happening = (job for job in jobs if _happens(job, records.calendar, home))
    return [_due(scene, job, records) for job in islice(happening, _MOST)]


def _card(scene: Scene, activity: Activity, records: Records) -> ActivityCard:
    signups = records.find(Signup, activity=activity.code, state=Not(SignupState.OUT))
    queue = waiting(signups)
    placed = [one for one in signups if one not in queue]
    return ActivityCard(
        code=activity.code,
        title=activity.title,
        state=activity.state,
        when=_when(activity, scene.now),
        place=activity.place,
        host=scene.name(activity.host),
        posts=_posts(activity, signups),
        coming=tuple(_known(scene, one) for one in placed),
        waiting=tuple(_known(scene, one) for one in queue),
    )


def _posts(activity: Activity, signups: Sequence[Signup]) -> tuple[Post, ...]:
    if activity.roles:
        return tuple(
            Post(role=role, taken=taken(signups, role), of=limit)
            for role, limit in activity.places.items()
        )
    left = free(activity, signups)
    heads = taken(signups)
    return (Post(role="", taken=heads, of=None if left is None else activity.capacity),)


def _known(scene: Scene, signup: Signup) -> tuple[str, str]:
    heads = f" {signup.n} 人" if signup.n > 1 else ""
    return scene.face(signup.person), f"{scene.name(signup.person)}{heads}"


def _when(activity: Activity, now: datetime) -> str:
    if activity.start is not None:
        return told(activity.start, now)
    if activity.date is None:
        return "时间待定"
    return told(at(activity.date, time.min), now).removesuffix("00:00") + (activity.part or "")


def _happens(job: WaitingJob, calendar: Calendar, home: Community) -> bool:
    """False for what is looked at every day, on a day when nothing comes of it."""
    day = job.due.date()
    if job.kind in _AROUND_TALKDAYS:
        return is_talkday(home, day + _AROUND_TALKDAYS[job.kind])
    return job.kind not in _ONLY_ON or _ONLY_ON[job.kind](day, calendar)


def _due(scene: Scene, job: WaitingJob, records: Records) -> DueRow:
    return DueRow(
        at=job.due,
        when=told(job.due, scene.now),
        what=_WHAT.get(job.kind, job.kind),
        subject=_subject(job, records),
    )


def _subject(job: WaitingJob, records: Records) -> str:
    """The case or activity it is about; a callback is about its case."""
    if job.kind in _OF_CALLBACKS:
        return records.get(Callback, job.subject).case
    return job.subject if job.kind in _OF_CASES or job.kind in _OF_ACTIVITIES else ""
