from datetime import timedelta

import pytest

from community.effects import Record
from storage.schema_version import prepare
from storage.store import Store
from storage.transaction import Cause
from tests.kit.postgres import ENGINES
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE


def pytest_generate_tests(metafunc):
    """Whatever asks for a database here is tested on both."""
    asked = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    for name in ("database", "bare_database"):
        if name in metafunc.fixturenames and name not in asked:
            metafunc.parametrize(name, ENGINES, indirect=True)


class Memory:
    """A store of its own, and short ways to use it."""

    def __init__(self, url):
        self.store = Store(url, CALENDAR)
        prepare(self.store.writer)
        self.count = 0

    def perform(self, *effects, at=MONDAY_NINE, cause=None, **fields):
        self.count += 1
        cause = cause or f"test:{self.count}"
        with self.store.transaction() as transaction:
            transaction.perform(effects, Cause(name=cause, at=at, community=HOME, **fields))

    def keep(self, *things, **fields):
        self.perform(*(Record(thing) for thing in things), **fields)

    def find(self, kind, **where):
        with self.store.reading() as records:
            return records.find(kind, **where)

    def ask(self, question):
        with self.store.reading() as records:
            return question(records)


@pytest.fixture
def memory(database):
    memory = Memory(database)
    yield memory
    memory.store.close()


@pytest.fixture
def later():
    return lambda **span: MONDAY_NINE + timedelta(**span)
