from datetime import date, datetime, timedelta

import pytest

from community.calendar import ZONE
from community.case_states import State
from community.cases import Case, Visibility
from community.categories import Cat
from community.errors import NotFound
from community.hotline import Call, compared, home_of
from community.imports import Import, ImportKind
from community.metrics import METRICS
from community.people import Community, Room
from community.periods import month_of, year_of
from community.places import Place
from tests.kit.past import Past

DAY = date(2025, 11, 20)
CALL = Call(DAY, "蔚蓝香廷5栋", Cat.LEAK)
NOON = datetime(2025, 11, 10, 12, 0, tzinfo=ZONE)
NOVEMBER = month_of(DAY)


def case(number, at=NOON, **fields):
    fields = {"cat": Cat.LEAK, "place": Place("蔚蓝香廷", "5栋", "2单元")} | fields
    return Case(code=f"C{number}", community="信江", at=at, accepted_at=at, **fields)


def hotline(month, rows, **fields):
    return Import(
        code=f"IM{month}",
        community="信江",
        at=NOON,
        kind=ImportKind.HOTLINE,
        month=month,
        rows=rows,
        **fields,
    )


@pytest.mark.parametrize(
    ("at", "seen"),
    [
        (datetime(2025, 11, 4, 23, 59, tzinfo=ZONE), False),
        (datetime(2025, 11, 5, 0, 0, tzinfo=ZONE), True),
        (datetime(2025, 11, 20, 23, 59, tzinfo=ZONE), True),
        (datetime(2025, 11, 21, 0, 0, tzinfo=ZONE), False),
    ],
)
def test_a_call_was_seen_first_up_to_fifteen_days_before(at, seen):
    assert compared([CALL], Past(case(1, at)), "信江") == ["C1" if seen else None]


@pytest.mark.parametrize(
    "fields",
    [
        {"place": Place("蔚蓝香廷", "6栋")},
        {"place": Place("别的小区", "5栋")},
        {"place": Place("蔚蓝香廷")},
        {"place": None},
        {"cat": Cat.DRAIN},
        {"state": State.SHADOW},
        {"state": State.DECLINED},
        {"visibility": Visibility.SPECIALIST},
    ],
)
def test_only_the_same_building_and_category_count(fields):
    assert compared([CALL], Past(case(1, **fields)), "信江") == [None]


def test_the_earliest_case_had_it_first_and_merged_ones_count():
    ours = (
        case(1, NOON + timedelta(days=1)),
        case(2, state=State.MERGED),
        case(3, state=State.DONE),
    )

    assert compared([CALL, CALL], Past(*ours), "信江") == ["C2", "C2"]


def test_the_community_is_the_one_whose_estates_the_list_is_about():
    one = Community(code="信江", at=NOON, estate="蔚蓝香廷")
    other = Community(code="富景", at=NOON, estate="富景苑")
    room = Room(code="G9", community="信江", at=NOON, estate="新苑")
    past = Past(one, other, room)

    assert home_of([{"小区": "蔚蓝香廷"}, {"小区": "新苑"}, {"小区": "远处"}], past) == "信江"
    for estates in (["远处"], ["蔚蓝香廷", "富景苑"]):
        with pytest.raises(NotFound):
            home_of([{"小区": estate} for estate in estates], past)


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [(57, 100, "-43.0%"), (100, 57, "75.4%"), (7, 7, "0.0%"), (3, 0, "—"), (0, 8, "-100.0%")],
)
def test_more_or_less_than_a_year_ago(now, before, shown):
    lists = [hotline("2025-11", now), hotline("2024-11", before)]
    figure = METRICS["12345同比"](Past(*lists), "信江", NOVEMBER)

    assert (figure.ratio, figure.value) == (f"{now}/{before}", shown)


def test_a_year_is_its_months_together():
    lists = [
        hotline("2025-01", 2, matched=1, unmatched=1),
        hotline("2025-12", 3, cats=("漏水", "噪声", "其他"), cases=("C1", "", "")),
        hotline("2024-12", 9),
    ]
    figure = METRICS["群先见率"](Past(*lists), "信江", year_of(2025))

    assert figure.ratio == "2/5"
    assert dict(figure.told(figure.found("没见过")).kinds) == {"没见过": 1, "噪声": 1, "其他": 1}
