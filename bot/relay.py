"""Carry waiting messages to their channels, room by room in order."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.channels import Channel, Refused
from community.effects import Effects
from community.reach import admins, tell
from community.wording import Text
from storage import outbox
from storage.outbox import Outgoing
from storage.store import Store
from storage.transaction import Cause

log = structlog.get_logger(__name__)

TROUBLE = Text("relay.trouble", "【风控】{chat} 连续 {n} 次发不出去，消息在排队，稍后合并再发。")
_WORRYING = 2


class Relay:
    """Knows the channels by name."""

    def __init__(self, store: Store, channels: Mapping[str, Channel]) -> None:
        self.store = store
        self.channels = channels

    async def run(self, now: datetime) -> int:
        """Say all that may be said now. How many messages were said."""
        said = 0
        while True:
            with self.store.plumbing() as connection:
                batch = outbox.claim(connection, now)
            if not batch:
                return said
            for message in batch:
                said += await self._send(message, now)

    async def _send(self, message: Outgoing, now: datetime) -> bool:
        try:
            await self.channels[message.channel].send(message)
        except Refused as refusal:
            self._refused(message, refusal, now)
            return False
        except Exception as error:  # a timeout, a lost connection: it may have left
            log.exception("send in doubt", ids=message.ids)
            with self.store.plumbing() as connection:
                outbox.settle_doubtful(connection, message.ids, type(error).__name__)
            return False
        with self.store.plumbing() as connection:
            outbox.settle_sent(connection, message.ids, now)
        return True

    def _refused(self, message: Outgoing, refusal: Refused, now: datetime) -> None:
        log.warning("send refused", ids=message.ids)
        with self.store.transaction() as transaction:
            failures = outbox.settle_failed(
                transaction.connection, message.ids, now, str(refusal)[:200]
            )
            if failures != _WORRYING:
                return
            words = TROUBLE(chat=message.chat.id, n=failures)
            effects: Effects = tell(admins(transaction.records), words)
            cause = f"relay:{min(message.ids)}:{failures}"
            transaction.perform(effects, Cause(name=cause, at=now))
