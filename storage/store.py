"""The database of one deployment: transactions that write, and a connection that only reads."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection

from community.calendar import Calendar
from community.wording import NO_OVERRIDES
from storage.engine import open_reader, open_writer
from storage.records import SqlRecords
from storage.transaction import Transaction


class Store:
    """Opened once, closed at the end. `wording` rewords what is said."""

    def __init__(
        self, url: str, calendar: Calendar, wording: Mapping[str, str] = NO_OVERRIDES
    ) -> None:
        self.url = url
        self.calendar = calendar
        self.wording = wording
        self.writer = open_writer(url)
        self.reader = open_reader(url)
        self._erased_in_log = True  # of a former life, which may have been killed

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commit on success, roll back on any exception."""
        with self.writer.begin() as connection:
            transaction = Transaction(connection, self.calendar, self.wording)
            yield transaction
        if transaction.erased:
            self._erased_in_log = True
            self.empty_log()

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

    def empty_log(self) -> bool:
        """Write the log back and cut it off: erased words must not stay readable in it.

        False if somebody is reading what is in it, so that it has to be done again later.
        """
        if self._erased_in_log:
            with self.reader.connect() as connection:
                done = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            self._erased_in_log = bool(done.busy)
        return not self._erased_in_log

    def close(self) -> None:
        """Give every connection back."""
        self.writer.dispose()
        self.reader.dispose()
