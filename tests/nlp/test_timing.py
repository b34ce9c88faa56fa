"""What holds for all the rules by which times are read."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evaluation.times import read_cases, report, score
from nlp.normalise import LONGEST
from nlp.times import read_day, read_moment, read_time, read_times, read_when
from nlp.timing.lexing import RULES, marks_of
from nlp.timing.terms import solar_term
from nlp.timing.values import Interval

CORPUS = Path(__file__).parents[2] / "nlp/corpus/times.jsonl"
CASES = read_cases(CORPUS.read_text(encoding="utf-8").splitlines())
REACHED = 1419
EVERY_BEGINNING = "".join(sorted({character for one in RULES for character in one.begins}))

NOW = datetime.fromisoformat("2025-05-07T09:30")

moments = st.datetimes(NOW.replace(year=1971), NOW.replace(year=2097))
pieces = st.sampled_from(
    [*EVERY_BEGINNING, *"点时半刻前后到至-:,，、 ", "星期", "礼拜", "上午", "晚上", "小时", "以后"]
)


def read_everything(text, now):
    for read in (read_time, read_when, read_day, read_moment):
        read(text, now)
    return read_times(text, now)


def test_the_figure_on_our_own_cases_does_not_fall():
    found = report([score(case) for case in CASES])

    assert found["right"] >= REACHED, found["missed"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.pattern.pattern[:30])
def test_a_rule_names_every_character_that_it_begins_with(rule):
    found = {match[0][0] for case in CASES for match in rule.pattern.finditer(case.text)}

    assert found - {""} <= set(rule.begins)


@given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=12).map("".join)), moments)
def test_any_text_is_read(text, now):
    for one in read_everything(text, now):
        assert one.text == text[one.start : one.end]
        if isinstance(one.meaning, Interval) and one.meaning.start and one.meaning.end:
            assert one.meaning.start <= one.meaning.end


HOSTILE = (
    *(
        "1" * 20_000,
        "一" * 20_000,
        "十" * 20_000,
        "周一" * 10_000,
        "周一、" * 7_000,
        "1-" * 10_000,
    ),
    *("1月1号到" * 4_000, "明天" * 10_000, "每周一三五" * 4_000, " " * 20_000, "8点到" * 7_000),
    *("初一" * 10_000, "今晚" * 10_000, "差五分八点" * 4_000, "一一" * 9_999 + "点", "(" * 20_000),
    *(
        "前一天" * 7_000,
        "国庆前一天" * 4_000,
        "12:" * 7_000,
        "半个小时后" * 4_000,
        "\ud800" * 20_000,
    ),
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:6]))
def test_twenty_thousand_characters_cost_no_more_than_the_first_of_them(text):
    assert read_everything(text, NOW) == read_everything(text[:LONGEST], NOW)
    assert len(marks_of(text[:LONGEST])) <= LONGEST


# Published by the Purple Mountain Observatory.
@pytest.mark.parametrize(
    ("year", "name", "day"),
    [
        (2024, "清明", "04-04"),
        (2025, "立春", "02-03"),
        (2026, "清明", "04-05"),
        (2026, "冬至", "12-22"),
        (2027, "立秋", "08-08"),
    ],
)
def test_solar_terms(year, name, day):
    assert f"{solar_term(year, name):%m-%d}" == day


@given(st.integers(1902, 2097), st.sampled_from(["春分", "夏至", "秋分", "冬至"]))
def test_solar_terms_stay_in_their_season(year, name):
    nominal = {"春分": (3, 21), "夏至": (6, 21), "秋分": (9, 23), "冬至": (12, 22)}[name]

    assert abs(solar_term(year, name) - date(year, *nominal)) <= timedelta(days=2)
