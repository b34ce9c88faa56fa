"""Our side of the gateway: what comes is in the inbox before it is acknowledged, then is handled.

message ─▶ inbox (committed) ─▶ {"kept"} ─▶ the product. What is left over after a crash is the
product's own to take up: it lies in the inbox with its content.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import structlog
from sqlalchemy import Connection

from bench.crash.wire import Line, arrival_of, connected, lines, packed
from bot.channels import Refused
from bot.clock import Clock
from bot.parcel import pack
from bot.worker import Worker
from community.messages import Arrival
from storage import inbox
from storage.outbox import Outgoing
from storage.store import Store

log = structlog.get_logger(__name__)

_AGAIN_SECONDS = 0.02
_SEND_SECONDS = 0.2  # less than a third of a lease
_ASK_SECONDS = 3.0


class InDoubt(Exception):
    """Nobody knows whether it left."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the channel. `ours_for`: so long nobody else takes a message up."""

    hear: Callable[[Arrival], Awaitable[object]]
    store: Store
    worker: Worker
    clock: Clock
    ours_for: timedelta


@dataclass(slots=True)
class GatewayChannel:
    """One account. `life` tells one start of its process from another."""

    name: str
    port: int
    life: int
    behind: Behind
    _writer: asyncio.StreamWriter | None = None
    _is_up: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: Iterator[int] = field(default_factory=count)
    _answers: dict[int, asyncio.Future[Line]] = field(default_factory=dict)
    _came: asyncio.Queue[Arrival] = field(default_factory=asyncio.Queue)
    _handling: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Connect, and stay connected, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep())
            group.create_task(self._stay_connected())

    async def send(self, message: Outgoing) -> None:
        if self._writer is None:
            raise Refused("not connected")
        send = {"ids": message.ids, "to": message.address, "text": message.text}
        answer = await self._answer("send", _SEND_SECONDS, **send)
        if "refused" in answer:
            raise Refused("not now")

    async def said(self, message: Outgoing) -> bool | None:
        """Whether it was said. Waits for the gateway; raises InDoubt if it stays away."""
        try:
            async with asyncio.timeout(_ASK_SECONDS):
                await self._is_up.wait()
        except TimeoutError:
            raise InDoubt from None
        answer = await self._answer("ask", _ASK_SECONDS, ids=message.ids)
        return bool(answer["said"])

    async def _answer(self, what: str, seconds: float, **line: Any) -> Line:
        """Raises InDoubt if there is none."""
        number = next(self._numbers)
        answer: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            self._tell({what: number, **line})
            async with asyncio.timeout(seconds):
                return await answer
        except (TimeoutError, ConnectionError) as error:
            raise InDoubt(type(error).__name__) from None
        finally:
            del self._answers[number]

    async def _stay_connected(self) -> None:
        while True:
            try:
                reader, self._writer = await connected(self.port)
            except OSError:
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            self._tell({"hello": self.name, "life": self.life})
            self._is_up.set()
            async for line in lines(reader):
                self._took(line)
            self._lost()

    def _took(self, line: Line) -> None:
        match line:
            case {"message": message}:
                self._came.put_nowait(arrival_of(message))
            case {"done": number} | {"refused": number}:
                answer = self._answers.get(number)
                if answer is not None and not answer.done():
                    answer.set_result(line)

    def _lost(self) -> None:
        self._is_up.clear()
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionResetError())

    def _tell(self, line: Line) -> None:
        if self._writer is None:
            raise ConnectionResetError
        self._writer.write(packed(line))

    async def _keep(self) -> None:
        """Keep what came, acknowledge it, and only then have it handled, in order."""
        while True:
            arrivals = [await self._came.get()]
            while not self._came.empty():
                arrivals.append(self._came.get_nowait())
            for arrival in await self.take_in(arrivals):
                task = asyncio.create_task(self._heard(arrival))
                self._handling.add(task)
                task.add_done_callback(self._handling.discard)

    async def take_in(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Keep them, then tell the gateway so: those never seen before."""
        new = await self.behind.worker.do(self.kept, arrivals)
        self.acknowledge(arrivals)
        return new

    def kept(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Put them into the inbox; those never seen before."""
        later = self.behind.clock.now() + self.behind.ours_for
        with self.behind.store.plumbing() as connection:
            return [one for one in arrivals if _receive(connection, one, later)]

    def acknowledge(self, arrivals: Sequence[Arrival]) -> None:
        """Tell the gateway that it may forget them; it hears so another time if it is away."""
        if self._writer is not None:
            self._tell({"kept": [one.cause for one in arrivals]})

    async def _heard(self, arrival: Arrival) -> None:
        try:
            await self.behind.hear(arrival)
        except Exception:  # it waits in the inbox
            log.exception("message put off", cause=arrival.cause)


def _receive(connection: Connection, arrival: Arrival, later: Any) -> bool:
    return inbox.receive(connection, arrival.cause, later, pack(arrival))
