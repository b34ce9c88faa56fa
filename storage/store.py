"""The database of one deployment: transactions that write, and a connection that only reads."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from community.calendar import Calendar
from community.wording import NO_OVERRIDES
from storage import locks
from storage.engine import file_of, is_file, open_reader, open_writer
from storage.erasure import Erasure
from storage.ledger import NAME, Ledger
from storage.locks import Elsewhere, Held
from storage.outbox import Outgoing
from storage.records import SqlRecords
from storage.retention import Cleared, Periods, clear
from storage.transaction import Transaction
from storage.vault import Vault

T = TypeVar("T")


class Store:
    """Opened once, closed at the end. `wording` rewords what is said.

    `sole`: no other process works with this database, which is always so for a file.
    `ledger` notes whose words were taken back, by default beside a SQLite file. `vault` seals
    phone numbers; by default it is shut.
    """

    def __init__(
        self,
        url: str,
        calendar: Calendar,
        wording: Mapping[str, str] = NO_OVERRIDES,
        *,
        sole: bool = False,
        ledger: Path | None = None,
        vault: Vault | None = None,
    ) -> None:
        self.url = url
        self.calendar = calendar
        self.wording = wording
        self.vault = vault or Vault()
        self.writer = open_writer(url)
        self.reader = open_reader(url)
        self.sole = sole or is_file(self.writer)
        self._erased_in_log = is_file(self.writer)  # by a former life that was killed, perhaps
        file = ledger or _beside(url)
        self._ledger = Ledger(file) if file else None

    @contextmanager
    def transaction(self, *communities: str) -> Iterator[Transaction]:
        """Commit on success, roll back on any exception.

        Nobody else changes anything of `communities` meanwhile; without them, of anything. Raises
        Elsewhere if something else is to be changed.
        """
        with self.writer.begin() as connection:
            transaction = self.begun(connection, locks.hold(connection, communities))
            yield transaction
        self.ended(transaction)

    def begun(self, connection: Connection, held: Held) -> Transaction:
        """For a transaction that has begun on the connection."""
        return Transaction(connection, self.calendar, self.wording, held)

    def ended(self, transaction: Transaction) -> None:
        """It is committed: what it erased is erased outside of the tables too."""
        if transaction.erased:
            self._erased_in_log = is_file(self.writer)
            self.empty_log()
            self.note_erasures(transaction.erased)

    def work(self, work: Callable[[Transaction], T], *communities: str) -> T:
        """`work` in a transaction; begun again with the whole house if it needs more."""
        try:
            with self.transaction(*communities) as transaction:
                return work(transaction)
        except Elsewhere:
            with self.transaction() as transaction:
                return work(transaction)

    @contextmanager
    def hold(self, communities: Collection[str]) -> "Iterator[Hold]":
        """Hold those of the communities that nobody else holds now, over several transactions."""
        with self.writer.connect() as connection:
            try:
                kept = locks.try_to_keep(connection, communities)
                connection.commit()
                yield Hold(self, connection, kept)
            finally:
                if not connection.invalidated:
                    connection.rollback()
                    locks.let_go(connection)
                    connection.commit()

    @contextmanager
    def reading(self) -> Iterator[SqlRecords]:
        """What is kept, without waiting for a writer."""
        with self.reader.connect() as connection:
            yield SqlRecords(connection, self.calendar)

    @contextmanager
    def plumbing(self) -> Iterator[Connection]:
        """A transaction for what is not a record: outbox, jobs, life."""
        with self.writer.begin() as connection:
            yield connection

    def spoken(self, message: Outgoing) -> Outgoing:
        """The message as it is sent: with the numbers that it holds places for."""
        told = self.vault.told(message.text, message.sealed)
        return message if told == message.text else replace(message, text=told)

    def clear_old(self, now: datetime, periods: Periods) -> Cleared:
        """Clear away some of what is too old to be kept."""
        with self.plumbing() as connection:
            cleared = clear(connection, now, periods)
        if cleared.rows:
            self._erased_in_log = is_file(self.writer)
        return cleared

    def empty_log(self) -> bool:
        """Write the log back and cut it off: erased words must not stay readable in it.

        False if somebody is reading what is in it, so that it has to be done again later.
        """
        if self._erased_in_log:
            self._erased_in_log = not self._cut_log()
        return not self._erased_in_log

    def forget_in_log(self) -> bool:
        """Something was erased that no transaction told us of: see `empty_log`."""
        self._erased_in_log = is_file(self.writer)
        return self.empty_log()

    def note_erasures(self, news: Sequence[Erasure] = ()) -> bool:
        """See that the ledger holds every erasure there was. False if it cannot be written.

        What is committed stays so: the ledger is caught up with later.
        """
        if self._ledger is None:
            return True
        try:
            self._ledger.keep(self.reader, news)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Give every connection back."""
        self.writer.dispose()
        self.reader.dispose()

    def _cut_log(self) -> bool:
        """On the connection that writes: others doing it too can spoil the file.

        sqlite.org/wal.html, "the WAL-reset bug", mended in 3.51.3.
        """
        connection = self.writer.raw_connection()
        try:
            busy, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        return not busy


@dataclass(frozen=True, slots=True)
class Hold:
    """`communities` are ours until the hold ends, in as many transactions as it takes."""

    store: Store
    connection: Connection
    communities: frozenset[str]

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """As Store.transaction, for the communities that are held."""
        held = Held(self.communities) if locks.shared(self.connection) else locks.EVERYTHING
        with self.connection.begin():
            transaction = self.store.begun(self.connection, held)
            yield transaction
        self.store.ended(transaction)

    @contextmanager
    def plumbing(self) -> Iterator[Connection]:
        """As Store.plumbing."""
        with self.connection.begin():
            yield self.connection


def _beside(url: str) -> Path | None:
    """The ledger of a SQLite file: it has to survive the file."""
    file = file_of(url)
    return file and file.with_name(NAME)
