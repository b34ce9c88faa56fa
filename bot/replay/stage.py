"""Plays a scenario: a fresh database, a simulated channel, a clock that only the script turns."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import build
from bot.channels.simulator import Simulator
from bot.outcome import Outcome
from bot.replay.errors import ScenarioError
from bot.replay.fields import PLACEHOLDER
from bot.replay.given import CHANNEL, World
from bot.replay.language import read_time
from bot.replay.script import Attachment, Event, Given, Scenario, Where
from bot.replay.storm import Storm, read_storm
from bot.runtime import Runtime
from community.calendar import ZONE, Calendar
from community.messages import Arrival, Kind
from community.people import Person, Room
from community.records import Kept
from community.refs import PersonId
from storage.queries import last_ids
from storage.store import Store

BOT = "小格"
_KINDS: Mapping[str, Kind] = {
    "图片": Kind.IMAGE,
    "语音": Kind.VOICE,
    "文件": Kind.FILE,
    "链接": Kind.LINK,
    "小程序": Kind.MINI_PROGRAM,
    "红包": Kind.RED_PACKET,
    "表情": Kind.STICKER,
}
_BLOCK = timedelta(seconds=59)
_STORM_BLOCK = timedelta(seconds=119)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=ZONE)


@dataclass(slots=True)
class Stage:
    """One scenario being played. `heard` of the channel holds everything said so far."""

    scenario: Scenario
    folder: Path
    files: Path
    calendar: Calendar
    now: datetime
    channel: Simulator = field(default_factory=lambda: Simulator(CHANNEL))
    refs: dict[str, Kept] = field(default_factory=dict)
    arrivals: dict[str, Arrival] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    nicks: dict[str, str] = field(default_factory=dict)
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)
    count: int = 0
    line: int = 0
    verdict: Outcome | None = None
    runtime: Runtime | None = None
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.runtime = self._build()
        self.store = Store(self._url, self.calendar)

    @property
    def _url(self) -> str:
        return f"sqlite:///{self.folder / 'replay.db'}"

    async def prepare(self, givens: Sequence[Given], start: datetime) -> None:
        """The world at `start`: its records, and what follows from them up to now."""
        self.now = start
        world = World(self.scenario.community, start)
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

    async def play(self, event: Event, at: datetime) -> None:
        """Let time pass until `at`, let the event happen, then let 59 more seconds pass."""
        await self.pass_time(at)
        self.verdict, self.line = None, event.line
        span = _BLOCK
        if event.where is Where.SYSTEM:
            await self._system(event)
        elif event.attachments and event.attachments[0].kind == "风暴":
            storm = read_storm(event.line, event.attachments[0].words, self.files)
            await self._storm(event, storm)
            span = storm.lasts + _STORM_BLOCK
        else:
            await self._spoken(event)
        await self.pass_time(at + span)

    async def pass_time(self, until: datetime) -> None:
        """Turn the clock; nothing happens while the process is down."""
        if self.runtime is not None:
            await self.runtime.turn(self.now, until)
        self.now = until

    def marks(self) -> Mapping[str, int]:
        """The last ids given, to tell what comes after."""
        with self.store.reading() as records:
            return last_ids(records)

    def close(self) -> None:
        if self.runtime is not None:
            self.runtime.close()
        self.store.close()

    def _build(self) -> Runtime:
        channels = {CHANNEL: self.channel}
        return build(self._url, self.calendar, channels, home=self.scenario.community)

    def _running(self, line: int) -> Runtime:
        if self.runtime is None:
            raise ScenarioError(line, "the process is down")
        return self.runtime

    async def _hear(self, *arrivals: Arrival) -> None:
        runtime = self._running(self.line)
        outcomes = await runtime.hear(arrivals, self.now)
        await runtime.speak(self.now)
        self.verdict = next((o for o in reversed(outcomes) if o.verdict), None)

    async def _spoken(self, event: Event) -> None:
        arrivals = [self._attached(event, one) for one in event.attachments]
        if event.text or not arrivals:
            arrivals.append(self._arrival(event, text=self._filled(event.line, event.text)))
        if event.name:
            self.arrivals[event.name] = arrivals[-1]
        await self._hear(*arrivals)

    def _arrival(
        self,
        event: Event,
        *,
        text: str = "",
        kind: Kind = Kind.TEXT,
        file: str = "",
        digest: str = "",
        about: str = "",
        at: datetime | None = None,
    ) -> Arrival:
        self.count += 1
        if event.nick:
            self.aliases[event.actor, event.room] = event.nick
        return Arrival(
            channel=CHANNEL,
            id=f"m{self.count}",
            room=self._address(event.room) if event.room else "",
            sender=self._address(event.actor),
            nick=self.nicks.get(event.actor, event.actor),
            alias=self.aliases.get((event.actor, event.room), ""),
            text=text,
            kind=kind,
            at=at or self.now,
            file=file,
            digest=digest,
            about=about,
            friend=self._is_friend(event.actor),
        )

    def _attached(self, event: Event, attachment: Attachment) -> Arrival:
        words = attachment.words
        match attachment.kind:
            case "撤回":
                if words not in self.arrivals:
                    raise ScenarioError(event.line, f"no message {words}")
                return self._arrival(event, kind=Kind.RECALL, about=self.arrivals[words].id)
            case "长文":
                if not words.removesuffix("字").isdecimal():
                    raise ScenarioError(event.line, f"not a length: {words}")
                return self._arrival(event, text="啊" * int(words.removesuffix("字")))
            case "文件":
                return self._file(event, words)
        name = words.split()[0] if words else attachment.kind
        digest = hashlib.sha256(name.encode()).hexdigest()
        return self._arrival(event, kind=_KINDS[attachment.kind], file=name, digest=digest)

    def _file(self, event: Event, name: str) -> Arrival:
        path = self.files / name
        if not path.is_file():
            raise ScenarioError(event.line, f"no file {name}")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._arrival(event, kind=Kind.FILE, file=str(path), digest=digest)

    async def _storm(self, event: Event, storm: Storm) -> None:
        start = self.now
        for offset, actor, text in storm.messages:
            await self.pass_time(start + offset)
            said = Event(
                event.line, event.moment, event.where, event.room, actor, "", "", text, ()
            )
            await self._hear(self._arrival(said, text=text))

    async def _system(self, event: Event) -> None:
        word, *rest = event.text.split()
        match word, rest:
            case "clock", []:
                return
            case "redeliver", [name, times] if name in self.arrivals and times[1:].isdecimal():
                await self._hear(*[self.arrivals[name]] * int(times[1:]))
            case "late", [day, clock, room, *_] if len(rest) > 3:
                await self._late(event, f"{day} {clock}", room)
            case "down", []:
                await self._running(event.line).stop(self.now)
                self.runtime = None
            case "up", [] if self.runtime is None:
                self.runtime = self._build()
                await self.runtime.start(self.now)
                await self.runtime.wake(self.now)
                await self.runtime.speak(self.now)
            case "recalled-unknown", [room]:
                await self._hear(self._happening(event, room, Kind.RECALL, about="nobody-knows"))
            case "edited", [name, *_] if name in self.arrivals:
                await self._edited(event, name)
            case "room-invite", [room, "by", actor]:
                self.addresses.setdefault(room, room)
                await self._hear(self._happening(event, room, Kind.JOIN, actor, (BOT,)))
            case "room-leave", [room, "bot", "by", actor]:
                await self._hear(self._happening(event, room, Kind.LEAVE, actor, (BOT,)))
            case "member-leave", [room, actor]:
                left = (self._address(actor),)
                await self._hear(self._happening(event, room, Kind.LEAVE, actor, left))
            case "rename", [actor, nick]:
                self.nicks[actor] = nick
            case "send-fail", [room, *words] if words:
                self.channel.failing[self._address(room)] = " ".join(words)
            case "send-ok", [room]:
                self.channel.failing.pop(self._address(room), None)
            case ("relogin", []) | ("next-code", [_]):
                raise ScenarioError(event.line, f"{word} is not built yet")
            case _:
                raise ScenarioError(event.line, f"cannot read {event.text}")

    async def _late(self, event: Event, time: str, room: str) -> None:
        actor, _, text = event.text.split(" ", 4)[4].partition(": ")
        said = Event(event.line, event.moment, event.where, room, actor, "", "", text, ())
        at = read_time(event.line, time)
        await self._hear(self._arrival(said, text=self._filled(event.line, text), at=at))

    async def _edited(self, event: Event, name: str) -> None:
        before = self.arrivals[name]
        text = event.text.split(" ", 2)[2]
        said = Event(
            event.line, event.moment, event.where, before.room, before.sender, "", "", text, ()
        )
        await self._hear(self._arrival(said, text=text, kind=Kind.EDIT, about=before.id))

    def _happening(
        self,
        event: Event,
        room: str,
        kind: Kind,
        actor: str = BOT,
        people: tuple[str, ...] = (),
        *,
        about: str = "",
    ) -> Arrival:
        self.count += 1
        return Arrival(
            channel=CHANNEL,
            id=f"m{self.count}",
            room=self._address(room),
            sender=self._address(actor),
            nick=actor,
            kind=kind,
            at=self.now,
            about=about,
            people=people,
        )

    def _address(self, key: str) -> str:
        return self.addresses.get(key, key)

    def _is_friend(self, actor: str) -> bool:
        with self.store.reading() as records:
            found = records.find(Person, code=PersonId(actor))
        return found[0].friend if found else True

    def _filled(self, line: int, text: str) -> str:
        """The text with the codes of the records that its placeholders stand for."""

        def code(found: re.Match[str]) -> str:
            name = found[0]
            if name not in self.refs:
                raise ScenarioError(line, f"unbound {name}")
            return self.refs[name].code

        return PLACEHOLDER.sub(code, text)
