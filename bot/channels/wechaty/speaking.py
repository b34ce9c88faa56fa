"""What we say: in time, with the marks that make a phone ring, and known again when it comes back.

Everything sent comes back as a message event. If the send told us its id, the echo is a repeat of
what the inbox knows; if it told nothing, for it timed out, the echo settles the doubt.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from grpclib.const import Status
from grpclib.exceptions import GRPCError, StreamTerminatedError

from bot.channels import Refused
from bot.channels.wechaty.connection import NotConnected
from bot.channels.wechaty.ledger import Ledger
from bot.channels.wechaty.mentions import Called, with_marks
from bot.channels.wechaty.names import Names
from bot.channels.wechaty.pace import Pace
from bot.channels.wechaty.protocol import Payload
from bot.channels.wechaty.puppet import GatewayPuppet
from community.speech import Manner
from storage.outbox import Outgoing

log = structlog.get_logger(__name__)

_TOO_OFTEN = "频繁"
_HOLD_SECONDS = 300
# The server says these by itself, before the puppet is asked.
_NOTHING_LEFT = frozenset(
    {Status.RESOURCE_EXHAUSTED, Status.UNAUTHENTICATED, Status.UNIMPLEMENTED}
)


class InDoubt(Exception):
    """Nobody knows whether it left. The words of the error stay out: they may quote people."""


class Speaking:
    """One account's voice. `may_speak` tells whether there is anybody to speak through."""

    def __init__(
        self,
        puppet: GatewayPuppet,
        names: Names,
        ledger: Ledger,
        pace: Pace,
        may_speak: Callable[[str], bool],
        too_often: Callable[[], None],
    ) -> None:
        self._puppet = puppet
        self._names = names
        self._ledger = ledger
        self._pace = pace
        self._may_speak = may_speak
        self._too_often = too_often
        self._closing = asyncio.Event()
        self._remembers = False
        self._talking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def say(self, message: Outgoing) -> None:
        """Say it when it is time. Raises Refused, InDoubt."""
        await self._turn(message.address, is_urgent=message.manner is Manner.URGENT)
        try:
            text, people = await self._worded(message)
        except (GRPCError, StreamTerminatedError, OSError) as error:
            raise Refused(type(error).__name__) from None
        await self._send(
            message.address,
            lambda: self._puppet.message_send_text(message.address, text, people),
        )

    async def show(self, address: str, name: str, content: bytes) -> None:
        """Send a file when it is time. Raises Refused (FileTooLarge), InDoubt."""
        await self._turn(address, is_urgent=False)
        await self._send(address, lambda: self._puppet.send_file(address, name, content))

    def close(self) -> None:
        """Say nothing more; what waits for its turn is refused."""
        self._closing.set()

    def hold(self, address: str) -> None:
        """A person speaks for us there: leave it to them for a while."""
        self._pace.hold(address, asyncio.get_running_loop().time(), _HOLD_SECONDS)

    async def is_echo(self, payload: Payload) -> bool:
        """True if a message of our account is one that we sent."""
        async with self._talking[payload.room or payload.receiver]:
            pass  # a send under way there ends first
        if await self._ledger.is_settled(payload.id):
            return True
        for message in await self._ledger.maybe_said(payload.room, payload.receiver):
            text, _ = await self._worded(message)
            if text.split() == payload.text.split():  # whatever becomes of blanks on the way
                await self._ledger.was_said(message)
                return True
        return False

    async def _turn(self, address: str, *, is_urgent: bool) -> None:
        """Wait until one may speak there. Raises Refused."""
        loop = asyncio.get_running_loop()
        await self._remember()
        while True:
            if self._closing.is_set() or not self._may_speak(address):
                raise Refused("not connected")
            if self._pace.is_paused(loop.time()):
                raise Refused(_TOO_OFTEN)
            if not is_urgent and self._pace.is_held(address, loop.time()):
                raise Refused("held back")
            pause = self._pace.wait(address, loop.time())
            if not pause:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)

    async def _remember(self) -> None:
        """Count what was said before we started, or every restart would allow as much again."""
        if self._remembers:
            return
        self._remembers = True
        for address, ago in await self._ledger.said_today():
            self._pace.spoke(address, asyncio.get_running_loop().time() - ago.total_seconds())

    async def _worded(self, message: Outgoing) -> tuple[str, list[str]]:
        """The words as the room is to see them, and the ids of those they call."""
        if message.chat.private or not message.mentions:
            return message.text, []
        known = await self._ledger.known(message)
        called = [
            Called(one.names, await self._names.in_room(message.address, one.address))
            for one in known
        ]
        return with_marks(message.text, called), [one.address for one in known]

    async def _send(self, address: str, send: Callable[[], Awaitable[str]]) -> None:
        async with self._talking[address]:
            self._pace.spoke(address, asyncio.get_running_loop().time())
            try:
                id = await send()
            except NotConnected:
                raise Refused("not connected") from None
            except GRPCError as error:
                raise self._judged(error) from None
            except (StreamTerminatedError, TimeoutError, ConnectionError) as error:
                raise InDoubt(type(error).__name__) from None
            if id:
                await self._ledger.settle(id)

    def _judged(self, error: GRPCError) -> Exception:
        """What the gateway's answer means: certainly nothing left, or nobody knows."""
        if _TOO_OFTEN in (error.message or ""):
            self._too_often()
            return Refused(_TOO_OFTEN)
        if error.status in _NOTHING_LEFT:
            return Refused(error.status.name)
        return InDoubt(error.status.name)
