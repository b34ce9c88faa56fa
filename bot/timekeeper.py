"""Times that come: due jobs, daily jobs, what has to be tried again."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import structlog

from bot.errands import Errands
from bot.leases import HOUSE, Leases
from bot.pipeline import Pipeline
from community.calendar import DAY, at
from community.effects import Job
from community.people import Community
from storage import housekeeping, inbox, jobs, outbox, questions
from storage.retention import Periods
from storage.store import Store

log = structlog.get_logger(__name__)

_PULSE = timedelta(minutes=1)


class Timekeeper:
    """Keeps time for one process. Plain functions, on the pipeline's thread.

    `periods`: how long words are kept.
    """

    def __init__(
        self,
        store: Store,
        errands: Errands,
        pipeline: Pipeline,
        leases: Leases,
        periods: Periods,
    ) -> None:
        self.store = store
        self.errands = errands
        self.pipeline = pipeline
        self.leases = leases
        self.periods = periods
        self._daily: Mapping[str, time] = {
            kind: wake.daily
            for kind, wake in errands.dispatcher.due.items()
            if wake.daily is not None
        }
        self._planted: dict[tuple[str, str], datetime] = {}
        self._life = 0
        self._pulse_at: datetime | None = None

    def start(self, now: datetime) -> timedelta | None:
        """Begin a life: how long the last one has been over, if there was one."""
        with self.store.plumbing() as connection:
            since = now if self.store.sole else housekeeping.alive_since(connection, now, _PULSE)
            self._life, last = housekeeping.came_up(connection, now)
        self.errands.up_at = since
        self._pulse_at = now
        self._planted.clear()
        self._plant(now)
        return now - last if last else None

    def stop(self, now: datetime) -> None:
        """End a life: note when."""
        with self.store.plumbing() as connection:
            housekeeping.alive(connection, self._life, now)

    def wake(self, now: datetime, batches: int | None = None) -> int:
        """Run every job whose time has come, or only so many batches of them. How many ran."""
        if self._pulse_at is not None and now - self._pulse_at >= _PULSE:
            self._keep_house(now)
            self._pulse_at = now
        ran = self.errands.run(now, batches)
        if self.errands.up_at is not None:
            self._plant(now)
        self.pipeline.retry(now)
        return ran

    def _keep_house(self, now: datetime) -> None:
        """Note that we are alive; the one who keeps the house clears what nobody waits for."""
        with self.store.plumbing() as connection:
            housekeeping.alive(connection, self._life, now)
        if self._keeps_house(now):
            with self.store.plumbing() as connection:
                questions.forget_expired(connection, now)
            self.store.clear_old(now, self.periods)
        if not self.store.empty_log():
            log.info("erased words wait in the log")
        if not self.store.note_erasures():
            log.warning("erasures cannot be noted")

    def next_time(self) -> datetime | None:
        """When there is something to do again, as things stand."""
        with self.store.plumbing() as connection:
            times = (
                jobs.next_time(connection),
                outbox.next_time(connection),
                inbox.next_time(connection),
            )
        return min((when for when in times if when is not None), default=None)

    def _keeps_house(self, now: datetime) -> bool:
        """True if that is ours to do, and nobody else's."""
        self.leases.hold([HOUSE], now)
        return self.leases.epoch(HOUSE, now) is not None

    def _plant(self, now: datetime) -> None:
        """See that the next run of every daily job, for every community, is waiting."""
        if not self._keeps_house(now):
            return
        with self.store.reading() as records:
            communities = [one.code for one in records.find(Community)]
        missing = {
            (kind, community): due
            for kind, clock in self._daily.items()
            for due in [_next(clock, now)]
            for community in communities
            if self._planted.get((kind, community)) != due
        }
        if not missing:
            return
        with self.store.plumbing() as connection:
            for (kind, community), due in missing.items():
                jobs.plant(connection, Job(kind, community, due, community))
        self._planted |= missing


def _next(clock: time, now: datetime) -> datetime:
    """When it is `clock` again, after `now`."""
    due = at(now.date(), clock)
    return due if due > now else due + DAY
