"""A database with something in every table, whatever tables there are."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, Integer, insert

from community.places import Place
from storage.columns import Listed, Moment, PlaceText, Word
from storage.copying import tables
from tests.kit.town import MONDAY_NINE

# What would be read back differently, if it were not kept as it is.
_AWKWARD = ("漏水", "'; DROP TABLE cases;--", "两行\n第二行", "😀 𠮷", 'a"b\\c', "")
# Columns that hold JSON, or the name of a kind.
_MEANT = {
    "journal": {"before": "", "after": "{}", "kind": "Case"},
    "outbox": {"mentions": "[]"},
    "questions": {"payload": "{}"},
}


def fill(connection: Connection, count: int = 7) -> None:
    """`count` rows in each table."""
    for table in tables():
        meant = _MEANT.get(table.name, {})
        rows = [
            {**{c.name: _value(c, _of(c, n)) for c in table.columns}, **meant}
            for n in range(1, count + 1)
        ]
        connection.execute(insert(table), rows)


def _of(column: Column[Any], n: int) -> int:
    """The number to make a value of: several rows share the first part of a longer key."""
    key = list(column.table.primary_key)
    return n // 4 if len(key) > 1 and column is key[0] else n


def _value(column: Column[Any], n: int) -> Any:
    if column.nullable and n % 3 == 0:
        return None
    match column.type:
        case Moment():
            return MONDAY_NINE + timedelta(minutes=n, microseconds=n * 1001)
        case Word(kind=kind):
            return list(kind)[n % len(kind)]
        case Listed(member=member):
            return tuple(list(member)[: n % 3]) if issubclass(member, StrEnum) else ("甲", f"{n}")
        case PlaceText():
            return Place("幸福里", f"{n}")
        case Boolean():
            return n % 2 == 0
        case Date():
            return date(2026, 11, n % 28 + 1)
        case Integer():
            return n
    return f"{_AWKWARD[n % len(_AWKWARD)]}{n}"
