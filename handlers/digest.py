"""日报：傍晚汇总给工作群和主理人，早上给网格员和书记，夜里受理的早上合成一条。"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from community.activities import taken
from community.calendar import DAY, at
from community.case_states import POOL
from community.cases import Case, CaseEvent, EventKind
from community.categories import Color
from community.digests import (
    Counted,
    Gathering,
    by_color,
    conflicts,
    counted,
    days_between,
    due_on,
    gatherings,
    hours,
    longest_waiting,
    specialist,
    to_do,
    unlooked_at,
)
from community.effects import Effects, Say
from community.messages import Chat
from community.people import SECRETARIES, WORKERS, Community, Mode, Person, Role, RoomKind
from community.reach import can_be_told, rooms, staff, tell
from community.records import Between, Has, Records
from community.speech import Manner, night_before
from community.wording import Text, Words, lines
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.router import Asked, Due, Late, Router

router = Router(noun="日报", about="每日汇总、今日件数与夜间汇总")

TITLE = Text("digest.title", "{day:day}日报")
FIRST = Text(
    "digest.first",
    "新增 {accepted} 办结 {done} 超期 {overdue} 待回访 {calling_back} 附议 {joined}",
)
CODES = Text("digest.codes", "{codes}")
SUPERVISED = Text("digest.supervised", "督办 {n}：{codes}")
COLORS = Text("digest.colors", "绿 {green} 黄 {yellow} 红 {red}")
LONGEST = Text("digest.longest", "停留最长 {code} {days} 天")
CONFLICTS = Text("digest.conflicts", "矛盾 新增 {new}，矛盾 办结 {done}")
SPECIALIST = Text("digest.specialist", "敏感求助 {n}")
FILLED = Text("digest.filled", "{title} {n}/{limit}")
SERVED = Text("digest.served", "{title} 人次 {n}{roles}")
PRESENT = Text("digest.present", "{title} {present}/{expected}")
SHADOWS = Text("digest.shadows", "影子 拟受理 {n}")
STANDSTILL = Text("digest.standstill", "停机 {hours} 小时，补发 {caught_up}，过期未发 {dropped}")
UNLOOKED_AT = Text("digest.unlooked_at", "未处理非文本 {n}")

NIGHT = Text("digest.night", "夜间受理 {n}，矛盾 {conflicts}")
LAST_NIGHT = Text("digest.last_night", "昨夜报的 {codes} 已受理，正在办理，有进展告诉报事人。")
TODAY = Text("digest.today", "今日待办 {n} 件：{codes}")
DUE = Text("digest.due", "今天到期：{codes}")
POOLED = Text("digest.pooled", "待确认、待人工：{codes}")
NONE = Text("digest.none", "今日待办：没有")
YESTERDAY = Text("digest.yesterday", "昨日 新增 {accepted} 办结 {done}")
SO_FAR = Text("digest.so_far", "今日 新增 {accepted} 办结 {done} 待回访 {calling_back}")
ORGANIZED = Text("digest.organized", "{title}：报名 {n}，到场 {present}")

_EVENING, _MORNING, _TO_DO = time(18), time(8), time(8, 30)


@router.daily("日报", at=_EVENING)
def evening(due: Due, records: Records) -> Effects:
    """The day for the work groups, and for organizers what moved in their own activities."""
    start = _last_evening(records, due.community, due.at)
    words = _daily(records, due.community, start, due.at)
    said = tuple(
        Say(Chat(room.code), words, Manner.DIGEST)
        for room in rooms(records, due.community, RoomKind.WORK)
    )
    moved = gatherings(records, due.community, start, due.at)
    return (*said, *_for_organizers(moved, records, due.community))


@router.daily("夜间汇总", at=_MORNING, late=Late.DROP)
def night(due: Due, records: Records) -> Effects:
    """What was accepted at night: codes for the groups that reported it, numbers for staff."""
    window = Between(night_before(due.at), due.at)
    accepted = counted(records, due.community, window.start or due.at, due.at).accepted
    said: Effects = ()
    for room in rooms(records, due.community, RoomKind.RESIDENTS, mode=Mode.NORMAL):
        codes = _receipted(room.code, accepted, records, window, due.community)
        if codes:
            said += (Say(Chat(room.code), LAST_NIGHT(codes=_list(codes))),)
    return said


@router.daily("夜间受理", at=_MORNING)
def night_for_staff(due: Due, records: Records) -> Effects:
    """The same for the work groups, as numbers and codes of public cases."""
    accepted = counted(records, due.community, night_before(due.at), due.at).accepted
    if not accepted:
        return ()
    public = tuple(case.code for case in accepted if case.is_public)
    words = lines(
        (
            NIGHT(n=len(accepted), conflicts=len(conflicts(accepted))),
            *((CODES(codes=_list(public)),) if public else ()),
        )
    )
    return tuple(
        Say(Chat(room.code), words, Manner.DIGEST)
        for room in rooms(records, due.community, RoomKind.WORK)
    )


@router.daily("今日待办", at=_TO_DO)
def morning(due: Due, records: Records) -> Effects:
    """What is to be done today, for each grid worker; yesterday's numbers for the secretaries."""
    grid = staff(records, due.community, (Role.GRID_WORKER,))
    secretaries = staff(records, due.community, sorted(SECRETARIES))
    midnight = at(due.at.date(), time.min)
    day = counted(records, due.community, midnight - DAY, midnight)
    yesterday = YESTERDAY(accepted=len(day.accepted), done=len(day.done))
    return (
        *tell(grid, _to_do(to_do(records, due.community), due.at), Manner.DIGEST),
        *tell(secretaries, yesterday, Manner.DIGEST),
    )


@router.command("", about="到现在为止的日报", roles=WORKERS, where=IN_WORK_GROUP)
def so_far(asked: Asked, records: Records) -> Effects:
    """The evening digest as of now."""
    start = _last_evening(records, asked.community, asked.at)
    return (asked.reply(_daily(records, asked.community, start, asked.at)),)


@router.command("今日", about="今天到现在的件数", roles=WORKERS, where=IN_WORK_GROUP)
def today(asked: Asked, records: Records) -> Effects:
    """Counts since midnight."""
    day = counted(records, asked.community, at(asked.at.date(), time.min), asked.at)
    words = SO_FAR(
        accepted=len(day.accepted), done=len(day.done), calling_back=len(day.calling_back)
    )
    return (asked.reply(words),)


def _daily(records: Records, community: str, start: datetime, end: datetime) -> Words:
    day = counted(records, community, start, end)
    first = FIRST(
        accepted=len(day.accepted),
        done=len(day.done),
        overdue=len(day.overdue(end)),
        calling_back=len(day.calling_back),
        joined=len(day.joined),
    )
    touched = (CODES(codes=_list(day.touched)),) if day.touched else ()
    return lines(
        (
            TITLE(day=end),
            first,
            *touched,
            *_about_cases(day, end),
            *_about_gatherings(gatherings(records, community, start, end)),
            *_about_us(day, records, community, start, end),
        )
    )


def _about_cases(day: Counted, now: datetime) -> Iterable[Words]:
    if day.supervised:
        codes = _list(case.code for case in day.supervised if case.is_public)
        yield SUPERVISED(n=len(day.supervised), codes=codes)
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


def _about_gatherings(moved: Iterable[Gathering]) -> Iterable[Words]:
    for one in moved:
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
    unseen = unlooked_at(records, community)
    if unseen:
        yield UNLOOKED_AT(n=unseen)


def _roles(one: Gathering) -> str:
    """，秩序 1、测压 2."""
    named = [f"{role} {taken(one.signups, role)}" for role in one.activity.places]
    return f"，{'、'.join(named)}" if named else ""


def _last_evening(records: Records, community: str, now: datetime) -> datetime:
    """Since when nothing has been told: from the evening before the beginning, if ever."""
    last = records.last_run("日报", community)
    if last is not None:
        return last
    began = records.get(Community, community).at
    evening = at(began.date(), _EVENING)
    return min(now - DAY, evening if evening <= began else evening - DAY)


def _for_organizers(moved: Sequence[Gathering], records: Records, community: str) -> Effects:
    said: Effects = ()
    for person in records.find(Person, community=community, role=Has(Role.ORGANIZER)):
        own = [one for one in moved if one.activity.host == person.code]
        if own and can_be_told(person):
            said += tell((person,), lines(map(_organized, own)), Manner.DIGEST)
    return said


def _organized(one: Gathering) -> Words:
    present = sum(session.present or 0 for session in one.sessions)
    return ORGANIZED(title=one.activity.title, n=taken(one.signups), present=present)


def _to_do(cases: Sequence[Case], now: datetime) -> Words:
    if not cases:
        return NONE()
    pooled = [case.code for case in cases if case.state in POOL]
    due = [case.code for case in due_on(cases, now)]
    return lines(
        (
            TODAY(n=len(cases), codes=_list(case.code for case in cases)),
            *((DUE(codes=_list(due)),) if due else ()),
            *((POOLED(codes=_list(pooled)),) if pooled else ()),
        )
    )


def _receipted(
    room: str, accepted: Sequence[Case], records: Records, window: Between, community: str
) -> tuple[str, ...]:
    """Public cases whose receipts the room did not hear, because it was night."""
    opened = [c for c in accepted if c.room == room]
    events = records.find(CaseEvent, community=community, kind=EventKind.JOINED, at=window)
    joined = [
        records.get(Case, event.case)
        for event in events
        if event.by and room in records.get(Person, event.by).rooms
    ]
    heard = (c for c in (*opened, *joined) if c.is_public and c.state not in POOL)
    return tuple(dict.fromkeys(case.code for case in heard))


def _list(codes: Iterable[str]) -> str:
    return "、".join(codes)
