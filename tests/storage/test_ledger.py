"""Whose words were taken back is noted outside of the database too."""

from datetime import timedelta

import pytest

from community.effects import Erase
from storage import ledger
from storage.erasure import Erasure
from storage.store import Store
from storage.transaction import Cause
from tests.kit.postgres import ENGINES
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE

FILE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SERVER = pytest.mark.parametrize("database", ENGINES[1:], indirect=True)
ONE = Erasure("sim:m1", MONDAY_NINE)
TWO = Erasure("sim:m2", MONDAY_NINE + timedelta(seconds=1.5))


@pytest.fixture
def file(tmp_path):
    return tmp_path / ledger.NAME


def test_what_is_noted_is_read_in_order(file):
    ledger.note(file, (ONE,))
    ledger.note(file, (TWO,))

    assert ledger.read(file) == (ONE, TWO)


def test_without_a_ledger_nothing_was_noted(file):
    assert ledger.read(file) == ()


def test_a_line_that_a_power_cut_left_unfinished_spoils_no_other(file):
    ledger.note(file, (ONE,))
    file.write_text(file.read_text(encoding="utf-8") + '{"cause": "sim:m1', encoding="utf-8")
    ledger.note(file, (TWO,))

    assert ledger.read(file) == (ONE, TWO)


def test_what_is_missing_is_caught_up_with_once(file):
    ledger.note(file, (ONE,))

    assert ledger.catch_up(file, (ONE, TWO)) == 1
    assert ledger.catch_up(file, (ONE, TWO)) == 0
    assert ledger.read(file) == (ONE, TWO)


@FILE
def test_an_erasure_is_noted_beside_the_database_without_a_word(memory, file):
    memory.perform(Erase("sim:m1"))
    memory.perform(Erase("sim:m2"), at=MONDAY_NINE + timedelta(seconds=1.5))

    assert ledger.read(file) == (ONE, TWO)


@FILE
def test_a_ledger_that_was_lost_is_made_again_at_the_next_start(memory, file):
    memory.perform(Erase("sim:m1"), Erase("sim:m2"))
    file.unlink()
    store = Store(memory.store.url, CALENDAR)

    assert store.note_erasures()
    assert [one.cause for one in ledger.read(file)] == ["sim:m1", "sim:m2"]
    store.close()


@FILE
def test_an_erasure_that_cannot_be_noted_is_noted_later(memory, file):
    file.mkdir()
    memory.perform(Erase("sim:m1"))
    assert not memory.store.note_erasures()
    file.rmdir()

    assert memory.store.note_erasures()
    assert ledger.read(file) == (ONE,)


def test_a_ledger_may_lie_elsewhere(memory, tmp_path):
    other = tmp_path / "elsewhere.jsonl"
    store = Store(memory.store.url, CALENDAR, ledger=other)
    memory.perform(Erase("sim:m1"))

    assert store.note_erasures()
    assert ledger.read(other) == (ONE,)
    store.close()


@pytest.fixture
def other(memory, file):
    """Another process on the same server, which has its own ledger."""
    store = Store(memory.store.url, CALENDAR, ledger=file)
    assert store.note_erasures()
    yield store
    store.close()


def erase(store, cause, community=HOME, at=MONDAY_NINE):
    with store.transaction(community) as transaction:
        transaction.perform((Erase(cause),), Cause(name=f"after {cause}", at=at))


def causes(file):
    return [one.cause for one in ledger.read(file)]


@SERVER
def test_what_another_process_erased_is_noted_once(memory, other, file):
    erase(memory.store, "sim:m1")
    erase(other, "sim:m2")
    assert other.note_erasures()
    erase(memory.store, "sim:m3")
    assert other.note_erasures()
    assert other.note_erasures()

    assert causes(file) == ["sim:m2", "sim:m1", "sim:m3"]


@SERVER
def test_a_recall_that_comes_late_is_noted_too(memory, other, file):
    erase(other, "sim:m1")
    assert other.note_erasures()
    erase(memory.store, "sim:m2", at=MONDAY_NINE - timedelta(days=30))

    assert other.note_erasures()
    assert causes(file) == ["sim:m1", "sim:m2"]


@SERVER
def test_an_erasure_that_took_long_is_noted_too(memory, other, file):
    with memory.store.transaction(HOME) as transaction:
        transaction.perform((Erase("sim:m1"),), Cause(name="sim:m2", at=MONDAY_NINE))
        erase(other, "sim:m3", community="别处")
        assert other.note_erasures()
        assert other.note_erasures()

    assert other.note_erasures()
    assert causes(file) == ["sim:m3", "sim:m1"]
