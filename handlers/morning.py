"""早报：夜里受理的早上合成一条；今日待办给网格员，昨日件数给书记。"""

from collections.abc import Sequence
from datetime import datetime, time

from community.calendar import DAY, at
from community.case_states import POOL
from community.cases import Case, CaseEvent, EventKind
from community.digests import conflicts, counted, due_on, late, to_do
from community.effects import Effects, Say
from community.messages import Chat
from community.people import SECRETARIES, Mode, Person, Role, RoomKind
from community.reach import rooms, staff, tell
from community.records import Between, Records
from community.speech import Manner, night_before
from community.wording import Text, Words, lines
from handlers.kit.day_lines import CODES, listed
from handlers.kit.helping import left_open
from handlers.kit.router import Due, Late, Router

router = Router(noun="早报", about="夜间汇总、今日待办与昨日件数")

NIGHT = Text("digest.night", "夜间受理 {n}，矛盾 {conflicts}")
LAST_NIGHT = Text("digest.last_night", "昨夜报的 {codes} 已受理，有进展告诉报事人。")
TODAY = Text("digest.today", "今日待办 {n} 件：{codes}")
DUE = Text("digest.due", "今天到期：{codes}")
LATE = Text("digest.late", "已经超期：{codes}")
POOLED = Text("digest.pooled", "待确认、待人工：{codes}")
NONE = Text("digest.none", "今日待办：没有")
YESTERDAY = Text("digest.yesterday", "昨日 新增 {accepted} 办结 {done}")

_MORNING, _TO_DO = time(8), time(8, 30)


@router.daily("夜间汇总", at=_MORNING, late=Late.DROP)
def night(due: Due, records: Records) -> Effects:
    """What was accepted at night: codes for the groups that reported it, numbers for staff."""
    window = Between(night_before(due.at), due.at)
    accepted = counted(records, due.community, window.start or due.at, due.at).accepted
    said: Effects = ()
    for room in rooms(records, due.community, RoomKind.RESIDENTS, mode=Mode.NORMAL):
        codes = _receipted(room.code, accepted, records, window, due.community)
        if codes:
            said += (Say(Chat(room.code), LAST_NIGHT(codes=listed(codes))),)
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
            *((CODES(codes=listed(public)),) if public else ()),
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
    to_be_done = (
        _to_do(to_do(records, due.community), due.at),
        *left_open(records, due.community),
    )
    yesterday = YESTERDAY(accepted=len(day.accepted), done=len(day.done))
    return (
        *tell(grid, lines(to_be_done), Manner.DIGEST),
        *tell(secretaries, yesterday, Manner.DIGEST),
    )


def _to_do(cases: Sequence[Case], now: datetime) -> Words:
    if not cases:
        return NONE()
    pooled = [case.code for case in cases if case.state in POOL]
    due = [case.code for case in due_on(cases, now)]
    overdue = [case.code for case in late(cases, now)]
    return lines(
        (
            TODAY(n=len(cases), codes=listed(case.code for case in cases)),
            *((DUE(codes=listed(due)),) if due else ()),
            *((LATE(codes=listed(overdue)),) if overdue else ()),
            *((POOLED(codes=listed(pooled)),) if pooled else ()),
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
