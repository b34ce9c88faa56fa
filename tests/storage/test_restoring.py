"""The drill: a backup becomes a database again, and holds what it should, and nothing else."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import inspect

from storage.backup import Unsound, back_up
from storage.copying import contents, differing
from storage.engine import open_writer
from storage.plumbing import METADATA
from storage.restoring import Changed, NotOurs, Unreadable, check
from storage.schema import TABLES
from storage.schema_version import HEAD, SchemaTooNew, make, migrate, version
from tests.kit.filled import fill
from tests.kit.restored import restore
from tests.kit.town import MONDAY_NINE

_LOOKED_THROUGH = "expiry"  # how far old words have been cleared away: all of them now


def unseen(_):
    pass


@pytest.fixture
def original(tmp_path):
    return tmp_path / "data.db"


@pytest.fixture
def saved(tmp_path, original):
    """A backup of a database with something in every table."""
    engine = open_writer(f"sqlite:///{original}")
    with engine.begin() as connection:
        make(connection)
        fill(connection)
    engine.dispose()
    back_up(f"sqlite:///{original}", tmp_path / "saved.db", MONDAY_NINE)
    return tmp_path / "saved.db"


def everything(file):
    engine = open_writer(f"sqlite:///{file}")
    with engine.connect() as connection:
        held = contents(connection, unseen)
    engine.dispose()
    return held


def change(file, sql):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(sql)


def test_everything_comes_back(saved, original, tmp_path):
    told = check(saved, unseen)
    done = restore(saved, tmp_path / "new")

    held = everything(tmp_path / "new" / "xiaoge.db")
    assert differing(held, everything(original)) == [_LOOKED_THROUGH]
    assert all(held[name].rows == 7 for name in told.tables if name != _LOOKED_THROUGH)
    assert done.records == 7 * len(TABLES)
    assert [path.name for path in (tmp_path / "new").iterdir() if "-" not in path.name] == [
        "xiaoge.db"
    ]


def test_what_was_restored_is_no_backup(saved, tmp_path):
    restore(saved, tmp_path / "new")

    engine = open_writer(f"sqlite:///{tmp_path / 'new' / 'xiaoge.db'}")
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    assert tables == {*METADATA.tables, "alembic_version"}


def test_a_restore_that_fails_leaves_nothing_behind(saved, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    change(saved, "UPDATE cases SET state = '没有的状态'")
    with pytest.raises(Unreadable, match="cases"):
        restore(saved, folder)

    assert list(folder.iterdir()) == []


def test_what_an_interrupted_restore_left_is_no_obstacle(saved, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    for suffix in ("", "-wal", "-shm"):
        (folder / f"restoring.db{suffix}").write_text("half", encoding="utf-8")

    assert restore(saved, folder).records == 7 * len(TABLES)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases SET detail = '改过' WHERE code = (SELECT min(code) FROM cases)",
        "DELETE FROM outbox WHERE id = 3",
        "DROP TABLE rooms",
    ],
)
def test_a_backup_that_was_changed_is_found(saved, sql):
    change(saved, sql)

    with pytest.raises(Changed):
        check(saved, unseen)


def test_one_flipped_byte_is_found(saved):
    whole = bytearray(saved.read_bytes())
    text = whole.index("漏水".encode())
    whole[text + 2] ^= 1
    saved.write_bytes(whole)

    with pytest.raises((Changed, Unsound)):
        check(saved, unseen)


def test_a_torn_backup_is_found(saved):
    saved.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])

    with pytest.raises((Unsound, sqlite3.DatabaseError)):
        check(saved, unseen)


@pytest.mark.parametrize("name", ["absent.db", "notes.txt"])
def test_what_is_no_database_is_told(tmp_path, name):
    (tmp_path / "notes.txt").write_text("今天天气真好" * 1000, encoding="utf-8")

    with pytest.raises((OSError, sqlite3.DatabaseError)):
        check(tmp_path / name, unseen)
    assert not (tmp_path / "absent.db").exists()


def test_a_database_of_somebody_else_is_refused(tmp_path):
    change(tmp_path / "other.db", "CREATE TABLE songs (title)")

    with pytest.raises(NotOurs):
        check(tmp_path / "other.db", unseen)


def test_a_backup_of_a_newer_version_is_refused(saved):
    change(saved, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaTooNew):
        check(saved, unseen)


def test_a_backup_of_the_first_version_is_brought_up_to_date(tmp_path):
    old = tmp_path / "old-version.db"
    engine = open_writer(f"sqlite:///{old}")
    with engine.begin() as connection:
        migrate(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO rooms VALUES ('一群', '幸福', '2026-11-23 01:00:00.000000', '居民群',"
            " '正常', '正常', '', 'sim', '1')"
        )
    engine.dispose()
    back_up(f"sqlite:///{old}", tmp_path / "saved.db", MONDAY_NINE)

    assert check(tmp_path / "saved.db", unseen).step == "0001"
    assert restore(tmp_path / "saved.db", tmp_path / "new").records == 1
    engine = open_writer(f"sqlite:///{tmp_path / 'new' / 'xiaoge.db'}")
    with engine.connect() as connection:
        assert version(connection) == HEAD
    engine.dispose()


def test_a_backup_from_before_there_were_manifests_can_be_restored(saved, tmp_path):
    change(saved, "DROP TABLE backup_manifest")

    assert check(saved, unseen) is None
    assert restore(saved, tmp_path / "new").records == 7 * len(TABLES)
