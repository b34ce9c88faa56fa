"""The demo: a neighbourhood in a file, and a page on this machine only in place of a channel.

Nothing leaves the machine. The clock starts on the next working day, may be turned forward, and
never goes back: after a restart it continues where it was.
"""

import asyncio
import contextlib
import errno
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, time
from pathlib import Path

import structlog
from aiohttp import web

from bot import xingfuli
from bot.app import build
from bot.clock import SystemClock, TurnableClock
from bot.customs import Customs
from bot.errors import Fatal, PortTaken
from bot.live import Live
from bot.page import Screen, page_logger
from bot.town import DemoTown
from bot.worker import OneThread
from community.calendar import DAY, at
from community.effects import Record
from community.people import Community
from nlp.segment import keep_cache_in
from storage.queries import last_moment, lives
from storage.store import Store
from storage.transaction import Cause
from web.app import site

log = structlog.get_logger(__name__)

_FILE = "xiaoge.db"
_SHUTDOWN_SECONDS = 2.0


def _announced(address: str) -> None:
    sys.stdout.write(f"小格的演示开好了：{address}  按 Ctrl+C 结束。\n")
    sys.stdout.flush()


def run(
    folder: Path,
    *,
    host: str,
    port: int,
    customs: Customs | None = None,
    announce: Callable[[str], None] = _announced,
) -> None:
    """Serve the demo kept in `folder` until interrupted. Raises PortTaken, Fatal.

    `announce` gets the address of the page as soon as it can be opened. Port 0: any that is free.
    """
    keep_cache_in(folder)
    with contextlib.suppress(KeyboardInterrupt):
        url = f"sqlite:///{folder / _FILE}"
        asyncio.run(_serve(opened(url, host=host, port=port, customs=customs), announce))


async def _serve(
    demo: AbstractAsyncContextManager[tuple[DemoTown, str]], announce: Callable[[str], None]
) -> None:
    """Serve the demo; end when cancelled, or told to by SIGTERM."""
    told = asyncio.Event()
    with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    async with demo as (_, address):
        announce(address)
        await told.wait()


@asynccontextmanager
async def opened(
    url: str, *, host: str, port: int, customs: Customs | None = None
) -> AsyncIterator[tuple[DemoTown, str]]:
    """The town at `url` with its page, and the page's address.

    Raises PortTaken or Fatal before anything else.
    """
    with _listening(host, port) as sock:
        async with _alive(url, customs or Customs()) as demo, _page(demo, host, sock):
            beginning = asyncio.create_task(demo.begin())
            beginning.add_done_callback(_report)
            try:
                yield demo, _address(sock)
            finally:
                beginning.cancel()
                await asyncio.gather(beginning, return_exceptions=True)


@asynccontextmanager
async def _alive(url: str, customs: Customs) -> AsyncIterator[DemoTown]:
    """The town at `url`, alive; founded if there is none yet."""
    real = SystemClock()
    runtime = build(
        url,
        customs.calendar,
        {xingfuli.CHANNEL: Screen(xingfuli.CHANNEL)},
        worker=OneThread(),
        wording=customs.wording,
        home=xingfuli.HOME,
        vault=customs.vault,
    )
    first_day = customs.calendar.opening(at(real.now().date() + DAY, time.min)).date()
    morning = at(first_day, xingfuli.OPENING[0][0])
    start = _founded(runtime.store, morning)
    clock = TurnableClock(start, real)
    live = Live(runtime, clock)
    await live.start()
    with runtime.store.reading() as records:
        demo = DemoTown(live, clock, life=lives(records))
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
async def _page(demo: DemoTown, host: str, sock: socket.socket) -> AsyncIterator[None]:
    runner = web.AppRunner(
        site(demo.store, demo, host),
        handler_cancellation=True,
        access_log=None,
        logger=page_logger(),
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
    """A socket that listens before anything else is touched. Raises PortTaken, Fatal."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except PermissionError:
        raise Fatal(f"没有权限用端口 {port}，换一个 1024 以上的：加上 --port。") from None
    except (OSError, UnicodeError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise Fatal(
            f"网页的地址 {host} 用不了（{error}）。"
            '改配置里的 [web] host，只在这台机器上看就写 "127.0.0.1"。'
        ) from None


def _address(sock: socket.socket) -> str:
    """Where the browser finds it."""
    host, port = sock.getsockname()[:2]
    return (
        f"http://[{host}]:{port}/" if sock.family == socket.AF_INET6 else f"http://{host}:{port}/"
    )
