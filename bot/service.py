"""小格 on duty: a live product and the gateway of an account, from start to leaving well.

Importing this loads wechaty's packages; do so only if a gateway is configured.
"""

import asyncio
import os
import secrets
import signal
import socket
from contextlib import suppress

from bot.app import build
from bot.channels import Channel
from bot.channels.wechaty.channel import Behind, WechatyChannel
from bot.channels.wechaty.connection import GatewayRefused, Timing
from bot.clock import SystemClock
from bot.ears import ear_in
from bot.errors import Fault, Misconfigured
from bot.holidays import official_calendar
from bot.keys import vault_of
from bot.live import Live
from bot.settings import Settings, Wechaty
from bot.worker import OneThread
from community.reach import admins, tell
from community.wording import Words
from nlp.segment import keep_cache_in
from storage.locks import NO_COMMUNITY
from storage.transaction import Cause

_FLUSH_SECONDS = 10
_TOKEN = "环境变量 XIAOGE_WECHATY__TOKEN"


def run(settings: Settings) -> None:
    """Serve until interrupted or told to stop by SIGTERM. Raises Misconfigured.

    The data folder has to be ours alone: two processes would put each other out of the gateway.
    """
    _check(settings.wechaty)
    keep_cache_in(settings.storage.folder)
    try:
        asyncio.run(_until_told(settings))
    except GatewayRefused:
        raise _wrong(_TOKEN, "网关不认这个口令，要和网关启动时用的一样。") from None


def _check(wechaty: Wechaty) -> None:
    if not wechaty.endpoint:
        what = "还没有配置微信网关，见 docs/wechat.md；只想看看的话，运行 python3 run.py。"
        raise _wrong("[wechaty] endpoint", what)
    if not wechaty.token.get_secret_value():
        raise _wrong(_TOKEN, "还没有网关的口令。")


def _wrong(where: str, what: str) -> Misconfigured:
    return Misconfigured([Fault(where, "", what)])


async def _until_told(settings: Settings) -> None:
    told = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no signal handlers
            asyncio.get_running_loop().add_signal_handler(name, told.set)
    channels: dict[str, Channel] = {}  # ours needs the product, and the product needs it
    communities = settings.communities
    runtime = build(
        settings.database_url,
        official_calendar(settings.calendar.off, settings.calendar.makeup),
        channels,
        worker=OneThread(),
        wording=settings.wording,
        home=communities[0].name if len(communities) == 1 else "",
        owner=_owner(),
        periods=settings.retention.periods,
        ledger=settings.ledger,
        ear=ear_in(settings.storage.folder),
        vault=vault_of(settings),
    )
    live = Live(runtime, SystemClock())
    channel = wechat(settings, live)
    channels[channel.name] = channel
    await serve(live, channel, told)


def _owner() -> str:
    """A name for this life of this process, among those that share a database."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


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


async def serve(live: Live, channel: WechatyChannel, until: asyncio.Event) -> None:
    """Live with the gateway until `until` is set, then leave well.

    Raises GatewayRefused if the gateway does not accept the token: the process has to end.
    """
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
    last_words = asyncio.create_task(live.runtime.speak_on(live.clock))
    await asyncio.wait({last_words}, timeout=_FLUSH_SECONDS)
    await channel.stop()  # what still waits for its turn is refused, and said another time
    await asyncio.gather(last_words, return_exceptions=True)
    await live.stop()


def _tell_admins(live: Live, words: Words) -> None:
    """Queue it for those who look after the deployment; never for residents."""
    now = live.clock.now()
    with live.runtime.store.transaction(NO_COMMUNITY) as transaction:
        effects = tell(admins(transaction.records), words)
        cause = Cause(name=f"{words.text.key}:{now.isoformat()}", at=now)
        transaction.perform(effects, cause)
