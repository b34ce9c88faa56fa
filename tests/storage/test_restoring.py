"""The drill: a backup becomes a database again, and holds what it should, and nothing else."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import inspect

from community.cases import Case, CaseEvent, EventKind
from community.chains import Chain
from community.effects import Erase, Record
from community.messages import Message
from storage.backup import Unsound, back_up
from storage.copying import contents, differing
from storage.engine import open_writer
from storage.erasure import WORDS
from storage.plumbing import INBOX, METADATA
from storage.restoring import Changed, NotOurs, Unreadable, check, erasures_in, install, rebuilt
from storage.retention import Periods
from storage.schema import TABLES
from storage.schema_version import HEAD, SchemaTooNew, make, migrate, version
from storage.store import Store
from tests.kit.filled import fill
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE

SECRET = "李阿姨家的私事"
CASE = Case(
    code="C1",
    community=HOME,
    at=MONDAY_NINE,
    accepted_at=MONDAY_NINE,
    detail=f"{SECRET}，漏水",
    spot=SECRET,
    message="sim:m1",
)
FOR_EVER = Periods(**{f: timedelta(days=36500) for f in Periods.__dataclass_fields__})

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


def restore(saved, folder, erasures=(), periods=FOR_EVER, now=MONDAY_NINE):
    folder.mkdir(exist_ok=True)
    with rebuilt(saved, folder, erasures, now, periods) as done:
        install(done.file, folder / "xiaoge.db", folder / "old.db")
    return done


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


def test_what_was_there_is_put_aside(saved, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    for suffix in ("", "-wal"):
        (folder / f"xiaoge.db{suffix}").write_text(f"old{suffix}", encoding="utf-8")

    restore(saved, folder)

    assert (folder / "old.db").read_text(encoding="utf-8") == "old"
    assert (folder / "old.db-wal").read_text(encoding="utf-8") == "old-wal"
    assert not (folder / "xiaoge.db-wal").exists()


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


def erased_since(memory, tmp_path, *kept):
    """What was kept is backed up, then its cause erased. The backup, and the restored database."""
    memory.keep(*kept, cause="sim:m1")
    memory.perform(Record(replace(CASE, code="C2", message="sim:m2")), cause="sim:m2")
    back_up(memory.store.url, tmp_path / "saved.db", MONDAY_NINE)
    memory.perform(Erase("sim:m1"))
    return tmp_path / "saved.db"


def read(folder, kind):
    store = Store(f"sqlite:///{folder / 'xiaoge.db'}", CALENDAR)
    with store.reading() as records:
        found = records.find(kind)
    store.close()
    return found


def test_what_was_erased_after_the_backup_is_erased_in_what_is_restored(memory, tmp_path):
    event = CaseEvent(
        code="CE1",
        community=HOME,
        at=MONDAY_NINE,
        case="C1",
        kind=EventKind.JOINED,
        text=SECRET,
    )
    message = Message(
        code="M1", community=HOME, at=MONDAY_NINE, cause="sim:m1", sender="李", text=SECRET
    )
    chain = Chain(code="J1", community=HOME, at=MONDAY_NINE, room="一群", host="李", title=SECRET)
    saved = erased_since(memory, tmp_path, CASE, event, message, chain)
    noted = erasures_in(memory.store.url)

    done = restore(saved, tmp_path / "new", noted)

    assert done.erased == 1
    cases = {case.code: case for case in read(tmp_path / "new", Case)}
    assert (cases["C1"].detail, cases["C1"].spot, cases["C1"].recalled) == ("", "", True)
    assert cases["C2"].detail == CASE.detail
    assert read(tmp_path / "new", CaseEvent)[0].text == ""
    assert read(tmp_path / "new", Message)[0].text == ""
    assert read(tmp_path / "new", Chain)[0].title == "（已撤回）"


def test_erased_words_are_nowhere_in_the_file_that_is_restored(memory, tmp_path):
    memory.keep(CASE, cause="sim:m1")
    memory.keep(replace(CASE, detail=f"补充：{SECRET}"), cause="sim:m1")
    with memory.store.plumbing() as connection:
        payload = {"cause": "sim:m1", "at": MONDAY_NINE, "state": "received", "attempts": 0}
        connection.execute(INBOX.insert().values(**payload, payload=SECRET, error=""))
    back_up(memory.store.url, tmp_path / "saved.db", MONDAY_NINE)
    memory.perform(Erase("sim:m1"))
    assert SECRET.encode() in (tmp_path / "saved.db").read_bytes()

    restore(tmp_path / "saved.db", tmp_path / "new", erasures_in(memory.store.url))

    for path in (tmp_path / "new").iterdir():
        assert SECRET.encode() not in path.read_bytes(), path.name


def test_what_a_careless_program_deleted_is_nowhere_in_what_is_restored(original, tmp_path):
    engine = open_writer(f"sqlite:///{original}")
    with engine.begin() as connection:
        make(connection)
    engine.dispose()
    with closing(sqlite3.connect(original)) as connection, connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute(f"INSERT INTO counters VALUES ('{SECRET * 1000}', 1)")
        connection.commit()
        connection.execute("DELETE FROM counters")
    back_up(f"sqlite:///{original}", tmp_path / "saved.db", MONDAY_NINE)
    assert SECRET.encode() in (tmp_path / "saved.db").read_bytes()

    restore(tmp_path / "saved.db", tmp_path / "new")

    assert SECRET.encode() not in (tmp_path / "new" / "xiaoge.db").read_bytes()


def test_what_somebody_else_wrote_there_later_stays(memory, tmp_path):
    memory.keep(CASE, cause="sim:m1")
    memory.keep(replace(CASE, detail="电梯坏了", note="换了灯"), cause="sim:m3")
    back_up(memory.store.url, tmp_path / "saved.db", MONDAY_NINE)
    memory.perform(Erase("sim:m1"))

    restore(tmp_path / "saved.db", tmp_path / "new", erasures_in(memory.store.url))

    (case,) = read(tmp_path / "new", Case)
    assert (case.detail, case.spot, case.note) == ("电梯坏了", "", "换了灯")


def test_erasures_made_again_are_remembered_and_not_made_a_third_time(memory, tmp_path):
    saved = erased_since(memory, tmp_path, CASE)
    noted = erasures_in(memory.store.url)
    restore(saved, tmp_path / "new", noted)
    back_up(f"sqlite:///{tmp_path / 'new' / 'xiaoge.db'}", tmp_path / "again.db", MONDAY_NINE)

    assert restore(tmp_path / "again.db", tmp_path / "newer", noted).erased == 0
    assert erasures_in(f"sqlite:///{tmp_path / 'newer' / 'xiaoge.db'}") == noted


def test_a_database_from_before_erasures_were_remembered_knows_of_none(tmp_path):
    engine = open_writer(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        migrate(connection, "0001")
    engine.dispose()

    assert erasures_in(f"sqlite:///{tmp_path / 'old.db'}") == ()


def test_what_is_too_old_is_cleared_before_anybody_can_read_it(memory, tmp_path):
    memory.keep(CASE)
    memory.keep(replace(CASE, detail="电梯坏了", spot=""))
    back_up(memory.store.url, tmp_path / "saved.db", MONDAY_NINE)

    done = restore(
        tmp_path / "saved.db",
        tmp_path / "new",
        periods=Periods(),
        now=MONDAY_NINE + timedelta(days=366),
    )

    assert done.cleared.journal == 1
    assert SECRET.encode() not in (tmp_path / "new" / "xiaoge.db").read_bytes()


def test_what_is_erased_again_is_text_in_every_record():
    """A field of that name with another type could not be blanked."""
    others = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.name in WORDS and column.type.python_type is not str
    ]

    assert others == []
