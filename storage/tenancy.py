"""One process at a time works with a folder of data: two would answer everything twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from storage.engine import file_of, open_reader

_LOCK = "in-use.lock"


class InUse(OSError):
    """Another process works with `folder`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Have the folder to ourselves. However the process ends, the folder is free again.

    The lock is SQLite's own, on an empty database: it holds on every system. Raises InUse.
    """
    with closing(sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise InUse(folder) from None
        yield


def visitors(url: str) -> int:
    """How many others are connected to a server's database; a file's folder is locked instead."""
    if file_of(url) is not None:
        return 0
    engine = open_reader(url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(_VISITORS).scalar_one())
    finally:
        engine.dispose()


_VISITORS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
