"""Every conversation in this folder happens as written; every control fails where it must."""

import csv
from datetime import date
from pathlib import Path

import pytest

from bot.replay import runner
from bot.replay.runner import perform, read_plays
from bot.replay.stage import Stage
from community.metrics import METRICS
from community.periods import month_of
from storage.store import Store
from tests.kit.leaks import leaks
from tests.kit.postgres import BOTH
from tests.kit.recount import communities, months, recount
from tests.kit.town import CALENDAR

HERE = Path(__file__).parent
CONTROLS = HERE / "controls"

conversations = list(read_plays(sorted(HERE.glob("[0-9]*.md"))))
controls = list(read_plays(sorted(CONTROLS.glob("*.md"))))
expected = {
    row["control"]: int(row["line"])
    for row in csv.DictReader(
        (CONTROLS / "EXPECTED.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"
    )
}


def on_every_month(database, count):
    """What `count` finds, by community and month."""
    store = Store(database, CALENDAR)
    try:
        with store.reading() as records:
            return {
                (community, *month): count(records, community, *month)
                for community in communities(records)
                for month in months(records)
            }
    finally:
        store.close()


def live_figures(database):
    def count(records, community, year, month):
        period = month_of(date(year, month, 1))
        figures = [count(records, community, period) for count in METRICS.values()]
        return {
            one.name: (
                len(one.top) if one.total is None else one.total,
                None if one.bottom is None else len(one.bottom),
                one.value,
            )
            for one in figures
        }

    return on_every_month(database, count)


def counted_again(database):
    return on_every_month(database, recount)


def named(play):
    return play.scenario.id


@pytest.fixture
def leaked(monkeypatch):
    """What people heard in the scenario whom it must not reach, whatever its lines expect."""
    found = []

    class Listening(Stage):
        def close(self):
            found.extend(leaks(self))
            super().close()

    monkeypatch.setattr(runner, "Stage", Listening)
    return found


# What is kept in a way of its own is played on a server too: incidents with their many members,
# the vault, erasures. The rules of the others are the same on both.
ON_A_FILE = ("11-", "12-", "13-", "15-", "17-", "18-", "19-", "20-", "21-")


def on_a_file(play):
    return Path(play.file).name.startswith(ON_A_FILE)


@pytest.mark.parametrize("play", [one for one in conversations if on_a_file(one)], ids=named)
async def test_conversation_on_a_file(play, tmp_path, leaked):
    await happens(play, f"sqlite:///{tmp_path / 'played.db'}", leaked)


@BOTH
@pytest.mark.parametrize("play", [one for one in conversations if not on_a_file(one)], ids=named)
async def test_conversation(play, database, leaked):
    await happens(play, database, leaked)


async def happens(play, database, leaked):
    verdict = await perform(play, CALENDAR, database)

    assert verdict.passed, f"{play.file}:{verdict.line}: {verdict.failure}"
    assert leaked == []
    assert live_figures(database) == counted_again(database)


@pytest.mark.parametrize("play", controls, ids=named)
async def test_control_fails_on_its_line(play, database):
    verdict = await perform(play, CALENDAR, database)

    assert (verdict.line, verdict.failure[:8]) == (expected[verdict.id], "expected")


def test_every_control_is_expected_to_fail_somewhere():
    assert {play.scenario.id for play in controls} == set(expected)
