"""Figures that trace to their cases: numerator and denominator are lists of codes.

Period: by acceptance for cases, by the moment of the answer for callbacks. What was taken back or
never accepted does not count; merging lowers nothing (docs/vocabulary.md D).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from community.callbacks import RATED, Callback, Rating
from community.cases import Case
from community.digests import NEVER_COUNTED
from community.incidents import counts_apart
from community.records import Between, Records

_GOOD = frozenset({Rating.SATISFIED, Rating.MOSTLY})
_UNHEARD = frozenset({Rating.UNRATED, Rating.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Period:
    """start <= moment < end."""

    start: datetime
    end: datetime

    @property
    def window(self) -> Between:
        return Between(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Figure:
    """`top` of `bottom`; a plain count has no bottom. `about` says what is counted."""

    name: str
    about: str
    top: tuple[str, ...]
    bottom: tuple[str, ...] | None = None

    @property
    def value(self) -> str:
        """66.7%, one decimal, half up; — where there is nothing to divide by; or the count."""
        if self.bottom is None:
            return str(len(self.top))
        if not self.bottom:
            return "—"
        share = Decimal(len(self.top) * 100) / Decimal(len(self.bottom))
        return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def accepted_count(records: Records, community: str, period: Period) -> Figure:
    """受理件数."""
    cases = [c for c in _counted(records, community, period) if counts_apart(c)]
    about = "期内受理的案件，合并不减，一个事件算一件"
    return Figure("受理件数", about, tuple(c.code for c in cases))


def reporter_count(records: Records, community: str, period: Period) -> Figure:
    """诉求人数."""
    cases = _counted(records, community, period)
    people = dict.fromkeys(person for case in cases for person in case.reporters)
    return Figure("诉求人数", "期内受理案件的报事人，不重复", tuple(people))


def satisfaction(records: Records, community: str, period: Period) -> Figure:
    """满意率."""
    rated = _of(_answered(records, community, period), RATED)
    about = "（满意＋基本满意）／（满意＋基本满意＋不满意），每一轮都算，没回答的不算"
    return Figure("满意率", about, _codes(_of(rated, _GOOD)), _codes(rated))


def callback_reach(records: Records, community: str, period: Period) -> Figure:
    """回访有效率."""
    answered = _answered(records, community, period)
    about = "有评价的回访／有评价＋未评价＋无法回访"
    reached = _of(answered, RATED)
    return Figure("回访有效率", about, _codes(reached), _codes(_of(answered, RATED | _UNHEARD)))


def independence(records: Records, community: str, period: Period) -> Figure:
    """独立回访率."""
    rated = _of(_answered(records, community, period), RATED)
    alone = [one for one in rated if one.independent]
    return Figure(
        "独立回访率", "不由承办人自己填的评价／有评价的回访", _codes(alone), _codes(rated)
    )


def punctuality(records: Records, community: str, period: Period) -> Figure:
    """按时办结率."""
    done = [c for c in _counted(records, community, period) if c.done_at is not None]
    in_time = [c for c in done if c.done_at and c.resolve_by and c.done_at <= c.resolve_by]
    about = "末次办结不晚于时限的／已办结的"
    return Figure("按时办结率", about, tuple(c.code for c in in_time), tuple(c.code for c in done))


METRICS: Mapping[str, Callable[[Records, str, Period], Figure]] = {
    "受理件数": accepted_count,
    "诉求人数": reporter_count,
    "满意率": satisfaction,
    "回访有效率": callback_reach,
    "独立回访率": independence,
    "按时办结率": punctuality,
}


def _counted(records: Records, community: str, period: Period) -> Sequence[Case]:
    found = records.find(Case, community=community, accepted_at=period.window)
    return tuple(case for case in found if case.state not in NEVER_COUNTED)


def _answered(records: Records, community: str, period: Period) -> Sequence[Callback]:
    return records.find(Callback, community=community, answered_at=period.window)


def _of(callbacks: Sequence[Callback], ratings: frozenset[Rating]) -> Sequence[Callback]:
    return [one for one in callbacks if one.rating in ratings]


def _codes(callbacks: Sequence[Callback]) -> tuple[str, ...]:
    return tuple(one.code for one in callbacks)
