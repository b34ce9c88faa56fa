"""Nobody's words are kept for ever: what is old enough is cleared away, a little at a time.

inbox     messages that were handled: only needed so that none is handled twice
outbox    what was said: the text goes; that, when and where it was said stays, and is counted
journal   changes of records: the words in them go; who changed what, and when, stays
messages  what was kept for a person to look at: the text goes, unless it still waits for one
lessons   what workers taught: the text goes, and is not learned from any more

Each call looks at a bounded number of rows and remembers where it stopped, so that nobody waits
for the lock, and needs no index that every message would pay for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    Text,
    bindparam,
    select,
    type_coerce,
)

from community.lessons import Lesson
from community.messages import Message, MessageState
from storage.columns import Word
from storage.erasure import ERASED, without_words
from storage.plumbing import EXPIRY, INBOX, JOURNAL, OPEN, OUTBOX, InboxState, OutboxState
from storage.schema import TABLES

BATCH = 500
_MESSAGES, _LESSONS = TABLES[Message], TABLES[Lesson]
_SKIPPED = "outbox skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """For how long each is kept."""

    inbox: timedelta = timedelta(days=90)
    outbox_text: timedelta = timedelta(days=180)
    journal_words: timedelta = timedelta(days=365)
    message_text: timedelta = timedelta(days=180)
    lesson_text: timedelta = timedelta(days=365)


USUAL = Periods()


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many rows of each were deleted, or lost their words."""

    inbox: int
    outbox: int
    journal: int
    messages: int
    lessons: int

    @property
    def rows(self) -> int:
        return self.inbox + self.outbox + self.journal + self.messages + self.lessons


class _Step(NamedTuple):
    """How many rows were cleared, and whether none is left to look at."""

    rows: int
    done: bool


def clear(connection: Connection, now: datetime, periods: Periods, batch: int = BATCH) -> Cleared:
    """Look at the next `batch` rows of each, and clear away what is too old."""
    steps = _steps(connection, now, periods, batch)
    return Cleared(*(step().rows for step in steps))


def clear_all(connection: Connection, now: datetime, periods: Periods) -> Cleared:
    """The same with all there are, at once: for a database that nobody else can use yet."""
    connection.execute(EXPIRY.delete())
    return Cleared(*(_whole(step) for step in _steps(connection, now, periods, BATCH)))


def _steps(
    connection: Connection, now: datetime, periods: Periods, batch: int
) -> Sequence[Callable[[], _Step]]:
    return (
        partial(_clear_inbox, connection, now - periods.inbox, batch),
        partial(_clear_outbox, connection, now - periods.outbox_text, batch),
        partial(_clear_journal, connection, now - periods.journal_words, batch),
        partial(_clear_messages, connection, now - periods.message_text, batch),
        partial(_clear_lessons, connection, now - periods.lesson_text, batch),
    )


def _whole(step: Callable[[], _Step]) -> int:
    rows, done = 0, False
    while not done:
        taken = step()
        rows, done = rows + taken.rows, taken.done
    return rows


def _clear_inbox(connection: Connection, before: datetime, batch: int) -> _Step:
    page = _page(connection, INBOX, INBOX.c.cause, batch)
    old = [r.cause for r in page if r.at < before and r.state != InboxState.RECEIVED]
    if old:
        connection.execute(INBOX.delete().where(INBOX.c.cause.in_(old)))
    _go_round(connection, INBOX, [row.cause for row in page], batch)
    return _Step(len(old), len(page) < batch)


def _clear_outbox(connection: Connection, before: datetime, batch: int) -> _Step:
    """What is still to be said stops it: that has its text until it is settled, which is soon.

    What is being said is skipped, and looked at again each time: its channel may be gone for ever.
    """
    page = _page(connection, OUTBOX, OUTBOX.c.id, batch)
    old = list(takewhile(lambda r: (r.sent_at or r.at) < before and r.state not in OPEN, page))
    skipped = _skipped(connection)
    unclear = [row.id for row in (*skipped, *old) if row.state in _UNCLEAR]
    said = [row.id for row in (*skipped, *old) if row.text and row.id not in unclear]
    if said:
        connection.execute(OUTBOX.update().where(OUTBOX.c.id.in_(said)).values(text=ERASED))
    _go_on(connection, OUTBOX, [row.id for row in old])
    if unclear != [row.id for row in skipped]:
        _remember(connection, _SKIPPED, " ".join(map(str, unclear)))
    return _Step(len(said), len(old) < batch)


_UNCLEAR = (*OPEN, OutboxState.SENDING)  # what was skipped may have to be said again


def _skipped(connection: Connection) -> Sequence[Row[Any]]:
    """The rows of the outbox that we went past, oldest first."""
    ids = connection.execute(select(EXPIRY.c.reached).where(EXPIRY.c.name == _SKIPPED)).scalar()
    if not ids:
        return ()
    here = OUTBOX.c.id.in_([int(one) for one in ids.split()])
    return connection.execute(_rows(OUTBOX).where(here).order_by(OUTBOX.c.id)).all()


def _clear_journal(connection: Connection, before: datetime, batch: int) -> _Step:
    page = _page(connection, JOURNAL, JOURNAL.c.id, batch)
    old = list(takewhile(lambda row: row.at < before, page))
    blank = [
        {
            "of": row.id,
            "was": without_words(row.kind, row.before),
            "became": without_words(row.kind, row.after),
        }
        for row in old
    ]
    kept = {row.id: (row.before, row.after) for row in old}
    changed = [one for one in blank if (one["was"], one["became"]) != kept[one["of"]]]
    if changed:
        connection.execute(_BLANK_JOURNAL, changed)
    _go_on(connection, JOURNAL, [row.id for row in old])
    return _Step(len(changed), len(old) < batch)


_BLANK_JOURNAL = (
    JOURNAL.update()
    .where(JOURNAL.c.id == bindparam("of"))
    .values(before=bindparam("was"), after=bindparam("became"))
)


def _clear_messages(connection: Connection, before: datetime, batch: int) -> _Step:
    page = _page(connection, _MESSAGES, _MESSAGES.c.code, batch)
    old = [
        row.code
        for row in page
        if row.text and row.at < before and row.state != MessageState.FOR_A_PERSON
    ]
    if old:
        connection.execute(_MESSAGES.update().where(_MESSAGES.c.code.in_(old)).values(text=ERASED))
    _go_round(connection, _MESSAGES, [row.code for row in page], batch)
    return _Step(len(old), len(page) < batch)


def _clear_lessons(connection: Connection, before: datetime, batch: int) -> _Step:
    page = _page(connection, _LESSONS, _LESSONS.c.code, batch)
    old = [row.code for row in page if row.text and row.at < before]
    if old:
        connection.execute(_LESSONS.update().where(_LESSONS.c.code.in_(old)).values(text=ERASED))
    _go_round(connection, _LESSONS, [row.code for row in page], batch)
    return _Step(len(old), len(page) < batch)


def _page(
    connection: Connection, table: Table, key: Column[Any], batch: int
) -> Sequence[Row[Any]]:
    """The next rows behind where we stopped, by key."""
    reached = connection.execute(
        select(EXPIRY.c.reached).where(EXPIRY.c.name == table.name)
    ).scalar()
    query = _rows(table).order_by(key).limit(batch)
    if reached:
        query = query.where(key > (int(reached) if key.name == "id" else reached))
    return connection.execute(query).all()


def _rows(table: Table) -> Select[Any]:
    return select(*map(_as_kept, table.columns))


def _as_kept(column: Column[Any]) -> ColumnElement[Any]:
    """Words as text: a record that nobody can read grows old too."""
    is_word = isinstance(column.type, Word)
    return type_coerce(column, Text).label(column.name) if is_word else column


def _go_on(connection: Connection, table: Table, ids: Sequence[int]) -> None:
    """These are cleared for good: rows come in the order of their ids, the oldest first."""
    if ids:
        _remember(connection, table.name, str(ids[-1]))


def _go_round(connection: Connection, table: Table, keys: Sequence[str], batch: int) -> None:
    """Keys tell nothing of age: behind the last one, begin again with the first."""
    _remember(connection, table.name, keys[-1] if len(keys) == batch else "")


def _remember(connection: Connection, name: str, reached: str) -> None:
    here = EXPIRY.c.name == name
    if connection.execute(select(EXPIRY.c.name).where(here)).first() is None:
        connection.execute(EXPIRY.insert().values(name=name, reached=reached))
    else:
        connection.execute(EXPIRY.update().where(here).values(reached=reached))
