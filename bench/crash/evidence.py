"""What the database and the gateway say when all is quiet, as values for model.py."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from bench.crash.ledger import Ledger
from bench.crash.model import (
    Change,
    Evidence,
    Kept,
    Promise,
    Queued,
    Received,
    Said,
    Told,
)
from bench.crash.town import DEADLY
from community.activities import Signup
from community.callbacks import Callback
from community.cases import Case
from community.messages import Message
from storage.engine import open_reader
from storage.plumbing import (
    INBOX,
    JOBS,
    JOURNAL,
    OPEN,
    OUTBOX,
    InboxState,
    JobState,
    OutboxState,
)
from storage.schema import TABLES

UNCLAIMED = "图片无主"  # the job that asks whose a picture is

# Of each of these there may be only one with the same values in these fields.
_ONLY = {
    Case: ("message",),
    Message: ("cause",),
    Signup: ("activity", "person"),
    Callback: ("case", "person", "round"),
}


class Database:
    """The database of a run, read from outside, past everything that is to be proved."""

    def __init__(self, url: str) -> None:
        self._engine = open_reader(url)

    def is_calm(self, now: datetime) -> bool:
        """True if nothing is under way, nothing waits to be said, and nothing is due."""
        with self._engine.connect() as connection:
            return not any(_exists(connection, one) for one in _unrest(now))

    def evidence(self, ledger: Ledger, told: Sequence[Told], at: datetime) -> Evidence:
        with self._engine.connect() as connection:
            return Evidence(
                at=at,
                told=told,
                acknowledged=frozenset(ledger.kept),
                said=[_said(line) for line in ledger.said],
                inbox=[
                    Received(r.cause, r.state, r.attempts, r.error)
                    for r in _all(connection, INBOX)
                ],
                outbox=[_queued(row) for row in _all(connection, OUTBOX)],
                jobs=list(_promises(connection)),
                journal=[
                    Change(r.cause, r.kind, r.code, not r.before)
                    for r in _all(connection, JOURNAL)
                ],
                records=list(_records(connection)),
            )

    def close(self) -> None:
        self._engine.dispose()


def _unrest(now: datetime) -> Iterator[Any]:
    """What there still is to do."""
    yield select(INBOX.c.cause).where(INBOX.c.state == InboxState.RECEIVED)
    yield select(OUTBOX.c.id).where(OUTBOX.c.state.in_((*OPEN, OutboxState.SENDING)))
    yield select(JOBS.c.id).where(JOBS.c.state == JobState.WAITING, JOBS.c.next_try <= now)


def _exists(connection: Connection, query: Any) -> bool:
    return connection.execute(query.limit(1)).first() is not None


def _all(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    yield from connection.execute(select(table))


def _said(line: Any) -> Said:
    return Said(tuple(line["ids"]), line["account"], line["to"], line["text"])


def _promises(connection: Connection) -> Iterator[Promise]:
    pictures = _all(connection, TABLES[Message])
    deadly = {row.code for row in pictures if DEADLY in row.file}
    for row in _all(connection, JOBS):
        is_deadly = row.kind == UNCLAIMED and row.subject in deadly
        yield Promise(row.key, row.kind, row.state, row.next_try, deadly=is_deadly)


def _queued(row: Row[Any]) -> Queued:
    return Queued(
        id=row.id,
        cause=row.cause,
        chat=row.chat,
        private=row.private,
        text=row.text,
        manner=row.manner,
        state=row.state,
        error=row.error,
    )


def _records(connection: Connection) -> Iterator[Kept]:
    for kind, fields in _ONLY.items():
        for row in _all(connection, TABLES[kind]):
            only = tuple(str(getattr(row, name)) for name in fields)
            yield Kept(kind.__name__, row.code, only)
