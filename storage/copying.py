"""Every row of every table from one database to another, page by page in the order of its key.

Nothing here knows a table: all that METADATA has are copied, so a new noun needs nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Table,
    TypeDecorator,
    func,
    inspect,
    literal,
    select,
    tuple_,
)
from sqlalchemy import column as bare_column
from sqlalchemy import table as bare_table
from sqlalchemy.sql.expression import ColumnElement, TableClause

from storage.digest import Digest, digest
from storage.engine import unhurried
from storage.manifest import Seen
from storage.plumbing import METADATA

PAGE = 1000

Key = tuple[Any, ...]


def tables() -> Sequence[Table]:
    """All there are."""
    return METADATA.sorted_tables


def pages(connection: Connection, table: Table, after: Key = ()) -> Iterator[Sequence[Row[Any]]]:
    """Its rows as they are kept, by key, from behind `after` on."""
    plain = _plain(table)
    keys = [plain.c[column.name] for column in table.primary_key]
    query = select(plain).order_by(*keys).limit(PAGE)
    while True:
        behind = query.where(_behind(keys, after)) if after else query
        page = connection.execute(behind).all()
        if page:
            yield page
        if len(page) < PAGE:
            return
        after = key_of(table, page[-1])


def key_of(table: Table, row: Row[Any]) -> Key:
    return tuple(row._mapping[c.name] for c in table.primary_key)  # noqa: SLF001 (its public name)


def put(connection: Connection, table: Table, page: Sequence[Row[Any]]) -> None:
    """Add those rows."""
    rows = [dict(row._mapping) for row in page]  # noqa: SLF001 (its public name)
    connection.execute(_plain(table).insert(), rows)


def copy(source: Connection, target: Connection, seen: Seen) -> None:
    """Everything, in the transaction that `target` is in; its tables are there and empty."""
    for table in tables():
        for page in pages(source, table):
            put(target, table, page)
            seen(len(page))
    number_on(target)


def contents(connection: Connection, seen: Seen) -> Mapping[str, Digest]:
    """What each table holds, the same on either engine."""
    return {table.name: digest(_rows(connection, table, seen)) for table in tables()}


def differing(one: Mapping[str, Digest], other: Mapping[str, Digest]) -> Sequence[str]:
    """The tables that do not hold the same, or are not in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def rows(connection: Connection) -> int:
    """How many there are in all. On a large server this takes minutes."""
    with unhurried(connection):
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables()
        )


def is_empty(connection: Connection) -> bool:
    """True if none of our tables that are there has a row."""
    there = set(inspect(connection).get_table_names())
    found = (table for table in tables() if table.name in there)
    first = (select(literal(1)).select_from(table).limit(1) for table in found)
    return all(connection.execute(query).first() is None for query in first)


def number_on(connection: Connection) -> None:
    """Let PostgreSQL give the next number behind the greatest that was copied."""
    if connection.dialect.name != "postgresql":
        return  # SQLite looks at the greatest by itself
    for table in tables():
        column = table.autoincrement_column
        if column is not None:
            greatest = connection.execute(select(func.max(column))).scalar()
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, greatest or 1, greatest is not None)))


def _rows(connection: Connection, table: Table, seen: Seen) -> Iterator[Sequence[object]]:
    for page in pages(connection, table):
        yield from page
        seen(len(page))


def _behind(keys: Sequence[ColumnElement[Any]], after: Key) -> ColumnElement[bool]:
    behind: ColumnElement[bool] = (
        keys[0] > after[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*after)
    )
    return behind


def _plain(table: Table) -> TableClause:
    """The table without what makes words, places and moments of its values: copied as kept."""
    return bare_table(table.name, *(bare_column(c.name, _as_kept(c.type)) for c in table.columns))


def _as_kept(kind: Any) -> Any:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind
