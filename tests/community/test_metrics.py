from datetime import datetime, timedelta

import pytest

from community.calendar import ZONE
from community.callbacks import Callback, Rating
from community.case_states import State
from community.cases import Case
from community.figures import Figure
from community.metrics import METRICS
from community.periods import Period
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


@pytest.mark.parametrize(
    ("top", "bottom", "shown"),
    [(0, 0, "—"), (0, 2, "0.0%"), (1, 8, "12.5%"), (1, 16, "6.3%"), (71, 72, "98.6%")],
)
def test_shares_have_one_decimal_half_up(top, bottom, shown):
    assert Figure("x", "", ("c",) * top, ("c",) * bottom).value == shown
