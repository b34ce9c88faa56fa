"""Files in, verdicts out: one verdict a scenario, in file order."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.replay.assertions import READERS
from bot.replay.cast import BLOCK, Cast
from bot.replay.errors import ScenarioError
from bot.replay.happenings import happen
from bot.replay.judge import Line, Scene, judge, read_lines
from bot.replay.language import read_scenarios, read_world
from bot.replay.sayings import missing_verdict, surplus
from bot.replay.script import Block, Given, Scenario, Where
from bot.replay.stage import Stage
from community.calendar import Calendar

log = structlog.get_logger(__name__)

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


@dataclass(frozen=True, slots=True)
class Play:
    """One scenario and the world it is set in; files it names lie in `folder`."""

    scenario: Scenario
    file: Path
    folder: Path
    world: Sequence[Given] = ()
    fault: ScenarioError | None = None


async def replay(
    files: Iterable[Path], calendar: Calendar, databases: Iterator[str]
) -> AsyncIterator[Verdict]:
    """The verdict on every scenario of every file, in order. Raises OSError for a missing file.

    `databases` gives the URL of an empty one for each scenario.
    """
    for play in read_plays(files):
        yield await perform(play, calendar, next(databases))


def read_plays(files: Iterable[Path]) -> Iterator[Play]:
    """Every scenario of every file, in order; one that cannot be played carries its fault."""
    seen: set[str] = set()
    for file in files:
        home = _world_file(file)
        for scenario in read_scenarios(file):
            play = Play(scenario, file, home.parent if home else file.parent)
            try:
                _unseen(scenario, seen)
                yield replace(play, world=read_world(home) if home else ())
            except ScenarioError as fault:
                yield replace(play, fault=fault)
            seen.add(scenario.id)


def _world_file(file: Path) -> Path | None:
    """The world nearest to a file."""
    nearest = (folder / WORLD for folder in file.resolve().parents)
    return next((world for world in nearest if world.is_file()), None)


def _unseen(scenario: Scenario, seen: Set[str]) -> None:
    if scenario.fault is not None:
        raise scenario.fault
    if scenario.id in seen:
        raise ScenarioError(scenario.line, f"a second {scenario.id}")


async def perform(play: Play, calendar: Calendar, url: str) -> Verdict:
    """Play one scenario on the empty database at `url`, up to the first line that is not met."""
    scenario = play.scenario
    try:
        line, failure = await _first_failure(play, calendar, url) or (0, "")
    except ScenarioError as error:
        line, failure = error.line, error
    except Exception as error:  # a product that breaks fails its scenario, not the whole run
        log.exception("broken", scenario=scenario.id)
        line, failure = scenario.line, ScenarioError(scenario.line, f"broken: {error!r}")
    return Verdict(scenario.id, scenario.title, str(play.file), line, str(failure))


async def _first_failure(play: Play, calendar: Calendar, url: str) -> tuple[int, Exception] | None:
    """The first line that is not met, and why; None if all are. Raises ScenarioError."""
    if play.fault is not None:
        raise play.fault
    _home_is_given(play)
    blocks = play.scenario.blocks
    times = _times(play.scenario)
    lines = [read_lines(block, READERS) for block in blocks]
    stage = Stage(play.scenario.community, url, calendar, times[0])
    cast = Cast(stage, play.folder)
    try:
        await stage.prepare((*play.world, *play.scenario.givens), times[0] - _MINUTE)
        for block, at, checks in zip(blocks, times, lines, strict=True):
            failure = await _play_block(cast, block, at, checks)
            if failure is not None:
                return failure
    finally:
        stage.close()
    return None


def _home_is_given(play: Play) -> None:
    """Raises ScenarioError unless the world or the scenario gives the scenario's community."""
    scenario = play.scenario
    givens = (*play.world, *scenario.givens)
    if any((one.kind, one.key) == ("Community", scenario.community) for one in givens):
        return
    what = f"Community#{scenario.community} is not given"
    if not play.world:
        what = f"no {WORLD} found in the file's folder or above it, and {what} here either"
    raise ScenarioError(scenario.line, what)


async def _play_block(
    cast: Cast, block: Block, at: datetime, lines: Sequence[Line]
) -> tuple[int, Exception] | None:
    """Let time pass until `at`, let the event happen and what follows, then judge."""
    stage, event = cast.stage, block.event
    before, marks = len(stage.channel.heard), stage.marks()
    stage.remember_people()
    await stage.pass_time(at)
    stage.verdict, lasts = None, BLOCK
    if event.where is Where.SYSTEM:
        await happen(cast, event)
    else:
        lasts = await cast.say(event)
    await stage.pass_time(at + lasts)
    scene = Scene(stage, block, stage.said_after(before), marks)
    return judge(lines, scene) or missing_verdict(scene) or surplus(scene)


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
