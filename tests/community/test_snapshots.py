from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from community.calendar import ZONE
from community.case_errors import AlreadySo, NotASnapshot, OwnPoints
from community.case_states import State
from community.cases import Case, ResolvedBy, Source, Suspicious
from community.messages import Kind, Message, MessageState
from community.people import Person
from community.points import PointsEntry, PointsReason
from community.snapshots import (
    check_adoption,
    closed_by_residents,
    doubtful,
    own_snapshot,
    shown_since,
    tidied,
)
from tests.kit.past import Past

NOON = datetime(2026, 5, 14, 12, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)
WORKER = Person(code="小王", community="信江", at=NOON)
CASE = Case(
    code="C1",
    community="信江",
    at=NOON,
    accepted_at=NOON,
    source=Source.SNAPSHOT,
    reporters=("小周",),
    room="G4",
    photos=("楼道",),
)


def picture(number, at, digest, **fields):
    named = {"file": f"图{number}", "sender": "小周", "room": "G4"} | fields
    return Message(
        code=f"M{number}",
        community="信江",
        at=at,
        cause=f"sim:m{number}",
        kind=Kind.IMAGE,
        digest=digest,
        **named,
    )


def test_a_new_picture_proves_it():
    first, new = picture(1, NOON, "aa"), picture(2, NOON + HOUR, "bb")

    assert doubtful(new, CASE, Past(CASE, first, new)) is None


def test_the_picture_of_the_report_proves_nothing():
    first, again = picture(1, NOON - timedelta(minutes=4), "aa"), picture(2, NOON + HOUR, "aa")

    assert doubtful(again, CASE, Past(CASE, first, again)) is Suspicious.SAME


@pytest.mark.parametrize(
    "earlier",
    [
        picture(1, NOON - timedelta(days=9), "aa"),
        picture(1, NOON - timedelta(minutes=3), "aa", sender="陈姐"),
        picture(1, NOON - timedelta(minutes=3), "aa", room="G5"),
    ],
)
def test_the_picture_of_something_else_proves_nothing(earlier):
    again = picture(2, NOON + HOUR, "aa")

    assert doubtful(again, CASE, Past(CASE, earlier, again)) is Suspicious.REUSED


def test_where_only_names_of_pictures_are_known_they_tell():
    before = replace(CASE, code="C0", photos=("旧图",))
    again, old = picture(2, NOON, "aa", file="楼道"), picture(3, NOON, "cc", file="旧图")

    assert doubtful(again, CASE, Past(CASE, before)) is Suspicious.SAME
    assert doubtful(old, CASE, Past(CASE, before)) is Suspicious.REUSED


def test_cameras_that_call_every_picture_the_same_accuse_nobody():
    first = picture(1, NOON, "aa", file="image.jpg", state=MessageState.DEALT_WITH)
    new = picture(2, NOON + HOUR, "bb", file="image.jpg")
    shown = replace(CASE, photos=("image.jpg",))

    assert doubtful(new, shown, Past(shown, first, new)) is None


def test_only_pictures_after_the_report_can_show_that_it_is_tidy():
    before, after = picture(1, NOON - timedelta(minutes=2), "aa"), picture(2, NOON, "bb")
    after = replace(after, at=NOON + timedelta(minutes=2))
    words = replace(after, kind=Kind.TEXT, text="顺手带下去了")

    shown = shown_since(CASE, words, NOON + timedelta(minutes=3), Past(before, after))

    assert shown == (after,)


@pytest.mark.parametrize(
    "other",
    [
        replace(CASE, accepted_at=NOON - timedelta(hours=26)),
        replace(CASE, source=Source.GROUP),
        replace(CASE, reporters=("陈姐", "小周")),
        replace(CASE, state=State.DONE),
        replace(CASE, state=State.REDOING),
        replace(CASE, room="G5"),
    ],
)
def test_only_ones_own_picture_of_today_is_tidied_up(other):
    at = NOON + HOUR

    assert own_snapshot(Past(CASE), "小周", "G4", at) == CASE
    assert own_snapshot(Past(other), "小周", "G4", at) is None


def test_adopting_is_done_once_by_somebody_else_and_of_what_was_shown():
    entry = PointsEntry(
        code="PT1",
        community="信江",
        at=NOON,
        person="小周",
        delta=5,
        reason=PointsReason.SNAPSHOT_ADOPTED,
        ref="C1",
    )

    check_adoption(CASE, WORKER, Past())
    with pytest.raises(AlreadySo):
        check_adoption(CASE, WORKER, Past(entry))
    with pytest.raises(OwnPoints):
        check_adoption(replace(CASE, reporters=("小王",)), WORKER, Past())
    for other in (
        replace(CASE, source=Source.GROUP),
        replace(CASE, state=State.DECLINED),
        replace(CASE, reporters=()),
    ):
        with pytest.raises(NotASnapshot):
            check_adoption(other, WORKER, Past())


def test_others_who_reported_it_are_still_asked():
    alone = closed_by_residents(tidied(CASE, ("清完",)), NOON)
    both = closed_by_residents(tidied(replace(CASE, reporters=("小周", "陈姐")), ()), NOON)

    assert (alone.state, both.state) == (State.DONE, State.CALLING_BACK)
    assert (alone.resolved_by, alone.handler) == (ResolvedBy.RESIDENTS, "小周")
    assert alone.photos == ("楼道", "清完")
