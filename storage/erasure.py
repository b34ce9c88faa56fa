"""Words taken back: unreadable in every table, not only in the record that held them.

Every erased cause is remembered (storage/ledger.py), so that a backup from before forgets it too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, insert, or_, select

from community.lessons import Lesson
from storage import inbox
from storage.plumbing import ERASURES, JOURNAL, OUTBOX, OutboxState
from storage.schema import KINDS, TABLES

# Fields of records that hold people's own words.
WORDS = frozenset({"detail", "text", "reason", "spot", "house", "title", "note", "item", "answer"})
ERASED = ""
_LESSONS = TABLES[Lesson]
# What nobody can be shown without a name is called so.
_CALLED_INSTEAD = {"title": "（已撤回）"}


@dataclass(frozen=True, slots=True)
class Erasure:
    """One cause whose words were taken back, and when."""

    cause: str
    at: datetime


def erase(connection: Connection, cause: str, at: datetime) -> None:
    """Blank what the message `cause` said, wherever it was copied to; what waits is not said.

    Nor is it heard any more, if it still waits for that or comes behind its own recall.
    """
    remember(connection, (Erasure(cause, at),))
    inbox.silence(connection, cause, at)
    of_cause = OUTBOX.update().where(OUTBOX.c.cause == cause)
    unsaid = OUTBOX.c.state.in_((OutboxState.WAITING, OutboxState.BACKING_OFF))
    connection.execute(of_cause.where(unsaid).values(state=OutboxState.GIVEN_UP))
    connection.execute(of_cause.values(text=ERASED))
    for code, kind in connection.execute(
        select(JOURNAL.c.code, JOURNAL.c.kind).where(JOURNAL.c.cause == cause).distinct()
    ).all():
        blank_journal(connection, kind, code)
    _unlearn(connection, cause)


def _unlearn(connection: Connection, cause: str) -> None:
    """What was taught by those words, or about them later, has none any more."""
    learned = select(_LESSONS.c.code).where(
        or_(_LESSONS.c.message == cause, _LESSONS.c.cause == cause)
    )
    for code in connection.execute(learned).scalars().all():
        here = _LESSONS.c.code == code
        connection.execute(_LESSONS.update().where(here).values(text=ERASED))
        blank_journal(connection, Lesson.__name__, code)


def erase_again(connection: Connection, erasures: Iterable[Erasure]) -> int:
    """Erase in a database that is older than the erasures. How many of them were news to it.

    No handler runs, so records are blanked here too, where what was said still stands.
    """
    known = {one.cause for one in remembered(connection)}
    news = [one for one in erasures if one.cause not in known]
    for one in news:
        for row in connection.execute(
            select(JOURNAL).where(JOURNAL.c.cause == one.cause).order_by(JOURNAL.c.id)
        ).all():
            _blank_record(connection, row)
        erase(connection, one.cause, one.at)
    return len(news)


def remembered(connection: Connection) -> Iterator[Erasure]:
    """Every erasure there was, oldest first."""
    rows = connection.execute(select(ERASURES).order_by(ERASURES.c.at, ERASURES.c.cause))
    return (Erasure(row.cause, row.at) for row in rows)


def remember(connection: Connection, erasures: Iterable[Erasure]) -> None:
    """Note that these were erased; a cause can be erased more than once, which is noted once."""
    for one in erasures:
        known = select(ERASURES.c.cause).where(ERASURES.c.cause == one.cause)
        if connection.execute(known).first() is None:
            connection.execute(insert(ERASURES).values(cause=one.cause, at=one.at))


@cache
def words_of(kind: str) -> frozenset[str]:
    """The fields of a kind of record that hold people's own words: not a word of a closed set."""
    if kind not in KINDS:  # a noun that there is no more
        return WORDS
    columns = TABLES[KINDS[kind]].c
    return frozenset(c.name for c in columns if c.name in WORDS and c.type.python_type is str)


def without_words(kind: str, text: str) -> str:
    """The fields of a journal row, those that hold words blank."""
    if not text:
        return text
    words = words_of(kind)
    kept = {name: ERASED if name in words else value for name, value in json.loads(text).items()}
    return json.dumps(kept, ensure_ascii=False)


def blank_journal(connection: Connection, kind: str, code: str) -> None:
    """The journal of a record keeps no words."""
    rows = connection.execute(
        select(JOURNAL.c.id, JOURNAL.c.before, JOURNAL.c.after).where(
            JOURNAL.c.kind == kind, JOURNAL.c.code == code
        )
    ).all()
    for row in rows:
        connection.execute(
            JOURNAL.update()
            .where(JOURNAL.c.id == row.id)
            .values(before=without_words(kind, row.before), after=without_words(kind, row.after))
        )


def _blank_record(connection: Connection, change: Row[Any]) -> None:
    kind = KINDS.get(change.kind)
    if kind is None:  # a noun that there is no more
        return
    table = TABLES[kind]
    words = [column for column in table.c if column.name in words_of(change.kind)]
    query = select(table.c.code, *words).where(_is(table, change))
    record = connection.execute(query).one_or_none()
    if record is None:
        return
    later = connection.execute(_of_record(change).where(JOURNAL.c.id > change.id)).all()
    said = _said(record._asdict(), change, later)
    blank: dict[str, object] = {
        name: _CALLED_INSTEAD.get(name, ERASED)
        for name, now in record._asdict().items()
        if name in words_of(change.kind) and said.get(name) and str(said[name]) in (now or "")
    }
    if blank:
        if "recalled" in table.c:  # a case that was taken back says so
            blank["recalled"] = True
        connection.execute(table.update().where(_is(table, change)).values(blank))


def _said(
    now: Mapping[str, object], change: Row[Any], later: Sequence[Row[Any]]
) -> Mapping[str, object]:
    """What that change wrote. What came into being is as it was before anybody changed it."""
    if change.before:
        wrote: Mapping[str, object] = json.loads(change.after)
        return wrote
    first = dict(now)
    for row in reversed(later):
        first |= json.loads(row.before or "{}")
    return first


def _of_record(change: Row[Any]) -> Select[Any]:
    """The journal of the record that a change was made to, oldest first."""
    return (
        select(JOURNAL)
        .where(
            JOURNAL.c.kind == change.kind,
            JOURNAL.c.code == change.code,
            JOURNAL.c.community == change.community,
        )
        .order_by(JOURNAL.c.id)
    )


def _is(table: Table, change: Row[Any]) -> Any:
    here = table.c.code == change.code
    return here & (table.c.community == change.community) if len(table.primary_key) > 1 else here
