"""What people are called, asked of the gateway and remembered for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from grpclib.exceptions import GRPCError

from bot.channels.wechaty.puppet import GatewayPuppet

log = structlog.get_logger(__name__)

T = TypeVar("T")

_KEPT_SECONDS = 600
_MOST_KEPT = 10_000
_OFFICIAL = 2  # the type of contact


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as the account knows them. `friend`: they may be written to in private.

    `official`: no person, but an account that sends news.
    """

    name: str = ""
    friend: bool = False
    official: bool = False


class _Memory(Generic[T]):
    """Answers of the gateway, by the ids asked for. What it refuses to say is `unknown`."""

    def __init__(self, ask: Callable[..., Awaitable[T]], unknown: T) -> None:
        self._ask = ask
        self._unknown = unknown
        self._known: dict[tuple[str, ...], tuple[T, float]] = {}

    async def of(self, *ids: str) -> T:
        now = asyncio.get_running_loop().time()
        if ids in self._known and now < self._known[ids][1]:
            return self._known[ids][0]
        try:
            answer = await self._ask(*ids)
        except GRPCError as error:  # a name is not worth losing a message for
            log.warning("name unknown", status=error.status.name)
            return self._unknown
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[ids] = answer, now + _KEPT_SECONDS
        return answer

    def forget(self, id: str) -> None:
        self._known = {ids: kept for ids, kept in self._known.items() if id not in ids}


class Names:
    """All of it. An id stands for a room or a person."""

    def __init__(self, puppet: GatewayPuppet) -> None:
        self._puppet = puppet
        self._contacts = _Memory(self._ask_contact, Contact())
        self._aliases = _Memory(self._ask_alias, "")
        self._members = _Memory(self._ask_members, 0)

    async def contact(self, person: str) -> Contact:
        return await self._contacts.of(person)

    async def alias(self, room: str, person: str) -> str:
        """The name they bear in that room, if it has one of its own; else nothing."""
        return await self._aliases.of(room, person)

    async def in_room(self, room: str, person: str) -> str:
        """What the room shows: the alias, or the nickname."""
        return await self.alias(room, person) or (await self.contact(person)).name

    async def members(self, room: str) -> int:
        """How many are in the room; 0 if the gateway does not tell."""
        return await self._members.of(room)

    def forget(self, id: str) -> None:
        """Something about this room or person has changed."""
        for memory in (self._contacts, self._aliases, self._members):
            memory.forget(id)

    async def _ask_contact(self, person: str) -> Contact:
        found = await self._puppet.contact_payload(person)
        return Contact(found.name, found.friend, official=int(found.type) == _OFFICIAL)

    async def _ask_alias(self, room: str, person: str) -> str:
        return str((await self._puppet.room_member_payload(room, person)).room_alias)

    async def _ask_members(self, room: str) -> int:
        return len(await self._puppet.room_members(room))
