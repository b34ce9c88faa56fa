"""What we hear, so that nothing is lost and nothing handled twice: the inbox comes first.

id ──▶ inbox (committed) ──▶ payload ──▶ lane of its chat: names, file ──▶ the product
         ▲ at every login and now and then, whatever waits there is taken up again
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

import structlog
from grpclib.exceptions import StreamTerminatedError
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.wechaty.arrivals import Arrivals
from bot.channels.wechaty.connection import NotConnected
from bot.channels.wechaty.events import Malformed
from bot.channels.wechaty.lanes import Lanes
from bot.channels.wechaty.ledger import Ledger
from bot.channels.wechaty.protocol import Payload
from bot.channels.wechaty.puppet import GatewayPuppet
from bot.channels.wechaty.speaking import Speaking
from community.messages import Arrival, Kind
from storage.plumbing import InboxState
from storage.trouble import is_nobodys_fault

log = structlog.get_logger(__name__)

_LOOK_AGAIN = ""  # no message's id
_WRITABLE_AGAIN_SECONDS = 1


class Hearing:
    """Takes ids, hands arrivals over. `hear` keeps what a message brings about, then returns."""

    def __init__(
        self,
        puppet: GatewayPuppet,
        ledger: Ledger,
        arrivals: Arrivals,
        speaking: Speaking,
        hear: Callable[[Arrival], Awaitable[object]],
        parked: Callable[[], None],
    ) -> None:
        self._puppet = puppet
        self._ledger = ledger
        self._arrivals = arrivals
        self._speaking = speaking
        self._hear = hear
        self._parked = parked
        self.us = ""
        self._new: asyncio.Queue[str] = asyncio.Queue()
        self._to_fetch: asyncio.Queue[str] = asyncio.Queue()
        self._under_way: set[str] = set()
        self._left_over: set[str] = set()  # by a former life or try
        self._begun: set[str] = set()  # of those, which have counted their attempt
        self._alone = asyncio.Lock()  # held by what may end the process
        self._fetched: dict[str, Payload] = {}  # a gateway that restarts has forgotten them
        self._lanes = Lanes()

    def notice(self, id: str) -> None:
        """A message came."""
        self._new.put_nowait(id)

    def look_again(self) -> None:
        """Take up what waits in the inbox."""
        self._new.put_nowait(_LOOK_AGAIN)

    def changed(self, arrival: Arrival) -> None:
        """Somebody joined or left."""
        self._lanes.put(arrival.room, partial(self._handle_change, arrival))

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._note())
            group.create_task(self._fetch())

    async def finish(self, seconds: float) -> None:
        """Let what is under way end; what has not begun stays in the inbox."""
        await self._lanes.finish(seconds)

    async def _note(self) -> None:
        while True:
            ids = [await self._new.get()]
            while not self._new.empty():
                ids.append(self._new.get_nowait())
            left_over = _LOOK_AGAIN in ids
            for id in await self._noted(ids):
                if id not in self._under_way:
                    self._under_way.add(id)
                    if left_over:
                        self._left_over.add(id)
                    self._to_fetch.put_nowait(id)

    async def _noted(self, ids: Sequence[str]) -> Sequence[str]:
        """Keep the ids, however long it takes: those to fetch now."""
        while True:
            try:
                fresh = await self._ledger.receive([id for id in ids if id != _LOOK_AGAIN])
                return await self._ledger.waiting() if _LOOK_AGAIN in ids else fresh
            except Exception:  # the disk is full: what came must not be forgotten meanwhile
                log.exception("inbox cannot be written", messages=len(ids))
                await asyncio.sleep(_WRITABLE_AGAIN_SECONDS)

    async def _fetch(self) -> None:
        """One after the other, so that the order stays as it was said."""
        while True:
            id = await self._to_fetch.get()
            async with self._at_its_own_cost(id):
                if id not in self._fetched:
                    self._fetched[id] = await self._puppet.message_payload(id)
                payload = self._fetched[id]
                self._lanes.put(payload.chat, partial(self._handle, payload))

    async def _handle(self, payload: Payload) -> None:
        async with self._at_its_own_cost(payload.id):
            if payload.id in self._left_over:
                await self._try_again(payload)
            else:
                await self._heard(payload)
            self._forget(payload.id)

    async def _try_again(self, payload: Payload) -> None:
        """Alone, the attempt kept first: what ends the process does so a few times only."""
        async with self._alone:
            state = await self._ledger.begin(payload.id)
            self._begun.add(payload.id)
            if state is InboxState.RECEIVED:
                await self._heard(payload)
            elif state is InboxState.FAILED:
                self._parked()

    async def _heard(self, payload: Payload) -> None:
        if not payload.sender:
            raise Malformed(payload.id)
        if payload.sender == self.us:
            await self._own(payload)
            return
        arrival = await self._arrivals.read(payload, self.us)
        if arrival is None:
            await self._ledger.settle(payload.id)
        else:
            await self._hear(arrival)

    async def _own(self, payload: Payload) -> None:
        """Our echo, or a person who types on the account: nothing for us to answer."""
        if payload.kind is Kind.TEXT and not await self._speaking.is_echo(payload):
            log.info("somebody types on the account", id=payload.id)
            self._speaking.hold(payload.room or payload.receiver)
        await self._ledger.settle(payload.id)

    async def _handle_change(self, arrival: Arrival) -> None:
        try:
            if await self._ledger.receive_whole(arrival):
                await self._hear(await self._arrivals.named(arrival))
        except Exception as error:  # it waits in the inbox, and is handled without a nickname
            log.warning("change of members put off", id=arrival.id, error=type(error).__name__)

    @asynccontextmanager
    async def _at_its_own_cost(self, id: str) -> AsyncIterator[None]:
        """Whatever fails in here costs this message only, and it is tried again.

        A connection that is lost, and a database in trouble, say nothing about the message: it
        waits until somebody looks again.
        """
        try:
            yield
        except (NotConnected, StreamTerminatedError) as error:
            log.info("message waits", id=id, error=type(error).__name__)
        except Exception as error:  # see above
            log.warning("message put off", id=id, error=type(error).__name__)
            if is_nobodys_fault(error):
                await self._excuse(id)
            else:
                await self._put_off(id, type(error).__name__)
        else:
            return
        self._under_way.discard(id)

    def _forget(self, id: str) -> None:
        """There is nothing left to do about it."""
        self._under_way.discard(id)
        self._left_over.discard(id)
        self._begun.discard(id)
        self._fetched.pop(id, None)

    async def _excuse(self, id: str) -> None:
        if id in self._begun:
            self._begun.discard(id)
            with suppress(SQLAlchemyError):
                await self._ledger.excuse(id)

    async def _put_off(self, id: str, error: str) -> None:
        try:
            counted = id in self._begun
            self._begun.discard(id)
            if not await self._ledger.put_off(id, error, counted=counted):
                self._forget(id)
                self._parked()
        except Exception:  # the row is as it was, and is taken up again all the same
            log.exception("inbox cannot be written", messages=1)
