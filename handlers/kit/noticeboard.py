"""活动怎么说：标题、时间、地点、缺几人、哪些岗位。几个活动处理文件共用。

No handler: it answers to nothing by itself.
"""

from collections.abc import Sequence

from community.activities import Activity, Signup
from community.effects import Effects, Say
from community.gatherings import numbers
from community.messages import Chat
from community.people import Mode, RoomKind
from community.reach import rooms
from community.records import Records
from community.wording import Text, Words

CALLED = Text("board.called", "{title}：{when}{where}还差 {n} 人，想来的回“我来”报名。")
CALLED_OPENLY = Text("board.called_openly", "{title}：{when}{where}想来的回“我来”报名。")
RECRUITING = Text(
    "board.recruiting", "招募｜{title}：{when}{where}需要 {roles}。回岗位名报名，如“我来{first}”。"
)
RECRUITING_HEADS = Text(
    "board.recruiting_heads", "招募｜{title}：{when}{where}需要 {n} 人，回“我来”报名。"
)
ANNOUNCED = Text("board.announced", "活动｜{title}：{when}{where}欢迎来。")
DAY_AND_TIME = Text("board.moment", "{start:moment}，")
DAY_AND_PART = Text("board.day", "{day:day}{part}，")
AT = Text("board.place", "{place}，")
UNKNOWN = Text("board.unknown", "")


def shown_when(activity: Activity) -> Words:
    """Day and time, as far as they are known."""
    if activity.start is not None:
        return DAY_AND_TIME(start=activity.start)
    if activity.date is not None:
        return DAY_AND_PART(day=activity.date, part=activity.part or "")
    return UNKNOWN()


def shown_where(activity: Activity) -> Words:
    return AT(place=activity.place) if activity.place else UNKNOWN()


def shown_roles(activity: Activity) -> str:
    """讲者 2 人、秩序 2 人."""
    return "、".join(f"{role} {number} 人" for role, number in activity.places.items())


def filled_roles(activity: Activity, signups: Sequence[Signup]) -> str:
    """秩序 1/3、测压 0/2; in all, where there are no roles."""
    if not activity.roles:
        return numbers(activity, signups)
    return "、".join(f"{role} {numbers(activity, signups, role)}" for role in activity.places)


def announcement(activity: Activity) -> Words:
    """What a group hears of a new activity, call or recruitment."""
    title, when, where = activity.title, shown_when(activity), shown_where(activity)
    if activity.roles:
        roles, first = shown_roles(activity), next(iter(activity.places))
        return RECRUITING(title=title, when=when, where=where, roles=roles, first=first)
    if activity.room and activity.capacity:
        return CALLED(title=title, when=when, where=where, n=activity.capacity)
    if activity.room:
        return CALLED_OPENLY(title=title, when=when, where=where)
    if activity.capacity:
        return RECRUITING_HEADS(title=title, when=when, where=where, n=activity.capacity)
    return ANNOUNCED(title=title, when=when, where=where)


def to_groups(activity: Activity, words: Words, records: Records) -> Effects:
    """Say it where the activity is known: in its own room, or in every resident group."""
    if activity.room:
        return (Say(Chat(activity.room), words),)
    groups = rooms(records, activity.community, RoomKind.RESIDENTS, mode=Mode.NORMAL)
    return tuple(Say(Chat(room.code), words) for room in groups)
