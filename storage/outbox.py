"""Messages waiting to be said: queued in the transaction of their cause, claimed to be sent.

What became of a send is noted in storage/sends.py.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Insert,
    Row,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    update,
)

from community.messages import Chat
from community.people import Person, Room, RoomKind, RoomState
from community.speech import FOLD, FOLDED, Manner, Waiting, folded, next_bundle, room_again
from storage.leases import current_epoch
from storage.plumbing import OPEN, OUTBOX, UNSURE, OutboxState, among
from storage.schema import TABLES

_OPEN = among(OUTBOX.c.state, OPEN)
_UNSURE = among(OUTBOX.c.state, UNSURE)
# A chat has an index by `sent_at`: with this in a query, years of what was said are not read.
_UNSAID = OUTBOX.c.sent_at.is_(None)
_TO_BE_ASKED = (OUTBOX.c.state == OutboxState.DOUBTFUL) & OUTBOX.c.retry_at.is_not(None)
_URGENT_FIRST = case((OUTBOX.c.manner == Manner.URGENT, 1), else_=0)
_NO_CHANNEL = ""
_NOWHERE = (_NO_CHANNEL, "", False)
_LONGEST_BUDGET = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to say, in our ids and in the channel's. `ids` are the rows it settles.

    `fence` is the epoch of the lease under which it was claimed.
    """

    ids: tuple[int, ...]
    fence: int
    at: datetime
    channel: str
    address: str
    chat: Chat
    text: str
    manner: Manner
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One message to queue. `release` is when it may be said at the earliest."""

    cause: str
    position: int
    community: str
    to: Chat
    text: str
    manner: Manner
    mentions: tuple[str, ...]
    at: datetime
    release: datetime
    late: bool


def queue(connection: Connection, message: Queued) -> None:
    """Keep it until it is said. The same cause and position is the same message."""
    row = {
        "cause": message.cause,
        "position": message.position,
        "community": message.community,
        "chat": message.to.id,
        "private": message.to.private,
        "to": message.to.id,
        "text": message.text,
        "manner": message.manner,
        "mentions": json.dumps(message.mentions),
        "at": message.at,
        "release": message.release,
        "late": message.late,
    }
    connection.execute(_QUEUE[message.to.private], row)


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
    return release.where(OUTBOX.c.sent_at > since).union(release.where(_UNSAID))


_SAID_AT_ONCE = _said_at_once()


def next_time(connection: Connection) -> datetime | None:
    """When the next message may be said, or asked about."""
    queries = (
        select(func.min(OUTBOX.c.release)).where(_OPEN),
        select(func.min(OUTBOX.c.retry_at)).where(_UNSURE, _TO_BE_ASKED),
    )
    times = [connection.execute(query).scalar() for query in queries]
    return min((when for when in times if when is not None), default=None)


def claim(connection: Connection, now: datetime, epochs: Mapping[str, int]) -> Outgoing | None:
    """Take one message that may be said now and mark it as being sent; danger before the rest.

    Of the channels in `epochs` only, under leases of those epochs. None if there is nothing to
    say. It has no address if there is nowhere to say it.
    """
    chats = connection.execute(
        select(OUTBOX.c.chat, OUTBOX.c.private, OUTBOX.c.channel)
        .where(_OPEN, OUTBOX.c.release <= now, OUTBOX.c.channel.in_([*epochs, _NO_CHANNEL]))
        .group_by(OUTBOX.c.chat, OUTBOX.c.private, OUTBOX.c.channel)
        .order_by(func.max(_URGENT_FIRST).desc(), func.min(OUTBOX.c.id))
    ).all()
    for row in chats:
        fence = epochs.get(row.channel, 0)
        found = _claim_of(connection, Chat(row.chat, row.private), now, fence)
        if found is not None:
            return found
    return None


def to_be_asked(
    connection: Connection, now: datetime, channels: Collection[str]
) -> Sequence[Outgoing]:
    """What is in doubt on those channels, and may be asked about now, oldest first."""
    rows = connection.execute(
        select(OUTBOX)
        .where(_UNSURE, OUTBOX.c.state == OutboxState.DOUBTFUL, OUTBOX.c.retry_at <= now)
        .where(OUTBOX.c.channel.in_(list(channels)))
        .order_by(OUTBOX.c.said_with, OUTBOX.c.id)
    )
    found = []
    for _, said in groupby(rows, key=attrgetter("said_with")):
        together = list(said)
        chat = Chat(together[0].chat, together[0].private)
        found.append(_together(together, *_address(connection, chat)[:2], chat))
    return found


def said_or_doubtful(connection: Connection, chat: Chat, since: datetime) -> Sequence[Outgoing]:
    """What may come back as an echo from that chat, newest first.

    What is being said, what nobody knows to have been said, and what was said after `since`.
    """
    there = (OUTBOX.c.chat == chat.id) & (OUTBOX.c.private == chat.private)
    said = there & (OUTBOX.c.state == OutboxState.SENT) & (OUTBOX.c.sent_at > since)
    found = [  # one after the other: no index would serve both
        row
        for condition in (said, there & _UNSURE & _UNSAID)
        for row in connection.execute(select(OUTBOX).where(condition))
    ]
    rows = sorted(found, key=lambda row: (-row.said_with, row.id))
    channel, address, _ = _address(connection, chat)
    return [
        _together(list(said), channel, address, chat)
        for _, said in groupby(rows, key=attrgetter("said_with"))
    ]


def _claim_of(connection: Connection, chat: Chat, now: datetime, fence: int) -> Outgoing | None:
    rows = _waiting(connection, chat)
    if any(row.state == OutboxState.DOUBTFUL for row in rows):
        return None  # nothing overtakes what may have been said
    backing_off = [row for row in rows if row.state == OutboxState.BACKING_OFF]
    channel, address, limited = _address(connection, chat)
    free = room_again(_sent_lately(connection, chat, now), now) if limited else now
    free = max((free, *(row.release for row in backing_off)))  # nothing overtakes what failed
    waiting = [Waiting(row.id, Manner(row.manner), row.release) for row in rows]
    piled_up = bool(backing_off) or any(row.held for row in rows)
    ids = next_bundle(waiting, now, free, piled_up=piled_up)
    if not ids:
        _hold(connection, [row for row in rows if row.release <= now], free)
        return None
    said = [row for row in rows if row.id in ids]
    ours = current_epoch(lease_of(channel)) == fence
    claimed = connection.execute(
        OUTBOX.update()
        .where(OUTBOX.c.id.in_(ids), ours if channel else true())
        .values(state=OutboxState.SENDING, said_with=min(ids), fence=fence)
    )
    if not claimed.rowcount:
        return None  # somebody else holds the lease by now
    return replace(_together(said, channel, address, chat), at=now, fence=fence)


def lease_of(channel: str) -> str:
    """The name of the lease of those who speak on a channel."""
    return f"channel:{channel}"


def _together(said: Sequence[Row[Any]], channel: str, address: str, chat: Chat) -> Outgoing:
    """Rows that are said as one message."""
    return Outgoing(
        ids=tuple(row.id for row in said),
        fence=said[0].fence,
        at=said[0].at,
        channel=channel,
        address=address,
        chat=chat,
        text="\n".join(row.text for row in said),
        manner=Manner(said[0].manner),
        mentions=tuple(dict.fromkeys(one for row in said for one in json.loads(row.mentions))),
    )


def _waiting(connection: Connection, chat: Chat) -> Sequence[Row[Any]]:
    return connection.execute(
        select(OUTBOX)
        .where(
            OUTBOX.c.chat == chat.id,
            OUTBOX.c.private == chat.private,
            OUTBOX.c.state.in_(OPEN) | _TO_BE_ASKED,
            _UNSAID,
        )
        .order_by(OUTBOX.c.id)
    ).all()


def _hold(connection: Connection, ripe: Sequence[Row[Any]], free: datetime) -> None:
    """Nothing can be said there now: what is ripe waits until `free`, then goes together."""
    ids = [row.id for row in ripe]
    connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(release=free, held=True))


def _address(connection: Connection, chat: Chat) -> tuple[str, str, bool]:
    """Channel, address, and whether the speaking budget applies.

    Empty for who is unknown, and for a room that we have been put out of.
    """
    if chat.private:
        person = connection.execute(_PERSON, {"to": chat.id}).one_or_none()
        return (person.channel, person.address, False) if person else _NOWHERE
    room = connection.execute(_ROOM, {"to": chat.id}).one_or_none()
    return (room.channel, room.address, room.kind == RoomKind.RESIDENTS) if room else _NOWHERE


_AS_NEW = {"fence": 0, "retry": 0, "collapsed": 0, "held": False, "error": ""}
_NEW = OUTBOX.insert().values(state=OutboxState.WAITING, **_AS_NEW)
_PEOPLE, _ROOMS = TABLES[Person].c, TABLES[Room].c
_PERSON = select(_PEOPLE.channel, _PEOPLE.address).where(_PEOPLE.code == bindparam("to"))
_ROOM = select(_ROOMS.channel, _ROOMS.address, _ROOMS.kind).where(
    _ROOMS.code == bindparam("to"), _ROOMS.state == RoomState.NORMAL
)


def _insert(to: Select[Any]) -> Insert:
    """One journey to the server, the channel of the chat included."""
    channel = to.with_only_columns(to.selected_columns.channel).scalar_subquery()
    return _NEW.values(channel=func.coalesce(channel, _NO_CHANNEL))


_QUEUE: Mapping[bool, Insert] = {True: _insert(_PERSON), False: _insert(_ROOM)}


def _sent_lately(connection: Connection, chat: Chat, now: datetime) -> list[datetime]:
    """When messages that count were said in the room; joined ones count once."""
    return list(
        connection.execute(
            select(OUTBOX.c.sent_at).where(
                OUTBOX.c.chat == chat.id,
                OUTBOX.c.private.is_(False),
                OUTBOX.c.state == OutboxState.SENT,
                OUTBOX.c.sent_at > now - _LONGEST_BUDGET,
                OUTBOX.c.manner != Manner.URGENT,
                OUTBOX.c.collapsed > 0,
            )
        ).scalars()
    )
