"""Those who speak and do in a scenario: what they say, as the channel would deliver it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.replay.errors import ScenarioError
from bot.replay.given import CHANNEL
from bot.replay.script import Attachment, Event
from bot.replay.stage import Stage
from bot.replay.storm import Storm, read_storm
from community.messages import Arrival, Kind
from community.sheets import decoded

_KINDS: Mapping[str, Kind] = {
    "图片": Kind.IMAGE,
    "语音": Kind.VOICE,
    "文件": Kind.FILE,
    "链接": Kind.LINK,
    "小程序": Kind.MINI_PROGRAM,
    "红包": Kind.RED_PACKET,
    "表情": Kind.STICKER,
}
BLOCK = timedelta(seconds=59)
_STORM_BLOCK = timedelta(seconds=119)
# In a command, 甲=小郑 乙=楼上业主: people whom the script need not have given.
_SIDES = re.compile(r"(?<=\s)[甲乙][=＝]([^\s:<>{};=|#~]+)")


@dataclass(slots=True)
class Cast:
    """Who is called what, and the messages that the script has named. Files lie in `files`."""

    stage: Stage
    files: Path
    arrivals: dict[str, Arrival] = field(default_factory=dict)
    nicks: dict[str, str] = field(default_factory=dict)
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)
    count: int = 0

    async def say(self, event: Event) -> timedelta:
        """Let somebody say something; how long the block lasts from then on."""
        if event.attachments and event.attachments[0].kind == "风暴":
            storm = read_storm(event.line, event.attachments[0].words, self.files)
            await self._storm(event, storm)
            return storm.lasts + _STORM_BLOCK
        await self._spoken(event)
        return BLOCK

    def arrival(
        self,
        event: Event,
        *,
        text: str = "",
        kind: Kind = Kind.TEXT,
        file: str = "",
        digest: str = "",
        content: str = "",
        about: str = "",
        at: datetime | None = None,
    ) -> Arrival:
        if event.nick:
            self.aliases[event.actor, event.room] = event.nick
        return Arrival(
            channel=CHANNEL,
            id=self.next_id(),
            room=self.stage.address(event.room) if event.room else "",
            sender=self.stage.address(event.actor),
            nick=self.nicks.get(event.actor, event.actor),
            alias=self.aliases.get((event.actor, event.room), ""),
            text=text,
            kind=kind,
            at=at or self.stage.now,
            file=file,
            digest=digest,
            content=content,
            about=about,
            friend=self.stage.is_friend(event.actor),
        )

    def named(self, line: int, name: str) -> Arrival:
        """The message that the script calls `name`."""
        if name not in self.arrivals:
            raise ScenarioError(line, f"no message {name}")
        return self.arrivals[name]

    def next_id(self) -> str:
        """The id of the next message, as the channel gives them."""
        self.count += 1
        return f"m{self.count}"

    async def _spoken(self, event: Event) -> None:
        for side in _SIDES.finditer(event.text if event.text.startswith("/") else ""):
            for key in side[1].split(","):
                self.stage.introduce(key.lstrip("@"))
        arrivals = [self._attached(event, one) for one in event.attachments]
        if event.text or not arrivals:
            arrivals.append(self.arrival(event, text=self.stage.filled(event.line, event.text)))
        if event.name:
            self.arrivals[event.name] = arrivals[-1]
        await self.stage.hear(event.line, *arrivals)

    def _attached(self, event: Event, attachment: Attachment) -> Arrival:
        words = attachment.words
        match attachment.kind:
            case "撤回":
                recalled = self.named(event.line, words)
                return self.arrival(event, kind=Kind.RECALL, about=recalled.id)
            case "长文":
                if not words.removesuffix("字").isdecimal():
                    raise ScenarioError(event.line, f"not a length: {words}")
                return self.arrival(event, text="啊" * int(words.removesuffix("字")))
            case "文件":
                return self._file(event, words)
        name = words.split()[0] if words else attachment.kind
        digest = hashlib.sha256(name.encode()).hexdigest()
        return self.arrival(event, kind=_KINDS[attachment.kind], file=name, digest=digest)

    def _file(self, event: Event, name: str) -> Arrival:
        path = self.files / name
        if not path.is_file():
            raise ScenarioError(event.line, f"no file {name}")
        read = path.read_bytes()
        return self.arrival(
            event,
            kind=Kind.FILE,
            file=path.name,
            digest=hashlib.sha256(read).hexdigest(),
            content=decoded(read),
        )

    async def _storm(self, event: Event, storm: Storm) -> None:
        start = self.stage.now
        for offset, actor, text in storm.messages:
            await self.stage.pass_time(start + offset)
            said = replace(event, actor=actor, attachments=())
            await self.stage.hear(event.line, self.arrival(said, text=text))
