"""Every message ever seen, by cause: what makes handling happen once.

A channel that cannot deliver again calls `receive` before anything else: then the message survives
a crash, and is handled when its content has been fetched. What fails is tried again, then shown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import insert  # SQLite understands it too

from storage.plumbing import INBOX, InboxState, among

MOST_ATTEMPTS = 4

_RECEIVED = among(INBOX.c.state, [InboxState.RECEIVED])
_FAILED = among(INBOX.c.state, [InboxState.FAILED])
_AT = INBOX.c.at.type


def receive(connection: Connection, cause: str, now: datetime, payload: str = "") -> bool:
    """Keep a message that is still to be handled. False if it was seen before."""
    row = insert(INBOX).values(
        cause=cause, at=now, state=InboxState.RECEIVED, attempts=0, payload=payload, error=""
    )
    return connection.execute(row.on_conflict_do_nothing()).rowcount == 1


def first_sight(connection: Connection, causes: Mapping[str, datetime]) -> frozenset[str]:
    """Note that these are handled from now on; those among them that had not been before.

    In one statement: of two processes that hear the same message, one is the first.
    """
    if not causes:
        return frozenset()
    rows = [{"cause": cause, "at": causes[cause]} for cause in sorted(causes)]
    return frozenset(connection.execute(_NOTE, rows).scalars())


# What is the same in every row is written into the statement: cheaper than binding it.
_NEW = insert(INBOX).values(
    cause=bindparam("cause"),
    at=bindparam("at"),
    state=literal_column(f"'{InboxState.DONE}'"),
    attempts=literal_column("1"),
    payload=literal_column("''"),
    error=literal_column("''"),
)
_NOTE = _NEW.on_conflict_do_update(
    index_elements=["cause"],
    set_={
        "state": InboxState.DONE,
        "payload": "",
        "attempts": case((INBOX.c.attempts == 0, 1), else_=INBOX.c.attempts),
    },
    where=INBOX.c.state == InboxState.RECEIVED,
).returning(INBOX.c.cause)


def silence(connection: Connection, cause: str, now: datetime) -> None:
    """Its words were taken back: keep none of them, and never handle it, whenever it comes."""
    first_sight(connection, {cause: now})
    connection.execute(INBOX.update().where(INBOX.c.cause == cause).values(payload=""))


def begin(connection: Connection, cause: str, now: datetime) -> InboxState:
    """Count another attempt before it is made, and keep others from making it meanwhile.

    RECEIVED: go on; FAILED: the last attempt has been made, it is set aside now; DONE: somebody
    else has it. So a message that ends the process ends it a few times only. In one statement: of
    two processes that begin the same message, one goes on.
    """
    due = (INBOX.c.cause == cause, _RECEIVED, INBOX.c.at <= now)
    pauses = {before: literal(now + _pause(before + 1), _AT) for before in range(MOST_ATTEMPTS)}
    last = INBOX.c.attempts >= MOST_ATTEMPTS
    begun = (
        INBOX.update()
        .where(*due)
        .values(
            attempts=case((last, INBOX.c.attempts), else_=INBOX.c.attempts + 1),
            at=case(pauses, value=INBOX.c.attempts, else_=literal(now, _AT)),
            state=case((last, InboxState.FAILED), else_=InboxState.RECEIVED),
        )
    )
    state = connection.execute(begun.returning(INBOX.c.state)).scalar()
    return InboxState.DONE if state is None else InboxState(state)


def excuse(connection: Connection, cause: str) -> None:
    """The attempt that `begin` counted was not made: it was not the fault of the message."""
    connection.execute(
        INBOX.update()
        .where(INBOX.c.cause == cause, _RECEIVED, INBOX.c.attempts > 0)
        .values(attempts=INBOX.c.attempts - 1)
    )


def put_off(
    connection: Connection,
    cause: str,
    now: datetime,
    error: str,
    *,
    counted: bool = False,
    final: bool = False,
) -> bool:
    """What waits failed: try again in 1, 2, 4 minutes. False if that was the last time.

    What has been handled meanwhile stays handled. `counted`: by `begin`.
    """
    if state_of(connection, cause) is not InboxState.RECEIVED:
        return True
    attempts = _attempts(connection, cause) + (not counted)
    last = final or attempts >= MOST_ATTEMPTS
    _set_aside(connection, cause, now, last=last, attempts=attempts, error=error)
    return not last


def take_back(
    connection: Connection, cause: str, now: datetime, error: str, *, payload: str, final: bool
) -> bool:
    """It was noted as handled in this very transaction, and could not be; then as `put_off`."""
    attempts = _attempts(connection, cause)
    last = final or attempts >= MOST_ATTEMPTS
    _set_aside(connection, cause, now, last=last, attempts=attempts, error=error, payload=payload)
    return not last


def _attempts(connection: Connection, cause: str) -> int:
    """How often it was begun."""
    found = connection.execute(select(INBOX.c.attempts).where(INBOX.c.cause == cause)).scalar()
    return int(found or 0)


def _set_aside(
    connection: Connection,
    cause: str,
    now: datetime,
    *,
    last: bool,
    attempts: int,
    **values: str,
) -> None:
    """For a while, or for good."""
    connection.execute(
        INBOX.update()
        .where(INBOX.c.cause == cause)
        .values(
            attempts=attempts,
            at=now + _pause(attempts),
            state=InboxState.FAILED if last else InboxState.RECEIVED,
            **values,
        )
    )


def _pause(attempts: int) -> timedelta:
    """Until it is tried again: 1, 2, 4 minutes."""
    return timedelta(minutes=2 ** max(attempts - 1, 0))


def waiting(connection: Connection, now: datetime, prefix: str = "") -> Sequence[tuple[str, str]]:
    """Cause and payload of what is to be handled by now, oldest first."""
    query = select(INBOX.c.cause, INBOX.c.payload).where(_RECEIVED, INBOX.c.at <= now)
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
    query = select(INBOX.c.at).where(_RECEIVED, INBOX.c.payload != "")
    return connection.execute(query.order_by(INBOX.c.at).limit(1)).scalar()


def failed(connection: Connection) -> int:
    """How many messages were set aside for good."""
    return connection.execute(select(func.count()).where(_FAILED)).scalar_one()
