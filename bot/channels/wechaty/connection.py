"""The connection to the gateway: made again for ever, watched, and taken back if it is taken.

connect ──▶ CONNECTED ──▶ (FROZEN) ──▶ LOST ──pause, doubling──▶ connect
   └─ stream taken ──▶ TAKEN ──wait──▶ EVICTING ──▶ connect
   └─ wrong token ──▶ REFUSED: the end
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog
from grpclib.client import Channel
from grpclib.config import Configuration
from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.channels.wechaty.compat import EventResponse, PuppetStub, extract_host_and_port

log = structlog.get_logger(__name__)

_DING = "xiaoge"
_NOT_LONG = (0.5, 1.5)  # a pause is this much of what it should be, by chance


class Link(StrEnum):
    """How we stand with the gateway."""

    CONNECTED = "connected"
    FROZEN = "frozen"
    LOST = "lost"
    TAKEN = "taken"
    EVICTING = "evicting"
    REFUSED = "refused"


class GatewayRefused(Exception):
    """The gateway does not accept our token. Waiting does not help: the process has to end."""


class NotConnected(ConnectionError):
    """There is no connection to the gateway now. Nothing has left."""


class StreamTaken(ConnectionError):
    """Another client holds the one event stream that a gateway serves."""


class SignOfLifeMissing(ConnectionError):
    """The gateway is there, and does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long to wait for what, in seconds. Puppets answer a ding when they like, and how."""

    call: float = 20
    connect: float = 5
    download: float = 120
    first_pause: float = 0.5
    longest_pause: float = 30
    ding_every: float = 30
    ding_within: float = 10
    evict_after: float = 10  # it may be our own dead connection that holds the stream
    upkeep_every: float = 30  # what waits in the inbox is taken up again


class Ears(Protocol):
    """Who listens to a connection. Both are called on the event loop, and must be quick."""

    def took(self, kind: int, payload: str) -> None:
        """An event came, as the gateway sent it."""
        ...

    def linked(self, link: Link) -> None:
        """Something about the connection changed."""
        ...


class Connection:
    """One gateway, one token, one event stream.

    Only the process that holds the folder's lock may have one: two would evict one another.
    `chance` gives numbers from 0 to 1, so that many clients do not come back in step.
    """

    def __init__(
        self, endpoint: str, token: str, ears: Ears, timing: Timing, chance: Callable[[], float]
    ) -> None:
        self._host, self._port = extract_host_and_port(endpoint)
        self._metadata = {"authorization": f"Wechaty {token}"}
        self._ears = ears
        self._timing = timing
        self._chance = chance
        self._channel: Channel | None = None
        self._heard = asyncio.Event()
        self._was_up = False
        self._taken_since: float | None = None

    @property
    def stub(self) -> PuppetStub:
        """For calls, each with a deadline. Raises NotConnected."""
        return self._stub(self._timing.call)

    @property
    def download_stub(self) -> PuppetStub:
        """For files, which take longer. Raises NotConnected."""
        return self._stub(self._timing.download)

    async def run(self) -> None:
        """Serve until cancelled; every turn is one connection. Raises GatewayRefused.

        Leaves by closing our side only: a Stop call would stop the puppet, and may log it off.
        """
        pause = self._timing.first_pause
        while True:
            self._was_up = False
            await self._turn()
            if self._was_up:
                pause = self._timing.first_pause
            low, high = _NOT_LONG
            await asyncio.sleep(pause * (low + self._chance() * (high - low)))
            pause = min(self._timing.longest_pause, pause * 2)

    async def _turn(self) -> None:
        """One connection, from beginning to end, whatever ends it."""
        try:
            await self._connected()
            reason = "stream ended"
        except GRPCError as error:
            if error.status is Status.UNAUTHENTICATED:
                self._report(Link.REFUSED)
                raise GatewayRefused from None
            reason = error.status.name
        except Exception as error:  # nothing that happens here may end the bot
            reason = type(error).__name__
        finally:
            self._close()
        log.info("gateway lost", reason=reason)
        self._report(Link.LOST)

    async def _connected(self) -> None:
        stream = self._open().event()
        try:  # the gateway greets every new stream with a heartbeat
            greeting = await asyncio.wait_for(anext(stream), self._timing.connect)
        except GRPCError as error:
            if error.status is not Status.ALREADY_EXISTS:
                raise
            await self._claim()
            raise StreamTaken from None
        await self.stub.start()  # does nothing to a puppet that runs already
        self._was_up, self._taken_since = True, None
        self._report(Link.CONNECTED)
        jobs = [
            asyncio.create_task(self._read(greeting, stream)),
            asyncio.create_task(self._watch()),
        ]
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in done:
                job.result()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _claim(self) -> None:
        """Wait a little for the holder of the stream to go; then put it out.

        That ends the puppet too; our next turn starts it again.
        """
        now = asyncio.get_running_loop().time()
        if self._taken_since is None:
            self._taken_since = now
        if now - self._taken_since < self._timing.evict_after:
            self._report(Link.TAKEN)
            return
        self._taken_since = None
        self._report(Link.EVICTING)
        await self.stub.stop()

    async def _read(self, greeting: EventResponse, stream: AsyncIterator[EventResponse]) -> None:
        self._take(greeting)
        async for response in stream:
            self._take(response)

    def _take(self, response: EventResponse) -> None:
        """Pass one event on. Whatever is wrong with it costs this event, never the stream."""
        self._heard.set()
        try:
            self._ears.took(int(response.type), response.payload)
        except Exception as error:  # see above
            log.warning("event lost", kind=int(response.type), error=type(error).__name__)

    async def _watch(self) -> None:
        """Ask for a sign of life now and then; any event counts. Raises SignOfLifeMissing."""
        while True:
            await asyncio.sleep(self._timing.ding_every)
            self._heard.clear()
            try:
                async with asyncio.timeout(self._timing.ding_within):
                    await self.stub.ding(data=_DING)
                    await self._heard.wait()
            except TimeoutError:
                self._report(Link.FROZEN)
                raise SignOfLifeMissing from None

    def _report(self, link: Link) -> None:
        log.info("gateway", link=link)
        self._ears.linked(link)

    def _open(self) -> PuppetStub:
        """A new channel; the stub of the event stream, which alone has no deadline."""
        keepalive = Configuration(
            _keepalive_time=20,
            _keepalive_timeout=10,
            _keepalive_permit_without_calls=True,
            _http2_max_pings_without_data=0,
        )
        self._channel = Channel(self._host, self._port, config=keepalive)
        return self._stub(None)

    def _stub(self, deadline: float | None) -> PuppetStub:
        if self._channel is None:
            raise NotConnected
        return PuppetStub(self._channel, timeout=deadline, metadata=self._metadata)

    def _close(self) -> None:
        if self._channel is not None:
            self._channel.close()
        self._channel = None
