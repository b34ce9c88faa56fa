"""幸福里：演示用的小区。人、群和头几句话都是编的。

The neighbourhood of the demo: its people, its groups, and what they said before the visitor came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from community.people import Community, Household, Person, Role, Room, RoomKind
from community.records import Kept
from community.refs import PersonId

CHANNEL = "sim"
HOME = "幸福里"
WELCOME = time(9)  # when the visitor comes in

_NORTH, _SOUTH, _WORK = "居民一群", "居民二群", "网格工作群"

# Said in the morning before the visitor comes: when, where, by whom.
OPENING: Sequence[tuple[time, str, str, str]] = (
    (time(8, 40), _NORTH, "王大爷", "早上好，今天降温，大家多穿点"),
    (time(8, 42), _NORTH, "张伟", "2栋门口的路灯又不亮了，晚上看不见台阶"),
    (time(8, 44), _SOUTH, "小雨", "有没有去菜场的，帮我带把葱"),
    (time(8, 46), _WORK, "徐书记", "今天我在社区，有事随时说"),
)

FACES: Mapping[str, str] = {
    "李阿姨": "auntie",
    "张伟": "young",
    "王大爷": "grandpa",
    "小雨": "girl",
    "赵叔": "uncle",
    "陈姐": "organizer",
    "刘芳": "grid",
    "徐书记": "secretary",
    "何老师": "teacher",
    "孙师傅": "plumber",
    "周师傅": "fitter",
}


def neighbourhood(at: datetime) -> Sequence[Kept]:
    """Everybody and everything that is there from the start."""
    return (
        Community(
            code=HOME,
            at=at,
            street="和平街道",
            estate="幸福里",
            places=("中心花园", "文化广场", "党群中心", "南门"),
        ),
        _room(_NORTH, at),
        _room(_SOUTH, at),
        _room(_WORK, at, RoomKind.WORK),
        *_people(at),
        Household(code="3-2-201", community=HOME, at=at, person=PersonId("李阿姨")),
    )


def _people(at: datetime) -> Sequence[Person]:
    """One second apart, which is the order in which they are listed."""
    people = (
        _person("李阿姨", at, _NORTH),
        _person("张伟", at, _NORTH),
        _person("王大爷", at, _NORTH),
        _person("小雨", at, _SOUTH),
        _person("赵叔", at, _SOUTH),
        replace(_person("陈姐", at, _NORTH, _SOUTH, role=Role.ORGANIZER), scope="文体"),
        _person("刘芳", at, _NORTH, _SOUTH, _WORK, role=Role.GRID_WORKER),
        _person("徐书记", at, _WORK, role=Role.SECRETARY),
        _person("何老师", at, _WORK, role=Role.MEDIATOR),
        replace(_person("孙师傅", at, role=Role.CONTRACTOR), handles=("漏水", "下水")),
        replace(_person("周师傅", at, role=Role.CONTRACTOR), handles=("电梯",)),
    )
    return [replace(one, at=at + timedelta(seconds=n)) for n, one in enumerate(people)]


def _room(name: str, at: datetime, kind: RoomKind = RoomKind.RESIDENTS) -> Room:
    return Room(code=name, community=HOME, at=at, kind=kind, channel=CHANNEL, address=name)


def _person(name: str, at: datetime, *rooms: str, role: Role = Role.RESIDENT) -> Person:
    return Person(
        code=PersonId(name),
        community=HOME,
        at=at,
        name=name,
        nick=name,
        role=(role,),
        rooms=rooms,
        channel=CHANNEL,
        address=name,
    )
