"""Where the same trouble comes again and again, and what people make of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from community.calendar import ZONE
from community.case_errors import IllegalMove
from community.case_states import State
from community.cases import Case, CaseKind, Visibility
from community.categories import Cat
from community.hotspots import HotspotState, appearing, judged
from community.places import Place
from tests.kit.past import Past

NOW = datetime(2025, 7, 4, 7, 30, tzinfo=ZONE)


def case(n, *, days=1, building="5栋", unit="", **fields):
    moment = NOW - timedelta(days=days)
    made = Case(
        code=f"C{n}",
        community="信江",
        at=moment,
        accepted_at=moment,
        cat=Cat.LEAK,
        place=Place("蔚蓝香廷", building, unit),
        reporters=(f"邻居{n}",),
    )
    return replace(made, **fields)


THREE = (case(1, days=3, unit="1单元"), case(2, days=2), case(3, days=1, unit="3单元"))


def seen(*things):
    return tuple(appearing(Past(*things), "信江", NOW))


def test_three_of_one_building_and_kind_are_one_hotspot():
    (found,) = seen(*THREE)

    assert (found.place, found.cat) == (Place("蔚蓝香廷", "5栋"), Cat.LEAK)
    assert (found.n, found.days) == (3, 3)
    assert found.cases == ("C1", "C2", "C3")


@pytest.mark.parametrize(
    "fields",
    [
        {"days": 8},
        {"building": "6栋"},
        {"cat": Cat.LIGHTING},
        {"state": State.RETRACTED},
        {"state": State.UNSURE},
        {"state": State.MERGED},
        {"kind": CaseKind.INQUIRY},
        {"kind": CaseKind.INCIDENT},
        {"visibility": Visibility.SPECIALIST},
        {"parent": "C9"},
        {"place": None},
        {"place": Place("蔚蓝香廷")},
        {"community": "百合园"},
    ],
)
def test_what_is_no_third(fields):
    assert seen(*THREE[:2], case(3, **fields)) == ()


def test_what_is_done_and_what_is_between_neighbours_counts():
    done = case(3, state=State.DONE)
    quarrel = case(4, kind=CaseKind.CONFLICT, visibility=Visibility.RESTRICTED)

    assert seen(*THREE[:1], done, quarrel)[0].n == 3


def test_of_the_same_cases_there_is_nothing_new_and_it_grows_with_others():
    (known,) = seen(*THREE)
    assert seen(*THREE, known) == ()

    (grown,) = seen(*THREE, case(4), known)
    assert (grown.code, grown.n, grown.cases) == (known.code, 4, ("C1", "C2", "C3", "C4"))


@pytest.mark.parametrize("state", [HotspotState.RAISED, HotspotState.IGNORED])
def test_what_was_judged_is_counted_afresh(state):
    over = judged(seen(*THREE)[0], state, "立")
    more = [case(n) for n in (4, 5)]
    assert seen(*THREE, over, *more) == ()

    (again,) = seen(*THREE, over, *more, case(6))
    assert again.cases == ("C4", "C5", "C6")


def test_nobody_judges_twice():
    over = judged(seen(*THREE)[0], HotspotState.IGNORED, "略")
    with pytest.raises(IllegalMove):
        judged(over, HotspotState.RAISED, "立")
