from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.calendar import ZONE
from community.speech import (
    BUDGET,
    Manner,
    Waiting,
    folded,
    next_bundle,
    next_morning,
    release,
    retry_at,
    room_again,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 23, 22, 50, tzinfo=ZONE)
EIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=ZONE)


def minutes(n):
    return timedelta(minutes=n)


@pytest.mark.parametrize(
    ("manner", "said_at"),
    [
        (Manner.PLAIN, EIGHT),
        (Manner.QUESTION, EIGHT),
        (Manner.RECEIPT, None),
        (Manner.DAYTIME, None),
        (Manner.URGENT, NIGHT),
    ],
)
def test_at_night_only_danger_is_said(manner, said_at):
    assert release(manner, NIGHT) == said_at


@pytest.mark.parametrize("manner", Manner)
def test_by_day_everything_is_said_at_once(manner):
    assert release(manner, NOON) == NOON


def test_the_quiet_hours_end_at_eight_of_the_same_or_the_next_day():
    assert next_morning(EIGHT - minutes(1)) == EIGHT
    assert next_morning(NIGHT) == EIGHT
    assert release(Manner.PLAIN, EIGHT) == EIGHT
    assert release(Manner.PLAIN, NIGHT.replace(hour=21, minute=29)) != EIGHT


def test_receipts_within_a_minute_of_the_first_wait_for_its_end():
    assert folded(NOON, None) == NOON
    assert folded(NOON + timedelta(seconds=20), NOON) == NOON + timedelta(seconds=60)
    assert folded(NOON + timedelta(seconds=60), NOON) == NOON + timedelta(seconds=60)
    assert folded(NOON + timedelta(seconds=61), NOON) == NOON + timedelta(seconds=61)


def test_three_in_ten_minutes_are_enough():
    sent = [NOON, NOON + minutes(1), NOON + minutes(2)]

    assert room_again(sent[:2], NOON + minutes(2)) == NOON + minutes(2)
    assert room_again(sent, NOON + minutes(3)) == NOON + minutes(10)


def test_twelve_in_an_hour_are_enough():
    sent = [NOON + minutes(5 * n) for n in range(12)]

    assert room_again(sent, NOON + minutes(56)) == NOON + minutes(60)


@given(st.lists(st.integers(min_value=0, max_value=3600), max_size=60))
def test_a_room_never_hears_more_than_its_budget(offsets):
    sent = []
    for offset in sorted(offsets):
        sent.append(room_again(sent, NOON + timedelta(seconds=offset)))

    for span, most in BUDGET:
        for start in sent:
            assert sum(start <= when < start + span for when in sent) <= most


def test_failures_are_tried_again_later_and_later():
    waits = [(retry_at(n, NOON) - NOON) / minutes(1) for n in (1, 2, 3, 5, 9, 38, 5000)]

    assert waits == [15, 30, 60, 240, 240, 240, 240]


def waiting(*manners):
    return [Waiting(n, manner, NOON) for n, manner in enumerate(manners, 1)]


def bundle(rows, **fields):
    fields = {"free": NOON, "piled_up": False} | fields
    return next_bundle(rows, NOON, **fields)


def test_receipts_go_together_and_other_words_alone():
    rows = waiting(Manner.RECEIPT, Manner.QUESTION, Manner.PLAIN)

    assert bundle(rows) == (1, 2)
    assert bundle(rows[2:]) == (3,)


def test_receipts_do_not_overtake_other_words():
    assert bundle(waiting(Manner.RECEIPT, Manner.PLAIN, Manner.RECEIPT)) == (1,)


def test_danger_overtakes_everything_and_needs_no_budget():
    rows = waiting(Manner.PLAIN, Manner.URGENT)

    assert bundle(rows, free=NOON + minutes(5)) == (2,)


def test_what_piled_up_goes_together():
    assert bundle(waiting(Manner.PLAIN, Manner.RECEIPT, Manner.PLAIN), piled_up=True) == (1, 2, 3)


def test_a_spent_budget_holds_everything_else():
    assert bundle(waiting(Manner.PLAIN), free=NOON + minutes(1)) == ()
