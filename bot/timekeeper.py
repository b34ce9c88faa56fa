"""Times that come: due jobs, daily jobs, what has to be tried again."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import takewhile
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.dispatch import Dispatcher
from bot.lateness import in_time
from bot.leases import HOUSE, Leases
from bot.pipeline import Pipeline
from community.calendar import DAY, at
from community.effects import Job
from community.people import Community
from community.reach import admins, tell
from community.wording import Text
from handlers.kit.router import Due
from storage import housekeeping, inbox, jobs, outbox, questions
from storage.locks import Elsewhere
from storage.retention import Periods
from storage.store import Hold, Store
from storage.transaction import Cause, Transaction

FAILED = Text("job.failed", "到点该办的“{kind}”（{at:moment}）办不成，已放下，请看日志。")

log = structlog.get_logger(__name__)

# A job this much late after a start was not missed by a standstill: it was merely restarted over.
_GRACE = timedelta(seconds=30)
_PULSE = timedelta(minutes=1)
_SHARE = 8  # communities whose jobs are run together: others run the rest meanwhile


class Timekeeper:
    """Wakes handlers. Plain functions, on the pipeline's thread."""

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        pipeline: Pipeline,
        leases: Leases,
        periods: Periods,
    ) -> None:
        self.store = store
        self.dispatcher = dispatcher
        self.pipeline = pipeline
        self.leases = leases
        self.periods = periods
        self._daily: Mapping[str, time] = {
            kind: wake.daily for kind, wake in dispatcher.due.items() if wake.daily is not None
        }
        self._planted: dict[tuple[str, str], datetime] = {}
        self._life = 0
        self._up_at: datetime | None = None  # until `start`, nothing is late and nothing daily
        self._pulse_at: datetime | None = None

    def start(self, now: datetime) -> timedelta | None:
        """Begin a life: how long the last one has been over, if there was one."""
        with self.store.plumbing() as connection:
            since = now if self.store.sole else housekeeping.alive_since(connection, now, _PULSE)
            self._life, last = housekeeping.came_up(connection, now)
        self._up_at = since
        self._pulse_at = now
        self._planted.clear()
        self._plant(now)
        return now - last if last else None

    def stop(self, now: datetime) -> None:
        """End a life: note when."""
        with self.store.plumbing() as connection:
            housekeeping.alive(connection, self._life, now)

    def wake(self, now: datetime) -> int:
        """Run every job whose time has come. How many ran."""
        if self._pulse_at is not None and now - self._pulse_at >= _PULSE:
            self._keep_house(now)
            self._pulse_at = now
        ran = 0
        busy: set[str] = set()  # communities whose jobs another process runs just now
        while some := self._run_some(now, busy):
            ran += some.ran
        if self._up_at is not None:
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

    def _run_some(self, now: datetime, busy: set[str]) -> "_Some | None":
        """Run the next few jobs in communities that are not `busy`; None if there are none.

        Communities that turn out to be held by others join the busy ones.
        """
        most = jobs.BATCH if self.store.sole else _SHARE
        with self.store.plumbing() as connection:
            wanted = jobs.ripe_in(connection, now, besides=busy, most=most)
        if not wanted:
            return None
        with self.store.hold(wanted) as hold:
            busy |= wanted - hold.communities
            ours = self._begin(hold, now) if hold.communities else ()
            if not ours:  # others were quicker: what still waits there waits for the next tick
                busy |= hold.communities
            ran = self._run_together(ours, hold, now) if ours else ()
        if ran is None:
            ran = [self._run_alone(row, now) for row in ours]
        return _Some(sum(ran))

    def _begin(self, hold: Hold, now: datetime) -> Sequence[Any]:
        """The next jobs to run in one transaction, their attempts counted."""
        with hold.plumbing() as connection:
            chosen = _together(jobs.ripe(connection, now, hold.communities))
            begun = jobs.begin(connection, [row.id for row in chosen])
        return [row for row in chosen if row.id in begun]

    def _run_together(
        self, ours: Sequence[Any], hold: Hold, now: datetime
    ) -> Sequence[bool] | None:
        """Which of them ran; None if they need more than their own communities."""
        try:
            ran = self._run_plainly(ours, hold, now)
            if ran is None:
                with hold.transaction() as transaction:
                    ran = [self._run(row, transaction, now) for row in ours]
        except Elsewhere:
            return None
        except BaseException:
            self._excuse(hold, [row.id for row in ours])
            raise
        return ran

    def _run_plainly(
        self, ours: Sequence[Any], hold: Hold, now: datetime
    ) -> Sequence[bool] | None:
        """All or none: a savepoint for each costs a third of the time. None if one failed."""
        try:
            with hold.transaction() as transaction:
                return [self._perform(self._due(row, now), row.key, transaction) for row in ours]
        except (Elsewhere, OperationalError):
            raise
        except Exception:  # found, logged and put off when they run again, each on its own
            self.pipeline.scenes.forget()
            return None

    def _excuse(self, hold: Hold, begun: Collection[int]) -> None:
        """The database is in trouble, and not by fault of these jobs."""
        self.pipeline.scenes.forget()
        with suppress(SQLAlchemyError), hold.plumbing() as connection:
            jobs.take_back(connection, begun)

    def _run_alone(self, row: Any, now: datetime) -> bool:
        """With the whole house, since it needs more than its own community."""
        with self.store.transaction() as transaction:
            return self._run(row, transaction, now)

    def _run(self, row: Any, transaction: Transaction, now: datetime) -> bool:
        """Run one job. One that fails is tried again later, and holds up no other."""
        due = self._due(row, now)
        try:
            with transaction.connection.begin_nested():
                return self._perform(due, row.key, transaction)
        except (Elsewhere, OperationalError):  # not the fault of the job
            raise
        except Exception as error:  # whatever fails here costs this job only
            log.exception("job failed", kind=row.kind, subject=row.subject)
            self._put_off(due, row.key, type(error).__name__, transaction)
            return False

    def _due(self, row: Any, now: datetime) -> Due:
        return Due(
            kind=row.kind,
            subject=row.subject,
            community=row.community,
            at=row.due,
            now=now,
            late=self._up_at is not None and row.due < self._up_at - _GRACE,
        )

    def _perform(self, due: Due, key: str, transaction: Transaction) -> bool:
        effects = self.dispatcher.job(due, transaction.records)
        effects, state = in_time(due, effects, self.dispatcher.due[due.kind].late)
        if not jobs.settle(transaction.connection, key, state, due.now):
            return False  # one before it made it needless
        cause = Cause(name=f"job:{key}", at=due.now, community=due.community, late=due.late)
        transaction.perform(effects, cause)
        self.pipeline.notice(transaction)
        log.info("job", kind=due.kind, subject=due.subject, state=state, effects=len(effects))
        return True

    def _put_off(self, due: Due, key: str, error: str, transaction: Transaction) -> None:
        """Later again; if that was the last time, admins hear of it."""
        self.pipeline.scenes.forget()
        if not jobs.put_off(transaction.connection, key, due.now, error):
            effects = tell(admins(transaction.records), FAILED(kind=due.kind, at=due.at))
            transaction.perform(effects, Cause(name=f"job:{key}#failed", at=due.now))


@dataclass(frozen=True, slots=True)
class _Some:
    """There was something to do; `ran` jobs were run with success."""

    ran: int


def _next(clock: time, now: datetime) -> datetime:
    """When it is `clock` again, after `now`."""
    due = at(now.date(), clock)
    return due if due > now else due + DAY


def _together(ripe: Sequence[Any]) -> Sequence[Any]:
    """Those to run in one transaction: a job that was begun before may end the process: alone."""
    fresh = list(takewhile(lambda row: not row.attempts, ripe))
    return fresh or ripe[:1]
