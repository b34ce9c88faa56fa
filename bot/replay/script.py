"""What a scenario is made of, as values. Line numbers are those of the file."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.replay.errors import ScenarioError


class Sign(StrEnum):
    """How a field is compared."""

    IS = "="
    HAS = "~"
    IS_NOT = "!="


@dataclass(frozen=True, slots=True)
class Field:
    """One comparison: key, sign, value as written."""

    key: str
    sign: Sign
    value: str

    def __str__(self) -> str:
        return f"{self.key}{self.sign}{self.value}"


@dataclass(frozen=True, slots=True)
class Given:
    """A record of the world before the first event. `key` is a placeholder or a natural key."""

    line: int
    kind: str
    key: str
    count: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event happens: at a time, or so long after the event before it."""

    at: datetime | None
    after: timedelta


class Where(StrEnum):
    ROOM = "room"
    PRIVATE = "private"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Attachment:
    """[kind words]: a picture, a file, a recall, a storm."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something happens. For the system, `text` is what; else `actor` says `text` in `room`."""

    line: int
    moment: Moment
    where: Where
    room: str
    actor: str
    nick: str
    name: str
    text: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Assertion:
    """`word` is REC, SAY …; `rest` what follows it, as written."""

    line: int
    word: str
    rest: str

    def __str__(self) -> str:
        return f"{self.word} {self.rest}".rstrip()


@dataclass(frozen=True, slots=True)
class Block:
    """An event and what must be true after it."""

    event: Event
    assertions: tuple[Assertion, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario; `fault` is what made it unreadable, if anything did."""

    id: str
    title: str
    line: int
    community: str
    givens: tuple[Given, ...]
    blocks: tuple[Block, ...]
    fault: ScenarioError | None = None
