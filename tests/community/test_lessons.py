"""What workers teach is the community's own, and only what may be kept (issue 4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from community.case_errors import AlreadySo, Closed, IllegalMove, TooLate, Unlearned
from community.case_states import OPEN, State
from community.cases import Case, CaseKind, Visibility
from community.categories import Cat, Color, Level, Risk, Track
from community.desk import recategorised
from community.intake import with_usual
from community.lessons import (
    Lesson,
    LessonState,
    Meant,
    before_lesson,
    meaning_of,
    refused,
    taught,
    teaches,
    withdrawn,
)
from community.promises import promised
from community.records import Change
from tests.kit.past import Past
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE

DARK = "6栋感应灯坏了"
LATER = MONDAY_NINE + timedelta(hours=3)
IN_NO_HANDS = {State.UNSURE, State.ASKED, State.FOR_A_PERSON, State.ACCEPTED}


def lesson(number, text=DARK, intent=Meant.COMPLAINT, cat=None, **fields):
    return Lesson(
        code=f"LE{number}",
        community=fields.pop("community", HOME),
        at=MONDAY_NINE + timedelta(minutes=number),
        text=text,
        intent=intent,
        cat=cat,
        thought=Meant.COMPLAINT,
        **fields,
    )


def case(cat=Cat.LIGHTING, lifted=None, **fields):
    fields = {"detail": DARK, "reporters": ("李阿姨",)} | fields
    plain = Case(code="C1", community=HOME, at=MONDAY_NINE, accepted_at=MONDAY_NINE, cat=cat)
    usual = with_usual(replace(plain, **fields), lifted)
    return promised(usual, CALENDAR, MONDAY_NINE)


def test_the_corpus_holds_plain_values_in_the_order_taught():
    past = Past(
        lesson(2, "谁家有梯子", Meant.RESOURCE_REQUEST),
        lesson(1, cat=Cat.LIGHTING),
        lesson(10, "好"),
    )

    assert taught(past, HOME) == (
        (DARK, "complaint", "照明"),
        ("谁家有梯子", "resource_request", ""),
        ("好", "complaint", ""),
    )


def test_what_was_taught_last_of_the_same_words_counts():
    past = Past(lesson(1, cat=Cat.LIGHTING), lesson(2, "好"), lesson(3, intent=Meant.CHAT))

    assert taught(past, HOME) == ((DARK, "chat", ""), ("好", "complaint", ""))


@pytest.mark.parametrize(
    "fields",
    [{"state": LessonState.WITHDRAWN}, {"text": ""}, {"community": "别处"}],
    ids=["withdrawn", "blank", "another community's"],
)
def test_nothing_else_is_in_it(fields):
    assert taught(Past(lesson(1, **fields)), HOME) == ()


def test_every_intent_of_the_corpus_has_a_word_of_ours():
    assert {one.label for one in Meant} == {
        *("complaint", "volunteer", "activity_call", "activity_join", "resource_offer"),
        *("resource_request", "wish", "thanks", "chat"),
    }


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({}, True),
        ({"visibility": Visibility.RESTRICTED}, True),
        ({"visibility": Visibility.SPECIALIST}, False),
        ({"minor": True}, False),
        ({"detail": ""}, False),
    ],
)
def test_words_that_must_not_be_kept_teach_nothing(fields, may):
    assert teaches(case(**fields)) is may


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        (CaseKind.COMPLAINT, Meant.COMPLAINT),
        (CaseKind.HELP, Meant.COMPLAINT),
        (CaseKind.SUGGESTION, Meant.WISH),
        (CaseKind.INQUIRY, Meant.CHAT),
    ],
)
def test_a_case_means_what_the_corpus_calls_its_kind(kind, meant):
    assert meaning_of(case(kind=kind)) is meant


@pytest.mark.parametrize("state", sorted(IN_NO_HANDS))
def test_what_nobody_has_in_hand_may_be_none(state):
    assert refused(case(state=state)).state is State.DECLINED


@pytest.mark.parametrize("state", sorted(OPEN - IN_NO_HANDS))
def test_what_has_gone_on_is_declined_with_a_reason_if_at_all(state):
    with pytest.raises(TooLate):
        refused(case(state=state))


@pytest.mark.parametrize("state", sorted(set(State) - OPEN - IN_NO_HANDS - {State.DECLINED}))
def test_what_is_over_stays_what_it_was(state):
    with pytest.raises(IllegalMove):
        refused(case(state=state))


def test_twice_none_is_none_already():
    with pytest.raises(AlreadySo):
        refused(case(state=State.DECLINED))


def test_a_lesson_is_taken_back_once():
    gone = withdrawn(lesson(1))

    assert gone.state is LessonState.WITHDRAWN
    with pytest.raises(Unlearned):
        withdrawn(gone)


DECLINED = case(state=State.DECLINED)
OTHER = frozenset({"state"})


@pytest.mark.parametrize(
    ("now", "was", "back"),
    [
        (DECLINED, case(), State.ACCEPTED),
        (DECLINED, case(state=State.UNSURE), State.UNSURE),
        (case(Cat.POWER), case(), State.ACCEPTED),
        (case(), case(state=State.UNSURE), None),  # who reported it was told that it is accepted
        (case(), None, State.CANCELLED),
        (case(reporters=("李阿姨", "大军")), None, None),
        (case(state=State.UNDERWAY), None, None),
    ],
)
def test_a_case_goes_back_where_nobody_relies_on_it(now, was, back):
    found = before_lesson(Change(now, was))

    assert (found and found.state) == back


def test_a_case_that_has_gone_on_stays():
    assert before_lesson(Change(DECLINED, case(), fields=OTHER)) is None


def test_another_category_brings_what_is_usual_for_it():
    moved = recategorised(case(), Cat.POWER, CALENDAR, LATER)

    assert (moved.level, moved.color_suggest, moved.track_suggest) == (
        Level.URGENT,
        Color.RED,
        Track.TOGETHER,
    )
    assert moved.resolve_by == LATER + timedelta(hours=24)


def test_a_level_that_falls_counts_from_the_beginning():
    moved = recategorised(case(Cat.POWER), Cat.LIGHTING, CALENDAR, LATER)

    assert (moved.level, moved.resolve_by) == (Level.ORDINARY, case().resolve_by)


def test_the_same_level_leaves_the_times_as_they_are():
    moved = recategorised(case(), Cat.LEAK, CALENDAR, LATER)

    assert (moved.respond_by, moved.resolve_by) == (case().respond_by, case().resolve_by)


def test_danger_in_the_words_stays_and_that_of_the_category_goes():
    lifted = case(Cat.LEAK, Level.CRITICAL, risk=Risk.ELECTRIC_SHOCK)
    falling = recategorised(case(Cat.FALLING_OBJECTS), Cat.GREENERY, CALENDAR, LATER)
    moved = recategorised(lifted, Cat.LIGHTING, CALENDAR, LATER)

    assert (moved.level, moved.risk) == (Level.CRITICAL, Risk.ELECTRIC_SHOCK)
    assert (falling.level, falling.risk) == (Level.ORDINARY, None)


def test_more_time_that_was_granted_stays_unless_it_is_urgent_now():
    granted = replace(case(Cat.POWER), extension=1, resolve_by=LATER + timedelta(days=9))

    eased = recategorised(granted, Cat.LIGHTING, CALENDAR, LATER)
    risen = recategorised(granted, Cat.PERSONAL_SAFETY, CALENDAR, LATER)

    assert eased.resolve_by == granted.resolve_by
    assert risen.resolve_by == LATER + timedelta(hours=2)


@pytest.mark.parametrize("cat", [Cat.FAMILY_EDUCATION, Cat.CHILD_PROTECTION])
def test_families_are_for_a_specialist_and_stay_so(cat):
    hidden = recategorised(case(), cat, CALENDAR, LATER)
    again = recategorised(hidden, Cat.LIGHTING, CALENDAR, LATER)

    assert hidden.visibility is again.visibility is Visibility.SPECIALIST


def test_what_is_of_that_category_already_or_over_is_refused():
    with pytest.raises(AlreadySo):
        recategorised(case(), Cat.LIGHTING, CALENDAR, LATER)
    with pytest.raises(Closed):
        recategorised(case(state=State.DONE), Cat.POWER, CALENDAR, LATER)
