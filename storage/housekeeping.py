"""What the plumbing remembers of itself: when it ran, what it said late, what it left unsaid."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy import Connection, func, select

from storage.plumbing import JOBS, LIFE, OPEN, OUTBOX, JobState, OutboxState, among

_PROCESSES = 1000  # lives looked at: more than a city has processes


def last_run(connection: Connection, kind: str, subject: str) -> datetime | None:
    """The time promised of the last job of that kind for `subject` that ran."""
    query = (
        select(JOBS.c.due)
        .where(JOBS.c.kind == kind, JOBS.c.subject == subject, JOBS.c.state == JobState.DONE)
        .order_by(JOBS.c.due.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def standstill(connection: Connection, start: datetime, end: datetime) -> timedelta:
    """How long of the time from `start` to `end` no process ran, between two that did."""
    before = select(LIFE.c.id).where(LIFE.c.alive_at <= start).limit(1)
    reached = start if connection.execute(before).first() else None
    lives = connection.execute(
        select(LIFE.c.up_at, LIFE.c.alive_at)
        .where(LIFE.c.up_at < end, LIFE.c.alive_at > start)
        .order_by(LIFE.c.up_at)
    )
    total = timedelta()
    for life in lives:
        if reached is not None:
            total += max(life.up_at - reached, timedelta())
        reached = max(reached or life.alive_at, life.alive_at)
    return total


def caught_up(connection: Connection, community: str, start: datetime, end: datetime) -> int:
    """How many messages residents and partners got late."""
    query = select(func.count()).where(
        OUTBOX.c.community == community,
        OUTBOX.c.late,
        OUTBOX.c.sent_at >= start,
        OUTBOX.c.sent_at < end,
    )
    return connection.execute(query).scalar_one()


def dropped(connection: Connection, community: str, start: datetime, end: datetime) -> int:
    """How many group reminders were not said, as their moment had passed."""
    query = select(func.count()).where(
        JOBS.c.community == community,
        among(JOBS.c.state, [JobState.DROPPED]),
        JOBS.c.ran_at >= start,
        JOBS.c.ran_at < end,
    )
    return connection.execute(query).scalar_one()


def not_made(
    connection: Connection, community: str, start: datetime, end: datetime
) -> Sequence[str]:
    """The kinds of jobs due then that were tried again and again, and given up."""
    query = select(JOBS.c.kind).where(
        among(JOBS.c.state, [JobState.FAILED]),
        JOBS.c.community == community,
        JOBS.c.due >= start,
        JOBS.c.due < end,
    )
    kinds = connection.execute(query.order_by(JOBS.c.due)).scalars()
    return tuple(dict.fromkeys(kinds))


def unsent(connection: Connection, community: str) -> tuple[int, int]:
    """How many messages wait to be said, and how many wait to be tried again."""
    query = (
        select(OUTBOX.c.state, func.count())
        .where(OUTBOX.c.community == community)
        .where(among(OUTBOX.c.state, OPEN))
        .group_by(OUTBOX.c.state)
    )
    counted: dict[str, int] = dict(connection.execute(query).all())
    return counted.get(OutboxState.WAITING, 0), counted.get(OutboxState.BACKING_OFF, 0)


def came_up(connection: Connection, now: datetime) -> tuple[int, datetime | None]:
    """Begin a new life at `now`: its id, and when anybody was last seen alive before it."""
    last = connection.execute(select(func.max(LIFE.c.alive_at))).scalar()
    born = LIFE.insert().values(up_at=now, alive_at=now).returning(LIFE.c.id)
    return connection.execute(born).scalar_one(), last


def alive(connection: Connection, life: int, now: datetime) -> None:
    """Note that the process of that life is alive at `now`."""
    connection.execute(LIFE.update().where(LIFE.c.id == life).values(alive_at=now))


def alive_since(connection: Connection, now: datetime, pulse: timedelta) -> datetime:
    """Since when there has always been a process; each is seen alive once a `pulse`."""
    newest = select(LIFE.c.up_at, LIFE.c.alive_at).order_by(LIFE.c.id.desc()).limit(_PROCESSES)
    since = now
    for life in sorted(connection.execute(newest), key=attrgetter("alive_at"), reverse=True):
        if life.alive_at >= since - 2 * pulse:
            since = min(since, life.up_at)
    return since
