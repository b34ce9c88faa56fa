"""A copy takes the place of the database: however that ends, a whole one is there."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from storage.restoring import install


class Killed(BaseException):
    """The process ends here."""


def put(file, word, *, log=False):
    """A database that holds one word; with `log`, only its log does, as after a crash."""
    work = file.with_name("work.db")
    with closing(sqlite3.connect(work)) as connection:
        connection.execute("CREATE TABLE words (word)")
        connection.commit()
        if log:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO words VALUES (?)", (word,))
        connection.commit()
        for suffix in ("", "-wal") if log else ("",):
            shutil.copyfile(f"{work}{suffix}", f"{file}{suffix}")
    work.unlink()


def words(file):
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM words")]


@pytest.fixture
def folder(tmp_path):
    """A database that a crash left with a log, and a copy to be put in its place."""
    put(tmp_path / "xiaoge.db", "旧", log=True)
    put(tmp_path / "restoring.db", "新")
    return tmp_path


def put_in_place(folder):
    return install(folder / "restoring.db", folder / "xiaoge.db", folder / "old.db")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_was_there_is_put_aside_with_all_that_was_committed(folder):
    assert put_in_place(folder)

    assert names(folder) == ["old.db", "xiaoge.db"]
    assert words(folder / "xiaoge.db") == ["新"]
    assert words(folder / "old.db") == ["旧"]


def test_where_nothing_was_nothing_is_put_aside(tmp_path):
    put(tmp_path / "restoring.db", "新")

    assert not put_in_place(tmp_path)
    assert names(tmp_path) == ["xiaoge.db"]


def kill_at(monkeypatch, step, nth):
    """The process ends before it does that for the nth time."""
    done, truly = [], getattr(Path, step)

    def until_then(path, *args, **kwargs):
        done.append(path)
        if len(done) == nth:
            raise Killed
        return truly(path, *args, **kwargs)

    monkeypatch.setattr(Path, step, until_then)


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("step", ["hardlink_to", "unlink", "replace"])
def test_one_that_is_killed_leaves_a_whole_database(folder, step, nth, monkeypatch):
    kill_at(monkeypatch, step, nth)
    with suppress(Killed):
        put_in_place(folder)

    installed = not (folder / "restoring.db").exists()
    assert words(folder / "xiaoge.db") == ["新" if installed else "旧"]


def test_after_one_that_was_killed_it_can_be_done_again(folder, monkeypatch):
    with monkeypatch.context() as here, suppress(Killed):
        kill_at(here, "replace", 1)
        put_in_place(folder)

    assert install(folder / "restoring.db", folder / "xiaoge.db", folder / "older.db")
    assert words(folder / "xiaoge.db") == ["新"]
    assert words(folder / "older.db") == ["旧"]


def test_a_disk_without_second_names_gets_a_copy_for_its_owner_only(folder, monkeypatch):
    def refused(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refused)
    put_in_place(folder)

    assert words(folder / "xiaoge.db") == ["新"]
    assert words(folder / "old.db") == ["旧"]
    assert (folder / "old.db").stat().st_mode & 0o077 == 0


def test_what_was_put_aside_before_is_not_overwritten(folder):
    put(folder / "old.db", "更旧")

    with pytest.raises(FileExistsError):
        put_in_place(folder)
    assert words(folder / "old.db") == ["更旧"]
    assert words(folder / "xiaoge.db") == ["旧"]


def test_what_is_no_database_is_put_aside_as_it_is(folder):
    for suffix in ("", "-wal"):
        (folder / f"xiaoge.db{suffix}").write_text(f"old{suffix}", encoding="utf-8")
    put_in_place(folder)

    assert names(folder) == ["old.db", "old.db-wal", "xiaoge.db"]
    assert (folder / "old.db").read_text(encoding="utf-8") == "old"
    assert (folder / "old.db-wal").read_text(encoding="utf-8") == "old-wal"
    assert words(folder / "xiaoge.db") == ["新"]
