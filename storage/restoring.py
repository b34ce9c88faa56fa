"""A backup becomes a database again: checked, at today's step, with what was erased since erased.

check     the file is sound, and holds what it says it holds
rebuilt   a copy of it beside the database: up to date, erasures made again, every record read
install   the copy takes the database's place; what was there is put aside, never overwritten
fill      the same into a server: everything in one transaction
"""

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from storage import manifest, retention
from storage.anonymity import is_of_a_person, repeat_all
from storage.backup import clone, require_sound
from storage.copying import contents, copy, differing, is_empty, tables
from storage.engine import open_reader, open_writer, unhurried
from storage.erasure import Erasure, erase_again, remembered
from storage.manifest import Manifest, Seen
from storage.mapping import thing_from
from storage.plumbing import ERASURES
from storage.retention import Cleared, Periods
from storage.schema import TABLES
from storage.schema_version import HEAD, STEP_TABLE, SchemaTooNew, make, prepare

_SCRATCH = "restoring.db"
_BESIDE = ("", "-wal", "-shm", "-journal")


class Changed(Exception):
    """These tables of the backup do not hold what they held when it was taken."""

    def __init__(self, tables: Collection[str]) -> None:
        super().__init__(*tables)
        self.tables = tuple(tables)


class NotOurs(Exception):
    """The file is a sound database, but none of ours."""


class Unreadable(Exception):
    """A record in `table` is none that our code knows."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


class HasData(Exception):
    """What is to be restored into holds something already."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was done to the copy `file`: erasures made again, old words cleared, records read."""

    file: Path
    erased: int
    cleared: Cleared
    records: int


def check(file: Path, seen: Seen) -> Manifest | None:
    """Compare the backup with what it says of itself; None if it was made before it said anything.

    Raises Unsound, Changed, NotOurs, SchemaTooNew, sqlite3.DatabaseError, OSError.
    """
    with file.open("rb"):  # a missing file is told as such
        pass
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        require_sound(connection)
        step = manifest.step_of(connection)
        if not step:
            raise NotOurs
        if step > HEAD:
            raise SchemaTooNew(step)
        told = manifest.read(connection)
        found = manifest.count(connection, seen)
    if told is not None:
        changed = differing(told.tables, found)
        if changed:
            raise Changed(changed)
    return told


@contextmanager
def rebuilt(
    file: Path, folder: Path, erasures: Collection[Erasure], now: datetime, periods: Periods
) -> Iterator[Rebuilt]:
    """The backup as a database at HEAD, in a file of its own, gone at the end unless installed."""
    scratch = folder / _SCRATCH
    _remove(scratch)
    try:
        scratch.touch(mode=0o600)
        clone(file, scratch, "ro")
        with closing(sqlite3.connect(scratch)) as connection:
            manifest.take_out(connection)
        done = _brought_up(scratch, erasures, now, periods)
        _tidy(scratch)
        yield done
    finally:
        _remove(scratch)


def erasures_in(url: str) -> tuple[Erasure, ...]:
    """Those that a database knows of; none if it is from before they were remembered."""
    engine = open_reader(url)
    try:
        with engine.connect() as connection:
            if ERASURES.name not in inspect(connection).get_table_names():
                return ()
            return tuple(remembered(connection))
    finally:
        engine.dispose()


def install(scratch: Path, database: Path, aside: Path) -> bool:
    """Put the copy in place of the database file. True if there was one, which is now `aside`.

    However that is interrupted, a whole database is in its place: the old one or the new one.
    """
    _write_back(database)
    there = [suffix for suffix in _BESIDE if _with(database, suffix).exists()]
    for suffix in there:
        _keep_as(_with(database, suffix), _with(aside, suffix))
    _settle(database.parent)
    for suffix in _BESIDE[1:]:  # a log beside the new file would be taken for its own
        _with(database, suffix).unlink(missing_ok=True)
    _settle(database.parent)
    scratch.replace(database)
    _settle(database.parent)
    return bool(there)


def fill(scratch: Path, url: str, aside: str, seen: Seen, *, replace: bool) -> bool:
    """Copy everything into a server's database, or nothing. True if there was something before.

    That is in the schema `aside` then. Raises HasData without `replace`; Changed.
    """
    source, target = open_reader(f"sqlite:///{scratch}"), open_writer(url)
    try:
        with source.connect() as original:
            held = contents(original, seen)
            with target.begin() as connection, unhurried(connection):
                was_there = _cleared_for(connection, aside, replace=replace)
                make(connection)
                copy(original, connection, seen)
                changed = differing(held, contents(connection, seen))
                if changed:
                    raise Changed(changed)
    finally:
        source.dispose()
        target.dispose()
    return was_there


def _brought_up(
    scratch: Path, erasures: Collection[Erasure], now: datetime, periods: Periods
) -> Rebuilt:
    engine = open_writer(f"sqlite:///{scratch}")
    try:
        prepare(engine)
        with engine.begin() as connection:
            erased = erase_again(connection, [one for one in erasures if not is_of_a_person(one)])
            erased += repeat_all(connection, [one for one in erasures if is_of_a_person(one)])
            cleared = retention.clear_all(connection, now, periods)
            return Rebuilt(scratch, erased, cleared, _read_all(connection))
    finally:
        engine.dispose()


def _read_all(connection: Connection) -> int:
    """Read every record with our code, as the bot would. How many."""
    count = 0
    for kind, table in TABLES.items():
        try:
            for row in connection.execution_options(yield_per=1000).execute(select(table)):
                thing_from(kind, row)
                count += 1
        except (LookupError, TypeError, ValueError):
            raise Unreadable(table.name) from None  # the reason would quote what is in the record
    return count


def _tidy(scratch: Path) -> None:
    """One file with nothing beside it, and nothing in it of what was erased."""
    with closing(sqlite3.connect(scratch)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
        require_sound(connection)


def _cleared_for(connection: Connection, aside: str, *, replace: bool) -> bool:
    """See that none of our tables is there. True if some were, and are in `aside` now."""
    ours = {table.name for table in tables()} | {STEP_TABLE}
    there = ours & set(inspect(connection).get_table_names())
    if not there:
        return False
    if not is_empty(connection) and not replace:
        raise HasData
    connection.execute(text(f'CREATE SCHEMA "{aside}"'))
    for name in sorted(there):
        connection.execute(text(f'ALTER TABLE "{name}" SET SCHEMA "{aside}"'))
    return True


def _write_back(database: Path) -> None:
    """See that the file alone holds everything; one that cannot be read is left as it is."""
    where = database.absolute().as_uri()
    with suppress(sqlite3.DatabaseError):
        # Looked at without its log first: SQLite deletes the log of what is no database.
        with closing(sqlite3.connect(f"{where}?mode=ro&immutable=1", uri=True)) as alone:
            alone.execute("PRAGMA schema_version")
        with closing(sqlite3.connect(f"{where}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA schema_version")  # undoes what a crash left half written
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _keep_as(file: Path, name: Path) -> None:
    """Give the file a second name, or a copy where the disk knows no second names."""
    try:
        name.hardlink_to(file)
    except FileExistsError:
        raise
    except OSError:
        name.touch(mode=0o600, exist_ok=False)
        with file.open("rb") as original, name.open("wb") as copied:
            shutil.copyfileobj(original, copied)
            copied.flush()
            os.fsync(copied.fileno())


def _with(file: Path, suffix: str) -> Path:
    return file.with_name(f"{file.name}{suffix}")


def _remove(file: Path) -> None:
    for suffix in _BESIDE:
        _with(file, suffix).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """See the new names on the disk. Windows cannot, and need not."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
