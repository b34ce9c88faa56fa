"""A database whose tables are those we know: made at once, or brought up to date step by step.

A database made by a newer version is refused: going on with it could lose what we do not know of.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

import storage.schema  # noqa: F401 (so that the metadata knows the tables of records)
from storage import locks
from storage.engine import unhurried
from storage.plumbing import METADATA

HEAD = "0013"
# No step: the tables are being filled (storage/moving.py), and must not be used before they are.
UNFINISHED = "moving"
STEP_TABLE = "alembic_version"
_STEPS = Path(__file__).with_name("migrations")


class SchemaTooNew(Exception):
    """The database is at `found`, a step that this version does not know."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def prepare(engine: Engine) -> None:
    """Make the tables, or migrate them to HEAD; one process does, others wait.

    Raises SchemaTooNew.
    """
    with engine.begin() as connection:
        locks.hold(connection, ())
        found = version(connection)
        if found is None:
            make(connection)
        elif found != HEAD:
            migrate(connection, HEAD)


def version(connection: Connection) -> str | None:
    """The step the database is at; None for one without tables."""
    if STEP_TABLE not in inspect(connection).get_table_names():
        return None
    return connection.execute(text(f"SELECT version_num FROM {STEP_TABLE}")).scalar()


def migrate(connection: Connection, target: str) -> None:
    """Take the steps up to `target`, or down to it ("base"). Raises SchemaTooNew."""
    with unhurried(connection):
        _migrate(connection, target)


def _migrate(connection: Connection, target: str) -> None:
    from alembic import command, util  # noqa: PLC0415 (slow to import, and seldom needed)
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_STEPS))
    found = version(connection)
    try:
        if target != "base" and (found is None or found <= target):
            command.upgrade(config, target)
        else:
            command.downgrade(config, target)
    except util.CommandError as error:
        raise SchemaTooNew(found or "") from error


def make(connection: Connection, step: str = HEAD) -> None:
    """All tables at once, at HEAD: a test holds them equal to what the steps make.

    Another `step` keeps everybody out until `mark` says that they are ready.
    """
    METADATA.create_all(connection)
    connection.execute(text(f"CREATE TABLE {STEP_TABLE} (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(
        text(f"INSERT INTO {STEP_TABLE} (version_num) VALUES (:head)"),
        {"head": step},
    )


def mark(connection: Connection, step: str) -> None:
    """Say that the tables, which are there, are at that step."""
    connection.execute(text(f"UPDATE {STEP_TABLE} SET version_num = :step"), {"step": step})
