"""Questions about the past as SQL: built once for each kind of question, asked with values."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Select, Text, bindparam, func, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from community.records import Between, Has, Not, OneOf, Under
from storage.columns import keys_under
from storage.plumbing import MEMBERS
from storage.schema import LOOKED_UP, TABLES


class Aside(ColumnElement[Any]):
    """A column whose index is not to be used: few have a member, and many live in a community.

    A server counts what it has, and knows; SQLite would read everybody.
    """

    __visit_name__ = "aside"
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012

    def __init__(self, column: Column[Any]) -> None:
        self.column = column
        self.type = column.type


@compiles(Aside)
def _plain(element: Aside, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.column, **how)


@compiles(Aside, "sqlite")
def _unindexed(element: Aside, compiler: SQLCompiler, **how: Any) -> str:
    return f"+{compiler.process(element.column, **how)}"  # sqlite.org/optoverview.html, 7


# What a question says of its fields, without the values: (field, how it is compared).
Shape = tuple[tuple[str, str], ...]
_PLAIN = (str, int, datetime)  # what most questions ask for, and no condition is


def shape_of(where: Mapping[str, object]) -> Shape:
    """The kind of question that `where` is."""
    return tuple((name, _comparison(wanted)) for name, wanted in where.items())


def values_of(kind: type, where: Mapping[str, object]) -> dict[str, Any]:
    """The values to ask with."""
    asked = (_bound(kind, name, wanted) for name, wanted in where.items())
    return {key: value for values in asked for key, value in values}


@cache
def statement(kind: type, shape: Shape, *, newest: bool, limited: bool) -> Select[Any]:
    """The query for that kind of question, in order of creation, or newest first."""
    table = TABLES[kind]
    query = select(table)
    looked_up = [n for n, how in shape if how == "has" and n in LOOKED_UP.get(kind, ())]
    for name, comparison in shape:
        aside = looked_up and name not in looked_up
        column = cast(Column[Any], Aside(table.c[name])) if aside else table.c[name]
        for condition in _conditions(kind, column, name, comparison):
            query = query.where(condition)
    order = (table.c.at, func.length(table.c.code), table.c.code)
    query = query.order_by(*(column.desc() if newest else column for column in order))
    return query.limit(bindparam("limit")) if limited else query


def _comparison(wanted: object) -> str:
    if isinstance(wanted, _PLAIN):
        return "is"
    match wanted:
        case OneOf():
            return "one of"
        case Not(value=None):
            return "something"
        case Not():
            return "not"
        case Between(start=None):
            return "before"
        case Between(end=None):
            return "from"
        case Between():
            return "between"
        case Has():
            return "has"
        case Under():
            return "under"
        case None:
            return "nothing"
    return "is"


def _bound(kind: type, name: str, wanted: object) -> Iterable[tuple[str, Any]]:
    return ((name, wanted),) if isinstance(wanted, _PLAIN) else _conditional(kind, name, wanted)


def _conditional(kind: type, name: str, wanted: object) -> Iterator[tuple[str, Any]]:
    match wanted:
        case OneOf(values):
            yield name, list(values)
        case Between():
            yield from ((name, wanted.start),) if wanted.start is not None else ()
            yield from ((f"{name}_end", wanted.end),) if wanted.end is not None else ()
        case Has(value) if name in LOOKED_UP.get(kind, ()):
            yield name, str(value)
        case Has(value):
            yield name, json.dumps(str(value), ensure_ascii=False)
        case Under(place):
            start, end = keys_under(place)
            yield name, start
            yield f"{name}_end", end
        case None | Not(value=None):
            return
        case Not(value):
            yield name, value
        case value:
            yield name, value


def _conditions(
    kind: type, column: Column[Any], name: str, comparison: str
) -> Iterator[ColumnElement[bool]]:
    match comparison:
        case "one of":
            yield column.in_(bindparam(name, expanding=True))
        case "something":
            yield column.is_not(None)
        case "nothing":
            yield column.is_(None)
        case "not":
            yield column != bindparam(name)
        case "from":
            yield column >= bindparam(name)
        case "before":
            yield column < bindparam(f"{name}_end")
        case "between":
            yield column >= bindparam(name)
            yield column < bindparam(f"{name}_end")
        case "has":
            yield _has(kind, column, name)
        case "under":
            key = type_coerce(column, Text)  # compared as the text it is kept as
            yield key >= bindparam(name)
            yield key < bindparam(f"{name}_end")
        case _:
            yield column == bindparam(name)


def _has(kind: type, column: Column[Any], name: str) -> ColumnElement[bool]:
    """Looked up where the field's members are kept apart; else each list is read."""
    if name in LOOKED_UP.get(kind, ()):
        return column.table.c.code.in_(
            select(MEMBERS.c.code).where(
                MEMBERS.c.kind == kind.__name__,
                MEMBERS.c.field == name,
                MEMBERS.c.value == bindparam(name, type_=Text),
            )
        )
    member = bindparam(name, type_=Text)  # as JSON: it cannot stand inside another member
    return func.replace(type_coerce(column, Text), member, "") != type_coerce(column, Text)
