"""Cases are scored as the format says: by grain, with exclusive ends and slack."""

import json

import pytest

from nlp.corpus.rows import NotALine
from nlp.evaluation.times import kind_of, read_cases, report, score

TUESDAY = "2025-09-02T10:00"


def scored(text, expect, **more):
    line = json.dumps({"text": text, "now": TUESDAY, "expect": expect, **more})
    (case,) = read_cases([line])
    return score(case)


def interval(start, end=None, grain="minute", **more):
    return {"start": start, "end": end, "grain": grain, **more}


def recurrence(**what):
    return {"recur": what}


@pytest.mark.parametrize(
    ("text", "expect", "is_right"),
    [
        ("明天9点", interval("2025-09-03T09:00"), True),
        ("明天9点", interval("2025-09-03T09:01"), False),
        ("明天9点到11点", interval("2025-09-03T09:00"), True),
        ("明天9点", interval("2025-09-03T09:00", "2025-09-03T11:00"), False),
        ("明天9点半", interval("2025-09-03T09:00", grain="hour"), True),
        ("明天10点", interval("2025-09-03T09:00", grain="hour"), False),
        (
            "明天上午",
            interval("2025-09-03T06:00", "2025-09-03T12:00", "daypart", part="forenoon"),
            True,
        ),
        ("明天上午", interval("2025-09-03T12:00", None, "daypart", part="afternoon"), False),
        ("明天", interval("2025-09-03T00:00", None, "day"), True),
        ("明天", interval("2025-09-03T00:00", "2025-09-04T00:00", "day"), True),
        ("明天", interval("2025-09-03T00:00", "2025-09-05T00:00", "day"), False),
        ("下周", interval("2025-09-08T00:00", "2025-09-15T00:00", "week"), True),
        ("这周", interval("2025-09-08T00:00", "2025-09-15T00:00", "week"), False),
        ("周五前", interval(None, "2025-09-06T00:00", "day"), True),
        ("周五前", interval(None, "2025-09-05T00:00", "day"), False),
        ("明天9点", interval(None, "2025-09-03T09:00"), True),
        ("每周二四晚上", recurrence(freq="weekly", byday=["TH", "TU"], part="evening"), True),
        ("每周二四晚上", recurrence(freq="weekly", byday=["TU"], part="evening"), False),
        ("每周二四晚上", recurrence(freq="weekly", byday=["TU", "TH"], part="early"), False),
        ("每天8:00-20:00", recurrence(freq="daily", end_time="20:00"), True),
        ("每天8:00-20:00", recurrence(freq="daily", end_time="21:00"), False),
        ("周二", recurrence(freq="weekly", byday=["TU"]), False),
        ("三点建议", None, True),
        ("三点开会", None, False),
        ("三点建议", interval("2025-09-02T15:00"), False),
    ],
)
def test_what_is_compared_depends_on_what_is_expected(text, expect, is_right):
    assert scored(text, expect).is_right is is_right


def test_slack_is_given_on_every_bound():
    expect = interval("2025-09-03T09:20", "2025-09-03T10:40")

    assert scored("明天9点到11点", expect, tolerance=20).is_right
    assert not scored("明天9点到11点", expect, tolerance=19).is_right


def test_any_accepted_meaning_counts():
    other = interval("2025-09-03T21:00")

    assert scored("明天9点", other, accept=[None, interval("2025-09-03T09:00")]).is_right


@pytest.mark.parametrize(
    ("text", "expect", "kind"),
    [
        ("明天9点", interval("2025-09-03T09:00"), "points"),
        ("明天", interval("2025-09-03T00:00", "2025-09-04T00:00", "day"), "points"),
        ("三号到五号", interval("2025-09-03T00:00", "2025-09-06T00:00", "day"), "ranges"),
        ("国庆前", interval(None, "2025-10-02T00:00", "day"), "deadlines"),
        ("中秋晚上", interval("2025-10-06T18:00", None, "daypart", part="evening"), "festivals"),
        ("每天", recurrence(freq="daily"), "recurrences"),
        ("一点意思", None, "none"),
    ],
)
def test_cases_are_counted_by_kind(text, expect, kind):
    outcome = scored(text, expect)

    assert kind_of(outcome.case) == kind
    assert report([outcome])["kinds"][kind] == {"n": 1, "right": 1}


def test_spans_are_found_or_exact():
    right = interval("2025-09-03T09:00")
    outcomes = [scored("明天9点来", right, span=span) for span in ("明天9点", "明天", "来")]

    assert report(outcomes)["spans"] == {"n": 3, "found": 2, "exact": 1}


def test_each_one_missed_is_told_with_what_was_returned():
    (missed,) = report([scored("明天9点", None, id="t7")])["missed"]

    assert (missed["id"], missed["text"], missed["expected"]) == ("t7", "明天9点", None)
    assert missed["returned"] == interval("2025-09-03T09:00")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "明天", "now": "2025-09-02T10:00"}',
        '{"text": "明天", "now": "gestern", "expect": null}',
        '{"text": "明天", "now": "2025-09-02T10:00", "expect": {"start": "x", "end": null}}',
        '{"text": 3, "now": "2025-09-02T10:00", "expect": null}',
    ],
)
def test_a_line_that_is_no_case_is_named(line):
    with pytest.raises(NotALine) as raised:
        read_cases(["", line])

    assert raised.value.number == 2
