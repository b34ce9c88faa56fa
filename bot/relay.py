"""Carry waiting messages to their channels, one by one, room by room in order."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from bot.channels import Channel, Refused
from bot.worker import Worker
from community.reach import admins, tell
from community.wording import Text
from storage import outbox, sends
from storage.outbox import Outgoing
from storage.store import Store
from storage.transaction import Cause

log = structlog.get_logger(__name__)

TROUBLE = Text("relay.trouble", "【风控】{chat} 连续 {n} 次发不出去，消息在排队，稍后合并再发。")
GIVEN_UP = Text("relay.given_up", "【风控】{chats} 有 {n} 条消息太久没发出去，不再发了。")
_WORRYING = 2
_MOST_NAMED = 5
_OUR_OWN = "relay:"  # begins the causes of what is told here


class Relay:
    """Knows the channels by name. One run at a time, so that rooms keep their order."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], worker: Worker) -> None:
        self.store = store
        self.channels = channels
        self.worker = worker
        self._turn = asyncio.Lock()

    async def run(self, clock: Callable[[], datetime]) -> int:
        """Say all that may be said. How many messages were tried, with or without success.

        A channel may take minutes over a message, so the next one is chosen only then: danger
        that came meanwhile goes first.
        """
        tried = 0
        async with self._turn:
            await self.worker.do(self._give_up_late, clock())
            while message := await self.worker.do(self._claim, clock()):
                await self._send(message, clock)
                tried += 1
        return tried

    async def _send(self, message: Outgoing, clock: Callable[[], datetime]) -> None:
        if not message.address:
            log.warning("nowhere to send", ids=message.ids)
            await self.worker.do(self._give_up, message, "no address")
            return
        try:
            await self._channel(message.channel).send(message)
        except Refused as refusal:
            log.warning("send refused", ids=message.ids)
            await self.worker.do(self._refused, message, str(refusal)[:200], clock())
        except Exception as error:  # a timeout, a lost connection: it may have left
            log.exception("send in doubt", ids=message.ids)
            await self.worker.do(self._doubtful, message, type(error).__name__)
        else:
            await self.worker.do(self._sent, message, clock())

    def _channel(self, name: str) -> Channel:
        """Raises Refused if we are not on that channel now."""
        if name not in self.channels:
            raise Refused("no such channel")
        return self.channels[name]

    def _claim(self, now: datetime) -> Outgoing | None:
        with self.store.plumbing() as connection:
            return outbox.claim(connection, now)

    def _sent(self, message: Outgoing, now: datetime) -> None:
        with self.store.plumbing() as connection:
            sends.settle_sent(connection, message.ids, now)

    def _doubtful(self, message: Outgoing, error: str) -> None:
        with self.store.plumbing() as connection:
            sends.settle_doubtful(connection, message.ids, error)

    def _give_up(self, message: Outgoing, error: str) -> None:
        with self.store.plumbing() as connection:
            sends.give_up(connection, message.ids, error)

    def _refused(self, message: Outgoing, refusal: str, now: datetime) -> None:
        """It waits for another try; the second time in a row an admin hears of it."""
        with self.store.transaction() as transaction:
            failures = sends.settle_failed(transaction.connection, message.ids, now, refusal)
            if failures == _WORRYING:
                words = TROUBLE(chat=message.chat.id, n=failures)
                cause = Cause(name=f"{_OUR_OWN}{min(message.ids)}:{failures}", at=now)
                transaction.perform(tell(admins(transaction.records), words), cause)

    def _give_up_late(self, now: datetime) -> None:
        """What nobody should hear any more is not said; an admin hears of it, once."""
        with self.store.transaction() as transaction:
            late = sends.too_late(transaction.connection, now)
            if not late:
                return
            ids = [id for id, _, _ in late]
            log.warning("given up", ids=ids)
            sends.give_up(transaction.connection, ids, "too late")
            chats = [chat for _, chat, cause in late if not cause.startswith(_OUR_OWN)]
            if chats:
                named = "、".join(list(dict.fromkeys(chats))[:_MOST_NAMED])
                cause = Cause(name=f"{_OUR_OWN}late:{ids[0]}", at=now)
                words = GIVEN_UP(chats=named, n=len(chats))
                transaction.perform(tell(admins(transaction.records), words), cause)
