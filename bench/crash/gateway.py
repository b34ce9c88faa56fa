"""A gateway as unhelpful as a real one: without keys, it does a thing as often as it is told.

process ─▶ {"hello": account, "life": n}     driver ─▶ {"watch": 1}
           {"kept": [cause, …]}                        {"told": message}
           {"send": n, "ids": […], …}                  {"trap": where, "account": …}
           {"ask": n, "ids": […]}                      {"mood": {…}}
process ◀─ {"message": …}                    driver ◀─ {"taken": cause} {"up": account, "life": n}
           {"done": n, …} {"refused": n}               {"said": send} {"trapped": account}

A trap halts the next send of an account, before or after it is said, or its next acknowledgement,
so that the driver can kill just then; "die" ends the gateway itself between saying and answering.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251 (it is seeded by the driver)
from typing import Any

from bench.crash.ledger import Ledger, mend
from bench.crash.wire import Line, lines, packed

_TRAPPED_SECONDS = 0.3
LATE_SECONDS = 0.3  # longer than a process waits for an answer


@dataclass(frozen=True, slots=True)
class Mood:
    """How often it is unhelpful, each from 0 to 1. `twice`: a message is told a second time."""

    refuses: float = 0.0
    drops: float = 0.0
    late: float = 0.0
    twice: float = 0.0


@dataclass(eq=False, slots=True)
class Link:
    """One connection: of a life that serves an account, once it has said so."""

    account: str
    writer: asyncio.StreamWriter
    life: int = 0

    def tell(self, line: Line) -> None:
        if not self.writer.is_closing():
            self.writer.write(packed(line))


@dataclass(slots=True)
class Gateway:
    ledger: Ledger
    chance: Random
    die: Callable[[], None]
    mood: Mood = Mood()
    links: dict[str, Link] = field(default_factory=dict)
    traps: dict[str, str] = field(default_factory=dict)
    watchers: list[Link] = field(default_factory=list)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, one line after the other, until it is gone."""
        link = Link("", writer)
        async for line in lines(reader):
            if "watch" in line:
                self._watch(link)
            elif link in self.watchers:
                self._driven(link, line)
            elif "hello" in line:
                self._welcome(link, line)
            else:
                await self._serve(link, line)
            if writer.is_closing():
                break
        if link in self.watchers:
            self.watchers.remove(link)
        if self.links.get(link.account) is link:
            del self.links[link.account]
        writer.close()

    def _watch(self, link: Link) -> None:
        """The driver listens from now on, and hears who is here already."""
        self.watchers.append(link)
        for here in self.links.values():
            link.tell({"up": here.account, "life": here.life})

    def _driven(self, link: Link, line: Line) -> None:
        match line:
            case {"told": message}:
                self._take(message)
                link.tell({"taken": f"{message['channel']}:{message['id']}"})
            case {"trap": where, "account": account}:
                self.traps[account] = where
            case {"mood": mood}:
                self.mood = Mood(**mood)

    def _take(self, message: Line) -> None:
        """A neighbour said something: keep it, and hand it on if somebody listens."""
        if f"{message['channel']}:{message['id']}" not in self.ledger.told:
            self.ledger.append({"told": message})
        if message["channel"] in self.links:
            self._hand_on(self.links[message["channel"]], message)

    def _welcome(self, link: Link, line: Line) -> None:
        """The newest connection of an account is the one; what an older one still says is lost."""
        link.account, link.life = line["hello"], line["life"]
        older = self.links.get(link.account)
        if older is not None:
            older.writer.close()
        self.links[link.account] = link
        self.traps.pop(link.account, None)
        self._watched({"up": link.account, "life": link.life})
        for message in list(self.ledger.unkept(link.account)):
            self._hand_on(link, message)

    def _hand_on(self, link: Link, message: Line) -> None:
        for _ in range(1 + self._happens(self.mood.twice)):
            link.tell({"message": message})
        if self._happens(self.mood.twice):
            told = self.ledger.told.values()
            old = [one for one in told if one["channel"] == link.account]
            link.tell({"message": self.chance.choice(old)})

    async def _serve(self, link: Link, line: Line) -> None:
        match line:
            case {"kept": causes}:
                self._acknowledged(link, causes)
            case {"send": n, **send}:
                await self._say(link, n, send)
            case {"ask": n, "ids": ids}:
                link.tell({"done": n, "said": self.ledger.said_ids.issuperset(ids)})

    def _acknowledged(self, link: Link, causes: Sequence[str]) -> None:
        for cause in causes:
            if cause not in self.ledger.kept:
                self.ledger.append({"kept": cause})
        if self.traps.get(link.account) == "kept":
            del self.traps[link.account]
            self._watched({"trapped": link.account})

    async def _say(self, link: Link, n: int, send: dict[str, Any]) -> None:
        trap = self._trap(link, "before", "after", "die")
        if trap == "before":
            await self._trapped(link)
        elif not trap and self._happens(self.mood.refuses):
            link.tell({"refused": n})
            return
        if self.links.get(link.account) is not link or self._is_dropped(link):
            return
        said = {**send, "account": link.account}
        self.ledger.append({"said": said})
        self._watched({"said": said})
        await self._after(link, trap)
        if not self._is_dropped(link):
            link.tell({"done": n})

    async def _after(self, link: Link, trap: str) -> None:
        """It is said, and nobody but the gateway knows."""
        if trap == "die":
            self.die()
        if trap == "after":
            await self._trapped(link)
        if self._happens(self.mood.late):
            await asyncio.sleep(LATE_SECONDS)

    def _is_dropped(self, link: Link) -> bool:
        if self._happens(self.mood.drops):
            link.writer.close()
        return link.writer.is_closing()

    def _trap(self, link: Link, *wheres: str) -> str:
        where = self.traps.get(link.account, "")
        return self.traps.pop(link.account) if where in wheres else ""

    async def _trapped(self, link: Link) -> None:
        self._watched({"trapped": link.account})
        await asyncio.sleep(_TRAPPED_SECONDS)

    def _watched(self, line: Line) -> None:
        for link in self.watchers:
            link.tell(line)

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share


def main(arguments: Sequence[str]) -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(prog="python -m bench.crash.gateway")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--life", type=int, required=True)
    chosen = parser.parse_args(arguments)
    asyncio.run(_serve(chosen.port, chosen.ledger, Random(chosen.seed)))


async def _serve(port: int, file: Path, chance: Random) -> None:
    mend(file)
    gateway = Gateway(Ledger.read(file), chance, _die)
    server = await asyncio.start_server(gateway.meet, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
