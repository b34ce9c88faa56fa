"""活动：居民招搭子，工作者和主理人发活动、招募，场后报人次。"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from community.activities import KINDS, Activity, ActivityState, Part, Session, timed
from community.effects import Effects, Record
from community.errors import Misused, NotAllowed, Unreadable
from community.gatherings import is_host, may_organize
from community.people import WORKERS, Mode, Role
from community.records import Records
from community.refs import PersonId
from community.wording import Text
from handlers.kit.commands import AT_WORK, Key
from handlers.kit.noticeboard import announcement, to_groups
from handlers.kit.planning import planned
from handlers.kit.router import Asked, Chapter, Router, Said
from nlp.activities import Call, lexicon, read_call
from nlp.intents import Intent

router = Router(
    noun="活动", about="招搭子、发活动与场次", chapter=Chapter.ACTIVITIES, invites=True
)

CALL = Intent(
    name="call",
    examples=("气排球队周三晚上缺两人，谁来打？", "周六上午爬山还差3个，有没有一起的"),
    reader=read_call,
    lexicon=lexicon(),
)

PUBLISHED = Text("activity.published", "{code} {title} 已发布。")
SERVED = Text("activity.served", "{code} {title} 人次 {n}，已记。")


@router.said(CALL)
def call(said: Said[Call], records: Records) -> Effects:
    """Somebody wants company: write it down, so that a word is enough to come along."""
    if said.room is None:
        return ()
    what = said.what
    activity = Activity(
        code=records.next_ref(Activity),
        community=said.community,
        at=said.at,
        kind=what.kind,
        title=what.title,
        host=PersonId(said.speaker.code),
        date=what.when.day,
        part=Part(what.when.part) if what.when.part else None,
        place=what.where.named,
        capacity=what.wanted,
        room=said.room.code,
    )
    start = what.when.start(said.at)
    if start is not None:
        activity = timed(activity, start)
    if said.room.mode is Mode.LISTEN_ONLY:
        return (Record(activity),)
    return (Record(activity), said.reply(announcement(activity)))


@router.command(
    "建",
    about="发布一个活动",
    roles=WORKERS | {Role.ORGANIZER},
    where=AT_WORK,
    short=False,
)
def publish(
    asked: Asked,
    records: Records,
    title: Annotated[str, "标题"],
    start: Annotated[datetime, "M月D日HH:MM"],
    place: Annotated[str, "地点"],
    kind: Annotated[str, Key("类型", "类型")] = "",
) -> Effects:
    """Announce an activity in the community's groups. Organizers: of their own kind only."""
    kind = kind or asked.speaker.scope or "其他"
    if kind not in KINDS:
        raise Unreadable(kind, "、".join(KINDS))
    _check_organizer(asked, kind)
    activity = planned(asked, records, title, start, place, kind)
    return _published(activity, asked, records)


@router.command("招募", about="招募志愿者", roles=WORKERS | {Role.ORGANIZER}, where=AT_WORK)
def recruit(
    asked: Asked,
    records: Records,
    title: Annotated[str, "标题"],
    start: Annotated[datetime, "M月D日HH:MM"],
    place: Annotated[str, "地点"],
    roles: Annotated[str, Key("岗位", "名:数,…")] = "",
    heads: Annotated[int | None, Key("人数", "N")] = None,
) -> Effects:
    """Look for volunteers, by roles or by number."""
    if not roles and not heads:
        raise Misused("/招募 <标题> <M月D日HH:MM> <地点> <岗位 名:数,… 或 人数 N>")
    activity = planned(asked, records, title, start, place, "志愿")
    activity = _recruiting(activity, _read_roles(roles), heads)
    return _published(activity, asked, records)


@router.command("场次", about="报这一场的人次", roles=WORKERS, own=is_host, where=AT_WORK)
def served(
    asked: Asked,
    records: Records,
    activity: Annotated[Activity, "活动编号"],
    number: Annotated[int, Key("人次", "N")],
) -> Effects:
    """How many were served."""
    session = Session(
        code=records.next_ref(Session),
        community=activity.community,
        at=asked.at,
        activity=activity.code,
        host=activity.host,
        date=asked.at.date(),
        served=number,
    )
    words = SERVED(code=activity.code, title=activity.title, n=number)
    return (Record(session), asked.reply(words))


def _check_organizer(asked: Asked, kind: str) -> None:
    if not may_organize(asked.speaker, kind):
        raise NotAllowed(tuple(sorted(WORKERS)))


def _recruiting(activity: Activity, roles: tuple[str, ...], heads: int | None) -> Activity:
    return replace(activity, state=ActivityState.RECRUITING, roles=roles, capacity=heads)


def _read_roles(said: str) -> tuple[str, ...]:
    """ "讲者:2,秩序:2" → 讲者:2, 秩序:2. Raises Unreadable."""
    parts = said.replace("，", ",").replace("、", ",").replace("：", ":").split(",")
    roles = [part.strip() for part in parts if part.strip()]
    for role in roles:
        name, _, number = role.partition(":")
        if not name or not number.isdecimal() or not 0 < int(number) < _MOST:
            raise Unreadable(role, "名:数")
    return tuple(roles)


def _published(activity: Activity, asked: Asked, records: Records) -> Effects:
    return (
        Record(activity),
        *to_groups(activity, announcement(activity), records),
        asked.reply(PUBLISHED(code=activity.code, title=activity.title)),
    )


_MOST = 1000
