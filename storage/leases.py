"""Who speaks for an account, and who keeps the house: held for a while, by one process at a time.

The epoch grows whenever a lease changes hands: what was begun under an older one can be told.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, ScalarSelect, bindparam, case, select
from sqlalchemy.dialects.postgresql import insert  # SQLite understands it too

from storage.plumbing import LEASES

SPAN = timedelta(seconds=30)
# What ends later than this was taken by a clock that went wrong, and counts for nothing.
ABSURD = 10 * SPAN


def take(
    connection: Connection, name: str, owner: str, now: datetime, *, from_anybody: bool = False
) -> int | None:
    """Take it, or hold it longer: its epoch. None if somebody else holds it.

    `owner` names one life of one process: a new life waits until its predecessor's lease is over,
    unless it takes it `from_anybody`, because nobody else can be alive; that is a new epoch.
    """
    values = {"name": name, "owner": owner, "until": now + SPAN}
    if from_anybody:
        return connection.execute(_TAKE, values).scalar()
    absurd = now + ABSURD
    return connection.execute(_TAKE_FREE, {**values, "now": now, "absurd": absurd}).scalar()


def current_epoch(name: str) -> ScalarSelect[int]:
    """As part of a statement: the epoch as it is when the statement runs."""
    return select(LEASES.c.epoch).where(LEASES.c.name == name).scalar_subquery()


_NEW = insert(LEASES).values(
    name=bindparam("name"), owner=bindparam("owner"), until=bindparam("until"), epoch=1
)
_OURS = {"owner": _NEW.excluded.owner, "until": _NEW.excluded.until}
_TAKE = _NEW.on_conflict_do_update(
    index_elements=["name"], set_={**_OURS, "epoch": LEASES.c.epoch + 1}
).returning(LEASES.c.epoch)
_GOES_ON = (LEASES.c.owner == _NEW.excluded.owner) & (LEASES.c.until > bindparam("now"))
_TAKE_FREE = _NEW.on_conflict_do_update(
    index_elements=["name"],
    set_={**_OURS, "epoch": LEASES.c.epoch + case((_GOES_ON, 0), else_=1)},
    where=(LEASES.c.owner == _NEW.excluded.owner)
    | (LEASES.c.until <= bindparam("now"))
    | (LEASES.c.until > bindparam("absurd")),
).returning(LEASES.c.epoch)
