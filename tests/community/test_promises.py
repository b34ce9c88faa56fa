from dataclasses import replace
from datetime import datetime

import pytest

from community.calendar import ZONE
from community.case_states import State
from community.cases import Case, CaseKind, Visibility
from community.categories import Level
from community.promises import callback_at, jobs_of_case, promised
from tests.kit.town import CALENDAR


def moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def case(accepted="2025-11-24 09:05", **fields):
    at = moment(accepted)
    fields = {"community": "信江", "reporters": ("阿玲",)} | fields
    return promised(Case(code="C1", at=at, accepted_at=at, **fields), CALENDAR, at)


def jobs(one):
    return [(job.kind, job.due) for job in jobs_of_case(one, CALENDAR)]


@pytest.mark.parametrize(
    ("level", "answer", "done"),
    [
        (Level.CRITICAL, "2025-11-24 09:20", "2025-11-24 11:05"),
        (Level.URGENT, "2025-11-24 10:05", "2025-11-25 09:05"),
        (Level.ORDINARY, "2025-11-24 11:05", "2025-12-01 18:00"),
        (Level.SLOW, "2025-11-24 11:05", "2025-12-15 18:00"),
        (Level.INQUIRY, "2025-11-24 11:05", "2025-11-25 18:00"),
    ],
)
def test_each_level_promises_its_own(level, answer, done):
    one = case(level=level)

    assert (one.respond_by, one.resolve_by) == (moment(answer), moment(done))


def test_a_reopened_case_promises_two_working_days():
    again = promised(replace(case(), reopen=1), CALENDAR, moment("2025-07-15 10:20"))

    assert again.respond_by == moment("2025-07-15 14:20")
    assert again.resolve_by == moment("2025-07-17 18:00")


def test_an_open_case_is_reminded_of_answer_and_end():
    assert jobs(case()) == [
        ("响应到期", moment("2025-11-24 11:05")),
        ("办结到期", moment("2025-12-01 09:00")),
        ("办结到期", moment("2025-12-01 18:00")),
        ("进展到期", moment("2025-11-27 09:00")),
    ]


def test_no_morning_reminder_for_what_is_due_within_hours():
    kinds = [kind for kind, _ in jobs(case(level=Level.CRITICAL))]

    assert kinds == ["响应到期", "办结到期"]


def test_who_has_it_is_reminded_and_then_passed_over():
    handed = replace(case(), state=State.DISPATCHED, dispatched_at=moment("2025-07-04 09:15"))

    assert jobs(handed)[-2:] == [
        ("签收到期", moment("2025-07-04 11:15")),
        ("签收升级", moment("2025-07-04 15:15")),
    ]


def test_what_was_answered_is_not_asked_for_again():
    assert "响应到期" not in [kind for kind, _ in jobs(replace(case(), responded=True))]


@pytest.mark.parametrize(
    ("done", "asked"),
    [
        ("2025-11-28 16:03", "2025-11-29 16:03"),
        ("2025-07-23 20:42", "2025-07-25 09:30"),
        ("2025-07-23 20:00", "2025-07-24 20:00"),
        ("2025-07-23 03:00", "2025-07-24 09:30"),
    ],
)
def test_callbacks_come_a_day_later_within_their_window(done, asked):
    finished = replace(case(), state=State.CALLING_BACK, done_at=moment(done))

    assert ("回访", moment(asked)) in jobs(finished)


@pytest.mark.parametrize(
    "fields", [{"visibility": Visibility.SPECIALIST}, {"kind": CaseKind.INQUIRY}]
)
def test_nobody_is_called_back_about_these(fields):
    finished = replace(
        case(), state=State.CALLING_BACK, done_at=moment("2025-11-28 16:03"), **fields
    )

    assert jobs(finished) == []


@pytest.mark.parametrize("state", [State.DONE, State.MERGED, State.RETRACTED, State.UNSURE])
def test_nothing_is_due_for_what_is_over_or_unsure(state):
    assert jobs(replace(case(), state=state)) == []


def test_the_callback_window_keeps_what_is_inside_it():
    inside = moment("2025-07-23 12:00")

    assert callback_at(inside) == inside
