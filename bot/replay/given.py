"""The world before the first event: records as the product itself would have left them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from bot.replay.errors import ScenarioError
from bot.replay.fields import attribute, check, typed, word_for
from bot.replay.script import Given, Sign
from bot.replay.words import NATURAL, FieldWord, Shape, vocabulary
from community.activities import Activity, timed
from community.callbacks import WAITING, Callback, Rating
from community.case_states import State
from community.cases import Case
from community.effects import Record
from community.intake import with_usual
from community.people import Community, Person, Room, RoomKind
from community.places import read_place
from community.promises import promised
from community.records import Kept
from community.refs import PersonId
from storage.schema import KINDS, TABLES, value_type
from storage.transaction import Cause, Transaction

CHANNEL = "sim"


class World:
    """Makes records of given lines. `refs` are the placeholders bound so far."""

    def __init__(self, home: str, start: datetime) -> None:
        self.home = home
        self.start = start
        self.refs: dict[str, Kept] = {}
        self._met = 0

    def make(self, given: Given, transaction: Transaction) -> None:
        """Keep what the line says. Raises ScenarioError."""
        kind = self._kind(given)
        for _ in range(given.count):
            values = self._values(given, kind, transaction)
            self._imply_people(given, values, transaction)
            thing = self._thing(given, kind, values, transaction)
            _keep(thing, transaction)
            if given.key and given.kind not in NATURAL:
                self.refs[f"#{given.key}"] = thing

    def _kind(self, given: Given) -> type:
        """The type of what is given, if it is given a name that it may have."""
        if given.kind not in vocabulary().types:
            raise ScenarioError(given.line, f"unknown type {given.kind}")
        if given.kind not in KINDS:
            raise ScenarioError(given.line, f"{given.kind} is not built yet")
        if given.kind in NATURAL and not given.key:
            raise ScenarioError(given.line, f"{given.kind} is given with its key, one a line")
        if given.kind not in NATURAL and f"#{given.key}" in self.refs:
            raise ScenarioError(given.line, f"a second #{given.key}")
        return KINDS[given.kind]

    def _values(self, given: Given, kind: type, transaction: Transaction) -> dict[str, Any]:
        hints = get_type_hints(kind)
        values: dict[str, Any] = {}
        check(given.line, given.kind, given.fields)
        for field in given.fields:
            word = word_for(given.line, given.kind, field)
            name = attribute(field.key)
            if field.sign is not Sign.IS or name not in hints:
                raise ScenarioError(given.line, f"{given.kind}.{field.key} cannot be given")
            value = self._value(given.line, word, field.value, transaction)
            values[name] = _as_hinted(value, hints[name])
        return values

    def _value(self, line: int, word: FieldWord, value: str, transaction: Transaction) -> Any:
        if value != "?" and word.shape is Shape.PLACE:
            return read_place(value, _estates(transaction))
        if value != "?" and word.shape in (Shape.REF, Shape.REFS):
            codes = [self._code(line, part.strip()) for part in value.split(",")]
            return tuple(codes) if word.shape is Shape.REFS else codes[0]
        return typed(line, word, value)

    def _code(self, line: int, placeholder: str) -> str:
        if placeholder not in self.refs:
            raise ScenarioError(line, f"unbound {placeholder}")
        return self.refs[placeholder].code

    def _next_moment(self, kind: type) -> datetime:
        """When it began: people one after the other, in the order in which they are given."""
        self._met += kind is Person
        return self.start + timedelta(microseconds=self._met if kind is Person else 0)

    def _thing(
        self, given: Given, kind: type, values: dict[str, Any], transaction: Transaction
    ) -> Kept:
        """The record: named, with defaults for what the line leaves out."""
        records = transaction.records
        values.setdefault("at", values.get("accepted_at") or self._next_moment(kind))
        if given.kind in NATURAL:
            known: Sequence[Any] = records.find(kind, code=given.key)
            if TABLES[kind].c.community.primary_key:  # names unique within a community only
                home = values.get("community", self.home)
                known = [one for one in known if one.community == home]
            if known:
                changed = {k: v for k, v in values.items() if k != "at"}
                return replace(known[0], **changed)  # type: ignore[no-any-return]  # Any
            values["code"] = given.key
        values.setdefault("code", "" if given.kind in NATURAL else records.next_ref(kind))
        if "community" in {f.name for f in fields_of(kind)} and kind is not Community:
            values["community"] = values.get("community", self.home) or ""
        return _completed(kind, values, transaction)

    def _imply_people(
        self, given: Given, values: Mapping[str, Any], transaction: Transaction
    ) -> None:
        """People named in a person field exist."""
        types = vocabulary().types[given.kind]
        for field in given.fields:
            if types[field.key].shape not in (Shape.PERSON, Shape.PEOPLE):
                continue
            value = values[attribute(field.key)]
            for name in value if isinstance(value, tuple) else (value,):
                if name:
                    community = values.get("community", self.home) or self.home
                    ensure_person(name, community, self.start, transaction)


def ensure_person(name: str, community: str, at: datetime, transaction: Transaction) -> None:
    """A person of that key exists, with the defaults."""
    if not transaction.records.find(Person, code=PersonId(name)):
        rooms = transaction.records.find(Room, community=community, kind=RoomKind.RESIDENTS)
        values = {
            "code": PersonId(name),
            "community": community,
            "at": at,
            "rooms": tuple(room.code for room in rooms),
        }
        _keep(_completed(Person, values, transaction), transaction)


def _completed(kind: type, values: dict[str, Any], transaction: Transaction) -> Kept:
    """The record with the defaults that follow from its other fields."""
    if kind is Person:
        for name in ("name", "nick", "address"):
            values.setdefault(name, values["code"])
        values.setdefault("channel", CHANNEL)
    if kind is Room:
        values.setdefault("address", values["code"])
        values.setdefault("channel", CHANNEL)
        values.setdefault("estate", _estate_of(values["community"], transaction))
    if kind is Case:
        return _case(values, transaction)
    if kind is Callback:
        _complete_callback(values)
    thing = kind(**values)
    if isinstance(thing, Activity) and thing.start is not None:
        thing = timed(thing, thing.start)
    return thing  # type: ignore[no-any-return]  # any of our types


def _case(values: dict[str, Any], transaction: Transaction) -> Case:
    values.setdefault("accepted_at", values["at"])
    values.setdefault("room", _first_room(values["community"], transaction))
    case = Case(**values)
    usual = with_usual(case)
    for name in ("level", "color_suggest", "track_suggest", "risk"):
        if name not in values:
            case = replace(case, **{name: getattr(usual, name)})
    due = promised(case, transaction.records.calendar, case.reopened_at or case.accepted_at)
    for name in ("respond_by", "resolve_by"):
        if name not in values:
            case = replace(case, **{name: getattr(due, name)})
    if case.state is State.DISPATCHED and case.dispatched_at is None:
        case = replace(case, dispatched_at=case.accepted_at)
    if case.color is not None and case.colored_at is None:
        case = replace(case, colored_at=case.at)
    return case


def _complete_callback(values: dict[str, Any]) -> None:
    """A callback may be given without its case, to be counted when it was answered."""
    values.setdefault("case", "")
    values.setdefault("round", 1)
    if values.get("rating", Rating.NONE) not in WAITING:
        values.setdefault("answered_at", values["at"])


def _first_room(community: str, transaction: Transaction) -> str:
    found = transaction.records.find(Room, community=community, kind=RoomKind.RESIDENTS, limit=1)
    return found[0].code if found else ""


def _estate_of(community: str, transaction: Transaction) -> str:
    found = transaction.records.find(Community, code=community)
    return found[0].estate if found else ""


def _estates(transaction: Transaction) -> Iterator[str]:
    yield from (one.estate for one in transaction.records.find(Community))
    yield from (one.estate for one in transaction.records.find(Room))


def _as_hinted(value: Any, hint: Any) -> Any:
    """Words of closed sets as their members; where nothing is text, an empty one."""
    kind = value_type(hint)
    if value is None:
        return "" if kind is str else None
    if get_origin(kind) is tuple:
        member = get_args(kind)[0]
        member = getattr(member, "__supertype__", member)
        return tuple(member(one) for one in value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return value


def _keep(thing: Kept, transaction: Transaction) -> None:
    cause = Cause(name=f"given:{type(thing).__name__}:{thing.code}", at=thing.at)
    transaction.perform((Record(thing),), cause)
