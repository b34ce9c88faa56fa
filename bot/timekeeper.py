"""Times that come: due jobs, daily jobs, what has to be tried again."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import structlog

from bot.dispatch import Dispatcher
from bot.pipeline import Pipeline
from community.calendar import DAY, at
from community.effects import Effects, Job
from community.people import Community
from community.reach import admins, tell
from community.wording import Text
from handlers.kit.router import Due, Late
from storage import housekeeping, inbox, jobs, outbox, questions, sends
from storage.plumbing import JobState
from storage.store import Store
from storage.transaction import Cause, without_speech

FAILED = Text("job.failed", "到点该办的“{kind}”（{at:moment}）办不成，已放下，请看日志。")

log = structlog.get_logger(__name__)

# A job this much late after a start was not missed by a standstill: it was merely restarted over.
_GRACE = timedelta(seconds=30)
_PULSE = timedelta(minutes=1)


class Timekeeper:
    """Wakes handlers. Plain functions, on the pipeline's thread."""

    def __init__(self, store: Store, dispatcher: Dispatcher, pipeline: Pipeline) -> None:
        self.store = store
        self.dispatcher = dispatcher
        self.pipeline = pipeline
        self._daily: Mapping[str, time] = {
            kind: wake.daily for kind, wake in dispatcher.due.items() if wake.daily is not None
        }
        self._planted: dict[tuple[str, str], datetime] = {}
        self._up_at: datetime | None = None  # until `start`, nothing is late and nothing daily
        self._pulse_at: datetime | None = None

    def start(self, now: datetime) -> timedelta | None:
        """Begin a life: how long the last one has been over, if there was one."""
        with self.store.plumbing() as connection:
            last = housekeeping.came_up(connection, now)
            interrupted = sends.doubt_interrupted(connection)
        if interrupted:
            log.warning("sends in doubt", count=interrupted)
        self._up_at = self._pulse_at = now
        self._planted.clear()
        self._plant(now)
        return now - last if last else None

    def stop(self, now: datetime) -> None:
        """End a life: note when."""
        with self.store.plumbing() as connection:
            housekeeping.alive(connection, now)

    def wake(self, now: datetime) -> int:
        """Run every job whose time has come, each in its own transaction. How many ran."""
        if self._pulse_at is not None and now - self._pulse_at >= _PULSE:
            self._keep_house(now)
            self._pulse_at = now
        ran = 0
        while True:
            with self.store.plumbing() as connection:
                ripe = jobs.ripe(connection, now)
            if not ripe:
                break
            ran += sum(self._run(row, now) for row in ripe)
        if self._up_at is not None:
            self._plant(now)
        self.pipeline.retry(now)
        return ran

    def _keep_house(self, now: datetime) -> None:
        """Note that we are alive, and clear away what nobody waits for."""
        with self.store.plumbing() as connection:
            housekeeping.alive(connection, now)
            questions.forget_expired(connection, now)
        if not self.store.empty_log():
            log.info("erased words wait in the log")

    def next_time(self) -> datetime | None:
        """When there is something to do again, as things stand."""
        with self.store.plumbing() as connection:
            times = (
                jobs.next_time(connection),
                outbox.next_time(connection),
                inbox.next_time(connection),
            )
        return min((when for when in times if when is not None), default=None)

    def _plant(self, now: datetime) -> None:
        """See that the next run of every daily job, for every community, is waiting."""
        with self.store.reading() as records:
            communities = [one.code for one in records.find(Community)]
        for community in communities:
            for kind, clock in self._daily.items():
                due = at(now.date(), clock)
                due = due if due > now else due + DAY
                if self._planted.get((kind, community)) != due:
                    with self.store.plumbing() as connection:
                        jobs.plant(connection, Job(kind, community, due, community))
                    self._planted[kind, community] = due

    def _run(self, row: Any, now: datetime) -> bool:
        """Run one job. One that fails is tried again later, and holds up no other."""
        due = Due(
            kind=row.kind,
            subject=row.subject,
            community=row.community,
            at=row.due,
            now=now,
            late=self._up_at is not None and row.due < self._up_at - _GRACE,
        )
        try:
            with self.store.transaction() as transaction:
                effects = self.dispatcher.job(due, transaction.records)
                effects, state = _in_time(due, effects, self.dispatcher.due[due.kind].late)
                if not jobs.settle(transaction.connection, row.key, state, now):
                    return False
                cause = Cause(
                    name=f"job:{row.key}", at=now, community=row.community, late=due.late
                )
                transaction.perform(effects, cause)
            self.pipeline.notice(transaction)
        except Exception as error:  # whatever fails here costs this job only
            log.exception("job failed", kind=row.kind, subject=row.subject)
            self._put_off(due, row.key, type(error).__name__)
            return False
        log.info("job", kind=row.kind, subject=row.subject, state=state, effects=len(effects))
        return True

    def _put_off(self, due: Due, key: str, error: str) -> None:
        """Later again; if that was the last time, admins hear of it."""
        with self.store.transaction() as transaction:
            if not jobs.put_off(transaction.connection, key, due.now, error):
                effects = tell(admins(transaction.records), FAILED(kind=due.kind, at=due.at))
                transaction.perform(effects, Cause(name=f"job:{key}#failed", at=due.now))


def _in_time(due: Due, effects: Effects, late: Late) -> tuple[Effects, JobState]:
    """What is still to be done of a job that may have been missed."""
    if not due.late or late is Late.RUN:
        return effects, JobState.DONE
    if late is Late.SKIP:
        return (), JobState.CANCELLED
    kept = without_speech(effects)
    return kept, JobState.DONE if kept == effects else JobState.DROPPED
