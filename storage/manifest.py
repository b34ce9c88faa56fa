"""What a backup says of itself: when it was taken, at which step, and what each table holds.

It lies in the backup, in a table of its own. It is counted over the file as it is written, value
by value as SQLite keeps them, so that any later version can check it, whatever tables it knows.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from storage.digest import Digest, digest

_TABLE = "backup_manifest"
_STEP = "alembic_version"

Seen = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`step` is that of the tables, empty for a database without ours."""

    taken_at: datetime
    step: str
    tables: Mapping[str, Digest]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def write(connection: sqlite3.Connection, taken_at: datetime, seen: Seen) -> Manifest:
    """Count everything in the file, and put the manifest in. `seen` hears of rows as they pass."""
    manifest = Manifest(taken_at, step_of(connection), count(connection, seen))
    told = {
        "taken_at": taken_at.isoformat(),
        "step": manifest.step,
        "tables": {name: asdict(table) for name, table in manifest.tables.items()},
    }
    connection.execute(f"CREATE TABLE {_TABLE} (manifest TEXT NOT NULL)")
    connection.execute(f"INSERT INTO {_TABLE} VALUES (?)", (json.dumps(told),))
    connection.commit()
    return manifest


def read(connection: sqlite3.Connection) -> Manifest | None:
    """The manifest in the file; None in one that was made before there were any."""
    if _TABLE not in _names(connection):
        return None
    (text,) = connection.execute(f"SELECT manifest FROM {_TABLE}").fetchone()
    told = json.loads(text)
    tables = {name: Digest(**table) for name, table in told["tables"].items()}
    return Manifest(datetime.fromisoformat(told["taken_at"]), told["step"], tables)


def take_out(connection: sqlite3.Connection) -> None:
    """What is no backup has no manifest."""
    connection.execute(f"DROP TABLE IF EXISTS {_TABLE}")
    connection.commit()


def count(connection: sqlite3.Connection, seen: Seen) -> Mapping[str, Digest]:
    """What each table of the file holds."""
    names = [name for name in _names(connection) if name not in (_TABLE, _STEP)]
    return {name: digest(_rows(connection, name, seen)) for name in names}


def step_of(connection: sqlite3.Connection) -> str:
    """The step that the tables are at."""
    if _STEP not in _names(connection):
        return ""
    found = connection.execute(f"SELECT version_num FROM {_STEP}").fetchone()
    return str(found[0]) if found else ""


def _names(connection: sqlite3.Connection) -> Sequence[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(name for (name,) in found)


def _rows(connection: sqlite3.Connection, table: str, seen: Seen) -> Iterator[Sequence[object]]:
    """Its rows, columns by name: a step may have put a new one anywhere."""
    columns = sorted(row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(table)})"))
    query = f"SELECT {', '.join(map(_quoted, columns))} FROM {_quoted(table)}"
    cursor = connection.execute(query)
    while page := cursor.fetchmany(1000):
        yield from page
        seen(len(page))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
