"""Open the database: a SQLite file for one neighbourhood, a PostgreSQL server for a city.

SQLite   WAL at full durability, one writer, readers of their own
postgresql+psycopg   plain transactions; what has to be one at a time is locked (storage/locks.py)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext

# A writer waits this long for another process before it gives up.
_BUSY_MS = 5000
# The system keeps the rest of the file: with 64 MiB here memory grew by a sixth.
_CACHE_KIB = 8 * 1024

# A network that is dead says nothing: every wait for the server has to end by itself. A process
# that is paused, or whose machine is gone, lets go of what it holds before others give up waiting.
_SERVER_LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "10s",
    "idle_session_timeout": "15s",  # locks are held between transactions too (Store.hold)
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "timezone": "UTC",
}
_NETWORK_LIMITS = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def open_writer(url: str) -> Engine:
    """The engine that writes. On SQLite, every transaction takes the write lock at once.

    A transaction that began by reading and then writes would fail with "database is locked".
    """
    engine = _open(url)
    if is_file(engine):
        # Not as an event: then every statement would announce itself, a quarter of its price.
        setattr(engine.dialect, "do_begin", _begin_immediate)  # noqa: B010 (a method of an object)
    return engine


def open_reader(url: str) -> Engine:
    """An engine that only reads, so that pages never wait for a writer."""
    engine = _open(url, default_transaction_read_only="on")
    if is_file(engine):
        event.listen(engine, "connect", _only_read)
    return engine


@contextmanager
def unhurried(connection: Connection) -> Iterator[None]:
    """Let the transaction take as long as it takes: what changes or copies tables may."""
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    server: Any = connection.connection.driver_connection
    usual, server.patience_seconds = server.patience_seconds, None
    try:
        yield
    finally:
        server.patience_seconds = usual


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for a server's."""
    parts = make_url(url)
    is_sqlite = parts.get_backend_name() == "sqlite"
    return Path(parts.database) if is_sqlite and parts.database else None


def is_file(engine: Engine) -> bool:
    """True on SQLite: only one process can have it."""
    return engine.dialect.name == "sqlite"


def _open(url: str, **limits: str) -> Engine:
    # Parameters are what people said: they stay out of messages of errors.
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "handle_error", _tell_the_reason)
        return engine
    options = " ".join(f"-c {name}={value}" for name, value in (_SERVER_LIMITS | limits).items())
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={**_NETWORK_LIMITS, "options": options},
    )
    event.listen(engine, "do_connect", _connect)
    return engine


def _connect(_: object, __: object, where: list[Any], options: dict[str, Any]) -> Any:
    from storage.server import Connection  # noqa: PLC0415 (a neighbourhood needs no driver)

    return Connection.connect(*where, **options)


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


def _tell_the_reason(failure: ExceptionContext) -> BaseException | None:
    """A full disk ends the whole transaction: that its savepoint is gone too tells nobody why."""
    reason: BaseException | None = failure.original_exception
    while reason is not None and "no such savepoint" in str(reason):
        reason = reason.__context__
    return None if reason is failure.original_exception else reason


def _only_read(connection: Any, _: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_immediate(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE")
