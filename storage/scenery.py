"""What every process remembers of people and places, and when it has to look again.

A counter that grows with every change of a community, a room, or what a person may do: processes
that share a database read it before they rely on what they remember.
"""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert  # SQLite understands it too

from community.people import Community, Person, Room
from community.records import Kept
from storage import locks
from storage.plumbing import COUNTERS

_NAME = "scenery"  # no letter of a record's
# Of a person, what only the process notices in whose rooms they speak.
_PASSING = frozenset({"nick", "rooms", "at"})


def is_part(before: Kept | None, after: Kept) -> bool:
    """True if other processes may remember it otherwise."""
    if isinstance(after, Community | Room):
        return True
    if not isinstance(after, Person):
        return False
    if before is None:
        return after.is_staff
    names = after.__dataclass_fields__.keys() - _PASSING
    return any(getattr(before, name) != getattr(after, name) for name in names)


def changed(connection: Connection) -> None:
    """Others have to look again. A file has no others."""
    if locks.shared(connection):
        locks.numbers(connection)
        connection.execute(_GROW)


def revision(connection: Connection) -> int:
    """How often anything has changed; always 0 in a file."""
    if not locks.shared(connection):
        return 0
    return connection.execute(_LAST).scalar() or 0


_FIRST = insert(COUNTERS).values(letter=_NAME, last=1)
_GROW = _FIRST.on_conflict_do_update(index_elements=["letter"], set_={"last": COUNTERS.c.last + 1})
_LAST = select(COUNTERS.c.last).where(COUNTERS.c.letter == _NAME)
