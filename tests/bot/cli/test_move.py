"""move: from one database to the other, and what is said on the way."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from storage import moving
from storage.tenancy import sole_use

LINE = re.compile(r"^(\w+) +(\d+)  [0-9a-f]{12}$", re.MULTILINE)


@pytest.fixture
def used(town: Any) -> Any:
    """A town whose database is there."""
    assert town.types("do", "/帮助").exit_code == 0
    return town


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "new.db"


def test_what_both_hold_is_the_data(used: Any, target: Path) -> None:
    moved = used.types("move", str(used.database), str(target))

    assert moved.exit_code == 0
    assert dict(LINE.findall(moved.stdout))["communities"] == "1"
    assert f"把配置 [storage] database 改成 sqlite:///{target}" in moved.stderr


def test_the_bot_works_with_what_was_moved(used: Any, target: Path) -> None:
    used.types("move", str(used.database), str(target))
    used.write(f'[storage]\ndatabase = "sqlite:///{target}"\n')

    assert used.types("doctor").exit_code == 0
    assert used.types("do", "/帮助", "--community", "幸福").exit_code == 0


@pytest.mark.postgresql
def test_there_and_back(used: Any, target: Path, postgresql: Any) -> None:
    with postgresql.database() as url:
        there = used.types("move", str(used.database), url)
        back = used.types("move", url, str(target))

    assert (there.exit_code, back.exit_code) == (0, 0)
    assert there.stdout == back.stdout
    password = url.partition("@")[0].rpartition(":")[2]
    assert password not in there.output + back.output


@pytest.mark.postgresql
def test_a_server_that_others_use_is_left_alone(used: Any, postgresql: Any) -> None:
    with postgresql.database() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            refused = used.types("move", str(used.database), url)
        engine.dispose()

    assert refused.exit_code == 1
    assert "还有 1 个别的连接" in refused.stderr


def test_a_server_that_is_not_there_is_told_without_the_password(used: Any) -> None:
    refused = used.types("move", str(used.database), "postgresql://a:geheim@127.0.0.1:1/b")

    assert refused.exit_code == 1
    assert "用不了" in refused.stderr
    assert "geheim" not in refused.output


def interrupted(used: Any, target: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("bot.cli.move.finish", interrupt)
        return used.types("move", str(used.database), str(target))


def test_an_interrupted_move_says_how_to_go_on(
    used: Any, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = interrupted(used, target, monkeypatch)
    assert (stopped.exit_code, stopped.stdout) == (1, "")
    assert "再运行一次同样的指令，就接着搬" in stopped.stderr

    again = used.types("move", str(used.database), str(target))
    assert again.exit_code == 0
    assert "接着上次的搬" in again.stderr


def test_what_is_not_all_there_is_not_used(
    used: Any, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(used, target, monkeypatch)
    used.write(f'[storage]\ndatabase = "sqlite:///{target}"\n')

    assert "还没有搬完，不能用" in used.types("do", "/帮助").stderr
    examined = used.types("doctor")
    assert examined.exit_code == 1
    assert "[坏] 表结构：还没有搬完 → 把 move 的那条指令再运行一次" in examined.stdout


def test_what_changed_meanwhile_is_told_with_the_way_out(
    used: Any, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(used, target, monkeypatch)
    with closing(sqlite3.connect(used.database)) as connection, connection:
        connection.execute("UPDATE communities SET street = '别的街道'")

    refused = used.types("move", str(used.database), str(target))
    assert refused.exit_code == 1
    assert "两边不一样（communities）" in refused.stderr
    assert used.types("move", str(used.database), str(target), "--afresh").exit_code == 0


def test_data_that_is_there_is_left_alone(used: Any, target: Path) -> None:
    assert used.types("move", str(used.database), str(target)).exit_code == 0

    refused = used.types("move", str(used.database), str(target), "--afresh")
    assert refused.exit_code == 1
    assert "已经有数据，没有动它" in refused.stderr


def test_half_of_another_move_is_left_alone(
    used: Any, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(used, target, monkeypatch)
    other = tmp_path / "other.db"
    used.types("move", str(used.database), str(other))

    refused = used.types("move", str(other), str(target))
    assert refused.exit_code == 1
    assert "从别处搬了一半" in refused.stderr


def test_a_folder_in_use_is_left_alone(used: Any, target: Path) -> None:
    with sole_use(used.folder / "data"):
        refused = used.types("move", str(used.database), str(target))

    assert refused.exit_code == 1
    assert "正被小格使用" in refused.stderr
    assert not target.exists()


def test_tables_of_another_version_are_told(used: Any, target: Path) -> None:
    with closing(sqlite3.connect(used.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")

    refused = used.types("move", str(used.database), str(target))
    assert refused.exit_code == 1
    assert "先用这一版启动一次小格" in refused.stderr


@pytest.mark.parametrize(
    ("ends", "code", "told"),
    [
        (("nowhere.db", "new.db"), 1, "没有"),
        (("a.db", "a.db"), 1, "同一个数据库"),
        (("sqlite://", "a.db"), 2, "SQLite 要写出文件"),
        (("a.db", "mysql://a/b"), 2, "数据库写成 SQLite 文件的路径"),
    ],
)
def test_ends_that_cannot_be_are_told(
    town: Any, tmp_path: Path, ends: tuple[str, str], code: int, told: str
) -> None:
    typed = [str(tmp_path / end) if ":" not in end else end for end in ends]

    refused = town.types("move", *typed)

    assert refused.exit_code == code
    assert told in refused.stderr


def test_the_table_of_progress_is_gone_at_the_end(used: Any, target: Path) -> None:
    used.types("move", str(used.database), str(target))

    with closing(sqlite3.connect(target)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert moving.__name__.rpartition(".")[2] not in names
