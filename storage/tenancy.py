"""One process at a time works with a folder of data: two would answer everything twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

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
