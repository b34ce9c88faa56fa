"""When processes ran: how long none did, and since when there has always been one."""

from datetime import timedelta

import pytest

from storage import housekeeping
from storage.plumbing import LIFE
from tests.kit.postgres import BOTH
from tests.kit.town import MONDAY_NINE

pytestmark = BOTH
MINUTE = timedelta(minutes=1)


def at(minutes):
    return MONDAY_NINE + minutes * MINUTE


@pytest.fixture
def lived(memory):
    """Note lives, each from a minute to a minute."""

    def note(*spans):
        with memory.store.plumbing() as connection:
            for start, end in spans:
                connection.execute(LIFE.insert().values(up_at=at(start), alive_at=at(end)))

    return note


def standstill(memory, start, end):
    return memory.ask(lambda records: records.standstill(at(start), at(end))) / MINUTE


@pytest.mark.parametrize(
    ("lives", "minutes"),
    [
        ([(0, 60)], 0),
        ([(0, 10), (15, 60)], 5),
        ([(0, 10), (15, 20), (40, 60)], 25),
        ([(0, 30), (5, 10), (20, 60)], 0),  # a second process was there meanwhile
        ([(0, 20), (10, 30), (40, 60)], 10),
        ([(-90, -60), (20, 60)], 20),  # down since before the time asked about
        ([(20, 60)], 0),  # before the first life there was nothing to stand still
        ([], 0),
    ],
)
def test_it_stands_still_while_no_process_runs(memory, lived, lives, minutes):
    lived(*lives)

    assert standstill(memory, 0, 60) == minutes


@pytest.mark.parametrize(
    ("lives", "since"),
    [
        ([(0, 59)], 0),
        ([(0, 30), (29, 59)], 0),  # one went, another was there
        ([(0, 30), (40, 59)], 40),
        ([(0, 50)], 60),
        ([], 60),
    ],
)
def test_somebody_has_been_there_since(memory, lived, lives, since):
    lived(*lives)
    with memory.store.plumbing() as connection:
        assert housekeeping.alive_since(connection, at(60), MINUTE) == at(since)


def test_each_process_notes_its_own_life(memory):
    with memory.store.plumbing() as connection:
        first, last = housekeeping.came_up(connection, at(0))
        second, seen = housekeeping.came_up(connection, at(5))
        housekeeping.alive(connection, first, at(10))
        housekeeping.alive(connection, second, at(8))
        _, seen_last = housekeeping.came_up(connection, at(12))
        rows = connection.execute(LIFE.select().order_by(LIFE.c.id)).all()

    assert (last, seen, seen_last) == (None, at(0), at(10))
    assert [(row.up_at, row.alive_at) for row in rows[:2]] == [(at(0), at(10)), (at(5), at(8))]
