"""Open the database: SQLite in WAL mode at full durability, one writer, readers of their own."""

from typing import Any

from sqlalchemy import Engine, create_engine, event

# A writer waits this long for another process before it gives up.
_BUSY_MS = 5000
_CACHE_KIB = 64 * 1024


def open_writer(url: str) -> Engine:
    """The engine that writes. Every transaction takes the write lock at once.

    A transaction that began by reading and then writes would fail with "database is locked".
    """
    engine = _open(url)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def open_reader(url: str) -> Engine:
    """An engine that only reads, so that pages never wait for a writer."""
    engine = _open(url)
    event.listen(engine, "connect", _only_read)
    return engine


def _open(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True)  # parameters are what people said
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # with NORMAL a power cut loses acknowledged messages
        "foreign_keys=ON",
        "secure_delete=ON",  # deleted words must not stay readable in the file
        f"busy_timeout={_BUSY_MS}",
        f"cache_size=-{_CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _only_read(connection: Any, _: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
