"""Read models: what pages and the acceptance runner look at. Nothing here writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.plumbing import JOBS, JOURNAL, OUTBOX, JobState
from storage.records import SqlRecords


@dataclass(frozen=True, slots=True)
class Outbox:
    """One outgoing message, as the vocabulary names its fields."""

    id: int
    code: str
    community: str
    at: datetime
    room: str
    state: str
    retry: int
    retry_at: datetime | None
    collapsed: int


@dataclass(frozen=True, slots=True)
class WaitingJob:
    """A promise still to be kept."""

    kind: str
    subject: str
    community: str
    due: datetime


def last_ids(records: SqlRecords) -> Mapping[str, int]:
    """The last id of the journal and of the outbox."""
    tables = {"journal": JOURNAL, "outbox": OUTBOX}
    return {
        name: records.connection.execute(select(func.max(table.c.id))).scalar() or 0
        for name, table in tables.items()
    }


def created_since(records: SqlRecords, journal_id: int) -> frozenset[tuple[str, str, str]]:
    """Kind, community and code of what came into being after that journal line."""
    rows = records.connection.execute(
        select(JOURNAL.c.kind, JOURNAL.c.community, JOURNAL.c.code).where(
            JOURNAL.c.id > journal_id, JOURNAL.c.before == ""
        )
    )
    return frozenset((row.kind, row.community, row.code) for row in rows)


def outgoing(records: SqlRecords) -> Sequence[Outbox]:
    """Every outgoing message, in order."""
    rows = records.connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))
    return [
        Outbox(
            id=row.id,
            code=f"OUT{row.id}",
            community=row.community,
            at=row.at,
            room=row.chat,
            state=row.state,
            retry=row.retry,
            retry_at=row.retry_at,
            collapsed=row.collapsed,
        )
        for row in rows
    ]


def waiting_jobs(records: SqlRecords, community: str = "") -> Sequence[WaitingJob]:
    """Jobs whose time has not come, the next first."""
    query = select(JOBS).where(JOBS.c.state == JobState.WAITING).order_by(JOBS.c.due, JOBS.c.id)
    if community:
        query = query.where(JOBS.c.community == community)
    return [
        WaitingJob(row.kind, row.subject, row.community, row.due)
        for row in records.connection.execute(query)
    ]
