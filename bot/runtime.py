"""The bot as a whole: hears, wakes, speaks. The same for the live process, the demo and replay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.outcome import Outcome
from bot.pipeline import Pipeline
from bot.relay import Relay
from bot.timekeeper import Timekeeper
from bot.worker import Worker
from community.messages import Arrival
from storage.store import Store

TICK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything that was built, tied together. Nothing in it reads the clock."""

    store: Store
    pipeline: Pipeline
    timekeeper: Timekeeper
    relay: Relay
    worker: Worker

    async def start(self, now: datetime) -> timedelta | None:
        """Begin to live: how long nobody did, if anybody ever has."""
        return await self.worker.do(self.timekeeper.start, now)

    async def hear(self, arrivals: Sequence[Arrival], now: datetime) -> Sequence[Outcome]:
        """Handle messages. What they bring about is kept when this returns."""
        return await self.worker.do(self.pipeline.hear, arrivals, now)

    async def wake(self, now: datetime, batches: int | None = None) -> int:
        """Run what is due by now, or only so many batches of it. How many jobs ran."""
        await self.worker.do(self.relay.hold, now)  # saying one thing may take longer than a lease
        return await self.worker.do(self.timekeeper.wake, now, batches)

    async def speak(self, now: datetime) -> int:
        """Say what may be said at `now`, while time stands still. How many messages were tried."""
        return await self.relay.run(lambda: now)

    async def speak_on(self, clock: Clock) -> int:
        """Say what may be said, while time goes on. How many messages were tried."""
        return await self.relay.run(clock.now)

    async def turn(self, start: datetime, end: datetime) -> None:
        """Let time pass: everything due from `start` to `end` happens at its own time."""
        await self.wake(start)  # plants what is new today; a live process does so every tick
        now, idle = start, False
        while True:
            due = await self.worker.do(self.timekeeper.next_time)
            if due is None:
                return
            # What is due and cannot be done yet is looked at once a tick, as in the live process.
            now = max(now + TICK if idle else now, due)
            if now > end:
                return
            idle = not (await self.wake(now) + await self.speak(now))

    async def stop(self, now: datetime) -> None:
        """End this life, and note when."""
        await self.worker.do(self.timekeeper.stop, now)
        self.close()

    def close(self) -> None:
        """Give everything back."""
        self.worker.close()
        self.store.close()
