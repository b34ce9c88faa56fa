"""Run what is due: jobs of the communities that nobody else works for, in order, together."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.dispatch import Dispatcher
from bot.lateness import in_time
from bot.pipeline import Pipeline
from community.reach import admins, tell
from community.wording import Text
from handlers.kit.router import Due
from storage import jobs
from storage.locks import Elsewhere
from storage.store import Hold, Store
from storage.transaction import Cause, Transaction
from storage.trouble import is_nobodys_fault

FAILED = Text("job.failed", "到点该办的“{kind}”（{at:moment}）办不成，已放下，请看日志。")

log = structlog.get_logger(__name__)

# A job this much late after a start was not missed by a standstill: it was merely restarted over.
_GRACE = timedelta(seconds=30)
_SHARE = 8  # communities whose jobs are run together: others run the rest meanwhile


class Errands:
    """Wakes the handlers of due jobs. Plain functions, on the pipeline's thread.

    `up_at`: since when there has been a process; None until there is: then nothing is late.
    """

    def __init__(self, store: Store, dispatcher: Dispatcher, pipeline: Pipeline) -> None:
        self.store = store
        self.dispatcher = dispatcher
        self.pipeline = pipeline
        self.up_at: datetime | None = None

    def run(self, now: datetime, batches: int | None = None) -> int:
        """Run every job whose time has come, or only so many batches of them. How many ran."""
        ran = done = 0
        busy: set[str] = set()  # communities whose jobs another process runs just now
        while done != batches and (some := self._run_some(now, busy)):
            ran += some.ran
            done += bool(some.ran)
        return ran

    def _run_some(self, now: datetime, busy: set[str]) -> "_Some | None":
        """Run the next few jobs in communities that are not `busy`; None if there are none.

        Communities that turn out to be held by others join the busy ones.
        """
        most = jobs.BATCH if self.store.sole else _SHARE
        with self.store.plumbing() as connection:
            wanted = jobs.ripe_in(connection, now, besides=busy, most=most)
        if not wanted:
            return None
        ours: Sequence[Any] = ()
        try:
            with self.store.hold(wanted) as hold:
                busy |= wanted - hold.communities
                ours = self._begin(hold, now) if hold.communities else ()
                if not ours:  # others were quicker: what still waits waits for the next tick
                    busy |= hold.communities
                return _Some(self._run_together(ours, hold, now))
        except Elsewhere:  # when nothing is held any more, the whole house can be had
            return _Some(sum(self._run_alone(row, now) for row in ours))

    def _begin(self, hold: Hold, now: datetime) -> Sequence[Any]:
        """The next jobs to run in one transaction, their attempts counted."""
        with hold.plumbing() as connection:
            chosen = _together(jobs.ripe(connection, now, hold.communities))
            begun = jobs.begin(connection, [row.id for row in chosen])
        return [row for row in chosen if row.id in begun]

    def _run_together(self, ours: Sequence[Any], hold: Hold, now: datetime) -> int:
        """How many of them ran. Raises Elsewhere if they need more than their own communities."""
        try:
            ran = None if any(map(_is_worn, ours)) else self._run_plainly(ours, hold, now)
            if ran is None:
                with hold.transaction() as transaction:
                    ran = sum(self._run(row, transaction, now) for row in ours)
        except Elsewhere:
            raise
        except Exception as error:
            self.pipeline.scenes.forget()
            if is_nobodys_fault(error):
                self._excuse(hold, [row.id for row in ours])
            raise
        return ran

    def _run_plainly(self, ours: Sequence[Any], hold: Hold, now: datetime) -> int | None:
        """All or none: a savepoint for each costs a third of the time. None if one failed."""
        try:
            with hold.transaction() as transaction:
                ran = (self._perform(self._due(row, now), row.key, transaction) for row in ours)
                return sum(ran)
        except Exception as error:
            if is_nobodys_fault(error):
                raise
            self.pipeline.scenes.forget()  # found and put off when they run again, each alone
            return None

    def _excuse(self, hold: Hold, begun: Collection[int]) -> None:
        """The database is in trouble, and not by fault of these jobs."""
        with suppress(SQLAlchemyError), hold.plumbing() as connection:
            jobs.take_back(connection, begun)

    def _run_alone(self, row: Any, now: datetime) -> bool:
        """With the whole house, since it needs more than its own community."""
        with self.store.transaction() as transaction:
            return self._run(row, transaction, now)

    def _run(self, row: Any, transaction: Transaction, now: datetime) -> bool:
        """Run one job. One that fails is tried again later, and holds up no other."""
        due = self._due(row, now)
        if _is_worn(row):
            log.error("job never ended", kind=row.kind, subject=row.subject)
            self._put_off(due, row.key, "never ended", transaction)
            return False
        try:
            with transaction.connection.begin_nested():
                return self._perform(due, row.key, transaction)
        except Exception as error:  # whatever fails here costs this job only
            if is_nobodys_fault(error):
                raise
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
            late=self.up_at is not None and row.due < self.up_at - _GRACE,
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
            self._own_up(due, key, transaction)

    def _own_up(self, due: Due, key: str, transaction: Transaction) -> None:
        """Given up it is, even if nobody can be told."""
        try:
            effects = tell(admins(transaction.records), FAILED(kind=due.kind, at=due.at))
            transaction.perform_whole(effects, Cause(name=f"job:{key}#failed", at=due.now))
        except Exception as error:  # an admin who cannot be read, say
            if is_nobodys_fault(error):
                raise
            log.exception("nobody told", kind=due.kind, subject=due.subject)


@dataclass(frozen=True, slots=True)
class _Some:
    """There was something to do; `ran` jobs were run with success."""

    ran: int


def _is_worn(row: Any) -> bool:
    """True if it was begun as often as may be, and each time the process ended."""
    return bool(row.attempts >= jobs.MOST_ATTEMPTS)


def _together(ripe: Sequence[Any]) -> Sequence[Any]:
    """Those to run in one transaction: a job that was begun before may end the process: alone."""
    fresh = list(takewhile(lambda row: not row.attempts, ripe))
    return fresh or ripe[:1]
