"""What was taken back, or is too old, is in no database that was restored."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from community.cases import Case, CaseEvent, EventKind
from community.chains import Chain
from community.effects import Erase, Record
from community.messages import Message
from community.points import PointsEntry, PointsReason
from storage.backup import back_up
from storage.engine import open_writer
from storage.erasure import without_words, words_of
from storage.mapping import from_json
from storage.plumbing import INBOX
from storage.restoring import erasures_in
from storage.retention import Periods
from storage.schema_version import make, migrate
from storage.store import Store
from tests.kit.restored import restore
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


def test_what_a_careless_program_deleted_is_nowhere_in_what_is_restored(tmp_path):
    original = tmp_path / "data.db"
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


def test_words_of_a_closed_set_are_nobodys_own():
    """Blanked, they could not be read any more."""
    assert words_of("Case") >= {"detail", "reason", "house"}
    assert "reason" not in words_of("PointsEntry")

    kept = without_words("PointsEntry", '{"reason": "志愿服务", "delta": 10}')

    assert from_json(PointsEntry, kept) == {"reason": PointsReason.VOLUNTEERING, "delta": 10}
