"""Holds what happened in a block against the block's assertions.

Every line is read when the scenario is read, so that a line that names nothing real fails before
anything is played.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.replay.errors import ScenarioError, Unmet
from bot.replay.script import Assertion, Block
from bot.replay.stage import Stage
from storage.outbox import Outgoing

Check = Callable[["Scene"], None]
Readers = Mapping[str, Callable[[Assertion], Check]]


@dataclass(slots=True)
class Scene:
    """What a check may look at: the stage after the block, and what was said in it."""

    stage: Stage
    block: Block
    said: Sequence[Outgoing]
    marks: Mapping[str, int]

    @property
    def now(self) -> datetime:
        return self.stage.now


@dataclass(frozen=True, slots=True)
class Line:
    """One assertion, read: what to check, and whether it may bind placeholders."""

    assertion: Assertion
    check: Check

    @property
    def binds(self) -> bool:
        return self.assertion.word == "REC"


def read_lines(block: Block, readers: Readers) -> tuple[Line, ...]:
    """The block's assertions, ready to be checked. Raises ScenarioError."""
    verdicts = [a for a in block.assertions if a.word in ("OK", "DENY", "HOLD")]
    if len(verdicts) > 1:
        raise ScenarioError(verdicts[1].line, "a second verdict on one command")
    return tuple(Line(a, readers[a.word](a)) for a in block.assertions)


def judge(lines: Sequence[Line], scene: Scene) -> tuple[int, Exception] | None:
    """The first line that is not met, and why; None if all are.

    Lines that bind are checked first, in order, then the others; the smallest line is reported.
    """
    failures: list[tuple[int, Exception]] = []
    for line in sorted(lines, key=lambda one: not one.binds):
        try:
            line.check(scene)
        except (Unmet, ScenarioError) as failure:
            failures.append((line.assertion.line, failure))
    return min(failures, key=lambda pair: pair[0], default=None)
