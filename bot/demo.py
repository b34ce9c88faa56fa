"""The demo: a neighbourhood in a file, a simulated channel, and a page on this machine only.

Nothing leaves the machine. The clock starts on the next working day, may be turned forward, and
never goes back: after a restart it continues where it was.
"""

import asyncio
import contextlib
import errno
import hashlib
import signal
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, time

import structlog
from aiohttp import web

from bot import xingfuli
from bot.app import build
from bot.channels.simulator import Simulator
from bot.clock import SystemClock, TurnableClock
from bot.holidays import official_calendar
from bot.live import Live
from bot.worker import OneThread
from community.calendar import DAY, at
from community.effects import Record
from community.messages import Arrival, Chat, Kind
from community.people import Community, Person, Room
from community.refs import PersonId
from storage.queries import last_moment, lives
from storage.store import Store
from storage.transaction import Cause
from web.app import site
from web.sandbox import Line, Spoken

log = structlog.get_logger(__name__)

_KEPT = 300  # lines a chat remembers
_SHUTDOWN_SECONDS = 2.0


class PortTaken(OSError):
    """Something else listens on `port` of this machine already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(errno.EADDRINUSE, f"port {port} of {host} is taken")
        self.host, self.port = host, port


class Demo:
    """The town that the page plays in. Implements web.sandbox.Town."""

    def __init__(self, live: Live, clock: TurnableClock, *, life: int) -> None:
        self.live = live
        self.resumed = life > 1
        self.faces = xingfuli.FACES
        self._clock = clock
        self._life = life
        self._given = 0
        self._lines: dict[Chat, deque[Line]] = {}
        self._ids: set[str] = set()

    @property
    def store(self) -> Store:
        return self.live.runtime.store

    def now(self) -> datetime:
        return self._clock.now()

    def new_id(self) -> str:
        self._given += 1
        return f"{self._life}-{self._given}"

    def lines(self, chat: Chat) -> Sequence[Line]:
        return tuple(self._lines.get(chat, ()))

    async def say(self, spoken: Spoken) -> None:
        if spoken.id in self._ids:
            return
        self._ids.add(spoken.id)
        arrival = self._arrival(spoken)
        await self.live.hear(arrival)
        line = Line(spoken, arrival.at, arrival.cause)
        self._lines.setdefault(spoken.chat, deque(maxlen=_KEPT)).append(line)

    async def turn(self, moment: datetime) -> None:
        await self.live.turn(self._clock, moment)

    async def after(self, seen: int) -> int:
        return await self.live.pulse.after(seen)

    async def begin(self) -> None:
        """Load the dictionary; on the first day, let the neighbours say good morning."""
        await self.live.runtime.worker.do(self.live.runtime.pipeline.understand.warm_up)
        if self.resumed:
            return
        today = self.now().date()
        for clock, room, speaker, text in xingfuli.OPENING:
            await self.turn(at(today, clock))
            spoken = Spoken(
                id=self.new_id(), chat=Chat(room), speaker=PersonId(speaker), text=text
            )
            await self.say(spoken)
        await self.turn(at(today, xingfuli.WELCOME))

    def _arrival(self, spoken: Spoken) -> Arrival:
        """The line as the simulated channel would hand it over."""
        with self.store.reading() as records:
            speaker = records.get(Person, spoken.speaker)
            room = "" if spoken.chat.private else records.get(Room, spoken.chat.id).address
        picture = spoken.picture.encode()
        return Arrival(
            channel=speaker.channel,
            id=spoken.id,
            room=room,
            sender=speaker.address,
            nick=speaker.nick,
            text=spoken.text,
            kind=Kind.IMAGE if picture else Kind.TEXT,
            at=self.now(),
            file=spoken.picture,
            digest=hashlib.sha256(picture).hexdigest() if picture else "",
            friend=speaker.friend,
        )


def run(url: str, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve the demo kept in the database at `url` until interrupted. Raises PortTaken.

    `announce` gets the address of the page as soon as it can be opened. Port 0: any that is free.
    """
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(url, host=host, port=port, announce=announce))


async def serve(url: str, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """The same, inside a running loop; ends when cancelled, or told to by SIGTERM."""
    told = asyncio.Event()
    with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    async with opened(url, host=host, port=port) as (_, address):
        announce(address)
        await told.wait()


@asynccontextmanager
async def opened(url: str, *, host: str, port: int) -> AsyncIterator[tuple[Demo, str]]:
    """The town with its page, and the page's address. Raises PortTaken before anything else."""
    with _listening(host, port) as sock:
        async with _alive(url) as demo, _page(demo, sock):
            beginning = asyncio.create_task(demo.begin())
            beginning.add_done_callback(_report)
            try:
                address, number = sock.getsockname()[:2]
                yield demo, f"http://{address}:{number}/"
            finally:
                beginning.cancel()
                await asyncio.gather(beginning, return_exceptions=True)


@asynccontextmanager
async def _alive(url: str) -> AsyncIterator[Demo]:
    """The town at `url`, alive; founded if there is none yet."""
    real, calendar = SystemClock(), official_calendar()
    runtime = build(
        url,
        calendar,
        {xingfuli.CHANNEL: Simulator(xingfuli.CHANNEL)},
        worker=OneThread(),
        home=xingfuli.HOME,
    )
    first_day = calendar.opening(at(real.now().date() + DAY, time.min)).date()
    morning = at(first_day, xingfuli.OPENING[0][0])
    start = _founded(runtime.store, morning)
    clock = TurnableClock(start, real)
    live = Live(runtime, clock)
    await live.start()
    with runtime.store.reading() as records:
        demo = Demo(live, clock, life=lives(records))
    try:
        yield demo
    finally:
        await live.stop()


def _founded(store: Store, morning: datetime) -> datetime:
    """See that the neighbourhood is there: when its clock goes on, or begins."""
    with store.reading() as records:
        last = last_moment(records)
        if records.find(Community, limit=1):
            return last or morning
    with store.transaction() as transaction:
        effects = tuple(Record(thing) for thing in xingfuli.neighbourhood(morning))
        transaction.perform(effects, Cause(name="founding", at=morning, community=xingfuli.HOME))
    return morning


@asynccontextmanager
async def _page(demo: Demo, sock: socket.socket) -> AsyncIterator[None]:
    runner = web.AppRunner(
        site(demo.store, demo),
        handler_cancellation=True,
        access_log=None,
        shutdown_timeout=_SHUTDOWN_SECONDS,
    )
    await runner.setup()
    await web.SockSite(runner, sock).start()
    try:
        yield
    finally:
        await runner.cleanup()


def _report(beginning: asyncio.Task[None]) -> None:
    if not beginning.cancelled() and beginning.exception() is not None:
        log.error("the first morning went wrong", exc_info=beginning.exception())


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens before anything else is touched. Raises PortTaken."""
    try:
        return socket.create_server((host, port), backlog=128)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTaken(host, port) from error
