"""The town of the demo, alive: what the page asks for (web.sandbox.Town), done by a live process.

What people say is kept here, in memory, for as long as the process lives: the product itself keeps
no chatter, and so neither does the demo's file.
"""

import hashlib
from collections import deque
from collections.abc import Sequence
from datetime import datetime

from bot import xingfuli
from bot.clock import TurnableClock
from bot.live import Live
from bot.outcome import Door
from community.calendar import at
from community.messages import Arrival, Chat, Kind
from community.people import Person, Room
from community.refs import PersonId
from storage.store import Store
from web.sandbox import Line, Spoken

_KEPT = 300  # lines a chat remembers


class DemoTown:
    """Everybody can be played, and the clock can be turned. `life` counts its starts, from 1."""

    def __init__(self, live: Live, clock: TurnableClock, *, life: int) -> None:
        self.live = live
        self.resumed = life > 1
        self.faces = xingfuli.FACES
        self._clock = clock
        self._life = life
        self._given = 0
        self._lines: dict[Chat, deque[Line]] = {}

    @property
    def store(self) -> Store:
        return self.live.runtime.store

    def now(self) -> datetime:
        return self._clock.now()

    def new_id(self) -> str:
        self._given += 1
        return f"{self._life}-{self._given}"

    def lines(self, chat: Chat) -> Sequence[Line]:
        return tuple(self._lines.get(chat, ()))

    async def say(self, spoken: Spoken) -> None:
        arrival = self._arrival(spoken)
        outcome = await self.live.hear(arrival)
        if outcome.door is not Door.REPEATED:
            line = Line(spoken, arrival.at, arrival.cause)
            self._lines.setdefault(spoken.chat, deque(maxlen=_KEPT)).append(line)

    async def turn(self, moment: datetime) -> None:
        await self.live.turn(self._clock, moment)

    async def after(self, seen: int) -> int:
        return await self.live.pulse.after(seen)

    async def begin(self) -> None:
        """Load the dictionary; on the first day, let the neighbours say good morning."""
        await self.live.runtime.worker.do(self.live.runtime.pipeline.understand.warm_up)
        if self.resumed:
            return
        today = self.now().date()
        for clock, room, speaker, text in xingfuli.OPENING:
            await self.turn(at(today, clock))
            spoken = Spoken(
                id=self.new_id(), chat=Chat(room), speaker=PersonId(speaker), text=text
            )
            await self.say(spoken)
        await self.turn(at(today, xingfuli.WELCOME))

    def _arrival(self, spoken: Spoken) -> Arrival:
        """The line as the simulated channel would hand it over."""
        with self.store.reading() as records:
            speaker = records.get(Person, spoken.speaker)
            room = "" if spoken.chat.private else records.get(Room, spoken.chat.id).address
        picture = spoken.picture.encode()
        return Arrival(
            channel=speaker.channel,
            id=spoken.id,
            room=room,
            sender=speaker.address,
            nick=speaker.nick,
            text=spoken.text,
            kind=Kind.IMAGE if picture else Kind.TEXT,
            at=self.now(),
            file=spoken.picture,
            digest=hashlib.sha256(picture).hexdigest() if picture else "",
            friend=speaker.friend,
        )
