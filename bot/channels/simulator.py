"""A town in memory: for the page, for replay, for tests. It hears everything and can refuse."""

from dataclasses import dataclass, field

from bot.channels import Refused
from storage.outbox import Outgoing


@dataclass(slots=True)
class Simulator:
    """`heard` is everything said, in order. Sends to an address in `failing` are refused."""

    name: str = "sim"
    heard: list[Outgoing] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)

    async def send(self, message: Outgoing) -> None:
        if message.address in self.failing:
            raise Refused(self.failing[message.address])
        self.heard.append(message)

    async def said(self, message: Outgoing) -> bool:
        return any(one.ids == message.ids for one in self.heard)
