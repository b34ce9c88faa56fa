"""What doctor is told about a database."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Connection, Engine

from community.calendar import ZONE
from community.effects import Job
from community.messages import Chat
from community.people import Room
from community.speech import Manner
from storage import inbox, jobs, queueing, sends
from storage.engine import open_writer
from storage.health import Health, examine
from storage.mapping import upsert, values
from storage.queueing import Queued
from storage.schema_version import prepare
from tests.kit.speaking import claim

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_writer(database)
    prepare(engine)
    yield engine
    engine.dispose()


def test_a_new_database_is_well(engine: Engine) -> None:
    with engine.connect() as connection:
        health = examine(connection)
    # The server of the tests forgets at a power cut, to be quick: doctor has to say so.
    unsafe = () if engine.dialect.name == "sqlite" else ("fsync=off",)
    assert health == Health("", (), unsafe)


def test_what_is_missing_is_named(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE callbacks")
        connection.exec_driver_sql("ALTER TABLE rooms DROP COLUMN estate")

        assert set(examine(connection).missing) == {"callbacks", "rooms.estate"}


def test_jobs_that_failed_for_good_are_counted(engine: Engine) -> None:
    with engine.begin() as connection:
        overdue = [Job("case.overdue", subject, NOW, "幸福") for subject in ("C1", "C2")]
        for job in overdue:
            jobs.plant(connection, job)
        for _ in range(jobs.MOST_ATTEMPTS):
            jobs.begin(connection, [1])
            jobs.put_off(connection, overdue[0].key, NOW, "ValueError")

        assert examine(connection).failed_jobs == 1


def test_messages_that_failed_for_good_are_counted(engine: Engine) -> None:
    with engine.begin() as connection:
        for cause in ("sim:1", "sim:2"):
            inbox.receive(connection, cause, NOW)
        inbox.put_off(connection, "sim:1", NOW, "ValueError", final=True)

        assert examine(connection).failed_messages == 1


def test_sends_in_doubt_are_counted(engine: Engine) -> None:
    with engine.begin() as connection:
        room = Room(code="一群", at=NOW, channel="sim", address="g1")
        connection.execute(upsert(Room), values(room))
        for cause in ("sim:1", "sim:2"):
            queue(connection, cause)
        sends.settle_doubtful(connection, claim(connection, NOW), NOW, "TimeoutError")

        assert examine(connection).doubtful == 1


def queue(connection: Connection, cause: str) -> None:
    message = Queued(
        cause=cause,
        position=0,
        community="幸福",
        to=Chat("一群"),
        text="好的",
        manner=Manner.PLAIN,
        mentions=(),
        at=NOW,
        release=NOW,
        late=False,
    )
    queueing.queue(connection, [message])
