"""Erased words leave the write-ahead log too, as soon as nobody reads it."""

from pathlib import Path

import pytest

from community.effects import Erase, Say
from community.messages import Chat
from community.wording import Text
from storage import engine
from storage.schema_version import prepare
from storage.store import Store
from storage.transaction import Cause
from tests.kit.town import CALENDAR, MONDAY_NINE

WORDS = "李阿姨家的私事"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "_BUSY_MS", 10)
    store = Store(f"sqlite:///{tmp_path / 'test.db'}", CALENDAR)
    prepare(store.writer)
    yield store
    store.close()


def log_of(store):
    return Path(f"{store.writer.url.database}-wal").read_bytes()


def perform(store, name, *effects):
    with store.transaction() as transaction:
        transaction.perform(effects, Cause(name=name, at=MONDAY_NINE))


def test_what_was_erased_while_somebody_read_is_cut_off_later(store):
    perform(store, "said", Say(Chat("李阿姨", private=True), Text("t", WORDS)()))
    with store.reader.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one()
        perform(store, "erase", Erase("said"))

        assert not store.empty_log()
        assert WORDS.encode() in log_of(store)
        connection.exec_driver_sql("ROLLBACK")

    assert store.empty_log()
    assert log_of(store) == b""
