"""The bot as a whole: hears, wakes, speaks. The same for the live process, the demo and replay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels import Channel
from bot.outcome import Outcome
from bot.pipeline import Pipeline
from bot.relay import Relay
from bot.timekeeper import Timekeeper
from community.messages import Arrival
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything that was built, tied together. Nothing in it reads the clock."""

    store: Store
    pipeline: Pipeline
    timekeeper: Timekeeper
    relay: Relay
    channels: Mapping[str, Channel]

    def start(self, now: datetime) -> timedelta | None:
        """Begin to live: how long nobody did, if anybody ever has."""
        return self.timekeeper.start(now)

    async def hear(self, arrivals: Sequence[Arrival], now: datetime) -> Sequence[Outcome]:
        """Handle messages, and say what may be said."""
        outcomes = self.pipeline.hear(arrivals, now)
        await self.relay.run(now)
        return outcomes

    async def tick(self, now: datetime) -> None:
        """Do what is due by now."""
        self.timekeeper.wake(now)
        await self.relay.run(now)

    async def turn(self, start: datetime, end: datetime) -> None:
        """Let time pass: everything due from `start` to `end` happens at its own time."""
        now = start
        while True:
            due = self.timekeeper.next_time()
            if due is None or due > end:
                return
            now = max(now, due)
            await self.tick(now)

    def close(self) -> None:
        """Give everything back."""
        self.store.close()
