"""Score what is read of times against cases, one JSON object a line.

A case has `text`, `now` and `expect`: an interval, a recurrence, or null where there is no time;
and, if it likes, `id`, `span` (the literal expression), `tolerance` (minutes of slack on every
bound compared) and `accept` (further meanings that count). Times are local, ISO 8601; ends are
exclusive. What is compared depends on the grain that is expected.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from nlp.corpus.rows import Json, read_rows
from nlp.evaluation.meanings import check, matches, moment, plain
from nlp.times import read_time, read_times
from nlp.timing.values import Grain

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
    """Raises NotALine."""
    return tuple(read_rows(lines, _case))


def _case(said: Json, number: int) -> Case:
    wanted = (said["expect"], *(said.get("accept") or ()))
    case = Case(
        name=str(said.get("id") or number),
        text=said["text"],
        now=datetime.fromisoformat(said["now"]).replace(tzinfo=None),
        wanted=wanted,
        tolerance=timedelta(minutes=said.get("tolerance") or 0),
        span=str(said.get("span") or ""),
    )
    for one in wanted:
        check(one)
    if not isinstance(case.text, str):
        raise TypeError("text")
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
        is_right=any(matches(one, meaning, case.tolerance) for one in case.wanted),
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
    start, end = moment(wanted["start"]), moment(wanted["end"])
    return wanted["grain"] != Grain.DAY or end - start > _DAY


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
