"""Files in, verdicts out: one verdict a scenario, in file order."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.replay.errors import ScenarioError
from bot.replay.judge import Scene, judge, read_lines
from bot.replay.language import read_scenarios, read_world
from bot.replay.sayings import READERS, missing_verdict, surplus
from bot.replay.script import Given, Scenario
from bot.replay.stage import Stage
from community.calendar import Calendar

WORLD = "world.md"
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one scenario; `failure` is empty if it passed."""

    id: str
    title: str
    file: str
    line: int = 0
    failure: str = ""

    @property
    def passed(self) -> bool:
        return not self.failure

    def __str__(self) -> str:
        if self.passed:
            return f"ok {self.id} {self.title}"
        return f"FAIL {self.id} line {self.line}: {self.failure}"


async def replay(files: Sequence[Path], calendar: Calendar) -> AsyncIterator[Verdict]:
    """The verdict on every scenario of every file, in order. Raises OSError for a missing file."""
    seen: set[str] = set()
    for file in files:
        world, folder, fault = _world(file)
        for scenario in read_scenarios(file):
            failure = fault or _same_id(scenario, seen)
            seen.add(scenario.id)
            failure = failure or await _play(scenario, world, folder, calendar)
            line, why = failure or (0, "")
            yield Verdict(scenario.id, scenario.title, str(file), line, str(why))


def _world(file: Path) -> tuple[tuple[Given, ...], Path, tuple[int, Exception] | None]:
    """The world nearest to a file: its records, its folder, what is wrong with it."""
    for folder in file.resolve().parents:
        if (folder / WORLD).is_file():
            try:
                return read_world(folder / WORLD), folder, None
            except ScenarioError as error:
                return (), folder, (error.line, error)
    return (), file.parent, None


def _same_id(scenario: Scenario, seen: set[str]) -> tuple[int, Exception] | None:
    if scenario.id not in seen:
        return None
    return scenario.line, ScenarioError(scenario.line, f"a second {scenario.id}")


async def _play(
    scenario: Scenario, world: Sequence[Given], files: Path, calendar: Calendar
) -> tuple[int, Exception] | None:
    """The first line that fails, and why; None if the scenario passes."""
    if isinstance(scenario.fault, ScenarioError):
        return scenario.fault.line, scenario.fault
    try:
        times = _times(scenario)
        lines = [read_lines(block, READERS) for block in scenario.blocks]
        with tempfile.TemporaryDirectory(prefix="xiaoge-replay-") as folder:
            stage = Stage(scenario, Path(folder), files, calendar, times[0])
            try:
                await stage.prepare((*world, *scenario.givens), times[0] - _MINUTE)
                for block, at, checks in zip(scenario.blocks, times, lines, strict=True):
                    before, marks = len(stage.channel.heard), stage.marks()
                    await stage.play(block.event, at)
                    scene = Scene(stage, block, stage.channel.heard[before:], marks)
                    failure = judge(checks, scene) or missing_verdict(scene) or surplus(scene)
                    if failure is not None:
                        return failure
            finally:
                stage.close()
    except ScenarioError as error:
        return error.line, error
    except Exception as error:  # the product broke down: this scenario fails, the next is played
        return scenario.line, ScenarioError(scenario.line, f"{type(error).__name__}: {error}")
    return None


def _times(scenario: Scenario) -> list[datetime]:
    """When each event happens. Raises ScenarioError if time stands still or goes back."""
    times: list[datetime] = []
    for block in scenario.blocks:
        event = block.event
        if event.moment.at is None and not times:
            raise ScenarioError(event.line, "the first event has no time")
        at = event.moment.at or times[-1] + event.moment.after
        if times and at < times[-1] + _MINUTE:
            raise ScenarioError(event.line, "events are at least one minute apart")
        times.append(at)
    return times
