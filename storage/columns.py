"""How values are kept that databases do not know: zoned times, words of a set, lists, places."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator

from community.calendar import ZONE
from community.places import Place

# Compared by code points everywhere: a server's own idea of order would lose places in between.
PLAIN = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite counts rows only in a column that is exactly INTEGER.
COUNTED = BigInteger().with_variant(Integer, "sqlite")

_NOTHING = "[]"
_SEPARATOR = "/"
_LAST = "\U0010ffff"


class Moment(TypeDecorator[datetime]):
    """Aware in, aware out, told in the neighbourhood's zone; kept in UTC without one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC).astimezone(ZONE)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """In a file it is a text; this way to it, the same text, costs a third of SQLAlchemy's."""
        return _moment_text if dialect.name == "sqlite" else super().bind_processor(dialect)


def _moment_text(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).isoformat(" ", "microseconds")


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}")
    return value.astimezone(UTC).replace(tzinfo=None)


class Word(TypeDecorator[StrEnum]):
    """A member of a closed set, kept as the word people use for it."""

    impl = PLAIN
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

        self._members = {str(member): member for member in kind}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or type(value) is self.kind:
            return value and str(value)
        return str(self.kind(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self._members[value]


class Listed(TypeDecorator[tuple[Any, ...]]):
    """A tuple of words, kept as a JSON array without escapes."""

    impl = PLAIN
    cache_ok = True

    def __init__(self, member: type[str]) -> None:
        super().__init__()
        self.member = member

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False) if value else _NOTHING

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None or value == _NOTHING:
            return value and ()
        return tuple(self.member(one) for one in json.loads(value))


class PlaceText(TypeDecorator[Place]):
    """A place as estate/building/unit/floor/named: all inside a building have its prefix."""

    impl = PLAIN
    cache_ok = True

    def process_bind_param(self, value: Place | None, dialect: Dialect) -> str | None:
        return None if value is None else place_key(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Place | None:
        return None if value is None else read_place_key(value)


def place_key(place: Place) -> str:
    """The text a place is kept as."""
    parts = (place.estate, place.building, place.unit, place.floor, place.named)
    return _SEPARATOR.join(part.replace(_SEPARATOR, "-") for part in parts)


def read_place_key(key: str) -> Place:
    """The place that `place_key` made `key` of."""
    return Place(*key.split(_SEPARATOR))


def keys_under(place: Place) -> tuple[str, str]:
    """start <= key < end holds for the keys of all places at the node of `place`."""
    if place.named or not place.building:
        return place_key(place), place_key(place) + _LAST
    start = f"{place.estate}{_SEPARATOR}{place.building}{_SEPARATOR}"
    return start, start + _LAST
