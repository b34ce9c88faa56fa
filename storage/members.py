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
    mine = {"kind": type(after).__name__, "code": after.code}
    for field, value in sorted(had - has):
        gone = {f"of_{name}": known for name, known in mine.items()}
        connection.execute(_FORGET, {**gone, "of_field": field, "of_value": value})
    rows = [{**mine, "field": field, "value": value} for field, value in sorted(has - had)]
    if rows:
        connection.execute(_KEEP, rows)


_KEEP = MEMBERS.insert()
_FORGET = MEMBERS.delete().where(
    *(MEMBERS.c[name] == bindparam(f"of_{name}") for name in ("kind", "field", "value", "code"))
)


def _of(thing: Kept) -> Iterator[tuple[str, str]]:
    for field in LOOKED_UP.get(type(thing), ()):
        for value in getattr(thing, field):
            if value not in EVERYBODYS:
                yield field, str(value)
