"""Fields of records: read from a scenario, compared with what is kept, shown when they differ."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from bot.replay.errors import ScenarioError
from bot.replay.language import read_time
from bot.replay.script import Field, Sign
from bot.replay.words import LISTS, FieldWord, Shape, vocabulary
from community.calendar import ZONE, at
from community.people import Standing
from community.places import Place

PLACEHOLDER = re.compile(r"#[a-z][a-z0-9]{0,7}(?![a-z0-9])")
_NOBODY = re.compile(rf"({Standing.ANONYMOUS})[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS: Mapping[str, bool] = {"是": True, "否": False}
# Kinds of activity that `/类型 加` may add to.
_OPEN_SETS = frozenset({("Activity", "kind")})


def word_for(line: int, kind: str, field: Field) -> FieldWord:
    """What the vocabulary says of a field. Raises ScenarioError if it says nothing."""
    types = vocabulary().types
    if kind not in types:
        raise ScenarioError(line, f"unknown type {kind}")
    if field.key not in types[kind]:
        raise ScenarioError(line, f"unknown field {kind}.{field.key}")
    return types[kind][field.key]


def check(line: int, kind: str, fields: Iterable[Field]) -> None:
    """Raises ScenarioError unless every field exists and its value could be one of its own."""
    for field in fields:
        word = word_for(line, kind, field)
        if field.value in ("?", "*") or PLACEHOLDER.fullmatch(field.value):
            continue
        if (kind, field.key) in _OPEN_SETS:
            continue
        for part in parts(word, field.value):
            _check_value(line, kind, field, word, part)


def _check_value(line: int, kind: str, field: Field, word: FieldWord, value: str) -> None:
    bad = ScenarioError(line, f"{kind}.{field.key} cannot be {value}")
    match word.shape:
        case Shape.WORD | Shape.WORDS if value not in word.values:
            raise bad
        case Shape.BOOL if value not in _BOOLEANS:
            raise bad
        case Shape.INT if not re.fullmatch(r"-?[0-9]+", value):
            raise bad
        case Shape.DATE | Shape.TIME:
            read_date_or_time(line, value)


def read_date_or_time(line: int, value: str) -> date | datetime:
    """A day, or a day and a minute."""
    if _DAY.fullmatch(value):
        return read_time(line, f"{value} 00:00").date()
    return read_time(line, value)


def parts(word: FieldWord, value: str) -> list[str]:
    """The members of a list value; the value itself, if it is none."""
    return [p.strip() for p in value.split(",") if p.strip()] if word.shape in LISTS else [value]


def attribute(key: str) -> str:
    """The name a field has in our types: some words mean something to Python."""
    return f"{key}_" if key in ("in",) else key


def matches(record: Any, field: Field, word: FieldWord, line: int) -> bool:
    """True if the record's field is as the scenario says."""
    actual = getattr(record, attribute(field.key))
    if field.sign is Sign.IS and field.value == "?":
        return _is_empty(actual)
    if field.sign is Sign.IS and field.value == "*":
        return not _is_empty(actual)
    if field.sign is Sign.HAS:
        return _contains(actual, field, word)
    return _equals(actual, field.value, word, line) is (field.sign is Sign.IS)


def _is_empty(actual: Any) -> bool:
    return actual is None or actual == "" or actual == ()


def _contains(actual: Any, field: Field, word: FieldWord) -> bool:
    if word.shape in LISTS:
        return set(parts(word, field.value)) <= {plain(one) for one in actual or ()}
    return plain(field.value) in plain(shown(actual))


def _equals(actual: Any, value: str, word: FieldWord, line: int) -> bool:
    match word.shape:
        case shape if shape in LISTS:
            members = tuple(plain(one) for one in actual or ())
            wanted = [plain(part) for part in parts(word, value)]
            return len(members) == len(wanted) and set(members) == set(wanted)
        case Shape.INT:
            return actual is not None and int(actual) == int(value)
        case Shape.BOOL:
            return actual is not None and actual is _BOOLEANS[value]
        case Shape.DATE | Shape.TIME:
            return _same_time(actual, read_date_or_time(line, value))
    return plain(shown(actual)) == plain(value)


def _same_time(actual: date | datetime | None, wanted: date | datetime) -> bool:
    if actual is None:
        return False
    if not isinstance(wanted, datetime):
        return (actual.date() if isinstance(actual, datetime) else actual) == wanted
    if not isinstance(actual, datetime):
        return actual == wanted.date()
    return actual.replace(second=0, microsecond=0) == wanted


def plain(text: str) -> str:
    """Text as comparison sees it; nobody is anybody, whichever number they got."""
    return _NOBODY.sub(r"\1", unicodedata.normalize("NFKC", text).strip())


def shown(actual: Any) -> str:
    """A value as a scenario would write it."""
    match actual:
        case None:
            return ""
        case bool():
            return "是" if actual else "否"
        case datetime():
            return f"{actual.astimezone(ZONE):%Y-%m-%d %H:%M}"
        case date():
            return actual.isoformat()
        case Place():
            return str(actual)
        case tuple():
            return ",".join(map(str, actual))
    return str(actual)


def typed(line: int, word: FieldWord, value: str) -> Any:
    """A value of a given, as our types hold it; places and references are read by the caller."""
    if value == "?":
        return () if word.shape in LISTS else None
    match word.shape:
        case shape if shape in LISTS:
            return tuple(parts(word, value))
        case Shape.INT:
            return int(value)
        case Shape.BOOL:
            return _BOOLEANS[value]
        case Shape.DATE:
            day = read_date_or_time(line, value)
            return day.date() if isinstance(day, datetime) else day
        case Shape.TIME:
            moment = read_date_or_time(line, value)
            return moment if isinstance(moment, datetime) else at(moment, time())
    return value
