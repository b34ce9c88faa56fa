"""The simulated town behind the page: what the page asks of the process that runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from community.messages import Chat
from community.refs import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One line from somebody's phone. `picture` names the picture, if it is one.

    The same `id` is the same line, however often it is sent.
    """

    id: str
    chat: Chat
    speaker: PersonId
    text: str = field(default="", repr=False)
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was said, and when. `cause` names what came of it."""

    spoken: Spoken
    at: datetime
    cause: str


class Town(Protocol):
    """A neighbourhood in which anyone may be played and the clock may be turned forward."""

    @property
    def resumed(self) -> bool:
        """True if the process lived before: what people said then was not kept."""
        ...

    @property
    def faces(self) -> Mapping[str, str]:
        """The picture in static/faces that stands for somebody, by their code."""
        ...

    def now(self) -> datetime: ...

    def new_id(self) -> str:
        """An id that no line has had."""
        ...

    def lines(self, chat: Chat) -> Sequence[Line]:
        """What people said there since the process was started, oldest first."""
        ...

    async def say(self, spoken: Spoken) -> None:
        """Say it. What it brings about is kept when this returns."""
        ...

    async def turn(self, moment: datetime) -> None:
        """Let time pass until `moment`, with all that is due by then."""
        ...

    async def after(self, seen: int) -> int:
        """Wait until something has changed since the change numbered `seen`: its number."""
        ...
