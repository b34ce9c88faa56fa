"""日报：傍晚汇总给工作群和主理人；到现在为止的件数随时可问。"""

from collections.abc import Sequence
from datetime import datetime, time

from community.activities import taken
from community.calendar import DAY, at
from community.digests import (
    Gathering,
    counted,
    gatherings,
)
from community.effects import Effects, Say
from community.messages import Chat
from community.people import WORKERS, Community, Person, Role, RoomKind
from community.reach import can_be_told, rooms, tell
from community.records import Has, Records
from community.speech import Manner
from community.wording import Text, Words, lines
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.day_lines import daily
from handlers.kit.router import Asked, Chapter, Due, Router

router = Router(noun="日报", about="每日汇总与今日件数", chapter=Chapter.FIGURES)

SO_FAR = Text("digest.so_far", "今日 新增 {accepted} 办结 {done} 待回访 {calling_back}")
ORGANIZED = Text("digest.organized", "{title}：报名 {n}，到场 {present}")

_EVENING = time(18)


@router.daily("日报", at=_EVENING)
def evening(due: Due, records: Records) -> Effects:
    """The day for the work groups, and for organizers what moved in their own activities."""
    start = _last_evening(records, due.community, due.at)
    words = daily(records, due.community, start, due.at)
    said = tuple(
        Say(Chat(room.code), words, Manner.DIGEST)
        for room in rooms(records, due.community, RoomKind.WORK)
    )
    moved = gatherings(records, due.community, start, due.at)
    return (*said, *_for_organizers(moved, records, due.community))


@router.command("", about="到现在为止的日报", roles=WORKERS, where=IN_WORK_GROUP)
def so_far(asked: Asked, records: Records) -> Effects:
    """The evening digest as of now."""
    start = _last_evening(records, asked.community, asked.at)
    return (asked.reply(daily(records, asked.community, start, asked.at)),)


@router.command("今日", about="今天到现在的件数", roles=WORKERS, where=IN_WORK_GROUP)
def today(asked: Asked, records: Records) -> Effects:
    """Counts since midnight."""
    day = counted(records, asked.community, at(asked.at.date(), time.min), asked.at)
    words = SO_FAR(
        accepted=len(day.accepted), done=len(day.done), calling_back=len(day.calling_back)
    )
    return (asked.reply(words),)


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
