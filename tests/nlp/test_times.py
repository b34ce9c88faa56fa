from datetime import date, datetime, time

import pytest

from community.calendar import ZONE
from nlp.times import read_day, read_moment, read_when

FRIDAY_EVENING = datetime(2025, 7, 11, 19, 0, tzinfo=ZONE)


def when(text, now=FRIDAY_EVENING):
    found = read_when(text, now)
    return found.day, found.part, found.clock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("气排球队周三晚上缺两人", (date(2025, 7, 16), "晚上", None)),
        ("今天校门口站岗", (date(2025, 7, 11), "", None)),
        ("周六上午九点", (date(2025, 7, 12), "上午", time(9))),
        ("这周五晚7点半", (date(2025, 7, 11), "晚上", time(19, 30))),
        ("明早8点前", (date(2025, 7, 12), "早上", time(8))),
        ("15号下午", (date(2025, 7, 15), "下午", None)),
        ("下周三", (date(2025, 7, 16), "", None)),
        ("三点 文化广场", (None, "", time(15))),
        ("月底", (date(2025, 7, 31), "", None)),
        ("周五下午", (date(2025, 7, 18), "下午", None)),
        ("晚上12点", (None, "晚上", None)),
        ("7月8号", (date(2026, 7, 8), "", None)),
    ],
)
def test_times_look_ahead(text, expected):
    assert when(text) == expected


@pytest.mark.parametrize("text", ["8号车库", "我有三点建议", "8号楼灯坏了", "二月三十", "25点"])
def test_these_are_no_times(text):
    assert when(text) == (None, "", None)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("7月19日09:30", datetime(2025, 7, 19, 9, 30, tzinfo=ZONE)),
        ("2026年1月2日09:30", datetime(2026, 1, 2, 9, 30, tzinfo=ZONE)),
        ("7月1日09:30", datetime(2026, 7, 1, 9, 30, tzinfo=ZONE)),
    ],
)
def test_moments_of_commands(said, moment):
    assert read_moment(said, FRIDAY_EVENING) == moment


@pytest.mark.parametrize("said", ["", "明天", "7月32日09:30", "7月19日", "7月19日25:00", "09:30"])
def test_these_are_no_moments(said):
    assert read_moment(said, FRIDAY_EVENING) is None


def test_the_day_named_in_a_report_of_progress():
    assert read_day("师傅7月13日下午到", FRIDAY_EVENING) == date(2025, 7, 13)
    assert read_day("师傅说修不了", FRIDAY_EVENING) is None
