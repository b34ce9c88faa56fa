"""Reading the past, inside the current transaction. Implements community.records.Records."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert  # SQLite understands it too

from community.calendar import Calendar
from community.errors import NotFound
from community.records import Change, Kept, Lettered, Step
from community.refs import Ref
from storage import housekeeping, locks
from storage.finding import shape_of, statement, values_of
from storage.mapping import added_from_json, field_names, from_json, step_from, thing_from
from storage.plumbing import COUNTERS, JOURNAL
from storage.schema import KINDS, TABLES

T = TypeVar("T", bound=Kept)


_FIRST = insert(COUNTERS).values(letter=bindparam("letter"), last=1)
_COUNT = _FIRST.on_conflict_do_update(
    index_elements=["letter"], set_={"last": COUNTERS.c.last + 1}
).returning(COUNTERS.c.last)


class SqlRecords:
    """Reads what is kept. Sees what the transaction has written so far."""

    def __init__(self, connection: Connection, calendar: Calendar) -> None:
        self.connection = connection
        self.calendar = calendar
        self._given: set[str] = set()

    def get(self, kind: type[T], code: str, community: str = "") -> T:
        """The record of that name. Raises NotFound."""
        where: dict[str, object] = {"code": code}
        if community and TABLES[kind].c.community.primary_key:
            where["community"] = community
        found = self._find(kind, where, newest=False, limit=None)
        if not found:
            raise NotFound(code)
        return found[0]

    def find(
        self,
        kind: type[T],
        /,
        *,
        newest: bool = False,
        limit: int | None = None,
        **where: object,
    ) -> Sequence[T]:
        """Those whose fields are as given, in order of creation, or newest first."""
        return self._find(kind, where, newest=newest, limit=limit)

    def _find(
        self, kind: type[T], where: dict[str, object], *, newest: bool, limit: int | None
    ) -> Sequence[T]:
        query = statement(kind, shape_of(where), newest=newest, limited=limit is not None)
        values = values_of(kind, where)
        if limit is not None:
            values["limit"] = limit
        return tuple(thing_from(kind, row) for row in self.connection.execute(query, values))

    def next_ref(self, kind: type[Lettered]) -> Ref:
        """A name nobody has yet."""
        locks.numbers(self.connection)
        number = self.connection.execute(_COUNT, {"letter": kind.letter}).scalar_one()
        ref = Ref(f"{kind.letter}{number}")
        self._given.add(ref)
        return ref

    def before(self, thing: Kept) -> Kept | None:
        """The record as it is kept; None if there is none, as for a name given just now."""
        if thing.code in self._given:
            self._given.discard(thing.code)
            return None
        try:
            return self.get(type(thing), thing.code, thing.community)
        except NotFound:
            return None

    def last_run(self, kind: str, subject: str) -> datetime | None:
        """The time promised of the last job of that kind for `subject` that ran in time."""
        return housekeeping.last_run(self.connection, kind, subject)

    def standstill(self, start: datetime, end: datetime) -> timedelta:
        """How long of the time between the process did not run."""
        return housekeeping.standstill(self.connection, start, end)

    def caught_up(self, community: str, start: datetime, end: datetime) -> int:
        """How many messages residents and partners got late."""
        return housekeeping.caught_up(self.connection, community, start, end)

    def dropped(self, community: str, start: datetime, end: datetime) -> int:
        """How many group reminders were not said, as their moment had passed."""
        return housekeeping.dropped(self.connection, community, start, end)

    def not_made(self, community: str, start: datetime, end: datetime) -> Sequence[str]:
        """The kinds of jobs due then that were tried again and again, and given up."""
        return housekeeping.not_made(self.connection, community, start, end)

    def unsent(self, community: str) -> tuple[int, int]:
        """How many messages wait to be said, and how many of failed ones to be tried again."""
        return housekeeping.unsent(self.connection, community)

    def changes(self, cause: str) -> Sequence[Change]:
        """What `cause` changed, the last change first."""
        query = select(JOURNAL).where(JOURNAL.c.cause == cause).order_by(JOURNAL.c.id.desc())
        return tuple(self._change(row) for row in self.connection.execute(query).all())

    def history(self, thing: Kept) -> Sequence[Step]:
        """What happened to the record since it came into being, oldest first."""
        kind = type(thing)
        query = (
            select(JOURNAL)
            .where(JOURNAL.c.kind == kind.__name__, JOURNAL.c.code == thing.code)
            .where(JOURNAL.c.community == thing.community)
            .order_by(JOURNAL.c.id)
        )
        return tuple(step_from(kind, row) for row in self.connection.execute(query).all())

    def _change(self, row: Any) -> Change:
        kind = KINDS[row.kind]
        now: Kept = self.get(kind, row.code, row.community)
        values = {name: getattr(now, name) for name in field_names(kind)}
        after, added = from_json(kind, row.after), added_from_json(kind, row.after)
        standing = {name for name, value in after.items() if values[name] == value}
        standing |= {name for name, some in added.items() if set(some) <= set(values[name])}
        without = {
            name: tuple(one for one in values[name] if one not in some)
            for name, some in added.items()
        }
        was = {**values, **without, **from_json(kind, row.before)} if row.before else None
        return Change(
            now=now,
            was=kind(**was) if was else None,
            fields=frozenset((*after, *added)),
            standing=frozenset(standing),
        )
