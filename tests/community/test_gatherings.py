from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.activities import (
    Activity,
    ActivityState,
    Signup,
    SignupState,
    free,
    jobs_of_activity,
    taken,
    timed,
    waiting,
)
from community.calendar import ZONE
from community.gatherings import joining, leaving, meant, numbers, role_meant
from tests.kit.past import Past
from tests.kit.town import CALENDAR

NOW = datetime(2025, 7, 11, 19, 0, tzinfo=ZONE)


def call(**fields):
    fields = {"capacity": 2, "title": "气排球", "room": "G2"} | fields
    return Activity(code="A1", community="百合园", at=NOW, host="陈姐", **fields)


def signup(number, **fields):
    fields = {"person": f"邻居{number}", "state": SignupState.IN} | fields
    return Signup(code=f"S{number}", community="百合园", at=NOW, activity="A1", **fields)


def test_the_last_place_makes_it_full():
    outcome = joining(call(), (signup(1),), signup(2))

    assert outcome.filled and outcome.activity.state is ActivityState.FULL
    assert outcome.signup.state is SignupState.IN


def test_who_comes_later_waits_in_order():
    full = call(state=ActivityState.FULL)
    first = joining(full, (signup(1), signup(2)), signup(3)).signup
    second = joining(full, (signup(1), signup(2), first), signup(4)).signup

    assert (first.state, first.pos, second.pos) == (SignupState.WAITING, 1, 2)


def test_who_does_not_fit_waits_though_there_is_a_place():
    assert joining(call(), (signup(1),), signup(2, n=2)).signup.state is SignupState.WAITING


def test_when_somebody_leaves_the_first_who_fits_moves_up():
    queue = (
        signup(1),
        signup(2),
        signup(3, n=2, state=SignupState.WAITING, pos=1),
        signup(4, state=SignupState.WAITING, pos=2),
    )
    outcome = leaving(call(state=ActivityState.FULL), queue, queue[0], NOW)

    assert [one.code for one in outcome.up] == ["S4"]
    assert outcome.activity.state is ActivityState.FULL
    assert outcome.renumbered == ()


def test_when_nobody_waits_it_recruits_again():
    outcome = leaving(call(state=ActivityState.FULL), (signup(1), signup(2)), signup(1), NOW)

    assert outcome.activity.state is ActivityState.RECRUITING


def test_a_full_role_is_not_a_full_activity():
    roles = call(capacity=None, roles=("讲者:2", "秩序:2"))
    outcome = joining(roles, (), signup(1, n=2, role="讲者"))

    assert outcome.role_filled and not outcome.filled
    assert numbers(roles, (outcome.signup,), "讲者") == "2/2"


STEPS = st.lists(st.tuples(st.booleans(), st.integers(1, 4)), max_size=30)


@given(st.integers(1, 6), STEPS)
def test_places_are_never_given_twice_and_nobody_is_passed_over(capacity, steps):
    activity, signups = call(capacity=capacity), ()
    for number, (comes, n) in enumerate(steps):
        if comes:
            outcome = joining(activity, signups, signup(number, n=n))
            signups = (*signups, outcome.signup)
        elif any(one.state is SignupState.IN for one in signups):
            own = next(one for one in signups if one.state is SignupState.IN)
            outcome = leaving(activity, signups, own, NOW)
            changed = {o.code: o for o in (outcome.signup, *outcome.up, *outcome.renumbered)}
            signups = tuple(changed.get(one.code, one) for one in signups)
        else:
            continue
        activity = outcome.activity
        left = free(activity, signups)

        assert taken(signups) <= capacity
        assert [one.pos for one in waiting(signups)] == list(range(1, len(waiting(signups)) + 1))
        assert all(one.n > left for one in waiting(signups))
        assert (activity.state is ActivityState.FULL) == (left == 0)


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("我可以去维持秩序", "秩序"),
        ("我和老伴两个都来，讲故事", "讲者"),
        ("好的，我来维持秩序吧", "秩序"),
        ("我来", "讲者"),
    ],
)
def test_which_role_somebody_means(said, role):
    activity = call(capacity=None, roles=("讲者:2", "秩序:2"))

    assert role_meant(activity, (), "", said) == role


def test_a_word_is_about_what_it_names_else_about_the_latest_open_call():
    older = replace(call(title="晨练太极"), code="A0", at=NOW - timedelta(hours=1))
    past = Past(older, call())

    assert meant(past, "百合园", "G2", "太极我也来", NOW) == older
    assert meant(past, "百合园", "G2", "我来", NOW) == call()
    assert meant(past, "百合园", "G9", "我来", NOW) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"state": ActivityState.CANCELLED},
        {"at": NOW - timedelta(hours=49)},
        {"start": NOW - timedelta(minutes=1)},
        {"date": (NOW - timedelta(days=1)).date()},
    ],
)
def test_what_is_over_takes_nobody(fields):
    assert meant(Past(replace(call(), **fields)), "百合园", "G2", "我来", NOW) is None


def jobs(activity):
    return {job.kind: job.due for job in jobs_of_activity(activity, CALENDAR)}


def test_it_is_announced_reminded_and_wound_up():
    start = NOW + timedelta(days=2)
    due = jobs(timed(call(kind="节日", roles=("主持:1",)), start))

    assert due == {
        "活动预告": start.replace(day=12, hour=18),
        "缺岗提醒": start.replace(day=12, hour=18),
        "活动结束": start + timedelta(hours=2),
        "活动收尾": start + timedelta(hours=3),
    }


def test_what_is_confirmed_late_is_reminded_late():
    start = NOW + timedelta(minutes=55)

    assert jobs(timed(call(), start))["活动提醒"] == start - timedelta(minutes=30)
    assert "活动提醒" not in jobs(timed(call(), NOW + timedelta(minutes=20)))
