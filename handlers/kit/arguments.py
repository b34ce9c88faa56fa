"""How the arguments of commands are read: by their type, which the handler's signature names.

To let a command take something new, add a reader here; no handler parses.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NewType, TypeVar, get_args, get_origin

from community.cases import Case
from community.errors import Ambiguous, NotFound, OtherCommunity, Unreadable
from community.metrics import TIERS_TOGETHER, Metric, Metrics, metrics_called
from community.people import Membership, Person
from community.periods import Month, Period, read_month, read_period
from community.records import Lettered, Records
from community.refs import PersonId, read_ref, read_refs
from nlp.neighbourhood import Neighbourhood
from nlp.normalise import normalise
from nlp.numerals import read_number
from nlp.places import Where, read_where
from nlp.times import read_day, read_moment

Workdays = NewType("Workdays", int)

L = TypeVar("L", bound=Lettered)

_WORKDAYS = re.compile(r"([1-9][0-9]?)个?工作日")
_LONGEST_DELAY = 60  # workdays
# A command is about days that are to come, and that somebody may live to see.
_FURTHEST = timedelta(days=731)
_LONGEST_NAME = 60
_MOST_LISTED = 20
_BETWEEN_PEOPLE = re.compile(r"[,，、\u2005]|\s+(?=[@＠])")


@dataclass(frozen=True, slots=True)
class Context:
    """What an argument is read in the light of. `everywhere`: the speaker serves all communities.

    `chosen` are those picked by number where a name was ambiguous.
    """

    records: Records
    community: str
    at: datetime
    neighbourhood: Neighbourhood = field(default_factory=Neighbourhood)
    everywhere: bool = False
    chosen: frozenset[PersonId] = frozenset()


Reader = Callable[[str, Context], Any]


def reader_of(kind: Any) -> Reader:
    """How an argument of that type is read. Raises TypeError if nobody has said."""
    if kind == tuple[str, ...]:
        return _listed
    if get_origin(kind) is tuple:
        member = get_args(kind)[0]
        return _people if member is Person else _many(member)
    if kind in _READERS:
        return _READERS[kind]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _word_of(kind)
    if isinstance(kind, type) and hasattr(kind, "letter"):
        return _one(kind)
    raise TypeError(f"no reader for an argument of type {kind!r}")


def _one(kind: type[L]) -> Reader:
    def read(said: str, context: Context) -> L:
        return _own(context.records.get(kind, read_ref(said, kind.letter)), context)

    return read


def _many(kind: type[L]) -> Reader:
    def read(said: str, context: Context) -> tuple[L, ...]:
        refs = read_refs(said, kind.letter)
        return tuple(_own(context.records.get(kind, ref), context) for ref in refs)

    return read


def _listed(said: str, _: Context) -> tuple[str, ...]:
    """ "物业，业委会、电信:整线" as it is written, each once."""
    parts = (part.strip() for part in re.split("[,，、;；]", said))
    found = tuple(dict.fromkeys(part[:_LONGEST_NAME] for part in parts if part))
    if not 0 < len(found) <= _MOST_LISTED:
        raise Unreadable(said, f"一个到{_MOST_LISTED}个名字，用逗号隔开")
    return found


def _own(thing: L, context: Context) -> L:
    if thing.community != context.community and not context.everywhere:
        raise OtherCommunity(thing.code)
    return thing


def _word_of(kind: type[StrEnum]) -> Reader:
    def read(said: str, _: Context) -> StrEnum:
        try:
            return kind(said)
        except ValueError:
            raise Unreadable(said, "、".join(kind)) from None

    return read


def _person(said: str, context: Context) -> Person:
    """By id, else by whatever they are called in the community: whoever that may be."""
    name = said.lstrip("@＠").rstrip("\u2005").strip()[:_LONGEST_NAME]
    known = context.records.find(Person, code=PersonId(name))
    ours = [one for one in known if context.everywhere or one.community == context.community]
    found = ours or _called(name, context)
    if not found:
        raise OtherCommunity(name) if known else NotFound(name)
    picked = [one for one in found if one.code in context.chosen]
    if len(found) > 1 and len(picked) != 1:
        raise Ambiguous(name, tuple(one.code for one in found))
    return picked[0] if picked else found[0]


def _people(said: str, context: Context) -> tuple[Person, ...]:
    """Several, each once, by commas or by mentions."""
    names = [one.strip() for one in _BETWEEN_PEOPLE.split(said) if one.strip(" @＠\u2005")]
    if not names:
        raise Unreadable(said, "@人，可以几个人，用逗号隔开")
    return tuple({one.code: one for one in (_person(name, context) for name in names)}.values())


def _case_or_person(said: str, context: Context) -> Case | Person:
    """A person if it begins like one, or names no case."""
    is_person = bool(context.chosen) or said.startswith(("@", "＠"))
    return _person(said, context) if is_person else _one(Case)(said, context)


def _called(name: str, context: Context) -> Sequence[Person]:
    """Those with that nickname, name known to staff, or name in a group, the first met first."""
    records, community = context.records, context.community
    members = records.find(Membership, community=community, nick=name)
    found = (
        *records.find(Person, community=community, nick=name),
        *records.find(Person, community=community, name=name),
        *(records.get(Person, one.person) for one in members),
    )
    return sorted({one.code: one for one in found}.values(), key=lambda one: one.at)


def _number(said: str, _: Context) -> int:
    number = read_number(said)
    if number is None:
        raise Unreadable(said, "数字")
    return number


def _month(said: str, context: Context) -> Month:
    month = read_month(said, context.at)
    if month is None:
        raise Unreadable(said, "已经到了的月份，如 2025-11")
    return month


def _period(said: str, context: Context) -> Period:
    period = read_period(said, context.at)
    if period is None:
        raise Unreadable(said, "已经到了的月份或年份，如 2025-11、2025年")
    return period


def _metrics(said: str, _: Context) -> Metrics:
    found = metrics_called(said)
    if not found:
        raise Unreadable(said, "、".join((*Metric, TIERS_TOGETHER)))
    return found


def _workdays(said: str, _: Context) -> Workdays:
    found = _WORKDAYS.fullmatch(said)
    if found is None or int(found[1]) > _LONGEST_DELAY:
        raise Unreadable(said, f"N工作日（1 到 {_LONGEST_DELAY}）")
    return Workdays(int(found[1]))


def _moment(said: str, context: Context) -> datetime:
    moment = read_moment(said, context.at)
    if moment is None or not context.at <= moment <= context.at + _FURTHEST:
        raise Unreadable(said, "M月D日HH:MM，还没过的")
    return moment


def _day(said: str, context: Context) -> date:
    day = read_day(said, context.at)
    if day is None:
        raise Unreadable(said, "M月D日")
    return day


def _where(said: str, context: Context) -> Where:
    where = read_where(normalise(said), context.neighbourhood)
    if not where.is_known:
        raise Unreadable(said, "几栋几单元或地名")
    return where


_READERS: Mapping[Any, Reader] = {
    str: lambda said, _: said,
    int: _number,
    Workdays: _workdays,
    datetime: _moment,
    date: _day,
    Person: _person,
    Case | Person: _case_or_person,
    Where: _where,
    Month: _month,
    Period: _period,
    Metrics: _metrics,
}
