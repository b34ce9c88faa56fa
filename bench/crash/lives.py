"""The driver's end of the nursery: lives that begin, are killed, and are known to be dead."""

import asyncio
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench.crash.wire import Line, lines, packed


@dataclass(eq=False, slots=True)
class Life:
    """One process, from its beginning to its death. `is_up` is set by who hears of it."""

    number: int
    is_up: asyncio.Event = field(default_factory=asyncio.Event)
    is_dead: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Lives:
    """All lives of a run, by number."""

    nursery: asyncio.subprocess.Process
    known: dict[int, Life] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def opened(cls, folder: Path) -> "Lives":
        command = ("-m", "bench.crash.nursery", "--folder", str(folder))
        with (folder / "lives.log").open("ab") as log:
            nursery = await asyncio.create_subprocess_exec(
                sys.executable,
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # an interrupt is for the driver, which then ends the rest
            )
        return cls(nursery)

    async def watch(self) -> None:
        """Hear of deaths, until the nursery itself has ended."""
        if self.nursery.stdout is not None:
            async for line in lines(self.nursery.stdout):
                match line:
                    case {"ready": _}:
                        self._ready.set()
                    case {"died": number}:
                        self.known[number].is_dead.set()

    async def ready(self) -> None:
        """Wait until lives can begin."""
        await self._ready.wait()

    async def begin(self, what: str, arguments: Sequence[str], *, cold: bool = False) -> Life:
        """A new life. What is a process gets its number as its last argument."""
        life = Life(next(self._numbers))
        self.known[life.number] = life
        told = [*arguments, "--life", str(life.number)]
        self._tell({"begin": life.number, "what": what, "arguments": told, "cold": cold})
        return life

    async def kill(self, life: Life) -> None:
        """Kill it as kill -9 does. It is dead when this returns."""
        await self._end(life, signal.SIGKILL)

    async def dismiss(self, life: Life) -> None:
        """Ask it to leave. It is gone when this returns."""
        await self._end(life, signal.SIGTERM)

    async def _end(self, life: Life, number: int) -> None:
        self._tell({"signal": life.number, "number": number})
        await life.is_dead.wait()

    async def close(self) -> None:
        """End everything that still lives."""
        if self.nursery.stdin is not None:
            self.nursery.stdin.close()
        await self.nursery.wait()

    def _tell(self, line: Line) -> None:
        if self.nursery.stdin is not None:
            self.nursery.stdin.write(packed(line))
