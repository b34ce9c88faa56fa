"""A copy of the database in one SQLite file, taken while it is in use, and checked.

From a server it is the same file, so that a backup can be restored onto either engine. What the
copy holds is counted into it (storage/manifest.py).
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from storage import manifest
from storage.copying import contents, copy, differing
from storage.digest import Digest
from storage.engine import file_of, open_reader, open_writer, unhurried
from storage.manifest import Manifest, Seen
from storage.schema_version import HEAD, make, version


class Unsound(Exception):
    """The copy is not a sound database, so neither is what was copied; `complaint` is SQLite's."""

    def __init__(self, complaint: str) -> None:
        super().__init__(complaint)
        self.complaint = complaint


class OtherSchema(Exception):
    """The tables are at `found`, not at the step that this version works with."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def part_of(target: Path) -> Path:
    """Where the copy grows until it is whole."""
    return target.with_name(f"{target.name}.part")


def unseen(_: int) -> None:
    """Nobody watches."""


def back_up(url: str, target: Path, taken_at: datetime, seen: Seen = unseen) -> Manifest:
    """Copy the database as it is at one moment, into a file readable by its owner only.

    Raises FileExistsError, Unsound; OtherSchema if it is a server's of another version.
    """
    source = file_of(url)
    with _whole_or_nothing(target) as part:
        if source is None:
            _copy_rows(url, part, seen)
        else:
            clone(source, part)
        with closing(sqlite3.connect(part)) as copied:
            return manifest.write(copied, taken_at, seen)


def clone(source: Path, target: Path, mode: str = "rw") -> None:
    """Copy a database file, into one file with nothing beside it. Raises Unsound.

    In one step: page by page the copy starts again whenever the bot writes, and never ends.
    Neither mode makes a file that is not there; one that is in use can be read with "rw" only.
    """
    from_there = f"{source.absolute().as_uri()}?mode={mode}"
    with (
        closing(sqlite3.connect(from_there, uri=True)) as original,
        closing(sqlite3.connect(target)) as copied,
    ):
        original.backup(copied, pages=-1)
        copied.execute("PRAGMA journal_mode=DELETE")
        require_sound(copied)


def require_sound(connection: sqlite3.Connection) -> None:
    """Raises Unsound."""
    (complaint,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if complaint != "ok":
        raise Unsound(complaint)


@contextmanager
def _whole_or_nothing(target: Path) -> Iterator[Path]:
    """A file to fill, which gets its name when it is whole."""
    target.touch(mode=0o600, exist_ok=False)
    part = part_of(target)
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        yield part
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise


def _copy_rows(url: str, part: Path, seen: Seen) -> None:
    source, target = open_reader(url), open_writer(f"sqlite:///{part}")
    try:
        with target.begin() as connection:
            moment = source.connect().execution_options(isolation_level=_ONE_MOMENT)
            with moment as snapshot, unhurried(snapshot):
                held = _copy_snapshot(snapshot, connection, seen)
            differ = differing(held, contents(connection, seen))
    finally:
        source.dispose()
        target.dispose()
    with closing(sqlite3.connect(part)) as copied:
        copied.execute("PRAGMA journal_mode=DELETE")
        require_sound(copied)
    if differ:
        raise Unsound(", ".join(differ))


_ONE_MOMENT = "REPEATABLE READ"


def _copy_snapshot(
    snapshot: Connection, connection: Connection, seen: Seen
) -> Mapping[str, Digest]:
    """Everything there is at that moment. What it was."""
    found = version(snapshot) or ""
    if found != HEAD:
        raise OtherSchema(found)
    make(connection)
    copy(snapshot, connection, seen)
    return contents(snapshot, seen)
