"""What is to be said, queued in the transaction of its cause; claimed in storage/outbox.py."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Insert,
    Select,
    bindparam,
    func,
    or_,
    select,
)

from community.messages import Chat
from community.speech import FOLD, FOLDED, Manner, folded
from storage.addresses import NO_CHANNEL, PERSON, ROOM
from storage.plumbing import OUTBOX, OutboxState
from storage.unsettled import IS_OPEN, UNSAID

# When what must not be said yet may be: to somebody whose id changed, until they are known again.
HELD = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One message to queue. `release` is when it may be said at the earliest.

    With a `file`, which is its name, `text` is what stands in it.
    """

    cause: str
    position: int
    community: str
    to: Chat
    text: str
    file: str = ""
    manner: Manner
    mentions: tuple[str, ...] = ()
    at: datetime
    release: datetime
    late: bool = False
    phone_of: str = ""


def queue(connection: Connection, messages: Sequence[Queued]) -> None:
    """Keep them until they are said, in order. The same cause and position is the same message."""
    for private, some in groupby(messages, key=lambda message: message.to.private):
        connection.execute(_QUEUE[private], [_row(message) for message in some])


def let_go(connection: Connection, chat: Chat, now: datetime) -> None:
    """What was held back may be said, in order."""
    there = (OUTBOX.c.chat == chat.id) & (OUTBOX.c.private == chat.private)
    held = OUTBOX.update().where(there, IS_OPEN, OUTBOX.c.release == HELD)
    connection.execute(held.values(release=now, at=now))


def unask(connection: Connection, room: str, person: str, at: datetime) -> None:
    """A question put to somebody in a room at that time is not said, if it still waits."""
    there = (OUTBOX.c.chat == room) & ~OUTBOX.c.private & (OUTBOX.c.at == at)
    waiting = IS_OPEN & there & (OUTBOX.c.manner == Manner.QUESTION)
    theirs = waiting & (OUTBOX.c.mentions == json.dumps((person,)))
    connection.execute(OUTBOX.update().where(theirs).values(state=OutboxState.GIVEN_UP))


def _row(message: Queued) -> Mapping[str, Any]:
    return {
        "cause": message.cause,
        "position": message.position,
        "community": message.community,
        "chat": message.to.id,
        "private": message.to.private,
        "to": message.to.id,
        "text": message.text,
        "file": message.file,
        "phone_of": message.phone_of,
        "manner": message.manner,
        "mentions": json.dumps(message.mentions),
        "at": message.at,
        "release": message.release,
        "late": message.late,
    }


def fold_until(connection: Connection, to: Chat, moment: datetime) -> datetime:
    """When a receipt decided at `moment` is said in that room."""
    said = connection.execute(_SAID_AT_ONCE, {"chat": to.id, "since": moment - FOLD}).scalars()
    return folded(moment, max(said, default=None))


def _said_at_once() -> CompoundSelect[Any]:
    """When receipts of the last while went to a room, or are about to, that were not folded."""
    since: BindParameter[datetime] = bindparam("since")
    release = select(OUTBOX.c.release).where(
        OUTBOX.c.chat == bindparam("chat"),
        ~OUTBOX.c.private,
        OUTBOX.c.release > since,
        or_(*(OUTBOX.c.manner == one for one in FOLDED)),
        OUTBOX.c.release == OUTBOX.c.at,
    )
    return release.where(OUTBOX.c.sent_at > since).union(release.where(UNSAID))


_SAID_AT_ONCE = _said_at_once()


_AS_NEW = {"fence": 0, "retry": 0, "collapsed": 0, "held": False, "error": ""}
_NEW = OUTBOX.insert().values(state=OutboxState.WAITING, **_AS_NEW)


def _insert(to: Select[Any]) -> Insert:
    """One journey to the server, the channel of the chat included."""
    channel = to.with_only_columns(to.selected_columns.channel).scalar_subquery()
    return _NEW.values(channel=func.coalesce(channel, NO_CHANNEL))


_QUEUE: Mapping[bool, Insert] = {True: _insert(PERSON), False: _insert(ROOM)}
