"""The pieces of a time expression, as the text has them one after the other."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from nlp.timing.values import Freq, Grain, Part


@dataclass(frozen=True, slots=True)
class Span:
    """first <= day < end."""

    first: date
    end: date
    grain: Grain = Grain.DAY


def one_day(day: date) -> Span:
    return Span(day, day + timedelta(days=1))


class DayKind(Enum):
    """By what a day was named. What is named twice goes by the lower number."""

    DATE = 1
    RELATIVE = 2
    WEEKDAY = 3
    FESTIVAL = 4
    PERIOD = 5  # a week, a month, a year: what is named after it lies in it
    FOLLOWING = 6  # 次日: counted from the day named before it


@dataclass(frozen=True, slots=True)
class Day:
    """A day or several. `spans(today)` are those that may be meant, earliest first.

    `weekdays` are counted from Monday as 0; `is_bare`: of no particular week.
    """

    kind: DayKind
    spans: Callable[[date], tuple[Span, ...]]
    weekdays: tuple[int, ...] = ()
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Daypart:
    """A word for a part of the day, in minutes from midnight.

    `before`: what 前 behind it means. `is_night`: its small hours belong to the next day.
    """

    part: Part
    start: int
    end: int
    before: int
    is_night: bool = False
    is_dawn: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as said. `is_exact`: on 24 hours. `is_about`: some time in that hour."""

    hour: int
    minute: int = 0
    is_exact: bool = False
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """每天, 每周, 每月."""

    freq: Freq
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """So many minutes from now. `is_within`: at any time until then."""

    minutes: int
    is_within: bool = False


class Whole(Enum):
    """All day long: says nothing by itself."""

    DAY = 1


Piece = Day | Daypart | Clock | Every | Shift | Whole


@dataclass(frozen=True, slots=True)
class Mark:
    """Pieces that stand in the text from `start` to before `end`. No piece: this is no time."""

    start: int
    end: int
    pieces: tuple[Piece, ...] = ()
    until: Clock | None = None


# What a rule finds, and the mark before it; None if it is no such thing after all.
Reader = Callable[[re.Match[str], Mark | None], Mark | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a mark is recognised. `begins`: the characters it may begin with, so that no other
    place in a text costs anything."""

    begins: str
    pattern: re.Pattern[str]
    read: Reader


def rule(begins: str, pattern: str, read: Reader) -> Rule:
    return Rule(begins, re.compile(pattern), read)


def marked(found: re.Match[str], *pieces: Piece, until: Clock | None = None) -> Mark:
    return Mark(found.start(), found.end(), pieces, until)
