"""A past as our own code would have written it, any number of rows of it, in little time.

The rows of lives that the real bot has lived (bench/lives.py) are multiplied inside the database:
every name in them (codes, ids, people, places) is counted on, every time moved back. Each case
comes with the chatter around it. However long the past is, its last days look the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Engine,
    FromClause,
    Table,
    Text,
    cast,
    event,
    func,
    literal,
    literal_column,
    select,
)

from bench import lives, street
from bench.lives import Life
from bot.runtime import Runtime
from storage.engine import is_file, open_writer
from storage.plumbing import COUNTERS, INBOX, METADATA, OUTBOX, InboxState

COMMUNITIES, RESIDENTS = 3, 1000
CHATTER = 75  # messages of no consequence for each case
_SPACING = 4800  # seconds from one case to the next: six a day in each community
_STILL_OPEN = 36  # the cases of the last two days
_SAYINGS = 8  # rows of the outbox that a life may take
_AT_ONCE = 3000  # lives in one transaction

# Ids of messages look like chance, as WeChat's do: multiplied in a prime field.
_PRIME, _FACTOR, _STEP, _LEAST_ID = 2_147_483_647, 48_271, 3_000_000_019, 10**18
_CHATTER_FROM = 1_000_000_000

Number = ColumnElement[Any]
Names = Mapping[str, ColumnElement[str]]


@dataclass(frozen=True, slots=True)
class Past:
    """Lives that are over and lives that have only begun, one for each matter."""

    over: Sequence[Life]
    begun: Sequence[Life]

    def cases_in(self, rows: int) -> int:
        """How many cases, with the chatter around them, make that many rows."""
        return max(rows // (self.over[0].size + CHATTER), 1)


def lived(tables: Collection[str] = lives.LEFT) -> Past:
    """As the real bot lives now; only what it leaves in those tables."""
    return Past(lives.over(tables), lives.begun(tables))


def people(runtime: Runtime, communities: int = COMMUNITIES) -> None:
    """Communities, groups, staff and residents."""
    since = street.NOW - timedelta(days=1)
    for number in range(1, communities + 1):
        lives.keep(runtime, tuple(street.neighbourhood(number, range(RESIDENTS), since)))


def fill(
    url: str,
    past: Past,
    cases: int,
    *,
    chatter: int = CHATTER,
    still_open: int = _STILL_OPEN,
    spacing: int = _SPACING,
) -> None:
    """Put that many cases behind a database that knows its people and nothing else.

    The newest `still_open` have only begun; one comes every `spacing` seconds.
    """
    engine = _hasty(url)
    over_until = max(cases - still_open, 0)
    for first in range(0, cases, _AT_ONCE):
        last = min(first + _AT_ONCE, cases)
        with engine.begin() as connection:
            _wait_for_nothing(connection)
            some = _Some(connection, cases, spacing)
            some.multiply(past.over, first, min(last, over_until))
            some.multiply(past.begun, max(first, over_until), last)
            some.chat(first * chatter, last * chatter, chatter)
    with engine.begin() as connection:
        per_case = past.over[0].codes.items()
        counted = [{"letter": letter, "last": cases * each} for letter, each in per_case]
        connection.execute(COUNTERS.insert(), counted)
    _settle(engine)


@dataclass(frozen=True, slots=True)
class _Some:
    """Rows in one transaction. `cases` in all, the last of them now, one every `spacing`."""

    connection: Connection
    cases: int
    spacing: int

    def multiply(self, alike: Sequence[Life], first: int, last: int) -> None:
        """The lives from `first` until before `last`, each matter in turn."""
        for matter, life in enumerate(alike if first < last else ()):
            numbers = _numbers(first, last)
            n = numbers.c.n
            names = _names(life, n)
            for name, rows in life.rows.items():
                ids = [row.get("id") for row in rows]
                for row in rows:
                    source = self._row(METADATA.tables[name], row, ids, n, names)
                    which = n % len(alike) == matter
                    query = select(*source.values()).select_from(numbers).where(which)
                    into = METADATA.tables[name].insert()
                    self.connection.execute(into.from_select(list(source), query))

    def chat(self, first: int, last: int, per_case: int) -> None:
        """Messages of no consequence."""
        if first >= last:
            return
        numbers = _numbers(first, last)
        n = numbers.c.n
        row = {
            INBOX.c.cause: literal(f"{street.CHANNEL}:") + _id(n + _CHATTER_FROM),
            INBOX.c.at: self._moved(street.NOW, n / per_case),
            INBOX.c.state: literal(str(InboxState.DONE)),
            INBOX.c.attempts: literal(1),
            INBOX.c.payload: literal(""),
            INBOX.c.error: literal(""),
        }
        query = select(*row.values()).select_from(numbers)
        self.connection.execute(INBOX.insert().from_select(list(row), query))

    def _row(
        self,
        table: Table,
        row: Mapping[str, Any],
        ids: Sequence[int | None],
        n: Number,
        names: Names,
    ) -> Mapping[Column[Any], ColumnElement[Any]]:
        """The columns that hold anything. Only the outbox refers to its own ids."""
        made: dict[Column[Any], ColumnElement[Any]] = {}
        for column in table.columns:
            value = row[column.name]
            if table is OUTBOX and column.name in ("id", "said_with"):
                made[column] = n * _SAYINGS + ids.index(value) + 1
            elif column.name != "id" and value is not None:
                made[column] = self._value(column, value, n, names)
        return made

    def _value(
        self, column: Column[Any], value: object, n: Number, names: Names
    ) -> ColumnElement[Any]:
        if isinstance(value, datetime):
            return self._moved(value, n)
        if not isinstance(value, str) or isinstance(column.type, Date):
            return literal(value, column.type)
        words: ColumnElement[str] = literal(value, Text)
        for old, new in names.items():
            if old in value:
                words = func.replace(words, old, new)
        return words

    def _moved(self, moment: datetime, n: Number) -> ColumnElement[Any]:
        """`moment` as it was in the n-th life."""
        naive = moment.astimezone(UTC).replace(tzinfo=None)
        back = (n - self.cases) * self.spacing
        if is_file(self.connection.engine):
            seconds = cast(back, Text) + " seconds"
            return func.strftime("%Y-%m-%d %H:%M:%f000", naive.isoformat(" "), seconds)
        return literal(naive, DateTime) + back * literal_column("interval '1 second'")


def _names(life: Life, n: Number) -> Names:
    """What each name of the life is called in the n-th one."""
    codes = {
        f"{letter}{lives.FIRST_CODE + index}": literal(letter) + _text(n * each + index + 1)
        for letter, each in life.codes.items()
        for index in range(each)
    }
    ids = {
        str(lives.FIRST_ID + index): _id(n * lives.MESSAGES + index)
        for index in range(lives.MESSAGES)
    }
    return {
        **codes,
        **ids,
        street.community(lives.NOBODY): literal(street.community(""))
        + _text(n // 3 % COMMUNITIES + 1),
        f"_res{lives.NOBODY}": literal("_res") + _text(n * 7 % RESIDENTS),
        lives.BUILDING: _text(n // 9 % street.BUILDINGS + 1) + "栋",
        lives.UNIT: _text(n // 360 % street.UNITS + 1) + "单元",
    }


def _numbers(first: int, last: int) -> FromClause:
    """first <= n < last."""
    numbers = select(cast(literal(first), BigInteger).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last - 1))


def _id(n: Number) -> ColumnElement[str]:
    return _text((n * _FACTOR + 1) % _PRIME * literal(_STEP, BigInteger) + _LEAST_ID)


def _text(number: Number) -> ColumnElement[str]:
    return cast(number, Text)


def _hasty(url: str) -> Engine:
    """Writes without waiting for the disk: what is measured begins later."""
    engine = open_writer(url)
    if is_file(engine):
        event.listen(engine, "connect", _no_disk)
    return engine


def _no_disk(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-1000000")


def _wait_for_nothing(connection: Connection) -> None:
    if not is_file(connection.engine):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _settle(engine: Engine) -> None:
    """As after a while: the log is empty; a server knows how much there is, and is done."""
    if is_file(engine):
        raw = engine.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
    else:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql(
                "SELECT setval(pg_get_serial_sequence('outbox', 'id'), max(id)) FROM outbox"
            )
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
    engine.dispose()
