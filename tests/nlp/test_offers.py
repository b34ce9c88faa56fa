"""What is said to an offer, and what only looks like it."""

from datetime import datetime

import pytest

from community.calendar import ZONE
from nlp.neighbourhood import Neighbourhood
from nlp.offers import read_take, read_workload
from nlp.sentence import prepare

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
HERE = Neighbourhood("幸福里", (), ("幸福里",))


@pytest.mark.parametrize(
    ("said", "code", "takes"),
    [
        ("接", "", True),
        ("接！", "", True),
        ("我接", "", True),
        ("我来接", "", True),
        ("可以接", "", True),
        ("不能接", "", False),
        ("接单", "", True),
        ("接了", "", True),
        ("接 C5", "c5", True),
        ("接ｃ５", "c5", True),
        ("#C5 接", "c5", True),
        ("c-5，我接这单", "c-5", True),
        ("不接", "", False),
        ("接不了", "", False),
        ("C5接不了", "c5", False),
        ("我没空接", "", False),
        ("这单不接", "", False),
    ],
)
def test_an_offer_is_taken_or_not(said, code, takes):
    what = read_take(prepare(said), HERE, NOW).what

    assert (what.code, what.takes) == (code, takes)


@pytest.mark.parametrize(
    "said", ["接孩子", "我去接孩子放学", "谁接", "接下来呢", "接水管的师傅电话", "接着说", ""]
)
def test_other_words_with_it_take_nothing(said):
    assert read_take(prepare(said), HERE, NOW) is None


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("今天满了", True),
        ("我今天单子都排满了", True),
        ("手上活满了", True),
        ("忙不过来了", True),
        ("有空了", False),
        ("我现在有空啦", False),
        ("忙完了", False),
    ],
)
def test_people_say_how_much_they_have_to_do(said, full):
    assert read_workload(prepare(said), HERE, NOW).what.full is full


@pytest.mark.parametrize("said", ["垃圾桶满了", "有空", "你有空吗", "今天停车位满了", "满意"])
def test_other_things_are_full_or_free(said):
    assert read_workload(prepare(said), HERE, NOW) is None
