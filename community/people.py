"""Who is there: communities, their rooms, and people with their roles.

Everybody and every room has an id of ours (`code`) that never changes; `address` is what the
channel calls them today and may change at every login. Names and nicknames give no rights.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from community.refs import NOBODY, PersonId


class Role(StrEnum):
    """What a person is in their own community; a person may have several roles."""

    RESIDENT = "居民"
    ADMIN = "管理员"
    SECRETARY = "书记"
    VICE_SECRETARY = "副书记"
    GRID_WORKER = "网格员"
    SOCIAL_WORKER = "社工"
    ON_DUTY = "值班"
    ORGANIZER = "主理人"
    BLOCK_LEADER = "邻长"
    CRAFTSPERSON = "巧匠"
    RIDER = "骑手"
    MEDIATOR = "调解员"
    CENTRE_HOUSEHOLD = "中心户"
    CONTRACTOR = "承办人"
    MERCHANT = "商家"
    PARTNER = "合伙人"


SECRETARIES = frozenset({Role.SECRETARY, Role.VICE_SECRETARY})
# Who answers for every case of a community.
RESPONSIBLE = SECRETARIES | {Role.GRID_WORKER}
WORKERS = RESPONSIBLE | {Role.ADMIN}
STAFF = WORKERS | {Role.SOCIAL_WORKER, Role.ON_DUTY}
# Those who may act on a case because it is in their hands.
HANDLERS = frozenset(
    {
        Role.CONTRACTOR,
        Role.CRAFTSPERSON,
        Role.MEDIATOR,
        Role.SOCIAL_WORKER,
        Role.BLOCK_LEADER,
    }
)


class Load(StrEnum):
    FREE = "空"
    FULL = "满"


class Phone(StrEnum):
    """Whether we keep somebody's number; the number itself is nowhere but in the vault."""

    NONE = "无"
    ENCRYPTED = "加密"
    DELETED = "已删"


class Standing(StrEnum):
    NORMAL = "正常"
    TO_REBIND = "待重绑"
    ANONYMOUS = "已匿名"


class RoomKind(StrEnum):
    RESIDENTS = "居民群"
    WORK = "工作群"


class Mode(StrEnum):
    NORMAL = "正常"
    LISTEN_ONLY = "只听"


class RoomState(StrEnum):
    NORMAL = "正常"
    LOST = "失联"
    TO_REBIND = "待重绑"


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """One community (社区). `estate` is what its groups mean when they name no estate."""

    code: str
    community: str = ""
    at: datetime
    street: str = ""
    estate: str = ""
    places: tuple[str, ...] = ()
    talkdays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One group chat, bound to a community."""

    code: str
    community: str = ""
    at: datetime
    kind: RoomKind = RoomKind.RESIDENTS
    mode: Mode = Mode.NORMAL
    state: RoomState = RoomState.NORMAL
    estate: str = ""
    channel: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. `name` is how staff know them, `nick` what they call themselves.

    `full_on` is the day of which they said that they have enough to do; without it, 满 is until
    somebody says otherwise.
    `phone_at` is when they last told us their number.
    """

    code: PersonId
    community: str = ""
    at: datetime
    name: str = ""
    nick: str = ""
    role: tuple[Role, ...] = (Role.RESIDENT,)
    scope: str = ""
    skills: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    load: Load = Load.FREE
    full_on: date | None = None
    rooms: tuple[str, ...] = ()
    friend: bool = True
    in_room: bool = True
    muted: bool = False
    phone: Phone = Phone.NONE
    phone_at: datetime | None = None
    state: Standing = Standing.NORMAL
    channel: str = ""
    address: str = ""

    def is_any(self, roles: Iterable[Role], community: str) -> bool:
        """True if one of `roles` is theirs in `community`. An admin's role counts everywhere."""
        held = set(self.role) & set(roles)
        return bool(held) and (self.community == community or Role.ADMIN in held)

    def is_full(self, day: date) -> bool:
        """True if they take nothing more on that day."""
        return self.load is Load.FULL and self.full_on in (None, day)

    @property
    def is_staff(self) -> bool:
        return not STAFF.isdisjoint(self.role)

    @property
    def is_gone(self) -> bool:
        """True if they had everything about them deleted: nobody is left to be told or asked."""
        return self.state is Standing.ANONYMOUS


def masked_number(number: str) -> str:
    """A phone number as it is shown first: 138****5678."""
    return f"{number[:3]}****{number[-4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """What a person calls themselves in one room, where that differs from their nickname."""

    letter: ClassVar[str] = "MB"

    code: str
    community: str = ""
    at: datetime
    room: str
    person: PersonId
    nick: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """One home. `code` is building-unit-room as people write it: "7-201", "2-3-301"."""

    code: str
    community: str = ""
    at: datetime
    person: PersonId = NOBODY
    host: PersonId = NOBODY
    flags: tuple[str, ...] = ()
    relative: PersonId = NOBODY
