"""Carry waiting messages to their channels, one by one, room by room in order."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels import Channel, Refused
from bot.leases import Leases
from bot.worker import Worker
from community.messages import Chat
from community.reach import admins, tell
from community.wording import Text
from storage import anonymity, outbox, sends
from storage.locks import NO_COMMUNITY
from storage.outbox import Outgoing, Overtaken
from storage.store import Store
from storage.transaction import Cause

log = structlog.get_logger(__name__)

TROUBLE = Text("relay.trouble", "【风控】{chat} 连续 {n} 次发不出去，消息在排队，稍后合并再发。")
GIVEN_UP = Text("relay.given_up", "【风控】{chats} 有 {n} 条消息太久没发出去，不再发了。")
_WORRYING = 2
_MOST_NAMED = 5
_ASK_AGAIN = timedelta(minutes=1)
_OUR_OWN = "relay:"  # begins the causes of what is told here


class Relay:
    """Knows the channels by name. One run at a time, so that rooms keep their order."""

    def __init__(
        self, store: Store, channels: Mapping[str, Channel], worker: Worker, leases: Leases
    ) -> None:
        self.store = store
        self.channels = channels
        self.worker = worker
        self.leases = leases
        self._turn = asyncio.Lock()
        self._unwritten: list[Callable[[], None]] = []

    async def run(self, clock: Callable[[], datetime]) -> int:
        """Say all that may be said. How many messages were tried or asked about.

        A channel may take minutes over a message, so the next one is chosen only then: danger
        that came meanwhile goes first.
        """
        async with self._turn:
            await self._write_down()
            await self.worker.do(self._give_up_late, clock())
            tried = await self._settle_doubts(clock)
            while message := await self.worker.do(self._claim, clock()):
                await self._send(message, clock)
                tried += 1
        return tried

    def hold(self, now: datetime) -> None:
        """Take or renew the leases of our channels."""
        self.leases.hold([outbox.lease_of(channel) for channel in self.channels], now)

    async def _settle_doubts(self, clock: Callable[[], datetime]) -> int:
        """Ask the channels what they said: before that, nothing more is said in those chats."""
        doubts = await self.worker.do(self._to_be_asked, clock())
        for message in doubts:
            try:
                said = await self.channels[message.channel].said(self.store.spoken(message))
            except Exception:  # not connected, or too slow to answer
                log.exception("cannot be asked", ids=message.ids)
                await self.worker.do(self._ask_later, message, clock() + _ASK_AGAIN)
                continue
            log.warning("doubt settled", ids=message.ids, said=said)
            match said:
                case True:
                    await self.worker.do(self._sent, message, clock())
                case False:
                    await self.worker.do(self._unsaid, message)
                case None:
                    await self.worker.do(self._unknown, message)
        return len(doubts)

    async def _send(self, message: Outgoing, clock: Callable[[], datetime]) -> None:
        if self._epoch(message.channel, clock()) != message.fence:  # we were paused meanwhile
            await self._note(self._hand_back, message)
            return
        try:
            await self.channels[message.channel].send(self.store.spoken(message))
        except Refused as refusal:
            log.warning("send refused", ids=message.ids)
            await self._note(self._refused, message, str(refusal)[:200], clock())
        except Exception as error:  # a timeout, a lost connection: it may have left
            log.exception("send in doubt", ids=message.ids)
            await self._note(self._doubtful, message, clock(), type(error).__name__)
            await self._settle_doubts(clock)
        else:
            await self._note(self._sent, message, clock())

    async def _note(self, deed: Callable[..., None], *arguments: object) -> None:
        """Write down what became of a send; if that fails, before anything else is said."""
        self._unwritten.append(partial(deed, *arguments))
        await self._write_down()

    async def _write_down(self) -> None:
        while self._unwritten:
            await self.worker.do(self._unwritten[0])
            del self._unwritten[0]

    def _epoch(self, channel: str, now: datetime) -> int | None:
        return self.leases.epoch(outbox.lease_of(channel), now)

    def _ours(self, now: datetime) -> Mapping[str, int]:
        """The channels that nobody else speaks on now, and under which epochs."""
        self.hold(now)
        epochs = {channel: self._epoch(channel, now) for channel in self.channels}
        return {channel: epoch for channel, epoch in epochs.items() if epoch is not None}

    def _claim(self, now: datetime) -> Outgoing | None:
        ours = self._ours(now)
        try:
            with self.store.plumbing() as connection:
                return outbox.claim(connection, now, ours)
        except Overtaken:  # the next run chooses again
            return None

    def _to_be_asked(self, now: datetime) -> Sequence[Outgoing]:
        ours = self._ours(now)
        with self.store.plumbing() as connection:
            for channel, epoch in ours.items():
                if left := sends.doubt_interrupted(connection, channel, epoch, now):
                    log.warning("sends in doubt", count=left)
            return outbox.to_be_asked(connection, now, ours)

    def _unsaid(self, message: Outgoing) -> None:
        with self.store.plumbing() as connection:
            sends.settle_unsaid(connection, message)

    def _unknown(self, message: Outgoing) -> None:
        with self.store.plumbing() as connection:
            sends.settle_unknown(connection, message)

    def _ask_later(self, message: Outgoing, again: datetime) -> None:
        with self.store.plumbing() as connection:
            sends.ask_later(connection, message, again)

    def _hand_back(self, message: Outgoing) -> None:
        with self.store.plumbing() as connection:
            sends.hand_back(connection, message)

    def _sent(self, message: Outgoing, now: datetime) -> None:
        with self.store.plumbing() as connection:
            sends.settle_sent(connection, message.ids, now)
            was_the_last = anonymity.farewell_said(connection, message.chat)
        if was_the_last:
            self.store.forget_in_log()

    def _doubtful(self, message: Outgoing, now: datetime, error: str) -> None:
        with self.store.plumbing() as connection:
            sends.settle_doubtful(connection, message, now, error)

    def _refused(self, message: Outgoing, refusal: str, now: datetime) -> None:
        """It waits for another try; the second time in a row an admin hears of it."""
        with self.store.transaction(NO_COMMUNITY) as transaction:
            failures = sends.settle_failed(transaction.connection, message, now, refusal)
            if failures == _WORRYING:
                words = TROUBLE(chat=message.chat.id, n=failures)
                cause = Cause(name=f"{_OUR_OWN}{min(message.ids)}:{failures}", at=now)
                transaction.perform(tell(admins(transaction.records), words), cause)

    def _give_up_late(self, now: datetime) -> None:
        """What nobody should hear any more is not said; an admin hears of it, once."""
        with self.store.reading() as records:
            if not sends.too_late(records.connection, now):
                return
        with self.store.transaction(NO_COMMUNITY) as transaction:
            late = sends.too_late(transaction.connection, now)
            ids = [id for id, _, _ in late]
            log.warning("given up", ids=ids)
            sends.give_up(transaction.connection, ids, "too late")
            for _, chat, _ in late:
                anonymity.farewell_said(transaction.connection, Chat(chat, private=True))
            chats = [chat for _, chat, cause in late if not cause.startswith(_OUR_OWN)]
            if chats:
                named = "、".join(list(dict.fromkeys(chats))[:_MOST_NAMED])
                cause = Cause(name=f"{_OUR_OWN}late:{ids[0]}", at=now)
                words = GIVEN_UP(chats=named, n=len(chats))
                transaction.perform(tell(admins(transaction.records), words), cause)
