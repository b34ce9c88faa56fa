"""The bot on its stage: a fresh database, a simulated channel, a clock that the script turns."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import build
from bot.channels.simulator import Simulator
from bot.outcome import Outcome
from bot.replay.errors import ScenarioError
from bot.replay.fields import PLACEHOLDER
from bot.replay.given import CHANNEL, World, ensure_person
from bot.replay.script import Given
from bot.runtime import Runtime
from community.calendar import ZONE, Calendar
from community.messages import Arrival, Chat
from community.people import Person, Room, Standing
from community.records import Kept
from community.refs import PersonId
from storage.outbox import Outgoing
from storage.queries import last_ids, tables_holding
from storage.store import Store
from storage.vault import Vault

_KEY = urlsafe_b64encode(b"opens nothing but a fresh store!").decode()
_LONG_AGO = datetime(2000, 1, 1, tzinfo=ZONE)


@dataclass(slots=True)
class Stage:
    """One scenario's bot. `heard` of the channel holds everything it has said so far."""

    home: str
    url: str
    calendar: Calendar
    now: datetime
    channel: Simulator = field(default_factory=lambda: Simulator(CHANNEL))
    refs: dict[str, Kept] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    people: dict[str, datetime] = field(default_factory=dict)
    verdict: Outcome | None = None
    runtime: Runtime | None = None
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.runtime = self._build()
        self.store = Store(self.url, self.calendar)

    async def prepare(self, givens: Sequence[Given], start: datetime) -> None:
        """The world at `start`: its records, and what follows from them up to now."""
        self.now = start
        world = World(self.home, start)
        with self.store.transaction() as transaction:
            for given in givens:
                world.make(given, transaction)
            rooms = transaction.records.find(Room)
        self.refs = dict(world.refs)
        self.addresses = {room.code: room.address for room in rooms}
        runtime = self._running(0)
        await runtime.turn(_LONG_AGO, start)
        await runtime.start(start)
        self.channel.heard.clear()

    async def pass_time(self, until: datetime) -> None:
        """Turn the clock; nothing happens while the process is down."""
        if self.runtime is not None:
            await self.runtime.turn(self.now, until)
        self.now = until

    async def hear(self, line: int, *arrivals: Arrival) -> None:
        """The bot hears messages; `verdict` is what became of a command among them."""
        runtime = self._running(line)
        outcomes = await runtime.hear(arrivals, self.now)
        await runtime.speak(self.now)
        self.verdict = next((o for o in reversed(outcomes) if o.verdict), None)

    async def down(self, line: int) -> None:
        """The process stops."""
        await self._running(line).stop(self.now)
        self.runtime = None

    async def up(self, line: int) -> None:
        """The process starts again, on the same database."""
        if self.runtime is not None:
            raise ScenarioError(line, "the process is up")
        self.runtime = self._build()
        await self.runtime.start(self.now)
        await self.runtime.wake(self.now)
        await self.runtime.speak(self.now)

    def marks(self) -> Mapping[str, int]:
        """The last ids given, to tell what comes after."""
        with self.store.reading() as records:
            return last_ids(records)

    def holders(self, word: str) -> Sequence[str]:
        """The tables that hold `word`, and the files, where the database is a file of ours."""
        with self.store.reading() as records:
            tables = tables_holding(records, word)
        return (
            *tables,
            *(path.name for path in self._files() if word.encode() in path.read_bytes()),
        )

    def _files(self) -> Sequence[Path]:
        url = self.store.writer.url
        if url.database is None or url.get_backend_name() != "sqlite":
            return ()
        return sorted(path for path in Path(url.database).parent.iterdir() if path.is_file())

    def introduce(self, key: str) -> None:
        """Somebody who is only named in a command exists too, unless somebody is called so."""
        with self.store.transaction() as transaction:
            known = transaction.records.find(Person, community=self.home)
            if not any(key in (one.code, one.nick, one.name) for one in known):
                ensure_person(key, self.home, self.now, transaction)

    def address(self, key: str) -> str:
        return self.addresses.get(key, key)

    def is_friend(self, actor: str) -> bool:
        with self.store.reading() as records:
            found = records.find(Person, code=PersonId(actor))
        return found[0].friend if found else True

    def said_after(self, count: int) -> Sequence[Outgoing]:
        """What was said after so many messages; to nobody: to whom it was addressed."""
        return [_addressed(one) for one in self.channel.heard[count:]]

    def remember_people(self) -> None:
        """Note when everybody came into being: who is nobody any more still did then."""
        with self.store.reading() as records:
            known = {str(one.code): one.at for one in records.find(Person) if not one.is_gone}
        self.people.update(known)

    def anonymous(self, kind: str, key: str, kept: Sequence[Any]) -> Sequence[Any]:
        """Of `kept`, the person whose key this was before they had it deleted."""
        if kind != Person.__name__ or key not in self.people:
            return ()
        return [one for one in kept if one.is_gone and one.at == self.people[key]]

    def filled(self, line: int, text: str) -> str:
        """The text with the codes of the records that its placeholders stand for."""

        def code(found: re.Match[str]) -> str:
            name = found[0]
            if name not in self.refs:
                raise ScenarioError(line, f"unbound {name}")
            return self.refs[name].code

        return PLACEHOLDER.sub(code, text)

    def close(self) -> None:
        if self.runtime is not None:
            self.runtime.close()
        self.store.close()

    def _build(self) -> Runtime:
        channels = {CHANNEL: self.channel}
        return build(
            self.url, self.calendar, channels, home=self.home, sole=True, vault=Vault((_KEY,))
        )

    def _running(self, line: int) -> Runtime:
        if self.runtime is None:
            raise ScenarioError(line, "the process is down")
        return self.runtime


def _addressed(message: Outgoing) -> Outgoing:
    gone = message.chat.private and message.chat.id.startswith(Standing.ANONYMOUS)
    return replace(message, chat=Chat(message.address, private=True)) if gone else message
