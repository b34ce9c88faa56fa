"""backup: where to, and what is said when it cannot be."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.tenancy import sole_use


@pytest.fixture
def used(town: Any) -> Any:
    """A town whose database is there."""
    assert town.types("do", "/帮助").exit_code == 0
    return town


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def test_a_backup_is_named_by_the_time_and_its_name_is_the_data(used: Any) -> None:
    saved = used.types("backup")

    file = Path(saved.stdout.strip())
    assert saved.exit_code == 0
    assert re.fullmatch(r"xiaoge-\d{8}-\d{6}\.db", file.name)
    assert file.parent == used.folder / "data" / "backups"
    assert "cases" in tables(file)


def test_a_folder_takes_a_file_in_it(used: Any, tmp_path: Path) -> None:
    (tmp_path / "U 盘").mkdir()

    saved = used.types("backup", str(tmp_path / "U 盘"))

    assert Path(saved.stdout.strip()).parent == tmp_path / "U 盘"


def test_a_backup_can_be_taken_while_the_bot_runs(used: Any, tmp_path: Path) -> None:
    with sole_use(used.folder / "data"):
        assert used.types("backup", str(tmp_path / "a.db")).exit_code == 0


def test_an_existing_file_is_not_overwritten(used: Any, tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("昨天的", encoding="utf-8")

    refused = used.types("backup", str(tmp_path / "a.db"))

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "从不覆盖" in refused.stderr
    assert (tmp_path / "a.db").read_text(encoding="utf-8") == "昨天的"


def test_without_a_database_there_is_nothing_to_back_up(town: Any) -> None:
    refused = town.types("backup")

    assert refused.exit_code == 1
    assert "没有东西可备份" in refused.stderr


def test_a_place_that_cannot_be_written_is_told(used: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    refused = used.types("backup", str(tmp_path / "file" / "a.db"))

    assert refused.exit_code == 1
    assert "请检查权限和磁盘空间" in refused.stderr


def test_a_damaged_database_is_told(used: Any, tmp_path: Path) -> None:
    used.database.write_bytes(b"SQLite format 3\0" + b"\x55" * 8192)

    refused = used.types("backup", str(tmp_path / "a.db"))

    assert refused.exit_code == 1
    assert "备份没通过检查" in refused.stderr
    assert not (tmp_path / "a.db").exists()
