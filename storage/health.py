"""How the database is: whether it is sound, whether we know its tables, what went wrong in it."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select, text

from storage import inbox, jobs, locks
from storage.plumbing import METADATA, OUTBOX, OutboxState
from storage.schema import TABLES


@dataclass(frozen=True, slots=True)
class Health:
    """`complaint` is a file's, empty if there is none; `missing` are tables, or table.column.

    `unsafe` are settings of a server with which a power cut loses what was acknowledged.
    """

    complaint: str
    missing: tuple[str, ...]
    unsafe: tuple[str, ...] = ()
    failed_jobs: int = 0
    failed_messages: int = 0
    doubtful: int = 0


def examine(connection: Connection) -> Health:
    """Read everything once; this takes seconds where there are millions of rows."""
    complaint, unsafe = _complaint(connection), _unsafe(connection)
    missing = _missing(connection)
    if complaint or missing:
        return Health(complaint, missing, unsafe)
    return Health(
        complaint,
        missing,
        unsafe,
        failed_jobs=jobs.failed(connection),
        failed_messages=inbox.failed(connection),
        doubtful=connection.execute(_DOUBTFUL).scalar_one(),
    )


_DOUBTFUL = select(func.count()).where(OUTBOX.c.state == OutboxState.DOUBTFUL)


def _complaint(connection: Connection) -> str:
    """What a file says of itself; a server sees to its own files."""
    if locks.shared(connection):
        return ""
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    return "" if found == "ok" else str(found)


def _unsafe(connection: Connection) -> tuple[str, ...]:
    if not locks.shared(connection):
        return ()
    settings = connection.execute(_SETTINGS, {"names": list(_SAFE)})
    return tuple(f"{row.name}={row.setting}" for row in settings if row.setting != _SAFE[row.name])


# With anything else a power cut loses or spoils what was acknowledged.
_SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names) ORDER BY name")


def _missing(connection: Connection) -> tuple[str, ...]:
    """What we would use and is not there."""
    inspector = inspect(connection)
    tables = frozenset(inspector.get_table_names())
    columns = {(table, c["name"]) for table in tables for c in inspector.get_columns(table)}
    known = {table.name: table for table in (*METADATA.tables.values(), *TABLES.values())}
    wanted = [(table.name, column.name) for table in known.values() for column in table.columns]
    gone = [one for one in wanted if one not in columns]
    return tuple(dict.fromkeys(".".join(one) if one[0] in tables else one[0] for one in gone))
