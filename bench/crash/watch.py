"""The driver's end of the gateway: neighbours' messages go in, what happens there comes out."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.crash.wire import Line, connected, lines, message_of, packed
from community.messages import Arrival

_AGAIN_SECONDS = 0.02


@dataclass(slots=True)
class Watch:
    """A connection that is made again whenever the gateway has died."""

    port: int
    happened: Callable[[Line], None] = lambda _: None
    mood: dict[str, float] = field(default_factory=dict)
    untaken: dict[str, Arrival] = field(default_factory=dict)
    _writer: asyncio.StreamWriter | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                reader, self._writer = await connected(self.port)
            except OSError:
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            try:
                self._begin_again()
                async for line in lines(reader):
                    self._took(line)
            finally:
                self._writer.close()
                self._writer = None

    def told(self, arrival: Arrival) -> None:
        """A neighbour says something. The gateway hears it, as soon as it can."""
        self.untaken[arrival.cause] = arrival
        self._tell({"told": message_of(arrival)})

    def is_in(self, mood: dict[str, float]) -> None:
        """Be that unhelpful from now on."""
        self.mood = mood
        self._tell({"mood": mood})

    def trap(self, where: str, account: str) -> None:
        """Halt the next send or acknowledgement of that account."""
        self._tell({"trap": where, "account": account})

    def _begin_again(self) -> None:
        self._tell({"watch": 1})
        self._tell({"mood": self.mood})
        for arrival in self.untaken.values():
            self._tell({"told": message_of(arrival)})

    def _took(self, line: Any) -> None:
        match line:
            case {"taken": cause}:
                self.untaken.pop(cause, None)
            case _:
                self.happened(line)

    def _tell(self, line: Line) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(packed(line))
