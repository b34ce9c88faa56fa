"""小格 on duty: a live product and the gateway of an account, from start to leaving well.

Importing this loads wechaty's packages; do so only if a gateway is configured.
"""

import asyncio
import secrets

import structlog

from bot.channels.wechaty.channel import Behind, WechatyChannel
from bot.channels.wechaty.connection import Timing
from bot.live import Live
from bot.lock import alone
from bot.settings import Settings
from community.reach import admins, tell
from community.wording import Words
from storage.transaction import Cause

log = structlog.get_logger(__name__)

_FLUSH_SECONDS = 10


def wechat(settings: Settings, live: Live, timing: Timing | None = None) -> WechatyChannel:
    """The channel to the configured gateway, with `live` behind it.

    Put it among the channels that the relay was built with, under its name.
    """

    async def tell_admins(words: Words) -> None:
        await live.runtime.worker.do(_tell_admins, live, words)

    behind = Behind(
        hear=live.hear,
        tell=tell_admins,
        store=live.runtime.store,
        worker=live.runtime.worker,
        clock=live.clock,
        folder=settings.storage.folder,
        chance=secrets.SystemRandom().random,
    )
    usual = Timing(call=settings.wechaty.call_timeout_seconds)
    return WechatyChannel(settings.wechaty, behind, timing or usual)


async def serve(
    settings: Settings, live: Live, channel: WechatyChannel, until: asyncio.Event
) -> None:
    """Live with the gateway until `until` is set, then leave well.

    Raises AlreadyRunning if another process holds the data folder, GatewayRefused if the gateway
    does not accept the token: after either the process has to end with code 1.
    """
    with alone(settings.storage.folder):
        await _serve(live, channel, until)


async def _serve(live: Live, channel: WechatyChannel, until: asyncio.Event) -> None:
    await live.start()
    channel.start()
    asked_to_leave = asyncio.create_task(until.wait())
    ended = asyncio.create_task(channel.ended())
    try:
        await asyncio.wait({asked_to_leave, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            ended.result()
    finally:
        asked_to_leave.cancel()
        ended.cancel()
        await leave(live, channel)


async def leave(live: Live, channel: WechatyChannel) -> None:
    """Hear no more, finish what was heard, say what can be said, close our side."""
    await channel.stop_listening()
    last_words = asyncio.create_task(live.runtime.speak(live.clock.now()))
    await asyncio.wait({last_words}, timeout=_FLUSH_SECONDS)
    await channel.stop()  # what still waits for its turn is refused, and said another time
    await asyncio.gather(last_words, return_exceptions=True)
    await live.stop()


def _tell_admins(live: Live, words: Words) -> None:
    """Queue it for those who look after the deployment; never for residents."""
    now = live.clock.now()
    with live.runtime.store.transaction() as transaction:
        effects = tell(admins(transaction.records), words)
        cause = Cause(name=f"{words.text.key}:{now.isoformat()}", at=now)
        transaction.perform(effects, cause)
