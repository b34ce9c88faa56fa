"""One life of the bot: the real product, with a channel to the gateway of the run.

python -m bench.crash.process --url URL --account crash1 …      as bench/crash/driver.py says it
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import structlog

from bench.crash import faults, town
from bench.crash.channel import Behind, GatewayChannel
from bench.crash.clock import FastClock
from bench.crash.evidence import UNCLAIMED
from bot.app import build
from bot.channels import Channel
from bot.clock import Clock, SystemClock
from bot.dispatch import Dispatcher
from bot.holidays import official_calendar
from bot.live import Live
from bot.observability import configure
from bot.worker import OneThread
from community.effects import Effects
from community.messages import Message
from community.records import Records
from handlers.kit.router import Due
from nlp.neighbourhood import Neighbourhood
from nlp.segment import keep_cache_in
from nlp.understand import Understander, Understanding
from storage import leases
from storage.tenancy import sole_use

log = structlog.get_logger(__name__)

_OURS_SECONDS = 1.0
_LEASE_SECONDS = 0.6
_TICK_SECONDS = 0.05
_FLUSH_SECONDS = 3


def parser() -> argparse.ArgumentParser:
    """What a life has to be told. Times are ISO, with their zone."""
    told = argparse.ArgumentParser(prog="python -m bench.crash.process")
    told.add_argument("--url", required=True)
    told.add_argument("--folder", type=Path, required=True, help="for caches and locks")
    told.add_argument("--account", required=True)
    told.add_argument("--accounts", type=int, required=True)
    told.add_argument("--life", type=int, required=True)
    told.add_argument("--port", type=int, required=True)
    told.add_argument("--began", type=datetime.fromisoformat, required=True)
    told.add_argument("--first", type=datetime.fromisoformat, required=True)
    told.add_argument("--rate", type=float, required=True)
    told.add_argument("--fault", default="")
    return told


def main(arguments: Sequence[str]) -> None:
    """Live until killed, or asked to leave by SIGTERM."""
    told = parser().parse_args(arguments)
    configure("WARNING")
    keep_cache_in(told.folder)
    clock = FastClock(SystemClock(), told.began, told.first, told.rate)
    with faults.planted(told.fault), _mortal(), _alone(told.url, told.folder):
        asyncio.run(_live(told, clock))


def _alone(url: str, folder: Path) -> AbstractContextManager[None]:
    return sole_use(folder) if url.startswith("sqlite") else nullcontext()


async def _live(told: argparse.Namespace, clock: Clock) -> None:
    leave = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leave.set)
    leases.SPAN = timedelta(seconds=_LEASE_SECONDS * told.rate)  # by a clock that runs so fast
    channels: dict[str, Channel] = {}
    runtime = build(
        told.url,
        official_calendar(),
        channels,
        worker=OneThread(),
        owner=f"{told.account}:{told.life}",
    )
    town.found(runtime.store, town.accounts(told.accounts), told.first)
    live = Live(runtime, clock)
    ours_for = timedelta(seconds=_OURS_SECONDS * told.rate)
    behind = Behind(live.hear, runtime.store, runtime.worker, clock, ours_for)
    channel = GatewayChannel(told.account, told.port, told.life, behind)
    channels[channel.name] = channel
    await live.start()
    tasks = [asyncio.create_task(channel.run()), asyncio.create_task(_tick(live))]
    await leave.wait()
    await _leave(live, tasks)


async def _tick(live: Live) -> None:
    """Time goes fast here, so a tick a second would be a tick in many minutes."""
    while True:
        try:
            await live.tick()
        except Exception:  # as the scheduler does: the next one tries again
            log.exception("tick failed")
        await asyncio.sleep(_TICK_SECONDS)


async def _leave(live: Live, tasks: Sequence[asyncio.Task[None]]) -> None:
    """Say what can be said, then end well."""
    last_words = asyncio.create_task(live.runtime.speak_on(live.clock))
    await asyncio.wait({last_words}, timeout=_FLUSH_SECONDS)
    for task in tasks:
        task.cancel()
    await asyncio.gather(last_words, *tasks, return_exceptions=True)
    await live.stop()


@contextmanager
def _mortal() -> Iterator[None]:
    """Be killed by what is deadly."""
    understand, run = Understander.__call__, Dispatcher.job

    def understand_or_die(
        it: Understander, raw: str, neighbourhood: Neighbourhood, now: datetime
    ) -> Understanding:
        _die_of(raw)
        return understand(it, raw, neighbourhood, now)

    def run_or_die(it: Dispatcher, due: Due, records: Records) -> Effects:
        if due.kind == UNCLAIMED:
            _die_of(records.get(Message, due.subject).file)
        return run(it, due, records)

    with (
        patch.object(Understander, "__call__", understand_or_die),
        patch.object(Dispatcher, "job", run_or_die),
    ):
        yield


def _die_of(words: str) -> None:
    if town.DEADLY in words:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
