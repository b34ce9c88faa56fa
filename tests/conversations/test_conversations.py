"""Every conversation in this folder happens as written; every control fails where it must."""

import csv
from pathlib import Path

import pytest

from bot.replay import runner
from bot.replay.runner import perform, read_plays
from bot.replay.stage import Stage
from tests.kit.leaks import leaks
from tests.kit.postgres import BOTH
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


@BOTH
@pytest.mark.parametrize("play", conversations, ids=named)
async def test_conversation(play, database, leaked):
    verdict = await perform(play, CALENDAR, database)

    assert verdict.passed, f"{play.file}:{verdict.line}: {verdict.failure}"
    assert leaked == []


@pytest.mark.parametrize("play", controls, ids=named)
async def test_control_fails_on_its_line(play, database):
    verdict = await perform(play, CALENDAR, database)

    assert (verdict.line, verdict.failure[:8]) == (expected[verdict.id], "expected")


def test_every_control_is_expected_to_fail_somewhere():
    assert {play.scenario.id for play in controls} == set(expected)
