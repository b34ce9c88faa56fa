"""The tables that carry the work: inbox, outbox, jobs, questions, journal, counters, life.

inbox      every message ever seen, by cause: what makes handling happen once
outbox     messages to be said     待发 → 发送中 → 已发 · 退避 · 存疑 · 放弃
jobs       what is to happen when  waiting → done · cancelled · dropped · failed
questions  what we wait to hear
members    who has which role, who reported what: list fields of records, to be looked up
journal    every change of every record; append only
counters   the last number given, by letter
life       when a process ran, so that a standstill can be told
leases     which process may speak for an account, or keeps the house: until when
erasures   whose words were taken back: what a restored backup must forget again
expiry     how far the clearing away of old words has come, by what is cleared
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    column,
    literal,
    text,
)
from sqlmodel import AutoString, Field, SQLModel

from storage.columns import COUNTED, PLAIN, Moment

# Constraints get names, so that migrations can drop them on every database.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class OutboxState(StrEnum):
    WAITING = "待发"
    SENDING = "发送中"
    BACKING_OFF = "退避"
    SENT = "已发"
    DOUBTFUL = "存疑"
    GIVEN_UP = "放弃"


class JobState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    DROPPED = "dropped"
    FAILED = "failed"


class InboxState(StrEnum):
    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"


def among(column: ColumnElement[Any], states: Iterable[str]) -> ColumnElement[bool]:
    """True for those states, written into the statement: else no index of some rows is used."""
    return column.in_([literal(str(state), literal_execute=True) for state in states])


def _some(name: str, column_names: str, states: Iterable[str]) -> Index:
    """An index of the rows in those states only: what is over costs nothing."""
    within = among(column("state"), states)
    return Index(name, *column_names.split(), sqlite_where=within, postgresql_where=within)


OPEN = (OutboxState.WAITING, OutboxState.BACKING_OFF)
UNSURE = (OutboxState.SENDING, OutboxState.DOUBTFUL)  # nobody knows whether it was said
_LATE: Any = {"sqlite_where": text("late = 1"), "postgresql_where": text("late")}


def _moment(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Moment, nullable=nullable))


def _text() -> Any:
    return Field(default="", sa_column=Column(Text, nullable=False))


class Row(SQLModel):
    """A row of plumbing."""

    metadata = METADATA


class InboxRow(Row, table=True):
    """One message seen. `payload` holds it, masked, only while it has still to be handled."""

    __tablename__ = "inbox"
    __table_args__ = (
        _some("ix_inbox_received", "at", [InboxState.RECEIVED]),
        _some("ix_inbox_failed", "at", [InboxState.FAILED]),
        {"sqlite_with_rowid": False},  # one tree instead of two
    )

    cause: str = Field(primary_key=True)
    at: datetime = _moment()
    state: str = InboxState.DONE
    attempts: int = 0
    payload: str = _text()
    error: str = _text()


class OutboxRow(Row, table=True):
    """One message to say, or to have said; what stands in a `file`, if it has that name.

    `channel` says it from `release` on, under the lease whose epoch is `fence`. What is in doubt
    is asked about at `retry_at`; without one, nobody can tell. `phone_of`: see storage/vault.py.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("cause", "position"),
        _some("ix_outbox_open", "channel release", OPEN),
        _some("ix_outbox_unsure", "channel", UNSURE),
        Index("ix_outbox_chat_sent_at", "chat", "sent_at"),
        Index("ix_outbox_late", "community", "sent_at", **_LATE),
    )

    id: int | None = Field(default=None, primary_key=True)
    cause: str
    position: int
    community: str
    chat: str
    private: bool
    channel: str = _text()
    fence: int = 0
    text: str = Field(sa_column=Column(Text, nullable=False))
    file: str = _text()
    phone_of: str = _text()
    manner: str
    mentions: str = _text()
    at: datetime = _moment()
    release: datetime = _moment()
    state: str = OutboxState.WAITING
    retry: int = 0
    retry_at: datetime | None = _moment(nullable=True)
    sent_at: datetime | None = _moment(nullable=True)
    said_with: int | None = None
    collapsed: int = 0
    held: bool = False
    late: bool = False
    error: str = _text()


class JobRow(Row, table=True):
    """One promise. `due` never moves; `next_try` does. Done jobs stay, so that none runs twice."""

    __tablename__ = "jobs"
    __table_args__ = (
        _some("ix_jobs_waiting", "next_try id", [JobState.WAITING]),
        _some("ix_jobs_failed", "id", [JobState.FAILED]),
        _some("ix_jobs_dropped", "community ran_at", [JobState.DROPPED]),
        Index("ix_jobs_subject", "subject", "community"),
        Index("ix_jobs_kind_subject_due", "kind", "subject", "due"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    subject: str
    community: str
    due: datetime = _moment()
    next_try: datetime = _moment()
    ran_at: datetime | None = _moment(nullable=True)
    state: str = JobState.WAITING
    attempts: int = 0
    error: str = _text()


class QuestionRow(Row, table=True):
    """What we wait to hear from one person in one chat about one subject."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("chat", "person", "name", "subject"),
        Index("ix_questions_person_chat", "person", "chat"),
        Index("ix_questions_name_subject", "name", "subject"),
    )

    id: int | None = Field(default=None, primary_key=True)
    chat: str
    private: bool
    person: str
    name: str
    subject: str
    asked_at: datetime = _moment()
    until: datetime = _moment()
    payload: str = Field(sa_column=Column(Text, nullable=False))


class JournalRow(Row, table=True):
    """One change of one record. `before` is empty where it came into being."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_kind_code", "kind", "code"),
        Index("ix_journal_cause", "cause"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _moment()
    cause: str
    who: str
    kind: str
    code: str
    community: str
    before: str = _text()
    after: str = _text()


class MemberRow(Row, table=True):
    """One member of a list field of a record: the way from a value back to those that have it."""

    __tablename__ = "members"
    __table_args__ = (Index("ix_members_kind_code", "kind", "code"),)

    kind: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    code: str = Field(primary_key=True)


class CounterRow(Row, table=True):
    """The last number given for a letter."""

    __tablename__ = "counters"

    letter: str = Field(primary_key=True)
    last: int


class LifeRow(Row, table=True):
    """One stretch during which the process ran, from when to when it was last seen alive."""

    __tablename__ = "life"

    id: int | None = Field(default=None, primary_key=True)
    up_at: datetime = _moment()
    alive_at: datetime = _moment()


class LeaseRow(Row, table=True):
    """Who holds it, until when. The epoch grows whenever it changes hands."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = _moment()
    epoch: int


class ErasureRow(Row, table=True):
    """One cause whose words were taken back. Never the words."""

    __tablename__ = "erasures"

    cause: str = Field(primary_key=True)
    at: datetime = _moment()


class ExpiryRow(Row, table=True):
    """The key of the last row of `name` that was looked at for what is too old to be kept."""

    __tablename__ = "expiry"

    name: str = Field(primary_key=True)
    reached: str


def _table(row: type[Row]) -> Table:
    table = METADATA.tables[str(row.__tablename__)]
    for own in table.columns:
        if isinstance(own.type, AutoString | Text):
            own.type = PLAIN
        elif own.name == "id":
            own.type = COUNTED
    return table


INBOX, OUTBOX, JOBS = _table(InboxRow), _table(OutboxRow), _table(JobRow)
QUESTIONS, JOURNAL = _table(QuestionRow), _table(JournalRow)
MEMBERS, COUNTERS, LIFE = _table(MemberRow), _table(CounterRow), _table(LifeRow)
LEASES, ERASURES, EXPIRY = _table(LeaseRow), _table(ErasureRow), _table(ExpiryRow)
