"""What became of one message: for the log, for the page, for the acceptance runner."""

from dataclasses import dataclass
from enum import StrEnum

from community.effects import Effects
from community.errors import Reason


class Door(StrEnum):
    """Which way a message took."""

    COMMAND = "command"
    ANSWER = "answer"
    INTENT = "intent"
    ARRIVAL = "arrival"
    SILENCE = "silence"
    REPEATED = "repeated"
    FAILED = "failed"


class Verdict(StrEnum):
    """What became of a command."""

    OK = "OK"
    DENY = "DENY"
    HOLD = "HOLD"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`name` is the command, question or intent; `reason` why a command was refused."""

    door: Door
    name: str = ""
    effects: Effects = ()
    verdict: Verdict | None = None
    reason: Reason | None = None


SILENCE = Outcome(Door.SILENCE)
