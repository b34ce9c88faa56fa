"""Records to rows and back, and to JSON and back for the journal. By name, never by hand."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_origin, get_type_hints

from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import Insert, insert  # SQLite understands it too

from community.places import Place
from community.records import Kept, Step
from storage.columns import place_key, read_place_key
from storage.schema import TABLES, member_type, value_type

T = TypeVar("T", bound=Kept)


def values(thing: Kept) -> dict[str, Any]:
    """The row that keeps `thing`."""
    return {name: getattr(thing, name) for name in field_names(type(thing))}


def thing_from(kind: type[T], row: Row[Any]) -> T:
    """The record that `row` keeps."""
    return kind(**dict(zip(field_names(kind), row, strict=True)))


@cache
def upsert(kind: type) -> Insert:
    """The statement that keeps a record of that kind, whether it was there before or not."""
    table = TABLES[kind]
    key = [column.name for column in table.primary_key]
    new = insert(table)
    return new.on_conflict_do_update(
        index_elements=key, set_={name: new.excluded[name] for name in field_names(kind)}
    )


@cache
def field_names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def to_json(changed: Mapping[str, Any]) -> str:
    """Some fields of a record as JSON."""
    return json.dumps({name: _plain(value) for name, value in changed.items()}, ensure_ascii=False)


def from_json(kind: type, text: str) -> dict[str, Any]:
    """The fields that `to_json` wrote."""
    hints = _hints(kind)
    told = json.loads(text)
    return {name: _typed(hints[name], value) for name, value in told.items() if name in hints}


def change_to_json(before: Kept, after: Kept) -> tuple[str, str]:
    """What was changed, as it was and as it is. Of a list that only grew, what was added:

    a list of hundreds to which one comes after the other would be written hundreds of times.
    """
    was, became = {}, {}
    for name in field_names(type(after)):
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if isinstance(new, tuple) and old and new[: len(old)] == old:
            became[f"{name}{_GREW}"] = new[len(old) :]
        else:
            was[name], became[name] = old, new
    return to_json(was), to_json(became)


def added_from_json(kind: type, text: str) -> dict[str, tuple[Any, ...]]:
    """What was added to lists that only grew."""
    hints = _hints(kind)
    grown = {n.removesuffix(_GREW): v for n, v in json.loads(text).items() if n.endswith(_GREW)}
    return {name: _typed(hints[name], value) for name, value in grown.items()}


_GREW = "+"


def step_from(kind: type, row: Row[Any]) -> Step:
    """What a row of the journal tells of a record of that kind."""
    before = from_json(kind, row.before) if row.before else None
    return Step(row.at, row.who, before, from_json(kind, row.after))


def _plain(value: Any) -> Any:
    match value:
        case Place():
            return place_key(value)
        case date():
            return value.isoformat()
    return value


def _typed(hint: Any, value: Any) -> Any:
    kind = value_type(hint)
    if value is None:
        return None
    if get_origin(kind) is tuple:
        return tuple(member_type(kind)(one) for one in value)
    if kind is Place:
        return read_place_key(value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return kind(value) if issubclass(kind, StrEnum) else value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
