"""One line of doctor's report: what was looked at, how it is, what to do next."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. Only what is broken makes doctor fail."""

    WELL = "好"
    WARNING = "注意"
    BROKEN = "坏"


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` is how `what` is; `step` is what to do next, empty if there is nothing to do."""

    what: str
    level: Level
    state: str
    step: str = ""

    def __str__(self) -> str:
        arrow = f" → {self.step}" if self.step else ""
        return f"[{self.level}] {self.what}：{self.state}{arrow}"


def well(what: str, state: str) -> Finding:
    return Finding(what, Level.WELL, state)


def warning(what: str, state: str, step: str) -> Finding:
    return Finding(what, Level.WARNING, state, step)


def broken(what: str, state: str, step: str) -> Finding:
    return Finding(what, Level.BROKEN, state, step)
