"""The month's 12345 calls beside our own cases: what neighbours had told us first.

A call was seen first if a case of the same building or named place and the same category was
accepted up to fifteen days before it (docs/vocabulary.md F).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from community.calendar import DAY, at
from community.cases import Case, Visibility
from community.categories import Cat
from community.digests import NEVER_COUNTED
from community.errors import BadRows, NotFound
from community.figures import Behind, Figure
from community.imports import Import, ImportKind
from community.people import Community, Room
from community.periods import Month, Period, a_year_before, month_of
from community.records import Between, Records
from community.refs import Ref

COLUMNS = ("日期", "小区", "地点", "类别", "内容")
SEEN_WITHIN = timedelta(days=15)
_NAMED = 5  # rows named in a refusal
_SEEN, _UNSEEN = "见过", "没见过"


@dataclass(frozen=True, slots=True)
class Call:
    """One row. `spot` is the building or named place as we name places; what was said is left."""

    day: date
    spot: str
    cat: Cat


def calls_of(
    rows: Sequence[Mapping[str, str]], month: Month, node: Callable[[str, str], str]
) -> Sequence[Call]:
    """The calls in a table. Raises BadRows if a day is none, or of another month.

    `node` tells the building or named place that an estate and words for a place mean.
    """
    days = [_day(row["日期"]) for row in rows]
    bad = [n for n, day in enumerate(days, 2) if day is None or month_of(day) != month]
    if bad:
        raise BadRows("、".join(map(str, bad[:_NAMED])), f"{month.label}的日期")
    return [
        Call(day, node(row["小区"], row["地点"]), _cat(row["类别"]))
        for day, row in zip(days, rows, strict=True)
        if day is not None
    ]


def compared(calls: Sequence[Call], records: Records, community: str) -> Sequence[Ref | None]:
    """For each call the case that was there first; None if nobody had told us."""
    if not calls:
        return ()
    first, last = min(call.day for call in calls), max(call.day for call in calls)
    window = Between(at(first, time.min) - SEEN_WITHIN, at(last, time.min) + DAY)
    ours: dict[tuple[str, Cat], list[Case]] = defaultdict(list)
    for case in records.find(Case, community=community, accepted_at=window):
        if case.place is not None and _may_be_told(case):
            ours[case.place.node, case.cat].append(case)
    return [_first(ours.get((call.spot, call.cat), ()), call.day) for call in calls]


def of_month(records: Records, community: str, month: Month) -> Import | None:
    """The list of that month, if it has been read."""
    found = records.find(
        Import,
        community=community,
        kind=ImportKind.HOTLINE,
        month=month.name,
        newest=True,
        limit=1,
    )
    return found[0] if found else None


def home_of(rows: Sequence[Mapping[str, str]], records: Records) -> str:
    """The community whose estates the rows are about. Raises NotFound unless it is one."""
    estates = {row["小区"] for row in rows}
    homes = {one.community for one in records.find(Room) if one.estate in estates}
    homes |= {one.code for one in records.find(Community) if one.estate in estates}
    if len(homes) != 1:
        raise NotFound("、".join(sorted(estates)[:_NAMED]))
    return homes.pop()


def compared_with_last_year(name: str, records: Records, community: str, period: Period) -> Figure:
    """Calls of the month, and of the same month a year ago."""
    now = _rows(_lists(records, community, period))
    then = _rows(_lists(records, community, a_year_before(period)))
    return Figure(
        name,
        "（本期 12345 件数－去年同期）／去年同期",
        tuple(now),
        tuple(then),
        behind=now | then,
        is_change=True,
    )


def seen_first(name: str, records: Records, community: str, period: Period) -> Figure:
    """Calls about what a group had told us days earlier."""
    rows = _rows(_lists(records, community, period))
    top = tuple(code for code, behind in rows.items() if behind.how == _SEEN)
    about = "15 天内群里先报过的（同小区、同楼栋或地名、同类别）／本期 12345 件数"
    return Figure(name, about, top, tuple(rows), "先见", rows)


def _may_be_told(case: Case) -> bool:
    """What only a specialist knows of is beside no list."""
    return case.state not in NEVER_COUNTED and case.visibility is not Visibility.SPECIALIST


def _lists(records: Records, community: str, period: Period) -> Iterable[Import]:
    """The lists of the months of a period, each month's once."""
    month = month_of(period.start)
    while month.start < period.end:
        found = of_month(records, community, month)
        if found is not None:
            yield found
        month = month_of(month.end)


def _rows(lists: Iterable[Import]) -> dict[str, Behind]:
    """What stands behind each row, by a code of its own."""
    return {
        f"{one.code}-{n}": Behind(row.case, _SEEN if row.seen else _UNSEEN, row.cat)
        for one in lists
        for n, row in enumerate(one.each(), 1)
    }


def _first(cases: Collection[Case], day: date) -> Ref | None:
    """The earliest of them that was accepted in time before the call."""
    in_time = (c for c in cases if timedelta() <= day - c.accepted_at.date() <= SEEN_WITHIN)
    found = min(in_time, key=lambda case: case.accepted_at, default=None)
    return found.code if found else None


def _day(text: str) -> date | None:
    parts = text.split(" ")[0].replace("/", "-").replace(".", "-").split("-")
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        return None


def _cat(text: str) -> Cat:
    return Cat(text) if text in set(Cat) else Cat.OTHER
