"""What happens at the gateway: one small value for every event that we act on."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from community.messages import LONGEST_ID

Data = Mapping[str, object]


class Malformed(ValueError):
    """An event that lacks what it is about, or names it absurdly. It costs itself only."""


@dataclass(frozen=True, slots=True)
class MessageCame:
    """Somebody said something. The event carries nothing but its id."""

    id: str


@dataclass(frozen=True, slots=True)
class MembersChanged:
    """People joined a room, or left it. `by` is empty where the puppet cannot tell."""

    room: str
    people: tuple[str, ...]
    by: str
    timestamp: int
    joined: bool


@dataclass(frozen=True, slots=True)
class LoggedIn:
    account: str


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """The account is logged off, or has to be confirmed on the phone."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invites us to a room."""

    id: str


@dataclass(frozen=True, slots=True)
class Stale:
    """What is known of this room or person is not true any more."""

    id: str


@dataclass(frozen=True, slots=True)
class PuppetFailed:
    """The puppet had an error of its own. Its words may quote people, so they stay out."""


Event = MessageCame | MembersChanged | LoggedIn | LoggedOut | Invited | Stale | PuppetFailed

_DIRTY_MEMBER_SEPARATOR = "@@@"
_SCAN_WAITS = (2, 5)  # waiting; timed out, so that there will be a new one


def read_event(kind: int, payload: str) -> tuple[Event, ...]:
    """What the event says; nothing if we do not act on its kind. Raises Malformed."""
    reader = _READERS.get(kind)
    if reader is None:
        return ()
    try:
        data = json.loads(payload or "{}")
    except (ValueError, RecursionError):
        raise Malformed(str(kind)) from None
    if not isinstance(data, dict):
        raise Malformed(str(kind))
    return reader(data)


def _text(data: Data, key: str) -> str:
    value = data.get(key)
    return str(value) if isinstance(value, str | int) else ""


def _needed(data: Data, key: str) -> str:
    value = _text(data, key)
    if not 0 < len(value) <= LONGEST_ID:
        raise Malformed(key)
    return value


def _people(data: Data, key: str) -> tuple[str, ...]:
    value = data.get(key)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _timestamp(data: Data) -> int:
    value = data.get("timestamp")
    return int(value) if isinstance(value, int | float) and math.isfinite(value) else 0


def _joined(data: Data) -> tuple[Event, ...]:
    people, by = _people(data, "inviteeIdList"), _text(data, "inviterId")
    room = _needed(data, "roomId")
    return Stale(room), MembersChanged(room, people, by, _timestamp(data), joined=True)


def _left(data: Data) -> tuple[Event, ...]:
    people, by = _people(data, "removeeIdList"), _text(data, "removerId")
    room = _needed(data, "roomId")
    return Stale(room), MembersChanged(room, people, by, _timestamp(data), joined=False)


def _scan(data: Data) -> tuple[Event, ...]:
    """A code that waits to be scanned means that nobody is logged in."""
    return (LoggedOut(),) if data.get("status") in _SCAN_WAITS else ()


def _dirty(data: Data) -> tuple[Event, ...]:
    """The id of a room member is made of the room's and the person's."""
    parts = _needed(data, "payloadId").split(_DIRTY_MEMBER_SEPARATOR)
    return tuple(Stale(part) for part in parts if part)


_READERS: Mapping[int, Callable[[Data], tuple[Event, ...]]] = {
    2: lambda data: (MessageCame(_needed(data, "messageId")),),
    16: lambda _: (PuppetFailed(),),
    18: lambda data: (Invited(_needed(data, "roomInvitationId")),),
    19: _joined,
    20: _left,
    21: lambda data: (Stale(_needed(data, "roomId")),),  # a new topic
    22: _scan,
    25: lambda data: (LoggedIn(_needed(data, "contactId")),),
    26: lambda _: (LoggedOut(),),
    27: _dirty,
}
