"""Messages waiting to be said: claimed to be sent, chat by chat, in order.

They are queued in storage/queueing.py; what became of a send is noted in storage/sends.py.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, case, func, select, update

from community.messages import Chat
from community.speech import Manner, Waiting, next_bundle, room_again
from storage import vault
from storage.addresses import NO_CHANNEL, address_of
from storage.leases import current_epoch
from storage.plumbing import OUTBOX, OutboxState
from storage.unsettled import IS_OPEN, IS_UNSURE, UNSAID

_TO_BE_ASKED = (OUTBOX.c.state == OutboxState.DOUBTFUL) & OUTBOX.c.retry_at.is_not(None)
_URGENT_FIRST = case((OUTBOX.c.manner == Manner.URGENT, 1), else_=0)
_LONGEST_BUDGET = timedelta(hours=1)


class Overtaken(Exception):
    """While we chose, somebody took the lease, or back what was to be said: choose again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to say, in our ids and in the channel's. `ids` are the rows it settles.

    With a `file`, which is its name, `text` is what stands in it.

    `fence` is the epoch of the lease under which it was claimed. `sealed` are the numbers for the
    places that the text holds for them, in order; empty where the vault has none.
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
    file: str = ""
    sealed: tuple[str, ...] = field(default=(), repr=False)


def next_time(connection: Connection) -> datetime | None:
    """When the next message may be said, or asked about."""
    queries = (
        select(func.min(OUTBOX.c.release)).where(IS_OPEN),
        select(func.min(OUTBOX.c.retry_at)).where(IS_UNSURE, _TO_BE_ASKED),
    )
    times = [connection.execute(query).scalar() for query in queries]
    return min((when for when in times if when is not None), default=None)


def claim(connection: Connection, now: datetime, epochs: Mapping[str, int]) -> Outgoing | None:
    """Take one message that may be said now and mark it as being sent; danger before the rest.

    Of the channels in `epochs` only, under leases of those epochs. None if there is nothing to
    say; what has nowhere to go is given up. Raises Overtaken.
    """
    chats = connection.execute(
        select(OUTBOX.c.chat, OUTBOX.c.private, OUTBOX.c.channel)
        .where(IS_OPEN, OUTBOX.c.release <= now, OUTBOX.c.channel.in_([*epochs, NO_CHANNEL]))
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
        .where(IS_UNSURE, OUTBOX.c.state == OutboxState.DOUBTFUL, OUTBOX.c.retry_at <= now)
        .where(OUTBOX.c.channel.in_(list(channels)))
        .order_by(OUTBOX.c.said_with, OUTBOX.c.id)
    )
    found = []
    for _, said in groupby(rows, key=attrgetter("said_with")):
        together = list(said)
        chat = Chat(together[0].chat, together[0].private)
        found.append(_together(connection, together, *address_of(connection, chat)[:2], chat))
    return found


def said_or_doubtful(connection: Connection, chat: Chat, since: datetime) -> Sequence[Outgoing]:
    """What may come back as an echo from that chat, newest first.

    What is being said, what nobody knows to have been said, and what was said after `since`.
    """
    there = (OUTBOX.c.chat == chat.id) & (OUTBOX.c.private == chat.private)
    said = there & (OUTBOX.c.state == OutboxState.SENT) & (OUTBOX.c.sent_at > since)
    found = [  # one after the other: no index would serve both
        row
        for condition in (said, there & IS_UNSURE & UNSAID)
        for row in connection.execute(select(OUTBOX).where(condition))
    ]
    rows = sorted(found, key=lambda row: (-row.said_with, row.id))
    channel, address, _ = address_of(connection, chat)
    return [
        _together(connection, list(said), channel, address, chat)
        for _, said in groupby(rows, key=attrgetter("said_with"))
    ]


def _claim_of(connection: Connection, chat: Chat, now: datetime, fence: int) -> Outgoing | None:
    rows = _waiting(connection, chat)
    if any(row.state == OutboxState.DOUBTFUL for row in rows):
        return None  # nothing overtakes what may have been said
    backing_off = [row for row in rows if row.state == OutboxState.BACKING_OFF]
    channel, address, limited = address_of(connection, chat)
    if not address:
        _give_up(connection, rows)
        return None
    free = room_again(_sent_lately(connection, chat, now), now) if limited else now
    free = max((free, *(row.release for row in backing_off)))  # nothing overtakes what failed
    waiting = [
        Waiting(row.id, Manner(row.manner), row.release, alone=bool(row.file)) for row in rows
    ]
    piled_up = bool(backing_off) or any(row.held for row in rows)
    ids = next_bundle(waiting, now, free, piled_up=piled_up)
    if not ids:
        _hold(connection, [row for row in rows if row.release <= now], free)
        return None
    said = [row for row in rows if row.id in ids]
    ours = current_epoch(lease_of(channel)) == fence
    claimed = connection.execute(
        OUTBOX.update()
        .where(OUTBOX.c.id.in_(ids), IS_OPEN, ours)
        .values(state=OutboxState.SENDING, said_with=min(ids), fence=fence)
    )
    if claimed.rowcount < len(ids):
        raise Overtaken(ids)
    message = _together(connection, said, channel, address, chat)
    return replace(message, at=now, fence=fence)


def lease_of(channel: str) -> str:
    """The name of the lease of those who speak on a channel."""
    return f"channel:{channel}"


def _together(
    connection: Connection, said: Sequence[Row[Any]], channel: str, address: str, chat: Chat
) -> Outgoing:
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
        file=said[0].file,
        sealed=vault.sealed_for(connection, [(row.text, row.phone_of) for row in said]),
    )


def _waiting(connection: Connection, chat: Chat) -> Sequence[Row[Any]]:
    return connection.execute(
        select(OUTBOX)
        .where(
            OUTBOX.c.chat == chat.id,
            OUTBOX.c.private == chat.private,
            IS_OPEN | _TO_BE_ASKED,
            UNSAID,
        )
        .order_by(OUTBOX.c.id)
    ).all()


def _give_up(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """There is nowhere to say them."""
    ids = [row.id for row in rows]
    gone = {"state": OutboxState.GIVEN_UP, "error": "no address"}
    connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids), IS_OPEN).values(gone))


def _hold(connection: Connection, ripe: Sequence[Row[Any]], free: datetime) -> None:
    """Nothing can be said there now: what is ripe waits until `free`, then goes together."""
    ids = [row.id for row in ripe]
    connection.execute(
        update(OUTBOX).where(OUTBOX.c.id.in_(ids), IS_OPEN).values(release=free, held=True)
    )


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
