"""Read models: what pages and the acceptance runner look at. Nothing here writes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, cast, func, literal, or_, select

from community.cases import Case
from community.messages import Chat
from community.records import Step
from storage.mapping import step_from
from storage.plumbing import (
    JOBS,
    JOURNAL,
    LIFE,
    METADATA,
    OPEN,
    OUTBOX,
    UNSURE,
    JobState,
    OutboxState,
    among,
)
from storage.records import SqlRecords
from storage.vault import hidden


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


@dataclass(frozen=True, slots=True)
class Saying:
    """One message we said; what was said together is one. `id` is its first row in the outbox."""

    id: int
    chat: Chat
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Voice:
    """How much we have said in a chat so far, and the last of it."""

    count: int
    last: Saying


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one message changed (kind, code, whether it came into being), and who heard of it."""

    changes: tuple[tuple[str, str, bool], ...] = ()
    told: tuple[Chat, ...] = ()


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
    waiting = among(JOBS.c.state, [JobState.WAITING])
    query = select(JOBS).where(waiting).order_by(JOBS.c.due, JOBS.c.id)
    if community:
        query = query.where(JOBS.c.community == community)
    return [
        WaitingJob(row.kind, row.subject, row.community, row.due)
        for row in records.connection.execute(query)
    ]


def sayings(records: SqlRecords, chat: Chat, limit: int) -> Sequence[Saying]:
    """The last things we said there, oldest first."""
    there = (OUTBOX.c.chat == chat.id, OUTBOX.c.private == chat.private)
    newest = (
        select(OUTBOX.c.said_with, OUTBOX.c.sent_at)
        .where(*there, OUTBOX.c.state == OutboxState.SENT, OUTBOX.c.collapsed > 0)
        .order_by(OUTBOX.c.sent_at.desc(), OUTBOX.c.id.desc())
        .limit(limit)
    )
    heads = records.connection.execute(newest).all()
    if not heads:
        return []
    since = OUTBOX.c.sent_at >= heads[-1].sent_at
    return _said_with(records, [head.said_with for head in heads], *there, since)


def voices(records: SqlRecords) -> Mapping[Chat, Voice]:
    """For every chat in which we have said anything."""
    heads = _heads()
    counted = records.connection.execute(
        select(func.count(), func.max(heads.c.head).label("last")).group_by(
            heads.c.chat, heads.c.private
        )
    ).all()
    counts = {row.last: row[0] for row in counted}
    return {one.chat: Voice(counts[one.id], one) for one in _said_with(records, tuple(counts))}


def still_to_say(records: SqlRecords) -> Mapping[Chat, Sequence[datetime]]:
    """When what is still to be said may be said, by chat, the next first."""
    queries = [
        select(OUTBOX.c.id, OUTBOX.c.chat, OUTBOX.c.private, OUTBOX.c.release).where(of_them)
        for of_them in (
            among(OUTBOX.c.state, OPEN),
            among(OUTBOX.c.state, UNSURE) & (OUTBOX.c.state == OutboxState.SENDING),
        )
    ]
    rows = [row for query in queries for row in records.connection.execute(query)]
    waiting: dict[Chat, list[datetime]] = defaultdict(list)
    for row in sorted(rows, key=attrgetter("release", "id")):
        waiting[Chat(row.chat, row.private)].append(row.release)
    return waiting


def consequences(records: SqlRecords, causes: Collection[str]) -> Mapping[str, Consequence]:
    """What came of each of those messages, if anything did."""
    changes: dict[str, dict[tuple[str, str, bool], None]] = defaultdict(dict)
    told: dict[str, dict[Chat, None]] = defaultdict(dict)
    for row in records.connection.execute(
        select(JOURNAL).where(JOURNAL.c.cause.in_(causes)).order_by(JOURNAL.c.id)
    ):
        changes[row.cause].setdefault((row.kind, row.code, row.before == ""))
    for row in records.connection.execute(
        select(OUTBOX.c.cause, OUTBOX.c.chat, OUTBOX.c.private)
        .where(OUTBOX.c.cause.in_(causes))
        .order_by(OUTBOX.c.id)
    ):
        told[row.cause].setdefault(Chat(row.chat, row.private))
    return {
        cause: Consequence(tuple(changes[cause]), tuple(told[cause]))
        for cause in changes.keys() | told.keys()
    }


def case_steps(records: SqlRecords, codes: Collection[str]) -> Mapping[str, Sequence[Step]]:
    """What happened to each of those cases, oldest first."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in records.connection.execute(
        select(JOURNAL)
        .where(JOURNAL.c.kind == Case.__name__, JOURNAL.c.code.in_(codes))
        .order_by(JOURNAL.c.id)
    ):
        steps[row.code].append(step_from(Case, row))
    return steps


def lives(records: SqlRecords) -> int:
    """How many times the process has been started over this database."""
    return records.connection.execute(select(func.count()).select_from(LIFE)).scalar_one()


def last_moment(records: SqlRecords) -> datetime | None:
    """The latest time at which anything is known to have happened."""
    columns = (LIFE.c.alive_at, JOURNAL.c.at, OUTBOX.c.sent_at)
    found = (
        records.connection.execute(select(func.max(column, type_=column.type))).scalar()
        for column in columns
    )
    return max((moment for moment in found if moment is not None), default=None)


def tables_holding(records: SqlRecords, word: str) -> Sequence[str]:
    """The names of the tables that have `word` in any field."""
    return [
        table.name
        for table in METADATA.sorted_tables
        if records.connection.execute(
            select(literal(1))
            .select_from(table)
            .where(or_(*(cast(c, Text).contains(word, autoescape=True) for c in table.columns)))
            .limit(1)
        ).scalar()
    ]


def _heads(*conditions: ColumnElement[bool]) -> Any:
    """One row for each message said: its chat, and its first row in the outbox."""
    return (
        select(OUTBOX.c.chat, OUTBOX.c.private, OUTBOX.c.said_with.label("head"))
        .where(OUTBOX.c.state == OutboxState.SENT, *conditions)
        .group_by(OUTBOX.c.said_with, OUTBOX.c.chat, OUTBOX.c.private)
        .subquery()
    )


def _said_with(
    records: SqlRecords, heads: Collection[int], *conditions: ColumnElement[bool]
) -> Sequence[Saying]:
    """The messages of those first rows, each with all that was said in it, oldest first.

    `conditions` hold for all of them: without any, everything ever said is read.
    """
    rows = records.connection.execute(
        select(OUTBOX)
        .where(OUTBOX.c.said_with.in_(heads), OUTBOX.c.state == OutboxState.SENT, *conditions)
        .order_by(OUTBOX.c.said_with, OUTBOX.c.id)
    )
    together: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        together[row.said_with].append(row)
    return [
        Saying(
            head,
            Chat(one[0].chat, one[0].private),
            one[0].sent_at,
            hidden("\n".join(map(_read, one))),
        )
        for head, one in together.items()
    ]


def _read(row: Row[Any]) -> str:
    """What one reads of it: of a file, its name before what stands in it."""
    return f"{row.file}\n{row.text}" if row.file else str(row.text)
