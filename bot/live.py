"""The bot alive: a clock that runs, messages that wait together handled together, a tick a second.

channel ──▶ hear ──▶ queue ──▶ runtime.hear ──▶ speak
                    scheduler ──▶ tick ──▶ runtime.wake ──▶ speak
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock, TurnableClock
from bot.outcome import Outcome
from bot.runtime import TICK, Runtime
from community.calendar import ZONE
from community.messages import Arrival

log = structlog.get_logger(__name__)

_GROUP = 64  # messages in one transaction, at the most
_MISFIRE_GRACE_SECONDS = 3600


@dataclass(slots=True)
class Pulse:
    """A number that grows whenever something may have changed, for pages that wait for it."""

    count: int = 0
    _beaten: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def beat(self) -> None:
        async with self._beaten:
            self.count += 1
            self._beaten.notify_all()

    async def after(self, seen: int) -> int:
        """Wait until the number is greater than `seen`."""
        async with self._beaten:
            await self._beaten.wait_for(lambda: self.count > seen)
            return self.count


class Live:
    """One running process. `pulse` beats after everything that may have changed something."""

    def __init__(self, runtime: Runtime, clock: Clock) -> None:
        self.runtime = runtime
        self.clock = clock
        self.pulse = Pulse()
        self._waiting: asyncio.Queue[tuple[Arrival, asyncio.Future[Outcome]]] = asyncio.Queue()
        self._to_say = asyncio.Event()
        self._leaving = False
        self._time = asyncio.Lock()  # held while time is turned, so that nothing else moves it
        self._scheduler = AsyncIOScheduler(timezone=ZONE)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> timedelta | None:
        """Begin to live: how long nobody did, if anybody ever has."""
        gap = await self.runtime.start(self.clock.now())
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._speak())]
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK.total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=_MISFIRE_GRACE_SECONDS,
        )
        self._scheduler.start()
        self._to_say.set()
        return gap

    async def stop(self) -> None:
        """Finish what is under way, say what can be said, and end."""
        self._leaving = True
        self._scheduler.remove_all_jobs()
        async with self._time:  # let a tick under way end; cancelled, it would be logged as failed
            self._scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.runtime.stop(self.clock.now())

    async def hear(self, arrival: Arrival) -> Outcome:
        """Handle one message. What it brings about is kept when this returns."""
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((arrival, done))
        return await done

    async def tick(self) -> None:
        """Do what is due by now; between batches of it, whoever says something is heard."""
        while await self._wake():
            await self.pulse.beat()

    async def _wake(self) -> int:
        try:
            async with self._time:
                if self._leaving:
                    return 0
                return await self.runtime.wake(self.clock.now(), batches=1)
        finally:
            self._to_say.set()  # what cannot be done keeps nothing from being said

    async def turn(self, clock: TurnableClock, moment: datetime) -> None:
        """Let time pass on `clock` until `moment`, everything in between at its own time."""
        async with self._time:
            await self.runtime.turn(clock.now(), moment)
            clock.turn_to(moment)
        await self.pulse.beat()

    async def _listen(self) -> None:
        """Handle what waits together together; alone, a message waits for nobody."""
        while True:
            group = [await self._waiting.get()]
            while len(group) < _GROUP and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            await self._handle(group)
            self._to_say.set()
            await self.pulse.beat()

    async def _handle(self, group: Sequence[tuple[Arrival, asyncio.Future[Outcome]]]) -> None:
        try:
            async with self._time:
                outcomes = await self.runtime.hear([one for one, _ in group], self.clock.now())
        except Exception as error:  # disk full, input/output error: nobody was promised anything
            log.exception("nothing of a group was kept", messages=len(group))
            await self._handle_one_by_one(group, error)
            return
        for (_, done), outcome in zip(group, outcomes, strict=True):
            if not done.done():
                done.set_result(outcome)

    async def _handle_one_by_one(
        self, group: Sequence[tuple[Arrival, asyncio.Future[Outcome]]], error: Exception
    ) -> None:
        """One of them may have been the reason: it costs no other."""
        if len(group) > 1:
            for one in group:
                await self._handle([one])
            return
        for _, done in group:
            if not done.done():
                done.set_exception(error)

    async def _speak(self) -> None:
        """Say what may be said, whenever there may be something."""
        while True:
            await self._to_say.wait()
            self._to_say.clear()
            try:
                tried = await self.runtime.speak_on(self.clock)
            except Exception:  # the next tick tries again
                log.exception("speaking failed")
                continue
            if tried:
                await self.pulse.beat()
