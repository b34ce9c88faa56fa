"""What the plumbing remembers of itself: when it ran, what it said late, what it left unsaid."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from storage.plumbing import JOBS, LIFE, OUTBOX, JobState, OutboxState


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
    """How long of the time from `start` to `end` the process did not run."""
    lives = connection.execute(
        select(LIFE.c.up_at, LIFE.c.alive_at).where(LIFE.c.up_at < end).order_by(LIFE.c.id.desc())
    )
    total, up = timedelta(), end
    for life in lives:
        gap = min(up, end) - max(life.alive_at, start)
        total += max(gap, timedelta()) if up < end else timedelta()
        if life.up_at <= start:
            return total
        up = life.up_at
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
        JOBS.c.state == JobState.DROPPED,
        JOBS.c.ran_at >= start,
        JOBS.c.ran_at < end,
    )
    return connection.execute(query).scalar_one()


def unsent(connection: Connection, community: str) -> tuple[int, int]:
    """How many messages wait to be said, and how many wait to be tried again."""
    query = (
        select(OUTBOX.c.state, func.count())
        .where(OUTBOX.c.community == community)
        .where(OUTBOX.c.state.in_((OutboxState.WAITING, OutboxState.BACKING_OFF)))
        .group_by(OUTBOX.c.state)
    )
    counted = {row.state: row[1] for row in connection.execute(query)}
    return counted.get(OutboxState.WAITING, 0), counted.get(OutboxState.BACKING_OFF, 0)


def came_up(connection: Connection, now: datetime) -> datetime | None:
    """Begin a new life at `now`; when the last one was seen alive, if there was one."""
    last = connection.execute(select(LIFE.c.alive_at).order_by(LIFE.c.id.desc()).limit(1)).scalar()
    connection.execute(LIFE.insert().values(up_at=now, alive_at=now))
    return last


def alive(connection: Connection, now: datetime) -> None:
    """Note that the process is alive at `now`."""
    newest = select(func.max(LIFE.c.id)).scalar_subquery()
    connection.execute(LIFE.update().where(LIFE.c.id == newest).values(alive_at=now))
