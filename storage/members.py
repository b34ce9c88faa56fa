"""Members of list fields, kept apart so that those who have one are found without reading all."""

from collections.abc import Iterator

from sqlalchemy import Connection, bindparam

from community.records import Kept
from storage.plumbing import MEMBERS
from storage.schema import EVERYBODYS, LOOKED_UP


def keep(connection: Connection, before: Kept | None, after: Kept) -> None:
    """Make the members kept of a record equal to those it has."""
    had = set(_of(before)) if before is not None else set()
    has = set(_of(after))
    if had == has:
        return
    if had:
        connection.execute(_FORGET, {"of_kind": type(after).__name__, "of_code": after.code})
    if has:
        mine = {"kind": type(after).__name__, "code": after.code}
        rows = [{**mine, "field": field, "value": value} for field, value in sorted(has)]
        connection.execute(_KEEP, rows)


_KEEP = MEMBERS.insert()
_FORGET = MEMBERS.delete().where(
    MEMBERS.c.kind == bindparam("of_kind"), MEMBERS.c.code == bindparam("of_code")
)


def _of(thing: Kept) -> Iterator[tuple[str, str]]:
    for field in LOOKED_UP.get(type(thing), ()):
        for value in getattr(thing, field):
            if value not in EVERYBODYS:
                yield field, str(value)
