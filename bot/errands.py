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
from community.effects import Effects, Say
from community.reach import admins, tell
from community.records import Records
from community.wording import Text
from handlers.kit.router import Due
from storage import jobs
from storage.locks import Elsewhere
from storage.plumbing import JobState
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
                return self._run_in_turn(ours, transaction, now)
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
                return self._perform(self._done(due, row.key, transaction.records), transaction)
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

    def _run_in_turn(self, rows: Sequence[Any], transaction: Transaction, now: datetime) -> int:
        """Those that only say something are performed together, until one changes something."""
        ran, changed = 0, False
        sayings: list[_Done] = []
        for row in rows:
            done = self._done(self._due(row, now), row.key, transaction.records)
            if changed or done.changes_something:
                self._perform_together(sayings, transaction)
                ran += len(sayings) + self._perform(done, transaction)
                sayings, changed = [], True
            else:
                sayings.append(done)
        self._perform_together(sayings, transaction)
        return ran + len(sayings)

    def _perform_together(self, sayings: Sequence["_Done"], transaction: Transaction) -> None:
        """Few statements for all of them. Raises LookupError if one waits no more."""
        for state in sorted({done.state for done in sayings}):
            keys = [done.key for done in sayings if done.state is state]
            if not jobs.settle(transaction.connection, keys, state, sayings[0].due.now):
                raise LookupError("something changed a job that nobody else has")
        transaction.perform_all((done.effects, done.cause) for done in sayings)
        for done in sayings:
            done.log()

    def _perform(self, done: "_Done", transaction: Transaction) -> bool:
        if not jobs.settle(transaction.connection, [done.key], done.state, done.due.now):
            return False  # one before it made it needless
        transaction.perform(done.effects, done.cause)
        self.pipeline.notice(transaction)
        done.log()
        return True

    def _done(self, due: Due, key: str, records: Records) -> "_Done":
        effects = self.dispatcher.job(due, records)
        return _Done(due, key, *in_time(due, effects, self.dispatcher.due[due.kind].late))

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
class _Done:
    """What a job brings about: not yet performed."""

    due: Due
    key: str
    effects: Effects
    state: JobState

    @property
    def cause(self) -> Cause:
        due = self.due
        return Cause(name=f"job:{self.key}", at=due.now, community=due.community, late=due.late)

    @property
    def changes_something(self) -> bool:
        return not all(isinstance(effect, Say) for effect in self.effects)

    def log(self) -> None:
        due, said = self.due, len(self.effects)
        log.info("job", kind=due.kind, subject=due.subject, state=self.state, effects=said)


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
