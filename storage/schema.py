"""The tables of records, made from the types they keep: a field is declared once.

What changes a table is a migration (storage/migrations); a test holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table
from sqlalchemy.types import TypeEngine, to_instance

import storage.vault  # noqa: F401 (its table is one of ours, and no record's)
from community.activities import Activity, Session, Signup
from community.assignments import Assignment
from community.audit import Audit
from community.bills import Bill
from community.callbacks import Callback
from community.cases import Case, CaseEvent
from community.chains import Chain
from community.hotspots import Hotspot
from community.imports import Import
from community.items import Item
from community.lessons import Lesson
from community.mediation import Mediation
from community.messages import Message
from community.people import Community, Household, Membership, Person, Role, Room
from community.places import Place
from community.points import PointsEntry
from community.referrals import Referral
from community.relief import InterimRelief
from storage.columns import PLAIN, Listed, Moment, PlaceText, Word
from storage.plumbing import METADATA

_COLUMN_TYPES: Mapping[type, type[TypeEngine[Any]]] = {
    int: Integer,
    bool: Boolean,
    date: Date,
    datetime: Moment,
    Place: PlaceText,
}


def member_type(hint: Any) -> type[str]:
    """The type of a tuple field's members."""
    return _plain(get_args(hint)[0])  # type: ignore[no-any-return]  # hints are Any


def is_optional(hint: Any) -> bool:
    return get_origin(hint) is UnionType and NoneType in get_args(hint)


def value_type(hint: Any) -> Any:
    """What a field holds, when it holds something: X for X | None, str for a NewType of it."""
    return _plain(
        next(one for one in get_args(hint) if one is not NoneType) if is_optional(hint) else hint
    )


def _plain(hint: Any) -> Any:
    return getattr(hint, "__supertype__", hint)


def _column_type(hint: Any) -> TypeEngine[Any]:
    kind = value_type(hint)
    if get_origin(kind) is tuple:
        return Listed(member_type(kind))
    if issubclass(kind, StrEnum):
        return Word(kind)
    return to_instance(_COLUMN_TYPES.get(kind, PLAIN))


def _table(
    kind: type, name: str, *, key: Sequence[str] = ("code",), indexes: Sequence[str] = ()
) -> Table:
    """The table `name` for records of `kind`; each of `indexes` lists columns, by blanks."""
    hints = get_type_hints(kind)
    columns = [
        Column(
            f.name,
            _column_type(hints[f.name]),
            primary_key=f.name in key,
            nullable=is_optional(hints[f.name]),
        )
        for f in fields(kind)
    ]
    table = Table(name, METADATA, *columns)
    for index in indexes:
        Index(f"ix_{name}_{index.replace(' ', '_')}", *(table.c[c] for c in index.split()))
    return table


WITHIN_COMMUNITY = ("community", "code")

TABLES: Mapping[type, Table] = {
    Community: _table(Community, "communities"),
    Room: _table(Room, "rooms", indexes=("community kind", "channel address")),
    Person: _table(
        Person, "people", indexes=("community nick", "community name", "channel address")
    ),
    Membership: _table(Membership, "memberships", indexes=("person room",)),
    Household: _table(Household, "households", key=WITHIN_COMMUNITY, indexes=("person",)),
    Item: _table(Item, "items", key=WITHIN_COMMUNITY),
    Message: _table(
        Message,
        "messages",
        indexes=("cause", "sender room at", "community state", "community digest"),
    ),
    Case: _table(
        Case,
        "cases",
        indexes=(
            *("community state cat place", "community cat accepted_at"),
            *("community accepted_at", "community done_at", "message", "room accepted_at"),
            *("parent", "community talkday", "handler state"),
        ),
    ),
    CaseEvent: _table(CaseEvent, "case_events", indexes=("case at", "message", "community at")),
    Assignment: _table(Assignment, "assignments", indexes=("case", "to state", "community at")),
    Callback: _table(
        Callback, "callbacks", indexes=("case round", "person", "community answered_at")
    ),
    InterimRelief: _table(
        InterimRelief, "reliefs", indexes=("case", "community at", "community state")
    ),
    Referral: _table(Referral, "referrals", indexes=("case", "community state")),
    Mediation: _table(Mediation, "mediations", indexes=("case",)),
    Hotspot: _table(Hotspot, "hotspots", indexes=("community at",)),
    PointsEntry: _table(
        PointsEntry, "points", indexes=("person community", "ref", "community at")
    ),
    Import: _table(Import, "imports", indexes=("community kind month",)),
    Activity: _table(
        Activity, "activities", indexes=("community state", "community start", "community date")
    ),
    Bill: _table(Bill, "bills", indexes=("community month",)),
    Signup: _table(Signup, "signups", indexes=("activity", "person", "community moved_at")),
    Session: _table(Session, "sessions", indexes=("activity", "community at")),
    Chain: _table(Chain, "chains", indexes=("room title",)),
    Lesson: _table(Lesson, "lessons", indexes=("community at", "case", "message", "cause")),
    Audit: _table(Audit, "audits", indexes=("who at", "community at", "about at")),
}

# List fields by whose members records are looked up; what nearly everybody has is left out.
LOOKED_UP: Mapping[type, tuple[str, ...]] = {Person: ("role", "handles"), Case: ("reporters",)}
EVERYBODYS = frozenset({Role.RESIDENT})

KINDS: Mapping[str, type] = {kind.__name__: kind for kind in TABLES}
