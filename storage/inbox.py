"""Every message ever seen, by cause: what makes handling happen once.

A channel that cannot deliver again calls `receive` before anything else: then the message survives
a crash, and is handled when its content has been fetched. What fails is tried again, then shown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from storage.plumbing import INBOX, InboxState

MOST_ATTEMPTS = 4


def receive(connection: Connection, cause: str, now: datetime, payload: str = "") -> bool:
    """Keep a message that is still to be handled. False if it was seen before."""
    row = insert(INBOX).values(
        cause=cause, at=now, state=InboxState.RECEIVED, attempts=0, payload=payload, error=""
    )
    return connection.execute(row.on_conflict_do_nothing()).rowcount == 1


def first_sight(connection: Connection, causes: Mapping[str, datetime]) -> frozenset[str]:
    """Note that these are handled from now on; those among them that had not been before."""
    if not causes:
        return frozenset()
    seen = select(INBOX.c.cause).where(
        INBOX.c.cause.in_(list(causes)), INBOX.c.state != InboxState.RECEIVED
    )
    handled = frozenset(connection.execute(seen).scalars())
    new = [
        {
            "cause": cause,
            "at": at,
            "state": InboxState.DONE,
            "attempts": 0,
            "payload": "",
            "error": "",
        }
        for cause, at in causes.items()
        if cause not in handled
    ]
    if new:
        connection.execute(_NOTE, new)
    return frozenset(causes) - handled


_NOTE = insert(INBOX).on_conflict_do_update(
    index_elements=["cause"], set_={"state": InboxState.DONE, "payload": ""}
)


def put_off(
    connection: Connection, cause: str, now: datetime, error: str, *, final: bool = False
) -> bool:
    """What waits failed: try again in 1, 2, 4 minutes. False if that was the last time.

    What has been handled meanwhile stays handled.
    """
    if state_of(connection, cause) is not InboxState.RECEIVED:
        return True
    return _try_again(connection, cause, now, error=error, final=final)


def take_back(
    connection: Connection, cause: str, now: datetime, error: str, *, payload: str, final: bool
) -> bool:
    """It was noted as handled in this very transaction, and could not be; then as `put_off`."""
    return _try_again(connection, cause, now, error=error, final=final, payload=payload)


def _try_again(
    connection: Connection, cause: str, now: datetime, *, final: bool, **values: str
) -> bool:
    attempts = (
        connection.execute(select(INBOX.c.attempts).where(INBOX.c.cause == cause)).scalar() or 0
    ) + 1
    last = final or attempts >= MOST_ATTEMPTS
    connection.execute(
        INBOX.update()
        .where(INBOX.c.cause == cause)
        .values(
            attempts=attempts,
            at=now + timedelta(minutes=2 ** (attempts - 1)),
            state=InboxState.FAILED if last else InboxState.RECEIVED,
            **values,
        )
    )
    return not last


def waiting(connection: Connection, now: datetime, prefix: str = "") -> Sequence[tuple[str, str]]:
    """Cause and payload of what is to be handled by now, oldest first."""
    query = select(INBOX.c.cause, INBOX.c.payload).where(
        INBOX.c.state == InboxState.RECEIVED, INBOX.c.at <= now
    )
    if prefix:
        query = query.where(INBOX.c.cause.startswith(prefix, autoescape=True))
    rows = connection.execute(query.order_by(INBOX.c.at)).all()
    return [(row.cause, row.payload) for row in rows]


def state_of(connection: Connection, cause: str) -> InboxState | None:
    """How far we are with a message; None if it was never seen."""
    found = connection.execute(select(INBOX.c.state).where(INBOX.c.cause == cause)).scalar()
    return None if found is None else InboxState(found)


def next_time(connection: Connection) -> datetime | None:
    """When the next message that failed is to be tried again."""
    query = select(INBOX.c.at).where(INBOX.c.state == InboxState.RECEIVED, INBOX.c.payload != "")
    return connection.execute(query.order_by(INBOX.c.at).limit(1)).scalar()


def states(connection: Connection) -> Mapping[str, int]:
    """How many messages wait or have failed."""
    counted = connection.execute(
        select(INBOX.c.state, func.count())
        .where(INBOX.c.state != InboxState.DONE)
        .group_by(INBOX.c.state)
    )
    return dict(counted.all())
