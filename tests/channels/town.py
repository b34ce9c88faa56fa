"""The whole product behind the gateway: a temporary database, a clock to turn, people recorded."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import build
from bot.channels import Channel
from bot.channels.wechaty.connection import Link, Timing
from bot.channels.wechaty.health import State
from bot.clock import SystemClock, TurnableClock
from bot.holidays import official_calendar
from bot.live import Live
from bot.outcome import Outcome
from bot.service import leave, wechat
from bot.settings import Settings, Storage, Wechaty
from bot.worker import OneThread
from community.calendar import ZONE
from community.effects import Record, Say
from community.messages import Arrival, Chat
from community.people import Community, Mode, Person, Role, Room, RoomKind
from community.records import Kept
from community.refs import PersonId
from community.wording import Text
from storage.plumbing import INBOX, LIFE, OUTBOX
from storage.transaction import Cause
from tests.channels.gateway import LIU, ROOM, TOKEN, WANG, WORK_ROOM, ZHOU, Gateway

MONDAY = datetime(2025, 11, 24, 10, 0, tzinfo=ZONE)  # further from now than any clock may be wrong
HOME = "幸福社区"
QUICK = Timing(call=3, connect=2, first_pause=0.05, longest_pause=0.5, evict_after=0.3)
K = TypeVar("K", bound=Kept)
T = TypeVar("T")


class Noticed(OneThread):
    """The product's thread, where all is written; `changed` is set after whatever it did."""

    def __init__(self, changed: asyncio.Event) -> None:
        super().__init__()
        self._changed = changed

    async def do(self, work: Callable[..., T], *arguments: object) -> T:
        try:
            return await super().do(work, *arguments)
        finally:
            self._changed.set()


class Town:
    """One life of the product. Another Town in the same folder is the next one."""

    def __init__(
        self,
        gateway: Gateway,
        folder: Path,
        *,
        timing: Timing = QUICK,
        token: str = TOKEN,
        start: datetime = MONDAY,
        **settings: object,
    ) -> None:
        given = {"endpoint": gateway.endpoint, "token": SecretStr(token), "room_pause_seconds": 0}
        self.settings = Settings(
            storage=Storage(folder=folder), wechaty=Wechaty.model_validate(given | settings)
        )
        folder.mkdir(parents=True, exist_ok=True)
        self.changed = asyncio.Event()  # something may have
        self.arrivals: list[Arrival] = []
        self.links: asyncio.Queue[Link] = asyncio.Queue()
        self.deaf = asyncio.Event()  # set: what is heard is not handled, as if it took for ever
        self.clock = TurnableClock(start, SystemClock())
        channels: dict[str, Channel] = {}
        url, worker = self.settings.database_url, Noticed(self.changed)
        runtime = build(url, official_calendar(), channels, worker=worker, home=HOME)
        self.live = Live(runtime, self.clock)
        self.store = self.live.runtime.store
        self._listen_in()
        self.channel = wechat(self.settings, self.live, timing)
        channels[self.channel.name] = self.channel
        self._eavesdrop()
        self._inhabit(start)

    async def __aenter__(self) -> "Town":
        await self.live.start()
        self.channel.start()
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await leave(self.live, self.channel)

    async def die(self) -> None:
        """End without finishing anything, as if killed; only what the system gives back is."""
        live, channel = self.live, self.channel
        live._scheduler.shutdown(wait=False)
        doomed = (*live._tasks, *channel._tasks, *channel._hearing._lanes._tasks)
        for task in doomed:
            task.cancel()
        await asyncio.gather(*doomed, return_exceptions=True)
        live.runtime.close()

    async def up(self) -> None:
        """Wait until the account is there."""
        await self.until(lambda: self.channel.health.state is State.UP)

    async def until(self, condition: Callable[[], object], seconds: float = 10) -> None:
        """Wait for something that the product, or the channel by itself, brings about."""
        async with asyncio.timeout(seconds):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    async def link(self, wanted: Link, seconds: float = 10) -> None:
        """Wait for a change of the connection."""
        async with asyncio.timeout(seconds):
            while await self.links.get() is not wanted:
                pass

    async def pass_time(self, span: timedelta) -> None:
        """Let time pass, everything in between at its own time."""
        moment = self.clock.now() + span
        await self.live.turn(self.clock, moment)

    def say(self, words: str, room: str = "3号群", mentions: Sequence[str] = ()) -> None:
        """The product decides to say something in a group."""
        text = Text(f"test:{len(self.outbox())}", words)
        effect = Say(Chat(room), text(), mentions=tuple(map(PersonId, mentions)))
        with self.store.transaction() as transaction:
            transaction.perform((effect,), Cause(name=text.key, at=self.clock.now()))

    def find(self, kind: type[K], **fields: object) -> Sequence[K]:
        with self.store.reading() as records:
            return records.find(kind, **fields)

    def inbox(self) -> dict[str, str]:
        """The state of every message by its id."""
        with self.store.reading() as records:
            rows = records.connection.execute(select(INBOX.c.cause, INBOX.c.state))
            return {cause.removeprefix("wechaty:"): state for cause, state in rows}

    def attempts(self, id: str) -> int:
        """How often the message could not be handled."""
        with self.store.reading() as records:
            query = select(INBOX.c.attempts).where(INBOX.c.cause == f"wechaty:{id}")
            return records.connection.execute(query).scalar() or 0

    def outbox(self) -> list[tuple[str, str]]:
        """State and text of everything to say, in order."""
        with self.store.reading() as records:
            rows = records.connection.execute(
                select(OUTBOX.c.state, OUTBOX.c.text).order_by(OUTBOX.c.id)
            )
            return [(state, text) for state, text in rows]

    def lives(self) -> int:
        """How often the product has begun to live."""
        with self.store.reading() as records:
            return records.connection.execute(select(func.count()).select_from(LIFE)).scalar_one()

    def told(self, part: str) -> bool:
        """True if the admin is told something with these words."""
        return any(part in text for _, text in self.outbox())

    async def heard(self, id: str) -> Arrival:
        """The message as the product was given it."""
        await self.until(lambda: any(one.id == id for one in self.arrivals))
        return next(one for one in self.arrivals if one.id == id)

    def _listen_in(self) -> None:
        """Note what the product is given."""
        hear = self.live.hear

        async def listening(arrival: Arrival) -> Outcome:
            self.arrivals.append(arrival)
            self.changed.set()
            if self.deaf.is_set():
                await asyncio.Event().wait()
            return await hear(arrival)

        self.live.hear = listening  # type: ignore[method-assign]  # listens, and changes nothing

    def _eavesdrop(self) -> None:
        """Hear of everything about the connection, after the channel has."""
        linked, took = self.channel.linked, self.channel.took

        def told(link: Link) -> None:
            linked(link)
            self.links.put_nowait(link)
            self.changed.set()

        def noticed(kind: int, payload: str) -> None:
            took(kind, payload)
            self.changed.set()

        self.channel.took = noticed  # type: ignore[method-assign]  # listens, and changes nothing
        self.channel.linked = told  # type: ignore[method-assign]  # listens, and changes nothing

    def _inhabit(self, at: datetime) -> None:
        """A community with a group of residents, a group of staff, and some people."""
        home = Community(code=HOME, at=at, street="幸福街道", estate="幸福里")
        rooms = (
            _room("3号群", RoomKind.RESIDENTS, ROOM, at),
            _room("工作群", RoomKind.WORK, WORK_ROOM, at),
        )
        people = (
            _person("王桂芳", "王阿姨", WANG, at),
            _person("刘芳", "刘芳", LIU, at, Role.GRID_WORKER),
            _person("周主任", "周主任", ZHOU, at, Role.ADMIN),
        )
        with self.store.transaction() as transaction:
            if not transaction.records.find(Community):
                effects = tuple(Record(one) for one in (home, *rooms, *people))
                transaction.perform(effects, Cause(name="given", at=at))


def _room(code: str, kind: RoomKind, address: str, at: datetime) -> Room:
    return Room(
        code=code,
        community=HOME,
        at=at,
        kind=kind,
        mode=Mode.NORMAL,
        estate="幸福里",
        channel="wechaty",
        address=address,
    )


def _person(
    name: str, nick: str, address: str, at: datetime, role: Role = Role.RESIDENT
) -> Person:
    return Person(
        code=PersonId(name),
        community=HOME,
        at=at,
        name=name,
        nick=nick,
        role=(role,),
        channel="wechaty",
        address=address,
    )
