"""说事日：前一天预告，当天按日子收集，次日汇总，第七天看哪些还没有回音。"""

from collections.abc import Sequence
from datetime import date, time

from community.calendar import DAY
from community.case_errors import NoTalkdays
from community.cases import Case
from community.digests import specialist
from community.effects import Effects, Say
from community.messages import Chat
from community.people import WORKERS, Community, Mode, Role, RoomKind
from community.reach import rooms, staff, tell
from community.records import Records
from community.speech import Manner
from community.talkdays import ECHO_WITHIN, is_talkday, items, last_talkday, unechoed
from community.wording import Text, Words, lines
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.day_lines import CODES, SPECIALIST, listed
from handlers.kit.router import Asked, Chapter, Due, Late, Router

router = Router(noun="说事", about="说事日的预告、汇总与回音", chapter=Chapter.GROUPS)

TOMORROW = Text("talkday.tomorrow", "明天 {day:day} 是说事日，家里楼里有什么事，在群里说就行。")
SUMMARY = Text("talkday.summary", "{day:day}说事 {n} 件")
NO_ECHO = Text(
    "talkday.no_echo",
    "{day:day}说的事过了 7 天，还没有回音：{codes}。请发 /回音 {first} 内容",
)

_EVE, _AFTERWARDS, _CHECK = time(18), time(10), time(9)


@router.daily("说事预告", at=_EVE, late=Late.DROP)
def announce(due: Due, records: Records) -> Effects:
    """On the eve the groups hear that people may talk."""
    day = due.at.date() + DAY
    if not is_talkday(records.get(Community, due.community), day):
        return ()
    groups = rooms(records, due.community, RoomKind.RESIDENTS, mode=Mode.NORMAL)
    return tuple(Say(Chat(room.code), TOMORROW(day=day)) for room in groups)


@router.daily("说事汇总", at=_AFTERWARDS)
def sum_up(due: Due, records: Records) -> Effects:
    """The morning after, the work groups hear what was said."""
    day = due.at.date() - DAY
    said = items(records, due.community, day)
    if not said and not is_talkday(records.get(Community, due.community), day):
        return ()
    groups = rooms(records, due.community, RoomKind.WORK)
    words = _summary(day, said)
    return tuple(Say(Chat(room.code), words, Manner.DIGEST) for room in groups)


@router.daily("说事回音检查", at=_CHECK, late=Late.RUN)
def check(due: Due, records: Records) -> Effects:
    """Seven days later the grid workers hear of what nobody has answered for.

    After a standstill, of every talk day whose seven days have passed meanwhile.
    """
    grid = staff(records, due.community, (Role.GRID_WORKER,))
    told: Effects = ()
    for n in range((due.now - due.at).days + 1):
        day = (due.at + DAY * n - ECHO_WITHIN).date()
        missing = [case.code for case in unechoed(records, due.community, day)]
        if missing:
            words = NO_ECHO(day=day, codes=listed(missing), first=missing[0])
            told += tell(grid, words)
    return told


@router.command(
    "汇总", about="这个说事日说了哪些事", roles=WORKERS, where=IN_WORK_GROUP, short=False
)
def so_far(asked: Asked, records: Records) -> Effects:
    """What was said on this talk day, or on the last one."""
    community = records.get(Community, asked.community)
    day = last_talkday(community, records, asked.at.date())
    if day is None:
        raise NoTalkdays(community.code)
    return (asked.reply(_summary(day, items(records, community.code, day))),)


def _summary(day: date, said: Sequence[Case]) -> Words:
    """How many, the codes of public ones, and how many are for specialists."""
    public = [case.code for case in said if case.is_public]
    sensitive = specialist(said)
    return lines(
        (
            SUMMARY(day=day, n=len(said)),
            *((CODES(codes=listed(public)),) if public else ()),
            *((SPECIALIST(n=len(sensitive)),) if sensitive else ()),
        )
    )
