from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from community.calendar import ZONE
from community.case_errors import IllegalMove, Itself
from community.case_states import MOVES, OPEN, POOL, VOID, Move, State
from community.cases import Case, Visibility, advance, attracts, same_spot
from community.places import Place
from community.reporters import joined, merged

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
EIGHT = Place("蔚蓝香廷", "8栋", "2单元")
CASE = Case(
    code="C1", community="信江", at=NOON, accepted_at=NOON, reporters=("阿玲",), place=EIGHT
)


def test_every_state_has_a_row():
    assert set(MOVES) == set(State)


def test_every_move_is_made_somewhere():
    assert {move for row in MOVES.values() for move in row} == set(Move)


def test_what_is_open_can_be_finished_and_what_is_over_cannot():
    assert all(Move.FINISH in MOVES[state] for state in OPEN)
    for state in (State.MERGED, State.RETRACTED, State.CANCELLED, State.DECLINED, State.ENDED):
        assert not MOVES[state]


def test_states_that_count_and_states_that_do_not_are_apart():
    assert not OPEN & VOID
    assert not OPEN & POOL


def test_an_illegal_move_says_what_the_state_is():
    with pytest.raises(IllegalMove) as refusal:
        advance(replace(CASE, state=State.DONE), Move.SIGN)

    assert (refusal.value.code, refusal.value.state) == ("C1", State.DONE)


@pytest.mark.parametrize(
    ("state", "done_hours_ago", "joins"),
    [
        (State.ACCEPTED, None, True),
        (State.FOR_A_PERSON, None, True),
        (State.CALLING_BACK, 30, True),
        (State.DONE, 71, True),
        (State.DONE, 73, False),
        (State.REDOING, 100, True),
        (State.UNSURE, None, False),
        (State.SHADOW, None, False),
        (State.RETRACTED, None, False),
        (State.DECLINED, None, False),
    ],
)
def test_what_attracts_joiners(state, done_hours_ago, joins):
    done_at = NOON - timedelta(hours=done_hours_ago) if done_hours_ago else None

    assert attracts(replace(CASE, state=state, done_at=done_at), NOON) is joins


def test_private_cases_attract_nobody():
    assert not attracts(replace(CASE, visibility=Visibility.RESTRICTED), NOON)


def test_room_numbers_that_differ_are_different_spots():
    home = replace(CASE, house="501")

    assert same_spot(home, EIGHT, "")
    assert same_spot(home, EIGHT, "501")
    assert not same_spot(home, EIGHT, "502")


def test_joining_twice_is_joining_once():
    both = joined(CASE, "大军")

    assert both.reporters == ("阿玲", "大军")
    assert joined(both, "大军") == both


def test_merging_loses_nobody():
    other = replace(CASE, code="C2", reporters=("大军", "阿玲"), photos=("图",))
    kept, gone = merged(CASE, other)

    assert kept.reporters == ("阿玲", "大军") and kept.photos == ("图",)
    assert gone.state is State.MERGED and gone.merged_into == "C1"


def test_nothing_is_merged_into_itself():
    with pytest.raises(Itself):
        merged(CASE, CASE)


def test_nothing_is_merged_into_what_is_void():
    with pytest.raises(IllegalMove):
        merged(replace(CASE, state=State.RETRACTED), replace(CASE, code="C2"))
