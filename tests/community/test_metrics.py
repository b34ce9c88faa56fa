from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from community.calendar import ZONE
from community.callbacks import Callback, Rating
from community.case_states import State
from community.cases import Case, CaseKind, Outcome, Visibility
from community.categories import Cat
from community.figures import Figure
from community.metrics import METRICS, metrics_called
from community.periods import Period
from community.points import PointsEntry
from tests.kit.past import Past

MAY = Period(datetime(2026, 5, 1, tzinfo=ZONE), datetime(2026, 6, 1, tzinfo=ZONE))
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=ZONE)


def callback(number, rating, at=NOON, **fields):
    return Callback(
        code=f"CB{number}",
        community="信江",
        at=at,
        case="C1",
        person="阿玲",
        round=1,
        rating=rating,
        answered_at=at,
        **fields,
    )


def case(number, at=NOON, **fields):
    fields = {"reporters": ("阿玲",)} | fields
    return Case(code=f"C{number}", community="信江", at=at, accepted_at=at, **fields)


def figure(name, *things):
    return METRICS[name](Past(*things), "信江", MAY)


def test_unanswered_is_not_satisfied_and_counts_apart():
    heard = [callback(n, rating) for n, rating in enumerate(Rating)]

    assert figure("满意率", *heard).value == "66.7%"
    assert figure("回访有效率", *heard).value == "60.0%"


def test_every_figure_traces_to_its_cases():
    heard = callback(1, Rating.SATISFIED), callback(2, Rating.DISSATISFIED)
    share = figure("满意率", *heard)

    assert (share.top, share.bottom) == (("CB1",), ("CB1", "CB2"))


def test_what_was_never_accepted_does_not_count_and_merging_lowers_nothing():
    states = (State.MERGED, State.DONE, State.RETRACTED, State.UNSURE, State.SHADOW)
    cases = [case(n, state=state) for n, state in enumerate(states)]

    assert figure("受理件数", *cases).top == ("C0", "C1")


def test_people_count_once():
    both = case(1, reporters=("阿玲", "大军")), case(2, reporters=("大军",))

    assert figure("诉求人数", *both).value == "2"


def test_a_period_begins_with_its_start_and_ends_before_its_end():
    edges = case(1, MAY.start), case(2, MAY.end - timedelta(seconds=1)), case(3, MAY.end)

    assert figure("受理件数", *edges).top == ("C1", "C2")


def test_in_time_means_the_last_finishing():
    done = [
        case(1, state=State.DONE, done_at=NOON, resolve_by=NOON),
        case(2, state=State.DONE, done_at=NOON + timedelta(seconds=1), resolve_by=NOON),
        case(3),
    ]

    assert figure("按时办结率", *done).value == "50.0%"


def test_an_incident_counts_one_and_its_children_nothing_but_all_who_reported_count():
    incident = case(1, kind=CaseKind.INCIDENT, children=("C2",), reporters=("阿玲", "大军"))
    child = case(2, parent="C1", reporters=("老余",))

    assert figure("受理件数", incident, child).top == ("C1",)
    assert figure("诉求人数", incident, child).value == "3"


def test_who_had_themselves_deleted_still_counts():
    cases = case(1, reporters=("已匿名", "已匿名")), case(2, reporters=("已匿名", "阿玲"))

    assert figure("诉求人数", *cases).value == "4"


@pytest.mark.parametrize(
    ("fields", "is_settled"),
    [
        ({"state": State.DONE}, True),
        ({"state": State.DONE, "recurrence": True}, False),
        ({"state": State.DONE, "outcome": Outcome.TO_COURT}, False),
        ({"state": State.CALLING_BACK, "outcome": Outcome.SETTLED}, True),
        ({"state": State.REDOING, "outcome": Outcome.SETTLED, "recurrence": True}, False),
        ({"state": State.ENDED, "outcome": Outcome.UNSETTLED}, False),
        ({"state": State.UNDERWAY}, False),
    ],
)
def test_settled_means_that_it_did_not_come_again_and_went_to_no_court(fields, is_settled):
    conflict = case(1, kind=CaseKind.CONFLICT, **fields)

    assert figure("化解率", conflict, case(2)).ratio == f"{int(is_settled)}/1"


def test_what_was_reopened_is_not_done():
    again = case(1, state=State.REDOING, done_at=NOON, resolve_by=NOON)

    assert figure("按时办结率", again).value == "—"


def test_both_sides_of_points_cancel_out_or_are_shown():
    even = PointsEntry(
        code="PT1", community="信江", at=NOON, person="阿玲", delta=10, reason="授课"
    )
    odd = replace(even, code="PT2", delta=15)

    assert figure("积分对账", even).value == "0"
    assert (figure("积分对账", even, odd).value, figure("积分对账", even, odd).top) == (
        "5",
        ("PT2",),
    )


def test_a_figure_is_drilled_by_what_it_counts_by_its_opposite_and_by_a_word():
    conflicts = [
        case(1, kind=CaseKind.CONFLICT, cat=Cat.NOISE, state=State.DONE),
        case(2, kind=CaseKind.CONFLICT, cat=Cat.PETS, outcome=Outcome.TO_COURT),
        case(3, kind=CaseKind.CONFLICT, cat=Cat.PETS, visibility=Visibility.SPECIALIST),
    ]
    rate = figure("化解率", *conflicts)

    assert rate.found("化解") == ("C1",)
    assert rate.found("未化解") == rate.found("没化解") == ("C2", "C3")
    assert rate.found("引导诉讼") == ("C2",)
    assert rate.found("宠物") == ("C2",)  # of what a specialist has nobody hears what it is about
    assert rate.found("") == ("C1", "C2", "C3")
    assert rate.found("没有这个词") == ()
    assert rate.told(rate.found("")).cases == ("C1 已办结", "C2 引导诉讼")
    assert rate.told(rate.found("")).hidden == 1


@pytest.mark.parametrize(
    ("said", "found"),
    [("化解率", 1), ("化解", 1), ("12345", 1), ("层级", 4), ("率", 0), ("", 0), ("群", 1)],
)
def test_figures_are_called_by_the_beginning_of_their_names(said, found):
    assert len(metrics_called(said)) == found


@pytest.mark.parametrize(
    ("top", "bottom", "shown"),
    [(0, 0, "—"), (0, 2, "0.0%"), (1, 8, "12.5%"), (1, 16, "6.3%"), (71, 72, "98.6%")],
)
def test_shares_have_one_decimal_half_up(top, bottom, shown):
    assert Figure("x", "", ("c",) * top, ("c",) * bottom).value == shown
