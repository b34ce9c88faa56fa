"""A disk that is full or broken, a file that is locked: a clear error, nothing half kept."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.outcome import Door
from community.cases import Case
from storage import engine
from storage.queries import outgoing
from tests.kit.town import Town

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "town.db"


@pytest.fixture
def town(file, monkeypatch):
    monkeypatch.setattr(engine, "_BUSY_MS", 50)
    town = Town(f"sqlite:///{file}")
    yield town
    town.close()


@pytest.fixture
def other(file, town):
    """Another program that has opened the file."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


def leak(town, building):
    return town.arrival(f"邻居{building}", f"{building}栋2单元一楼大厅天花板漏水")


def pragma(town, words):
    with town.runtime.store.writer.connect() as connection:
        rows = connection.connection.cursor().execute(f"PRAGMA {words}").fetchall()
        return rows[0][0] if rows else None


async def hears(town, arrival):
    (outcome,) = await town.runtime.hear([arrival], town.now)
    return outcome.door


async def test_a_full_disk_loses_nothing_that_was_acknowledged(town):
    pragma(town, f"max_page_count={pragma(town, 'page_count')}")
    for kept in range(200):
        refused = leak(town, kept + 1)
        try:
            await hears(town, refused)
        except OperationalError as error:
            told = str(error)
            break
    assert "disk is full" in told
    assert len(town.all(Case)) == kept

    pragma(town, "max_page_count=1000000")
    assert await hears(town, refused) is Door.INTENT
    assert len(town.all(Case)) == kept + 1
    assert pragma(town, "integrity_check") == "ok"


def test_a_disk_that_breaks_loses_nothing_that_was_acknowledged(tmp_path):
    """In a process of its own, whose files may not grow: writing to them fails in the middle."""
    pytest.importorskip("resource")
    command = [sys.executable, "-m", "tests.kit.limited", str(tmp_path)]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, encoding="utf-8", check=True)
    seen = json.loads(done.stdout)

    assert "disk I/O error" in seen["error"]
    assert seen["kept_at_the_error"] == seen["acknowledged"] > 0
    assert seen["kept_after_it"] == seen["acknowledged"] + 1
    assert seen["integrity"] == "ok"


async def test_a_file_that_somebody_writes_to_is_refused_in_words(town, other):
    arrival = leak(town, 1)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"):
        await hears(town, arrival)

    other.execute("ROLLBACK")
    assert await hears(town, arrival) is Door.INTENT
    assert len(town.all(Case)) == 1


async def test_due_jobs_wait_for_a_locked_file_and_run_once(town, other):
    await hears(town, leak(town, 1))
    other.execute("BEGIN IMMEDIATE")
    for _ in range(10):
        with pytest.raises(OperationalError, match="database is locked"):
            await town.later(hours=2)
    other.execute("ROLLBACK")

    heard = await town.later(hours=2)
    assert sum("到响应时限" in text for _, text in heard) == 1


class Locking:
    """A channel that says a thing, and somebody locks the file before it can be noted."""

    def __init__(self, channel, other):
        self.channel = channel
        self.other = other

    async def send(self, message):
        await self.channel.send(message)
        self.other.execute("BEGIN IMMEDIATE")


async def test_what_was_said_is_noted_when_the_file_is_free_again(town, other):
    await hears(town, leak(town, 1))
    town.runtime.relay.channels = {"sim": Locking(town.channel, other)}
    with pytest.raises(OperationalError, match="database is locked"):
        await town.runtime.speak(town.now)
    other.execute("ROLLBACK")

    town.runtime.relay.channels = {"sim": town.channel}
    await town.runtime.speak(town.now)
    with town.runtime.store.reading() as records:
        assert [row.state for row in outgoing(records)] == ["已发"]
    assert len(town.channel.heard) == 1


async def test_a_file_that_may_not_be_written_is_refused_in_words(town):
    arrival = leak(town, 1)
    pragma(town, "query_only=ON")
    with pytest.raises(OperationalError, match="readonly database"):
        await hears(town, arrival)

    pragma(town, "query_only=OFF")
    assert await hears(town, arrival) is Door.INTENT


def test_a_file_that_may_not_be_written_is_refused_at_the_start(file):
    Town(f"sqlite:///{file}").close()

    with pytest.raises(OperationalError, match="readonly database"):
        Town(f"sqlite:///file:{file}?mode=ro&uri=true")
