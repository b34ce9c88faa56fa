"""Carry waiting messages to their channels, room by room in order."""

import asyncio
from collections.abc import Mapping, Sequence
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
_WORRYING = 2


class Relay:
    """Knows the channels by name. One run at a time, so that rooms keep their order."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], worker: Worker) -> None:
        self.store = store
        self.channels = channels
        self.worker = worker
        self._turn = asyncio.Lock()

    async def run(self, now: datetime) -> int:
        """Say all that may be said now. How many messages were tried, with or without success."""
        tried = 0
        async with self._turn:
            while batch := await self.worker.do(self._claim, now):
                for message in batch:
                    await self._send(message, now)
                tried += len(batch)
        return tried

    async def _send(self, message: Outgoing, now: datetime) -> None:
        try:
            await self.channels[message.channel].send(message)
        except Refused as refusal:
            log.warning("send refused", ids=message.ids)
            await self.worker.do(self._refused, message, str(refusal)[:200], now)
        except Exception as error:  # a timeout, a lost connection: it may have left
            log.exception("send in doubt", ids=message.ids)
            await self.worker.do(self._doubtful, message, type(error).__name__)
        else:
            await self.worker.do(self._sent, message, now)

    def _claim(self, now: datetime) -> Sequence[Outgoing]:
        with self.store.plumbing() as connection:
            return outbox.claim(connection, now)

    def _sent(self, message: Outgoing, now: datetime) -> None:
        with self.store.plumbing() as connection:
            sends.settle_sent(connection, message.ids, now)

    def _doubtful(self, message: Outgoing, error: str) -> None:
        with self.store.plumbing() as connection:
            sends.settle_doubtful(connection, message.ids, error)

    def _refused(self, message: Outgoing, refusal: str, now: datetime) -> None:
        """It waits for another try; the second time in a row an admin hears of it."""
        with self.store.transaction() as transaction:
            failures = sends.settle_failed(transaction.connection, message.ids, now, refusal)
            if failures == _WORRYING:
                words = TROUBLE(chat=message.chat.id, n=failures)
                cause = Cause(name=f"relay:{min(message.ids)}:{failures}", at=now)
                transaction.perform(tell(admins(transaction.records), words), cause)
