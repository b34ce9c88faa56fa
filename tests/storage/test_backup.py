"""A backup is whole, checked, and never in anybody's way."""

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import manifest
from storage.backup import Unsound, back_up, part_of
from storage.engine import open_writer
from tests.kit.town import MONDAY_NINE


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A database as the bot keeps it: in WAL mode, with a thousand rows."""
    file = tmp_path / "小格 的数据.db"
    engine = open_writer(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE said (text)")
        rows = [(f"第{n}句",) for n in range(1000)]
        connection.exec_driver_sql("INSERT INTO said VALUES (?)", rows)
    engine.dispose()
    return file


def url(file: Path) -> str:
    return f"sqlite:///{file}"


def rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        count: int = connection.execute("SELECT count(*) FROM said").fetchone()[0]
        return count


def test_a_backup_holds_everything_in_one_file(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"

    back_up(url(source), target, MONDAY_NINE)

    assert rows(target) == 1000
    assert [p.name for p in tmp_path.glob("backup.db*")] == ["backup.db"]


def test_a_backup_is_taken_while_somebody_writes(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    engine = open_writer(f"sqlite:///{source}")
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO said VALUES ('还没说完')")

        back_up(url(source), target, MONDAY_NINE)

    engine.dispose()
    assert (rows(target), rows(source)) == (1000, 1001)


def test_nothing_is_ever_overwritten(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    target.write_text("昨天的备份", encoding="utf-8")

    with pytest.raises(FileExistsError):
        back_up(url(source), target, MONDAY_NINE)

    assert target.read_text(encoding="utf-8") == "昨天的备份"


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        back_up(url(tmp_path / "nowhere.db"), tmp_path / "backup.db", MONDAY_NINE)

    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_leaves_no_backup(source: Path, tmp_path: Path) -> None:
    damaged = bytearray(source.read_bytes())
    damaged[8192:16384] = b"\x55" * 8192
    source.write_bytes(damaged)
    target = tmp_path / "backup.db"

    with pytest.raises((Unsound, sqlite3.DatabaseError)):
        back_up(url(source), target, MONDAY_NINE)

    assert not target.exists()
    assert not part_of(target).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_can_read_a_backup(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"

    back_up(url(source), target, MONDAY_NINE)

    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_backup_tells_what_it_holds_and_since_when(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    passed: list[int] = []

    made = back_up(url(source), target, MONDAY_NINE, passed.append)

    with closing(sqlite3.connect(target)) as connection:
        assert manifest.read(connection) == made
        assert manifest.count(connection, passed.append) == made.tables
    assert (made.taken_at, made.rows, made.tables["said"].rows) == (MONDAY_NINE, 1000, 1000)
    assert passed == [1000, 1000]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE said SET text = '第七百句' WHERE text = '第7句'",
        "DELETE FROM said WHERE text = '第7句'",
        "INSERT INTO said VALUES ('第7句')",
        "DROP TABLE said",
        "CREATE TABLE other (text)",
    ],
)
def test_whatever_is_changed_in_a_backup_is_found(
    source: Path, tmp_path: Path, change: str
) -> None:
    target = tmp_path / "backup.db"
    made = back_up(url(source), target, MONDAY_NINE)
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute(change)

        assert manifest.count(connection, lambda _: None) != made.tables
