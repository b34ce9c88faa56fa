"""A copy of the database, taken while it is in use, and checked."""

import sqlite3
from contextlib import closing
from pathlib import Path


class Unsound(Exception):
    """The copy is not a sound database, so neither is what was copied; `complaint` is SQLite's."""

    def __init__(self, complaint: str) -> None:
        super().__init__(complaint)
        self.complaint = complaint


def part_of(target: Path) -> Path:
    """Where the copy grows until it is whole."""
    return target.with_name(f"{target.name}.part")


def back_up(source: Path, target: Path) -> None:
    """Copy the database file, readable by its owner only. Raises FileExistsError, Unsound.

    In one step: page by page the copy starts again whenever the bot writes, and never ends.
    """
    target.touch(mode=0o600, exist_ok=False)
    part = part_of(target)
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        _copy(source, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    from_there = f"{source.absolute().as_uri()}?mode=rw"  # never makes a file that is not there
    with (
        closing(sqlite3.connect(from_there, uri=True)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        (complaint,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if complaint != "ok":
        raise Unsound(complaint)
