"""Jobs waiting for their time. A job follows from a record, or comes every day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert  # SQLite understands it too

from community.effects import Job
from storage.plumbing import JOBS, JobState, among

MOST_ATTEMPTS = 5
BATCH = 50


def follow(connection: Connection, subject: str, community: str, wanted: Collection[Job]) -> None:
    """Make the waiting jobs of `subject` equal to `wanted`. What is done stays done."""
    by_key = {job.key: job for job in wanted}
    kept = connection.execute(_OF_SUBJECT, {"subject": subject, "community": community})
    states = {row.key: row.state for row in kept}
    gone = [k for k, s in states.items() if s == JobState.WAITING and k not in by_key]
    back = [k for k, s in states.items() if s == JobState.CANCELLED and k in by_key]
    for keys, state in ((gone, JobState.CANCELLED), (back, JobState.WAITING)):
        if keys:
            connection.execute(JOBS.update().where(JOBS.c.key.in_(keys)).values(state=state))
    plant(connection, *(job for key, job in by_key.items() if key not in states))


def plant(connection: Connection, *planted: Job) -> None:
    """Add each job unless one with its key exists, done or not."""
    rows = [
        {
            "key": job.key,
            "kind": job.kind,
            "subject": job.subject,
            "community": job.community,
            "due": job.due,
            "next_try": job.due,
        }
        for job in planted
    ]
    if rows:
        connection.execute(_PLANT, rows)


# Built once: both are asked for every record that something follows from.
_OF_SUBJECT = select(JOBS.c.key, JOBS.c.state).where(
    JOBS.c.subject == bindparam("subject"), JOBS.c.community == bindparam("community")
)
_NEW: Mapping[str, ColumnElement[Any]] = {
    "state": literal_column(f"'{JobState.WAITING}'"),
    "attempts": literal_column("0"),
    "error": literal_column("''"),
    **{n: bindparam(n) for n in ("key", "kind", "subject", "community", "due", "next_try")},
}
_PLANT = insert(JOBS).values(_NEW).on_conflict_do_nothing(index_elements=["key"])


def ripe_in(
    connection: Connection, now: datetime, *, besides: Collection[str] = (), most: int = BATCH
) -> frozenset[str]:
    """The communities in which jobs have waited longest, but for those `besides`: at the `most`.

    Those of the first few jobs only; none if there is no job.
    """
    query = select(JOBS.c.community).where(_WAITING, JOBS.c.next_try <= now)
    if besides:
        query = query.where(JOBS.c.community.not_in(sorted(besides)))
    first = connection.execute(query.order_by(*_IN_ORDER).limit(BATCH)).scalars()
    return frozenset(list(dict.fromkeys(first))[:most])


def ripe(
    connection: Connection, now: datetime, communities: Collection[str]
) -> Sequence[Row[Any]]:
    """Waiting jobs of those communities whose time has come, the first first, some at a time."""
    return connection.execute(
        select(JOBS)
        .where(_WAITING, JOBS.c.next_try <= now, JOBS.c.community.in_(sorted(communities)))
        .order_by(*_IN_ORDER)
        .limit(BATCH)
    ).all()


def begin(connection: Connection, ids: Collection[int]) -> Collection[int]:
    """Count an attempt before it is made: those that still wait, and that nobody else has begun.

    So a job that ends the process is tried alone next time, and given up at last.
    """
    mine = select(JOBS.c.id).where(JOBS.c.id.in_(list(ids)), _WAITING)
    free = connection.execute(mine.with_for_update(skip_locked=True)).scalars().all()
    connection.execute(_COUNT.values(attempts=JOBS.c.attempts + 1).where(JOBS.c.id.in_(free)))
    return free


def take_back(connection: Connection, ids: Collection[int]) -> None:
    """The attempt was not made: it was not the fault of these jobs."""
    again = _COUNT.where(JOBS.c.id.in_(list(ids)), _WAITING, JOBS.c.attempts > 0)
    connection.execute(again.values(attempts=JOBS.c.attempts - 1))


_COUNT = JOBS.update()
_WAITING = among(JOBS.c.state, [JobState.WAITING])
_FAILED = among(JOBS.c.state, [JobState.FAILED])
_IN_ORDER = (JOBS.c.next_try, JOBS.c.id)
# Built once: every job asks for it.
_SETTLE = (
    JOBS.update()
    .where(JOBS.c.key.in_(bindparam("keys", expanding=True)), _WAITING)
    .values(state=bindparam("becomes"), ran_at=bindparam("now"))
)


def next_time(connection: Connection) -> datetime | None:
    """When the next job falls due."""
    return connection.execute(
        select(JOBS.c.next_try).where(_WAITING).order_by(JOBS.c.next_try).limit(1)
    ).scalar()


def settle(connection: Connection, keys: Sequence[str], state: JobState, now: datetime) -> bool:
    """Mark waiting jobs in the transaction of their effects.

    False if not every one still waits; then those that do are marked nevertheless.
    """
    given = {"keys": keys, "becomes": state, "now": now}
    return connection.execute(_SETTLE, given).rowcount == len(keys)


def put_off(connection: Connection, key: str, now: datetime, error: str) -> bool:
    """What was begun failed: again in 1, 2, 4, 8 minutes; then it is `failed`, for people to see.

    False if that was the last time.
    """
    begun = connection.execute(select(JOBS.c.attempts).where(JOBS.c.key == key)).scalar_one()
    last = begun >= MOST_ATTEMPTS
    connection.execute(
        JOBS.update()
        .where(JOBS.c.key == key, _WAITING)
        .values(
            error=error[:500],
            next_try=now + timedelta(minutes=2 ** max(begun - 1, 0)),
            state=JobState.FAILED if last else JobState.WAITING,
        )
    )
    return not last


def failed(connection: Connection) -> int:
    """How many jobs failed for good."""
    return connection.execute(select(func.count()).where(_FAILED)).scalar_one()
