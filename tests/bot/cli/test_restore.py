"""restore: the drill an operator would go through, and what is said when it cannot be."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from community.calendar import Calendar
from community.effects import Erase, Record
from community.messages import Message
from storage import ledger
from storage.store import Store
from storage.tenancy import sole_use
from storage.transaction import Cause
from tests.kit.town import HOME, MONDAY_NINE

SECRET = "李阿姨家的私事"


def remember(town: Any, *effects: Any, cause: str = "sim:m1") -> None:
    with (
        closing(Store(f"sqlite:///{town.database}", Calendar())) as store,
        store.transaction() as transaction,
    ):
        transaction.perform(effects, Cause(name=cause, at=MONDAY_NINE, community=HOME))


def says(code: str) -> Record:
    return Record(
        Message(
            code=code, community=HOME, at=MONDAY_NINE, cause="sim:m1", sender="李", text=SECRET
        )
    )


def codes(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [code for (code,) in connection.execute("SELECT code FROM messages ORDER BY code")]


@pytest.fixture
def saved(town: Any, tmp_path: Path) -> Path:
    """A backup of a town where one message is kept."""
    assert town.types("do", "/帮助").exit_code == 0
    remember(town, says("M1"))
    assert town.types("backup", str(tmp_path / "saved.db")).exit_code == 0
    return tmp_path / "saved.db"


def test_the_drill(town: Any, saved: Path) -> None:
    """Lost, restored, looked at by doctor, and at work again."""
    for file in town.database.parent.glob("xiaoge.db*"):
        file.unlink()

    restored = town.types("restore", str(saved))

    assert (restored.exit_code, restored.stdout) == (0, f"{town.database}\n")
    assert re.search(r"备份完好：.*和当时记下的一样。已恢复，记录 \d+ 条。", restored.stderr)
    assert codes(town.database) == ["M1"]
    assert town.types("doctor").exit_code == 0
    assert town.types("do", "/帮助").exit_code == 0


def test_a_backup_is_tried_out_without_touching_anything(town: Any, saved: Path) -> None:
    remember(town, says("M2"), cause="sim:m2")
    before = sorted(town.folder.rglob("*"))

    with sole_use(town.folder / "data"):  # the bot may be running
        tried = town.types("restore", str(saved), "--verify")

    assert tried.exit_code == 0
    assert re.search(r"^messages +1  [0-9a-f]{12}$", tried.stdout, re.MULTILINE)
    assert "条都读得出来" in tried.stderr
    assert codes(town.database) == ["M1", "M2"]
    assert [path for path in sorted(town.folder.rglob("*")) if "in-use" not in path.name] == [
        path for path in before if "in-use" not in path.name
    ]


def test_what_is_there_is_not_overwritten(town: Any, saved: Path) -> None:
    remember(town, says("M2"), cause="sim:m2")

    refused = town.types("restore", str(saved))

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "加上 --replace" in refused.stderr
    assert codes(town.database) == ["M1", "M2"]


def test_what_is_replaced_is_kept_under_another_name(town: Any, saved: Path) -> None:
    remember(town, says("M2"), cause="sim:m2")

    replaced = town.types("restore", str(saved), "--replace")

    assert replaced.exit_code == 0
    (old,) = town.database.parent.glob("xiaoge-old-*.db")
    assert str(old) in replaced.stderr
    assert codes(town.database) == ["M1"]
    assert codes(old) == ["M1", "M2"]


def test_words_erased_since_do_not_come_back(town: Any, saved: Path) -> None:
    remember(town, Erase("sim:m1"), cause="sim:m2")

    restored = town.types("restore", str(saved), "--replace")

    assert "备份以后撤回的 1 条原话再删了一遍" in restored.stderr
    assert codes(town.database) == ["M1"]
    for file in town.database.parent.glob("xiaoge.db*"):
        assert SECRET.encode() not in file.read_bytes()


@pytest.mark.parametrize("lost", ["database", "ledger"])
def test_either_of_the_two_memories_of_erasures_is_enough(
    town: Any, saved: Path, lost: str
) -> None:
    remember(town, Erase("sim:m1"), cause="sim:m2")
    noted = town.database.with_name(ledger.NAME)
    if lost == "ledger":
        noted.unlink()
    else:
        town.database.write_bytes(b"SQLite format 3\0" + b"\x55" * 8192)

    restored = town.types("restore", str(saved), "--replace")

    assert restored.exit_code == 0
    assert SECRET.encode() not in town.database.read_bytes()
    assert [one.cause for one in ledger.read(noted)] == ["sim:m1"]


def test_the_ledger_in_the_data_folder_counts_wherever_the_database_lies(
    town: Any, saved: Path, tmp_path: Path
) -> None:
    remember(town, Erase("sim:m1"), cause="sim:m2")  # noted in the data folder
    (tmp_path / "ssd").mkdir()
    other = tmp_path / "ssd" / "a.db"
    with town.config.open("a", encoding="utf-8") as config:
        config.write(f'[storage]\ndatabase = "sqlite:///{other}"\n')

    assert town.types("restore", str(saved)).exit_code == 0
    assert codes(other) == ["M1"]
    assert SECRET.encode() not in other.read_bytes()


def test_a_folder_in_use_is_left_alone(town: Any, saved: Path) -> None:
    with sole_use(town.folder / "data"):
        refused = town.types("restore", str(saved), "--replace")

    assert refused.exit_code == 1
    assert "正被小格使用" in refused.stderr


def test_a_backup_can_be_restored_somewhere_else(town: Any, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    other = tmp_path / "别处" / "b.db"

    restored = town.types("restore", str(saved), "--to", str(other))

    assert (restored.exit_code, restored.stdout) == (0, f"{other}\n")
    assert codes(other) == ["M1"]


@pytest.mark.postgresql
def test_a_backup_can_be_restored_onto_a_server(town: Any, saved: Path, postgresql: Any) -> None:
    with postgresql.database() as url:
        first = town.types("restore", str(saved), "--to", url)
        second = town.types("restore", str(saved), "--to", url)
        third = town.types("restore", str(saved), "--to", url, "--replace")

    assert (first.exit_code, second.exit_code, third.exit_code) == (0, 1, 0)
    assert "里已经有数据。要换成备份，加上 --replace" in second.stderr
    assert "原来的留在 xiaoge_old_" in third.stderr
    password = url.partition("@")[0].rpartition(":")[2]
    assert password not in first.output + second.output + third.output


def damage(file: Path, how: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(how)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("UPDATE messages SET text = '改过'", "和备份时记下的不一样（messages），不能用"),
        ("UPDATE alembic_version SET version_num = '9999'", "是更新的小格写的（表结构 9999）"),
        ("DROP TABLE alembic_version", "不是小格的数据库"),
    ],
)
@pytest.mark.parametrize("option", ["--verify", "--replace"])
def test_what_is_wrong_with_a_backup_is_told(
    town: Any, saved: Path, how: str, told: str, option: str
) -> None:
    damage(saved, how)

    refused = town.types("restore", str(saved), option)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert told in refused.stderr
    assert codes(town.database) == ["M1"]


def test_a_record_that_cannot_be_read_is_told_without_what_is_in_it(
    town: Any, saved: Path
) -> None:
    damage(saved, f"UPDATE messages SET kind = '{SECRET}'")
    damage(saved, "DROP TABLE backup_manifest")

    refused = town.types("restore", str(saved), "--verify")

    assert refused.exit_code == 1
    assert "读不出的记录（messages）" in refused.stderr
    assert SECRET not in refused.output


@pytest.mark.parametrize(
    ("content", "told"), [(None, "没有"), ("今天天气真好" * 1000, "坏了"), ("", "不是小格的")]
)
def test_what_is_no_backup_is_told(
    town: Any, tmp_path: Path, content: str | None, told: str
) -> None:
    file = tmp_path / "a.db"
    if content is not None:
        file.write_text(content, encoding="utf-8")

    refused = town.types("restore", str(file))

    assert refused.exit_code == 1
    assert told in refused.stderr
    assert not town.database.exists()


def test_a_database_that_is_none_is_wrong_usage(town: Any, saved: Path) -> None:
    refused = town.types("restore", str(saved), "--to", "mysql://a/b")

    assert refused.exit_code == 2
    assert "数据库写成 SQLite 文件的路径" in refused.stderr
