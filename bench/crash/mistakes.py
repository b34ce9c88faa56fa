"""What a real mistake would do, for faults.py: each function stands in for a right one.

The window in which a kill does harm is made wide, so that few kills show it.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Row

from bench.crash.channel import GatewayChannel, InDoubt
from bot.channels import Refused
from bot.errands import Errands
from bot.outcome import Outcome
from bot.pipeline import Pipeline
from bot.relay import Relay
from community.messages import Arrival, Chat
from storage import inbox, jobs, outbox
from storage.outbox import Outgoing
from storage.plumbing import InboxState, JobState
from storage.store import Hold

_WIDE_SECONDS = 0.2

_begin = Errands._begin  # noqa: SLF001 (it stands in for it)
_settle = jobs.settle
_hear = Pipeline.hear
_kept = GatewayChannel.kept
_send = GatewayChannel.send
_stay_connected = GatewayChannel._stay_connected  # noqa: SLF001
_first_sight = inbox.first_sight
_waiting = outbox._waiting  # noqa: SLF001


async def acknowledged_first(
    channel: GatewayChannel, arrivals: Sequence[Arrival]
) -> Sequence[Arrival]:
    channel.acknowledge(arrivals)
    await asyncio.sleep(_WIDE_SECONDS)
    return await channel.behind.worker.do(channel.kept, arrivals)


def left_over(pipeline: Pipeline, now: datetime) -> int:
    del pipeline, now
    return 0


def handled_apart(
    pipeline: Pipeline, arrivals: Sequence[Arrival], now: datetime
) -> Sequence[Outcome]:
    with pipeline.store.plumbing() as connection:
        new = _first_sight(connection, {one.cause: one.at for one in arrivals})
    time.sleep(_WIDE_SECONDS)
    with patch.object(inbox, "first_sight", lambda *_: new):
        return _hear(pipeline, arrivals, now)


def always_new(connection: Connection, causes: Mapping[str, datetime]) -> Collection[str]:
    _first_sight(connection, causes)
    return frozenset(causes)


def all_kept(channel: GatewayChannel, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    _kept(channel, arrivals)
    return arrivals


def uncounted(connection: Connection, cause: str, now: datetime) -> InboxState:
    del now
    return inbox.state_of(connection, cause) or InboxState.DONE


def job_apart(errands: Errands, hold: Hold, now: datetime) -> Sequence[Any]:
    begun = _begin(errands, hold, now)
    with hold.plumbing() as connection:
        for row in begun:
            _settle(connection, [row.key], JobState.DONE, now)
    time.sleep(_WIDE_SECONDS if begun else 0)
    return begun


def settled_already(*_: object) -> bool:
    return True


async def settled_first(relay: Relay, message: Outgoing, clock: Callable[[], datetime]) -> None:
    await relay.worker.do(relay._sent, message, clock())  # noqa: SLF001
    await asyncio.sleep(_WIDE_SECONDS)
    with suppress(Refused, InDoubt):
        await relay.channels[message.channel].send(message)


def claim_unkept(relay: Relay, now: datetime) -> Outgoing | None:
    ours = relay._ours(now)  # noqa: SLF001
    with relay.store.writer.connect() as connection, connection.begin() as unkept:
        message = outbox.claim(connection, now, ours)
        unkept.rollback()
    return message


async def unasked(channel: GatewayChannel, message: Outgoing) -> bool:
    del channel, message
    return False


async def timeout_refused(channel: GatewayChannel, message: Outgoing) -> None:
    try:
        await _send(channel, message)
    except InDoubt:
        raise Refused("timeout") from None


async def past_the_outbox(channel: GatewayChannel) -> None:
    greeting = asyncio.create_task(_greet(channel))
    try:
        await _stay_connected(channel)
    finally:
        greeting.cancel()


async def _greet(channel: GatewayChannel) -> None:
    await channel._is_up.wait()  # noqa: SLF001
    channel._tell({"send": -1, "ids": [], "to": channel.name, "text": "我回来了"})  # noqa: SLF001


def newest_first(connection: Connection, chat: Chat) -> Sequence[Row[Any]]:
    return _waiting(connection, chat)[::-1]
