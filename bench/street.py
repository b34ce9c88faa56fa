"""A street for benches: communities with a group each, their staff, and neighbours who talk.

Everything is named by the number of its community, so that a past can be multiplied over all.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.app import build
from bot.channels.simulator import Simulator
from bot.holidays import official_calendar
from bot.outcome import Outcome
from bot.runtime import Runtime
from community.calendar import ZONE
from community.messages import Arrival
from community.people import Community, Person, Role, Room, RoomKind
from community.records import Kept
from community.refs import PersonId

CHANNEL = "wechaty"
CALENDAR = official_calendar()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)  # a Monday; the past ends here
ESTATE = "幸福里"
BUILDINGS, UNITS = 40, 4


def community(number: object) -> str:
    return f"community{number}"


def resident(number: object, of: object) -> str:
    return f"wxid_{community(of)}_res{number}"


def grid_worker(of: object) -> str:
    return f"wxid_{community(of)}_grid"


def room(of: object) -> str:
    return f"{community(of)}_room"


def opened(url: str, *, home: object = 1) -> Runtime:
    """The bot alone over the database at `url`, with a channel that carries everything."""
    channels = {CHANNEL: Simulator(CHANNEL)}
    return build(url, CALENDAR, channels, home=community(home), owner="bench", sole=True)


def neighbourhood(of: object, residents: Sequence[object], at: datetime) -> Iterator[Kept]:
    """One community, its two groups, its staff and those who live there."""
    here = community(of)
    yield Community(code=here, at=at, estate=ESTATE, places=("中心花园", "南门"))
    yield _room(room(of), here, at, RoomKind.RESIDENTS)
    yield _room(f"{here}_work", here, at, RoomKind.WORK)
    yield person(grid_worker(of), here, at, role=(Role.GRID_WORKER,))
    yield person(f"wxid_{here}_secretary", here, at, role=(Role.SECRETARY,))
    for number in residents:
        yield person(resident(number, of), here, at, rooms=(room(of),))


def person(
    code: str,
    here: str,
    at: datetime,
    *,
    role: tuple[Role, ...] = (Role.RESIDENT,),
    rooms: tuple[str, ...] = (),
) -> Person:
    return Person(
        code=PersonId(code),
        community=here,
        at=at,
        name=code,
        nick=code,
        role=role,
        rooms=rooms,
        channel=CHANNEL,
        address=code,
    )


def say(
    runtime: Runtime, id: object, who: str, text: str, at: datetime, *, where: str = ""
) -> Outcome:
    """One message is heard, and what it brings about is said."""
    outcome = runtime.pipeline.hear([arrival(id, who, text, at, where=where)], at)[0]
    asyncio.run(runtime.speak(at))
    return outcome


def arrival(id: object, who: str, text: str, at: datetime, *, where: str = "") -> Arrival:
    return Arrival(channel=CHANNEL, id=str(id), room=where, sender=who, nick=who, text=text, at=at)


def chatter(count: int, of: int, at: datetime, tag: str) -> Sequence[Arrival]:
    """What is none of our business, said by many; no two alike."""
    return [
        arrival(
            f"{tag}{number}",
            resident(number % 200, of),
            _CHATTER[number % len(_CHATTER)].format(n=number),
            at + timedelta(milliseconds=10 * number),
            where=room(of),
        )
        for number in range(count)
    ]


def matters(count: int, of: int, at: datetime, tag: str, *, shift: int = 0) -> Sequence[Arrival]:
    """What becomes a case or joins one, said by many about places that differ with `shift`."""
    return [
        arrival(
            f"{tag}{number}",
            resident(number * 7 % 200, of),
            f"{(number * 11 + shift) % BUILDINGS + 1}栋{(number + shift) % UNITS + 1}单元"
            + MATTERS[number % 3],
            at + timedelta(milliseconds=10 * number),
            where=room(of),
        )
        for number in range(count)
    ]


def _room(code: str, here: str, at: datetime, kind: RoomKind) -> Room:
    return Room(code=code, community=here, at=at, kind=kind, channel=CHANNEL, address=code)


MATTERS = ("电梯坏了", "楼道灯坏了", "天花板漏水")
_CHATTER = (
    "早上好，今天降温多穿点",
    "哈哈哈哈哈笑死我了",
    "谁家有多余的快递箱子，要{n}个",
    "晚上一起去吃火锅吗",
    "孩子作业写到第{n}页了",
    "好的收到谢谢",
    "今天菜场的白菜三块{n}",
    "周末天气怎么样",
    "[呲牙][呲牙]",
    "我下班顺路带你",
)
