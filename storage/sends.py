"""What became of what was being sent: said, refused, in doubt, given up.

A send cannot be undone and takes no key, so a crash between sending and settling leaves the row in
doubt. The channel is asked whether it said it; if it cannot tell, the row stays in doubt: visible,
and not sent again by itself.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Connection, Update, select

from community.people import Person, Room
from community.speech import LATEST_IN_GROUP, LATEST_IN_PRIVATE, retry_at
from storage.outbox import Outgoing
from storage.plumbing import OUTBOX, OutboxState
from storage.queueing import HELD
from storage.schema import TABLES
from storage.unsettled import IS_OPEN, IS_UNSURE


def settle_sent(connection: Connection, ids: Collection[int], now: datetime) -> None:
    """They were said, as one message. The first to say so decides when."""
    connection.execute(
        OUTBOX.update()
        .where(OUTBOX.c.id.in_(ids), OUTBOX.c.state != OutboxState.SENT)
        .values(state=OutboxState.SENT, sent_at=now)
    )
    connection.execute(OUTBOX.update().where(OUTBOX.c.id == min(ids)).values(collapsed=len(ids)))


def settle_failed(connection: Connection, message: Outgoing, now: datetime, error: str) -> int:
    """It was refused: try again later, all that piles up with it. How often it has failed now.

    0 if somebody else has taken it over meanwhile, who knows better.
    """
    if not hand_back(connection, message):
        return 0
    head = OUTBOX.c.id == min(message.ids)
    retry = int(connection.execute(select(OUTBOX.c.retry).where(head)).scalar_one()) + 1
    again = retry_at(retry, now)
    connection.execute(
        OUTBOX.update()
        .where(head)
        .values(
            state=OutboxState.BACKING_OFF, retry=retry, retry_at=again, release=again, error=error
        )
    )
    return retry


def hand_back(connection: Connection, message: Outgoing) -> bool:
    """It was claimed and certainly not said: it waits again. False if it is no longer ours."""
    return bool(
        connection.execute(
            _being_sent(message).values(state=OutboxState.WAITING, retry_at=None)
        ).rowcount
    )


def settle_doubtful(connection: Connection, message: Outgoing, now: datetime, error: str) -> None:
    """Nobody knows whether it was said, unless its echo has told meanwhile: ask, from now on."""
    connection.execute(
        _being_sent(message).values(state=OutboxState.DOUBTFUL, retry_at=now, error=error)
    )


def settle_unsaid(connection: Connection, message: Outgoing) -> None:
    """What was in doubt was not said: it waits again, before what came after it."""
    connection.execute(_in_doubt(message).values(state=OutboxState.WAITING, retry_at=None))


def settle_unknown(connection: Connection, message: Outgoing) -> None:
    """What is in doubt stays so: the channel cannot tell. It is not asked again."""
    connection.execute(_in_doubt(message).values(retry_at=None))


def ask_later(connection: Connection, message: Outgoing, again: datetime) -> None:
    """The channel could not be asked."""
    connection.execute(_in_doubt(message).values(retry_at=again))


def _being_sent(message: Outgoing) -> Update:
    return OUTBOX.update().where(
        OUTBOX.c.id.in_(message.ids),
        OUTBOX.c.state == OutboxState.SENDING,
        OUTBOX.c.fence == message.fence,
    )


def _in_doubt(message: Outgoing) -> Update:
    return OUTBOX.update().where(
        OUTBOX.c.id.in_(message.ids),
        OUTBOX.c.state == OutboxState.DOUBTFUL,
        OUTBOX.c.fence == message.fence,
    )


def give_up(connection: Connection, ids: Collection[int], error: str) -> None:
    """What still waits of them will not be said."""
    connection.execute(
        OUTBOX.update()
        .where(OUTBOX.c.id.in_(ids), IS_OPEN)
        .values(state=OutboxState.GIVEN_UP, error=error)
    )


def too_late(connection: Connection, now: datetime) -> Sequence[tuple[int, str, str]]:
    """Id, chat and cause of what has waited for so long that nobody should hear it any more."""
    private, at = OUTBOX.c.private, OUTBOX.c.at
    late_in_group = ~private & (at <= now - LATEST_IN_GROUP)
    late_in_private = private & (at <= now - LATEST_IN_PRIVATE)
    rows = connection.execute(
        select(OUTBOX.c.id, OUTBOX.c.chat, OUTBOX.c.cause).where(
            IS_OPEN, OUTBOX.c.release != HELD, late_in_group | late_in_private
        )
    )
    return sorted((row.id, row.chat, row.cause) for row in rows)


def doubt_interrupted(connection: Connection, channel: str, epoch: int, now: datetime) -> int:
    """Mark what was being sent there up to that lease: to be asked about. How many.

    Nothing may be under way when the holder of the lease asks.
    """
    return connection.execute(
        OUTBOX.update()
        .where(IS_UNSURE, OUTBOX.c.state == OutboxState.SENDING)
        .where(OUTBOX.c.channel == channel, OUTBOX.c.fence <= epoch)
        .values(state=OutboxState.DOUBTFUL, retry_at=now, error="interrupted")
    ).rowcount


def said_since(
    connection: Connection, channel: str, since: datetime
) -> Sequence[tuple[str, datetime]]:
    """Address and time of every message said on that channel after `since`, oldest first."""
    said = (OUTBOX.c.sent_at > since) & (OUTBOX.c.collapsed > 0)
    found = [
        select(table.c.address, OUTBOX.c.sent_at)
        .join(table, table.c.code == OUTBOX.c.chat)
        .where(said, OUTBOX.c.private.is_(private), table.c.channel == channel)
        for table, private in ((TABLES[Room], False), (TABLES[Person], True))
    ]
    rows = [row for query in found for row in connection.execute(query)]
    return sorted(((row.address, row.sent_at) for row in rows), key=itemgetter(1))


def release_refused(connection: Connection, channel: str, now: datetime) -> int:
    """The channel carries again: what it refused may be tried at once. How many messages."""
    return connection.execute(
        OUTBOX.update()
        .where(IS_OPEN, OUTBOX.c.state == OutboxState.BACKING_OFF)
        .where(OUTBOX.c.channel == channel, OUTBOX.c.release > now)
        .values(release=now, retry_at=now)
    ).rowcount
