"""What the channel keeps in the database: ids before anything else, and what became of sends.

Everything runs on the worker's thread, where all writing is done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from bot.clock import Clock
from bot.parcel import pack
from bot.worker import Worker
from community.calendar import DAY
from community.messages import Arrival, Chat
from community.people import Membership, Person, Room
from community.refs import PersonId
from storage import inbox, outbox, sends
from storage.outbox import Outgoing
from storage.plumbing import InboxState
from storage.records import SqlRecords
from storage.store import Store

T = TypeVar("T")

# A change of members is handled by us at once; by the pipeline's retry, only if we die meanwhile.
_OURS_FOR = timedelta(minutes=1)
_ECHO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Known:
    """A person mentioned: their address, and every name a handler may have called them by."""

    address: str
    names: tuple[str, ...]


class Ledger:
    """One channel's view of the inbox, the outbox, and the people and rooms bound to it."""

    def __init__(self, account: str, store: Store, worker: Worker, clock: Clock) -> None:
        self.account = account
        self._prefix = f"{account}:"  # of its causes
        self._store = store
        self._worker = worker
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    async def receive(self, ids: Sequence[str]) -> Sequence[str]:
        """Keep the ids of messages that came: those never seen before, in order."""

        def received(connection: Connection) -> Sequence[str]:
            return [id for id in ids if inbox.receive(connection, self._prefix + id, self.now())]

        return await self._write(received)

    async def receive_whole(self, arrival: Arrival) -> bool:
        """Keep something that came complete. False if it was seen before."""
        later = self.now() + _OURS_FOR
        return await self._write(lambda c: inbox.receive(c, arrival.cause, later, pack(arrival)))

    async def waiting(self) -> Sequence[str]:
        """The ids of messages that are still to be fetched by now, oldest first."""
        found = await self._read(lambda r: inbox.waiting(r.connection, self.now(), self._prefix))
        return [cause.removeprefix(self._prefix) for cause, payload in found if not payload]

    async def settle(self, id: str) -> None:
        """There is nothing to do about this message, or nothing any more."""
        await self._write(lambda c: inbox.first_sight(c, {self._prefix + id: self.now()}))

    async def begin(self, id: str) -> InboxState:
        """Count an attempt at something left over before it is made; as inbox.begin."""
        return await self._write(lambda c: inbox.begin(c, self._prefix + id, self.now()))

    async def excuse(self, id: str) -> None:
        """The attempt that `begin` counted was not made."""
        await self._write(lambda c: inbox.excuse(c, self._prefix + id))

    async def put_off(self, id: str, error: str, *, counted: bool) -> bool:
        """It could not be fetched: later again. False if that was the last time."""
        cause = self._prefix + id
        return await self._write(
            lambda c: inbox.put_off(c, cause, self.now(), error, counted=counted)
        )

    async def is_known(self, id: str) -> bool:
        """True if a message of that id ever came."""
        return await self._state_of(id) is not None

    async def is_settled(self, id: str) -> bool:
        """True if it has been dealt with, or was sent by us."""
        return await self._state_of(id) is InboxState.DONE

    async def claims(self, room: str) -> bool:
        """True if a community has claimed the room."""
        found = await self._read(lambda r: r.find(Room, channel=self.account, address=room))
        return any(one.community for one in found)

    async def is_staff(self, address: str) -> bool:
        found = await self._read(lambda r: r.find(Person, channel=self.account, address=address))
        return any(one.is_staff for one in found)

    async def known(self, message: Outgoing) -> Sequence[Known]:
        """Those whom the message mentions, if we know them and they are on this channel."""
        return await self._read(lambda records: _known(message, self.account, records))

    async def maybe_said(self, room: str, person: str) -> Sequence[Outgoing]:
        """What may come back as an echo from the room, or in private from the person."""
        since = self.now() - _ECHO_WITHIN

        def found(records: SqlRecords) -> Sequence[Outgoing]:
            chat = _chat(room, person, self.account, records)
            if chat is None:
                return ()
            said = outbox.said_or_doubtful(records.connection, chat, since)
            return [self._store.spoken(one) for one in said]

        return await self._read(found)

    async def was_said(self, message: Outgoing) -> None:
        """Its echo came."""
        await self._write(lambda c: sends.settle_sent(c, message.ids, self.now()))

    async def said_today(self) -> Sequence[tuple[str, timedelta]]:
        """Where something was said in the last 24 hours and how long ago, oldest first."""
        now = self.now()
        said = await self._read(lambda r: sends.said_since(r.connection, self.account, now - DAY))
        return [(address, max(now - at, timedelta())) for address, at in said]

    async def release_refused(self) -> None:
        """The gateway carries again: what waits because it was away need not wait longer."""
        await self._write(lambda c: sends.release_refused(c, self.account, self.now()))

    async def _state_of(self, id: str) -> InboxState | None:
        return await self._read(lambda r: inbox.state_of(r.connection, self._prefix + id))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        def written() -> T:
            with self._store.plumbing() as connection:
                return work(connection)

        return await self._worker.do(written)

    async def _read(self, work: Callable[[SqlRecords], T]) -> T:
        def read() -> T:
            with self._store.reading() as records:
                return work(records)

        return await self._worker.do(read)


def _known(message: Outgoing, account: str, records: SqlRecords) -> Sequence[Known]:
    found = []
    for code in message.mentions:
        people = records.find(Person, code=PersonId(code), channel=account)
        if not people:
            continue
        person = people[0]
        members = records.find(Membership, person=code, room=message.chat.id)
        names = (person.nick, person.name, *(one.nick for one in members))
        found.append(Known(person.address, names))
    return found


def _chat(room: str, person: str, account: str, records: SqlRecords) -> Chat | None:
    """The chat of ours at that address, if there is one."""
    if room:
        rooms = records.find(Room, channel=account, address=room)
        return Chat(rooms[0].code) if rooms else None
    people = records.find(Person, channel=account, address=person)
    return Chat(people[0].code, private=True) if people else None
