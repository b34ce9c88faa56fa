"""The figures of a community, by name (docs/vocabulary.md D).

Period: by acceptance for cases, by the moment of the answer for callbacks. What was taken back or
never accepted does not count; merging lowers nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import NewType

from community.calendar import DAY
from community.callbacks import RATED, Callback, Rating
from community.case_states import OPEN, State
from community.cases import Case, CaseKind, ClosedLevel, Outcome, Source
from community.cases import Visibility as Seen
from community.digests import NEVER_COUNTED
from community.figures import Behind, Figure
from community.hotline import compared_with_last_year, seen_first
from community.incidents import counts_apart
from community.people import Standing
from community.periods import Period
from community.points import PointsEntry, PointsReason
from community.records import Between, OneOf, Records
from community.talkdays import has_echo, items

_NOBODY_KNOWN: str = Standing.ANONYMOUS.value
_LOOKED_BACK = 366  # days before the end of a period in which its last talk day lies
_GOOD = frozenset({Rating.SATISFIED, Rating.MOSTLY})
_UNHEARD = frozenset({Rating.UNRATED, Rating.UNREACHABLE})


class Metric(StrEnum):
    """Those that can be counted so far, in the order of the vocabulary."""

    ACCEPTED = "受理件数"
    REPORTERS = "诉求人数"
    RESPONSE = "响应率"
    SATISFACTION = "满意率"
    REACH = "回访有效率"
    INDEPENDENCE = "独立回访率"
    PUNCTUALITY = "按时办结率"
    RESOLUTION = "化解率"
    BY_GRID = "网格终结率"
    BY_COMMUNITY = "社区终结率"
    BY_STREET = "街道终结率"
    BY_HIGHER = "上级终结率"
    HOTLINE = "12345同比"
    SEEN_FIRST = "群先见率"
    ECHO = "说事回音率"
    ADOPTION = "随手拍采纳率"
    LEDGER = "积分对账"


Metrics = NewType("Metrics", tuple[Metric, ...])
TIERS = Metrics((Metric.BY_GRID, Metric.BY_COMMUNITY, Metric.BY_STREET, Metric.BY_HIGHER))
TIERS_TOGETHER = "层级"


def metrics_called(said: str) -> Metrics:
    """The one whose name is, or alone begins, so, or the four levels together; else none."""
    if said == TIERS_TOGETHER:
        return TIERS
    found = tuple(one for one in Metric if one == said or one.startswith(said))
    return Metrics(found if len(found) == 1 else ())


def accepted_count(records: Records, community: str, period: Period) -> Figure:
    """An incident counts one and its children nothing; who joined another case still counts."""
    cases = [c for c in counted(records, community, period) if counts_apart(c)]
    about = "期内受理的案件：合并不减，事件算一件"
    return Figure(Metric.ACCEPTED, about, _codes(cases), behind=_behind(cases))


def reporter_count(records: Records, community: str, period: Period) -> Figure:
    """People, each once; those who had themselves deleted cannot be told apart any more."""
    cases = counted(records, community, period)
    people = {
        (case.code, n) if person == _NOBODY_KNOWN else person
        for case in cases
        for n, person in enumerate(case.reporters)
    }
    about = "期内受理案件的报事人，一人只算一次"
    name, behind = Metric.REPORTERS, _behind(cases)
    return Figure(name, about, _codes(cases), total=len(people), behind=behind)


def response(records: Records, community: str, period: Period) -> Figure:
    """Somebody answered for it."""
    cases = [c for c in counted(records, community, period) if c.respond_by is not None]
    about = "有人签收或答复的／期内受理、该响应的"
    return _share(Metric.RESPONSE, about, cases, lambda case: case.responded, "响应")


def satisfaction(records: Records, community: str, period: Period) -> Figure:
    """Every round counts; who did not answer is counted apart."""
    rated = _answered(records, community, period, RATED)
    about = "（满意＋基本满意）／（满意＋基本满意＋不满意），每一轮都算，没回答的不算"
    return _of_callbacks(Metric.SATISFACTION, about, rated, lambda one: one.rating in _GOOD)


def callback_reach(records: Records, community: str, period: Period) -> Figure:
    """Who was heard, of those who were asked."""
    asked = _answered(records, community, period, RATED | _UNHEARD)
    about = "有评价的回访／有评价＋未评价＋无法回访"
    return _of_callbacks(Metric.REACH, about, asked, lambda one: one.rating in RATED, "有效")


def independence(records: Records, community: str, period: Period) -> Figure:
    """Who does the work does not judge it."""
    rated = _answered(records, community, period, RATED)
    about = "不由承办人自己填的评价／有评价的回访"
    return _of_callbacks(
        Metric.INDEPENDENCE, about, rated, lambda one: one.independent is True, "独立"
    )


def punctuality(records: Records, community: str, period: Period) -> Figure:
    """In time at the last finishing; what was reopened and is under way is not done."""
    cases = counted(records, community, period)
    done = [c for c in cases if c.done_at is not None and c.state not in OPEN]
    about = "末次办结不晚于时限的／已办结的"
    return _share(Metric.PUNCTUALITY, about, done, _in_time, "按时")


def resolution(records: Records, community: str, period: Period) -> Figure:
    """Settled, and not come again; sent to court is not settled."""
    cases = counted(records, community, period)
    conflicts = [case for case in cases if case.kind is CaseKind.CONFLICT]
    about = "达成或已办结、且没有复发的矛盾／期内受理的矛盾；引导诉讼不算化解"
    return _share(Metric.RESOLUTION, about, conflicts, _settled, "化解")


def closed_by(name: Metric, level: ClosedLevel) -> Callable[[Records, str, Period], Figure]:
    """On which level matters end: together they are all of what is done."""

    def count(records: Records, community: str, period: Period) -> Figure:
        cases = counted(records, community, period)
        done = [case for case in cases if case.state is State.DONE]
        about = f"在{level}办结的／期内受理、已办结的"
        return _share(name, about, done, lambda case: case.closed_level is level, level)

    return count


def echo(records: Records, community: str, period: Period) -> Figure:
    """What was raised on the last talk day up to then, and whether those people heard back."""
    days = [(period.end - DAY * n).date() for n in range(1, _LOOKED_BACK + 1)]
    said = records.find(Case, community=community, talkday=OneOf(days))
    last = max((case.talkday for case in said if case.talkday), default=None)
    raised = items(records, community, last) if last else ()
    about = "办到回访或更后、有回音、或专人已签收的／最近一个说事日的事"
    return _share(Metric.ECHO, about, raised, lambda case: has_echo(case, records), "回音")


def adoption(records: Records, community: str, period: Period) -> Figure:
    """An adopted picture earns points, once."""
    cases = counted(records, community, period)
    shown = [case for case in cases if case.source is Source.SNAPSHOT]
    adopted = {
        entry.ref
        for entry in records.find(
            PointsEntry,
            ref=OneOf([case.code for case in shown]),
            reason=PointsReason.SNAPSHOT_ADOPTED,
        )
    }
    about = "采纳的／期内受理的随手拍"
    return _share(Metric.ADOPTION, about, shown, lambda case: case.code in adopted, "采纳")


def reconciliation(records: Records, community: str, period: Period) -> Figure:
    """Both sides of every entry since the beginning; those that do not cancel out are listed."""
    entries = records.find(PointsEntry, community=community, at=Between(None, period.end))
    uneven = {entry: entry.delta + (entry.against or 0) for entry in entries}
    odd = [entry for entry, off in uneven.items() if off]
    return Figure(
        Metric.LEDGER,
        "全部积分分录个人一边与社区一边之和，应为 0",
        tuple(entry.code for entry in odd),
        total=sum(uneven.values()),
        behind={one.code: Behind(one.ref or one.code, one.reason) for one in odd},
    )


METRICS: Mapping[str, Callable[[Records, str, Period], Figure]] = {
    Metric.ACCEPTED: accepted_count,
    Metric.REPORTERS: reporter_count,
    Metric.RESPONSE: response,
    Metric.SATISFACTION: satisfaction,
    Metric.REACH: callback_reach,
    Metric.INDEPENDENCE: independence,
    Metric.PUNCTUALITY: punctuality,
    Metric.RESOLUTION: resolution,
    Metric.BY_GRID: closed_by(Metric.BY_GRID, ClosedLevel.GRID),
    Metric.BY_COMMUNITY: closed_by(Metric.BY_COMMUNITY, ClosedLevel.COMMUNITY),
    Metric.BY_STREET: closed_by(Metric.BY_STREET, ClosedLevel.STREET),
    Metric.BY_HIGHER: closed_by(Metric.BY_HIGHER, ClosedLevel.HIGHER),
    Metric.HOTLINE: partial(compared_with_last_year, Metric.HOTLINE),
    Metric.SEEN_FIRST: partial(seen_first, Metric.SEEN_FIRST),
    Metric.ECHO: echo,
    Metric.ADOPTION: adoption,
    Metric.LEDGER: reconciliation,
}


def counted(records: Records, community: str, period: Period) -> Sequence[Case]:
    """Cases accepted in the period, without what is never counted."""
    found = records.find(Case, community=community, accepted_at=period.window)
    return tuple(case for case in found if case.state not in NEVER_COUNTED)


def unanswered(records: Records, community: str, period: Period) -> Sequence[Callback]:
    """Callbacks that were closed without an answer: neither satisfied nor dissatisfied."""
    return _answered(records, community, period, _UNHEARD)


def _answered(
    records: Records, community: str, period: Period, ratings: frozenset[Rating]
) -> Sequence[Callback]:
    found = records.find(Callback, community=community, answered_at=period.window)
    return [one for one in found if one.rating in ratings]


def _in_time(case: Case) -> bool:
    return bool(case.done_at and case.resolve_by and case.done_at <= case.resolve_by)


def _settled(case: Case) -> bool:
    if case.recurrence is True or case.outcome is Outcome.TO_COURT:
        return False
    return case.outcome is Outcome.SETTLED or case.state is State.DONE


def _share(
    name: Metric, about: str, cases: Sequence[Case], is_hit: Callable[[Case], bool], hit: str
) -> Figure:
    top = _codes(filter(is_hit, cases))
    return Figure(name, about, top, _codes(cases), hit, _behind(cases))


def _of_callbacks(
    name: Metric,
    about: str,
    callbacks: Sequence[Callback],
    is_hit: Callable[[Callback], bool],
    hit: str = "",
) -> Figure:
    top = tuple(one.code for one in callbacks if is_hit(one))
    behind: dict[str, Behind] = {one.code: Behind(one.case, one.rating) for one in callbacks}
    return Figure(name, about, top, tuple(one.code for one in callbacks), hit, behind)


def _codes(cases: Iterable[Case]) -> tuple[str, ...]:
    return tuple(case.code for case in cases)


def _behind(cases: Iterable[Case]) -> Mapping[str, Behind]:
    return {
        case.code: Behind(
            case.code, case.outcome or case.state, case.cat, case.visibility is Seen.SPECIALIST
        )
        for case in cases
    }
