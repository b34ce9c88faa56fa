"""From one database to another, engine to engine; what is interrupted goes on where it stopped.

Each page is committed together with how far it reaches, in a table of the target's. Until all is
there and compared, the target is at no step that anybody would work with.
"""

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, inspect, select

from storage.backup import OtherSchema
from storage.copying import (
    Key,
    contents,
    differing,
    is_empty,
    key_of,
    number_on,
    pages,
    put,
    rows,
    tables,
)
from storage.digest import Digest
from storage.engine import unhurried
from storage.manifest import Seen
from storage.plumbing import METADATA
from storage.schema_version import HEAD, STEP_TABLE, UNFINISHED, make, mark, version

# The key of the last row that is there, by table, as JSON; the origin of all of them by no table.
_REACHED = Table(
    "moving",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("reached", Text, nullable=False),
)
_ORIGIN = ""


class NotEmpty(Exception):
    """The target holds something that this move did not put there."""


class OtherOrigin(Exception):
    """The target is half filled from another database."""


class Differs(Exception):
    """These tables do not hold the same: something wrote to one of the two meanwhile."""

    def __init__(self, tables: Collection[str]) -> None:
        super().__init__(*tables)
        self.tables = tuple(tables)


def begin(source: Engine, target: Engine, origin: str, *, afresh: bool = False) -> int:
    """Make the target ready, or find it begun from `origin`. How many rows are there already.

    `afresh` forgets what an interrupted move brought. Raises OtherSchema, NotEmpty, OtherOrigin.
    """
    with source.connect() as connection:
        found = version(connection) or ""
        if found != HEAD:
            raise OtherSchema(found)
    with target.begin() as connection:
        if version(connection) != UNFINISHED:
            _make_ready(connection, origin)
        elif afresh:
            _forget(connection)
            _make_ready(connection, origin)
        elif _reached(connection)[_ORIGIN] != origin:
            raise OtherOrigin
        return rows(connection)


def carry(source: Engine, target: Engine, seen: Seen) -> None:
    """Bring over what is not there yet."""
    with target.connect() as connection:
        reached = _reached(connection)
    with source.connect() as connection, unhurried(connection):
        for table in tables():
            after: Key = tuple(json.loads(reached.get(table.name, "[]")))
            for page in pages(connection, table, after):
                with target.begin() as here:
                    put(here, table, page)
                    _note(here, table.name, json.dumps(key_of(table, page[-1])))
                seen(len(page))


def finish(source: Engine, target: Engine, seen: Seen) -> Mapping[str, Digest]:
    """Compare everything, and let the target be used. What both hold. Raises Differs."""
    with source.connect() as connection, unhurried(connection):
        held = contents(connection, seen)
    with target.connect() as connection, unhurried(connection):
        differ = differing(held, contents(connection, seen))
    if differ:
        raise Differs(differ)
    with target.begin() as connection:
        number_on(connection)
        _REACHED.drop(connection)
        mark(connection, HEAD)
    return held


def _make_ready(connection: Connection, origin: str) -> None:
    if not is_empty(connection):
        raise NotEmpty
    if version(connection) is None:
        make(connection, UNFINISHED)
    elif version(connection) == HEAD:
        mark(connection, UNFINISHED)
    else:
        raise NotEmpty
    _REACHED.create(connection)
    _note(connection, _ORIGIN, origin)


def _forget(connection: Connection) -> None:
    METADATA.drop_all(connection)
    for name in (_REACHED.name, STEP_TABLE):
        if name in inspect(connection).get_table_names():
            connection.exec_driver_sql(f"DROP TABLE {name}")


def _reached(connection: Connection) -> Mapping[str, str]:
    return {row.name: row.reached for row in connection.execute(select(_REACHED))}


def _note(connection: Connection, name: str, reached: str) -> None:
    changed = connection.execute(
        _REACHED.update().where(_REACHED.c.name == name).values(reached=reached)
    )
    if not changed.rowcount:
        connection.execute(_REACHED.insert().values(name=name, reached=reached))
