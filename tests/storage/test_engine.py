"""The database as it must be opened, made, migrated and, when newer than we are, refused."""

import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import column, select
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.engine import open_reader, open_writer, unhurried
from storage.plumbing import COUNTERS, INBOX, METADATA, QUESTIONS
from storage.schema_version import HEAD, SchemaTooNew, migrate, prepare, version
from storage.server import Connection
from tests.kit.postgres import ENGINES

ON_FILE = pytest.mark.parametrize("bare_database", ["sqlite"], indirect=True)
ON_SERVER = pytest.mark.parametrize("bare_database", ENGINES[1:], indirect=True)


@pytest.fixture
def engine(bare_database):
    engine = open_writer(bare_database)
    yield engine
    engine.dispose()


def differences(connection):
    return compare_metadata(MigrationContext.configure(connection), METADATA)


@ON_FILE
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_nothing_acknowledged_may_be_lost(engine, pragma, value):
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@ON_SERVER
@pytest.mark.parametrize(
    "limit", ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"]
)
def test_a_server_keeps_nobody_waiting_for_ever(engine, limit):
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"SHOW {limit}").scalar() != "0"


def test_a_reader_cannot_write(engine, bare_database):
    prepare(engine)
    reader = open_reader(bare_database)
    with reader.connect() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(INBOX.delete())
    reader.dispose()


@pytest.mark.parametrize(
    "mistake",
    [
        select(column("absent")).select_from(INBOX).where(INBOX.c.payload == "我家漏水"),
        QUESTIONS.insert().values(chat="我家漏水"),
        COUNTERS.insert().values(letter="我家漏水", last=1),
    ],
    ids=["column", "null", "twice"],
)
def test_errors_never_show_what_people_said(engine, mistake):
    prepare(engine)
    with engine.begin() as connection:
        connection.execute(COUNTERS.insert().values(letter="我家漏水", last=1))
    with engine.connect() as connection, pytest.raises(DBAPIError) as error:
        connection.execute(mistake)
    assert "我家漏水" not in "".join(traceback.format_exception(error.value))


def test_made_at_once_is_what_the_steps_make(engine):
    for how in (prepare, lambda engine: step_to(engine, HEAD)):
        how(engine)
        with engine.begin() as connection:
            assert differences(connection) == []
            assert version(connection) == HEAD
        step_to(engine, "base")


def step_to(engine, target):
    with engine.begin() as connection:
        migrate(connection, target)


def test_every_step_goes_up_down_and_up(engine):
    steps = [s.revision for s in ScriptDirectory("storage/migrations").walk_revisions()][::-1]
    assert steps[-1] == HEAD
    with engine.begin() as connection:
        for step, before in zip(steps, ["base", *steps], strict=False):
            for target in (step, before, step):
                migrate(connection, target)
        assert differences(connection) == []


@ON_SERVER
def test_processes_that_start_at_once_prepare_it_once(bare_database):
    def start(_):
        engine = open_writer(bare_database)
        try:
            prepare(engine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(4) as processes:
        assert list(processes.map(start, range(4))) == [None] * 4


def test_preparing_again_changes_nothing(engine):
    prepare(engine)
    prepare(engine)


def test_a_database_of_a_newer_version_is_refused(engine):
    prepare(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaTooNew) as refusal:
        prepare(engine)
    assert refusal.value.found == "9999"


@ON_SERVER
def test_what_changes_tables_may_take_its_time(engine, monkeypatch):
    monkeypatch.setattr(Connection, "patience_seconds", 0.2)
    with engine.begin() as connection, unhurried(connection):
        connection.exec_driver_sql("SELECT pg_sleep(0.5)")
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "0"

    with engine.begin() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() != "0"
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.exec_driver_sql("SELECT pg_sleep(30)")
