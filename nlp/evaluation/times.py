"""Score what is read of times against cases, one JSON object a line.

A case has `text`, `now` and `expect`: an interval, a recurrence, or null where there is no time;
and, if it likes, `id`, `span` (the literal expression), `tolerance` (minutes of slack on every
bound compared) and `accept` (further meanings that count). Times are local, ISO 8601; ends are
exclusive. What is compared depends on the grain that is expected.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from nlp.times import read_time, read_times
from nlp.timing.values import WINDOWS, Grain, Interval, Meaning, Part, Recurrence

Json = Mapping[str, Any]

_DAY = timedelta(days=1)
# By these words a case is counted among the festivals and lunar days.
_FESTIVE = re.compile(
    "除夕|大年|年三十|年前|春节|过年|元旦|元宵|正月|腊|小年|清明|端午|七夕|中元|七月半|中秋|重阳|国庆"
    "|农历|阴历|八月十五|七月十五|九月初九|二月二|冬至|夏至|[春秋]分|立[春夏秋冬]|霜降|平安夜|圣诞|跨年|双十"
    "|[一-鿿]节|三八|五一|六一|七一|十一(?!点)|(?<!本)初[一二三四五六七八九十]|[寒暑]假"
)


class Kind(StrEnum):
    """What a case asks for."""

    POINTS = "points"
    RANGES = "ranges"
    DEADLINES = "deadlines"
    RECURRENCES = "recurrences"
    FESTIVALS = "festivals"
    NONE = "none"


class Malformed(Exception):
    """A line that is no case: its number and what is wrong with it."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(line, fault)
        self.line = line
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Case:
    """A message and what it means. `wanted`: any of these, as JSON."""

    name: str
    text: str
    now: datetime
    wanted: tuple[Json | None, ...]
    tolerance: timedelta
    span: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what was read. `overlaps`: an expression was found where the span is."""

    case: Case
    kind: Kind
    is_right: bool
    returned: Json | None
    overlaps: bool = False
    is_exact: bool = False


def read_cases(lines: Iterable[str]) -> Sequence[Case]:
    """The cases, blank lines left out. Raises Malformed."""
    cases = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line), number))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise Malformed(number, str(error)) from error
    return cases


def _case(said: Json, number: int) -> Case:
    wanted = (said["expect"], *(said.get("accept") or ()))
    case = Case(
        name=str(said.get("id") or number),
        text=said["text"],
        now=datetime.fromisoformat(said["now"]).replace(tzinfo=None),
        wanted=wanted,
        tolerance=timedelta(minutes=said.get("tolerance") or 0),
        span=said.get("span") or "",
    )
    for one in wanted:
        _matches(one, Interval(case.now, case.now, Grain.MINUTE), case.tolerance)
    return case


def score(case: Case) -> Outcome:
    """Read the text, and compare."""
    expressions = read_times(case.text, case.now)
    main = read_time(case.text, case.now)
    meaning = main.meaning if main else None
    at = case.text.find(case.span)
    return Outcome(
        case=case,
        kind=kind_of(case),
        is_right=any(_matches(one, meaning, case.tolerance) for one in case.wanted),
        returned=plain(meaning),
        overlaps=any(one.start < at + len(case.span) and at < one.end for one in expressions),
        is_exact=any(one.text == case.span for one in expressions),
    )


def kind_of(case: Case) -> Kind:
    """By the first meaning that is expected."""
    wanted = case.wanted[0]
    if wanted is None:
        return Kind.NONE
    if "recur" in wanted:
        return Kind.RECURRENCES
    if wanted["start"] is None:
        return Kind.DEADLINES
    if _FESTIVE.search(case.span or case.text):
        return Kind.FESTIVALS
    return Kind.RANGES if _lasts(wanted) else Kind.POINTS


def _lasts(wanted: Json) -> bool:
    """True if an end is expected that the grain does not tell already."""
    if not wanted.get("end") or wanted["grain"] == Grain.DAYPART:
        return False
    start, end = _moment(wanted["start"]), _moment(wanted["end"])
    return wanted["grain"] != Grain.DAY or end - start > _DAY


def _matches(wanted: Json | None, meaning: Meaning | None, slack: timedelta) -> bool:
    if wanted is None or meaning is None:
        return wanted is None and meaning is None
    if "recur" in wanted:
        return isinstance(meaning, Recurrence) and _recurs(wanted["recur"], meaning, slack)
    grain = Grain(wanted["grain"])
    if not isinstance(meaning, Interval):
        return False
    if wanted["start"] is None:
        end = meaning.end or meaning.start
        return end is not None and abs(end - _moment(wanted["end"])) <= slack
    return _lies(wanted, grain, meaning, slack)


def _lies(wanted: Json, grain: Grain, meaning: Interval, slack: timedelta) -> bool:
    """The bounds that this grain compares."""
    start = meaning.start
    if start is None:
        return False
    first, end = _moment(wanted["start"]), wanted.get("end")
    match grain:
        case Grain.HOUR:
            hour = first.replace(minute=0, second=0)
            return hour - slack <= start < hour + timedelta(hours=1) + slack
        case Grain.DAYPART:
            last = _moment(end) if end else _window_end(first, wanted)
            return first - slack <= start < last + slack
        case Grain.WEEK:
            return _same_day(start, first, slack) and _ends(end, meaning, slack, by_day=True)
        case Grain.DAY:
            return _same_day(start, first, slack) and _ends(end, meaning, slack)
        case Grain.MINUTE:
            return abs(start - first) <= slack and _ends(end, meaning, slack)


def _window_end(first: datetime, wanted: Json) -> datetime:
    hours = WINDOWS[Part(wanted["part"])][1]
    return datetime.combine(first, time()) + timedelta(hours=hours)


def _same_day(one: datetime, other: datetime, slack: timedelta) -> bool:
    return abs(one.date() - other.date()) <= slack


def _ends(end: str | None, meaning: Interval, slack: timedelta, *, by_day: bool = False) -> bool:
    if not end:
        return True
    if meaning.end is None:
        return False
    if by_day:
        return _same_day(meaning.end, _moment(end), slack)
    return abs(meaning.end - _moment(end)) <= slack


def _recurs(wanted: Json, meaning: Recurrence, slack: timedelta) -> bool:
    times = (
        (wanted.get("start_time"), meaning.start_time),
        (wanted.get("end_time"), meaning.end_time),
    )
    return (
        wanted["freq"] == meaning.freq
        and set(wanted.get("byday") or ()) == set(meaning.byday)
        and all(not said or _same_time(said, found, slack) for said, found in times)
        and wanted.get("part") in (None, "", meaning.part)
    )


def _same_time(said: str, found: time | None, slack: timedelta) -> bool:
    if found is None:
        return False
    wanted = time.fromisoformat(said.replace("24:00", "00:00"))
    apart = abs(_minutes(wanted) - _minutes(found))
    return timedelta(minutes=min(apart, 24 * 60 - apart)) <= slack


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=None)


def plain(meaning: Meaning | None) -> Json | None:
    """The meaning in the form of `expect`."""
    if meaning is None:
        return None
    part = {"part": str(meaning.part)} if meaning.part else {}
    if isinstance(meaning, Recurrence):
        times = {"start_time": meaning.start_time, "end_time": meaning.end_time}
        said = {key: f"{at:%H:%M}" for key, at in times.items() if at}
        days = {"byday": list(meaning.byday)} if meaning.byday else {}
        return {"recur": {"freq": str(meaning.freq), **days, **said, **part}}
    bounds = {"start": meaning.start, "end": meaning.end}
    written = {key: at and at.isoformat(timespec="minutes") for key, at in bounds.items()}
    return {**written, "grain": str(meaning.grain), **part}


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures, and each one missed with what was expected."""
    spans = [one for one in outcomes if one.case.span]
    found: dict[str, Any] = {
        "n": len(outcomes),
        "right": sum(one.is_right for one in outcomes),
        "kinds": {str(kind): _count(outcomes, kind) for kind in Kind},
    }
    if spans:
        overlaps, exact = sum(one.overlaps for one in spans), sum(one.is_exact for one in spans)
        found["spans"] = {"n": len(spans), "found": overlaps, "exact": exact}
    return {**found, "missed": [_missed(one) for one in outcomes if not one.is_right]}


def _count(outcomes: Sequence[Outcome], kind: Kind) -> dict[str, int]:
    of_kind = [one for one in outcomes if one.kind is kind]
    return {"n": len(of_kind), "right": sum(one.is_right for one in of_kind)}


def _missed(outcome: Outcome) -> dict[str, Any]:
    case = outcome.case
    return {
        "id": case.name,
        "text": case.text,
        "now": case.now.isoformat(timespec="minutes"),
        "kind": str(outcome.kind),
        "expected": case.wanted[0],
        "returned": outcome.returned,
    }
