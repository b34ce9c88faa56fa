"""The database as it must be opened, made, migrated and, when newer than we are, refused."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.engine import open_reader, open_writer
from storage.plumbing import METADATA
from storage.schema_version import HEAD, SchemaTooNew, migrate, prepare, version


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'e.db'}"


@pytest.fixture
def engine(url):
    engine = open_writer(url)
    yield engine
    engine.dispose()


def differences(connection):
    return compare_metadata(MigrationContext.configure(connection), METADATA)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_nothing_acknowledged_may_be_lost(engine, pragma, value):
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_reader_cannot_write(engine, url):
    prepare(engine)
    reader = open_reader(url)
    with reader.connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM cases")
    reader.dispose()


def test_errors_never_show_what_people_said(engine):
    prepare(engine)
    with engine.begin() as connection, pytest.raises(Exception, match="no such column") as error:
        connection.exec_driver_sql("SELECT absent FROM cases WHERE detail = ?", ("我家漏水",))
    assert "我家漏水" not in str(error.value)


def test_made_at_once_is_what_the_steps_make(engine, tmp_path):
    prepare(engine)
    stepwise = open_writer(f"sqlite:///{tmp_path / 's.db'}")
    with stepwise.begin() as connection:
        migrate(connection, HEAD)
        assert differences(connection) == []
    stepwise.dispose()
    with engine.begin() as connection:
        assert differences(connection) == []
        assert version(connection) == HEAD
    stepwise.dispose()


def test_every_step_goes_up_down_and_up(engine):
    steps = [s.revision for s in ScriptDirectory("storage/migrations").walk_revisions()][::-1]
    assert steps[-1] == HEAD
    with engine.begin() as connection:
        for step, before in zip(steps, ["base", *steps], strict=False):
            for target in (step, before, step):
                migrate(connection, target)
        assert differences(connection) == []


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
