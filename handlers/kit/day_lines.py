"""The lines of the day's digest: each is said only when one of its numbers is not 0.

No handler: handlers/digest.py says them.
"""

from collections.abc import Iterable
from datetime import datetime

from community.activities import taken
from community.calendar import Calendar
from community.cases import Case
from community.categories import Color
from community.digests import (
    Counted,
    Gathering,
    average_minutes,
    beyond_calendar,
    by_color,
    conflicts,
    counted,
    days_between,
    gatherings,
    heard_at_activities,
    hours,
    idle_days,
    longest_waiting,
    offers_taken,
    reliefs,
    specialist,
    unlooked_at,
)
from community.points import PointsReason, credited, for_reason, moved, spent
from community.records import Records
from community.wording import Text, Words, lines

TITLE = Text("digest.title", "{day:day}日报")
FIRST = Text(
    "digest.first",
    "新增 {accepted} 办结 {done} 超期 {overdue} 待回访 {calling_back} 附议 {joined}",
)
CODES = Text("digest.codes", "{codes}")
SUPERVISED = Text("digest.supervised", "督办 {n}{codes}")
COLORS = Text("digest.colors", "绿 {green} 黄 {yellow} 红 {red}")
LONGEST = Text("digest.longest", "停留最长 {code} {days} 天")
CONFLICTS = Text("digest.conflicts", "矛盾 新增 {new}，矛盾 办结 {done}")
SPECIALIST = Text("digest.specialist", "敏感求助 {n}")
TAKEN = Text("digest.taken", "巧匠 接单 {n} 平均 {minutes} 分钟")
RELIEF = Text("digest.relief", "先行安置 {n}")
FILLED = Text("digest.filled", "{title} {n}/{limit}")
SERVED = Text("digest.served", "{title} 人次 {n}{roles}")
PRESENT = Text("digest.present", "{title} {present}/{expected}")
FROM_ACTIVITIES = Text("digest.from_activities", "活动引流问题 {n}")
IDLE = Text("digest.idle", "活动引流问题 {n}，空窗 {days} 天")
SNAPSHOTS = Text("digest.snapshots", "随手拍 采纳 {adopted}，自办结 {own}")
POINTS = Text("digest.points", "发放 {credited}，兑出 {spent}")
BEYOND_CALENDAR = Text(
    "digest.beyond_calendar",
    "{years} 年的放假安排还没公布，{n} 件的时限先按周一到周五算{codes}",
)
WHICH = Text("digest.which", "：{codes}")
NONE_NAMED = Text("digest.none_named", "")
NOT_MADE = Text("digest.not_made", "没办成：{kinds}，已告诉管理员")
SHADOWS = Text("digest.shadows", "影子 拟受理 {n}")
STANDSTILL = Text("digest.standstill", "停机 {hours} 小时，补发 {caught_up}，过期未发 {dropped}")
UNLOOKED_AT = Text("digest.unlooked_at", "未处理非文本 {n}")


def daily(records: Records, community: str, start: datetime, end: datetime) -> Words:
    """The digest of the window for a work group."""
    day = counted(records, community, start, end)
    first = FIRST(
        accepted=len(day.accepted),
        done=len(day.done),
        overdue=len(day.overdue(end)),
        calling_back=len(day.calling_back),
        joined=len(day.joined),
    )
    touched = (CODES(codes=listed(day.touched)),) if day.touched else ()
    return lines(
        (
            TITLE(day=end),
            first,
            *touched,
            *_about_cases(day, end),
            *_about_help(records, community, start, end),
            *_about_gatherings(gatherings(records, community, start, end)),
            *_heard_there(day, records, community, end),
            *_about_points(records, community, start, end),
            *_about_us(day, records, community, start, end),
            *_about_calendar(day.open, records.calendar),
        )
    )


def _about_cases(day: Counted, now: datetime) -> Iterable[Words]:
    if day.supervised:
        yield SUPERVISED(n=len(day.supervised), codes=_which(day.supervised))
    colors = by_color(day.open)
    if any(colors.values()):
        green, yellow, red = (len(colors[color]) for color in Color)
        yield COLORS(green=green, yellow=yellow, red=red)
    longest = longest_waiting(case for case in day.open if case.is_public)
    if longest is not None:
        days = days_between(longest.colored_at or longest.at, now)
        yield LONGEST(code=longest.code, days=days)
    new, done = conflicts(day.accepted), conflicts(day.done)
    if new or done:
        yield CONFLICTS(new=len(new), done=len(done))
    sensitive = specialist(day.accepted)
    if sensitive:
        yield SPECIALIST(n=len(sensitive))


def _about_calendar(cases: Iterable[Case], calendar: Calendar) -> Iterable[Words]:
    """Deadlines in a year whose holidays nobody knows yet."""
    beyond = beyond_calendar(cases, calendar)
    if beyond:
        years = sorted({case.resolve_by.year for case in beyond if case.resolve_by})
        yield BEYOND_CALENDAR(years=listed(map(str, years)), n=len(beyond), codes=_which(beyond))


def _which(cases: Iterable[Case]) -> Words:
    """Those that may be named, if any may."""
    codes = listed(case.code for case in cases if case.is_public)
    return WHICH(codes=codes) if codes else NONE_NAMED()


def _about_help(
    records: Records, community: str, start: datetime, end: datetime
) -> Iterable[Words]:
    taken_on = offers_taken(records, community, start, end)
    if taken_on:
        yield TAKEN(n=len(taken_on), minutes=average_minutes(taken_on))
    brought = reliefs(records, community, start, end)
    if brought:
        yield RELIEF(n=len(brought))


def _about_gatherings(found: Iterable[Gathering]) -> Iterable[Words]:
    for one in found:
        activity, heads = one.activity, taken(one.signups)
        if activity.room_for and heads and not one.sessions:
            yield FILLED(title=activity.title, n=heads, limit=activity.room_for)
        for session in one.sessions:
            if session.served:
                yield SERVED(title=activity.title, n=session.served, roles=_roles(one))
            if session.expected:
                yield PRESENT(
                    title=activity.title, present=session.present or 0, expected=session.expected
                )


def _heard_there(day: Counted, records: Records, community: str, now: datetime) -> Iterable[Words]:
    n, idle = len(heard_at_activities(day.accepted)), idle_days(records, community, now)
    if idle is None:
        if n:
            yield FROM_ACTIVITIES(n=n)
    elif n or idle:
        yield IDLE(n=n, days=idle)


def _about_points(
    records: Records, community: str, start: datetime, end: datetime
) -> Iterable[Words]:
    accounts = moved(records, community, start, end)
    adopted = for_reason(accounts, PointsReason.SNAPSHOT_ADOPTED)
    own = for_reason(accounts, PointsReason.DONE_ONESELF)
    if adopted or own:
        yield SNAPSHOTS(adopted=adopted, own=own)
    if credited(accounts) or spent(accounts):
        yield POINTS(credited=credited(accounts), spent=spent(accounts))


def _about_us(
    day: Counted, records: Records, community: str, start: datetime, end: datetime
) -> Iterable[Words]:
    if day.shadows:
        yield SHADOWS(n=len(day.shadows))
    stopped = hours(records.standstill(start, end))
    caught_up = records.caught_up(community, start, end)
    dropped = records.dropped(community, start, end)
    if stopped or caught_up or dropped:
        yield STANDSTILL(hours=stopped, caught_up=caught_up, dropped=dropped)
    failed = records.not_made(community, start, end)
    if failed:
        yield NOT_MADE(kinds=listed(failed))
    unseen = unlooked_at(records, community)
    if unseen:
        yield UNLOOKED_AT(n=unseen)


def _roles(one: Gathering) -> str:
    """，秩序 1、测压 2."""
    named = [f"{role} {taken(one.signups, role)}" for role in one.activity.places]
    return f"，{'、'.join(named)}" if named else ""


def listed(codes: Iterable[str]) -> str:
    """Codes as they are read."""
    return "、".join(codes)
