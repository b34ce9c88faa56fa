"""Answers to appointments and agreements, second thoughts, praise and quarrels."""

from datetime import datetime

import pytest

from community.calendar import ZONE
from handlers import routers
from nlp.choices import Grade, read_grade
from nlp.replies import (
    Coming,
    Paid,
    proposed,
    read_coming,
    read_paid,
    read_reason,
    read_recurred,
    read_second_thought,
)
from nlp.sentence import prepare
from nlp.understand import Understander
from tests.nlp.test_matters import HERE

UNDERSTAND = Understander(intent for router in routers() for intent in router.intents)
NOW = datetime(2025, 8, 12, 9, 0, tzinfo=ZONE)


def meant(text):
    return {one.intent for one in UNDERSTAND(text, HERE, NOW).meanings}


@pytest.mark.parametrize(
    ("text", "coming"),
    [
        *((text, Coming.YES) for text in ("同意", "行", "没问题，我准时到", "我来", "1")),
        *((t, Coming.ANOTHER_TIME) for t in ("那天不行，改16号可以", "下午4点吧", "周六上午")),
        *((text, Coming.NOT_THEN) for text in ("那天没空", "改天吧", "不行", "2")),
        *((text, Coming.NEVER) for text in ("不同意，法院见", "没什么好谈的", "不去了")),
        *((text, None) for text in ("您是哪位", "什么事", "")),
    ],
)
def test_coming_or_not(text, coming):
    assert read_coming(prepare(text), HERE) is coming


def test_a_time_that_is_refused_is_not_proposed():
    assert proposed("14号不行，15号吧") == "15号吧"
    assert proposed("我14号要上班") == ""


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        *((text, Paid.YES) for text in ("收到", "给了", "钱到账了", "1")),
        *((text, Paid.NO) for text in ("没给，说不认了", "没收到", "拖着不给", "没有")),
        *((text, Paid.PARTLY) for text in ("只给了一半", "还差300")),
        ("您是哪位", None),
    ],
)
def test_paid_or_not(text, paid):
    assert read_paid(prepare(text), HERE) is paid


@pytest.mark.parametrize(
    ("text", "recurred"),
    [
        *((t, False) for t in ("没再剁了", "没有", "好多了", "安静了", "没有再发生", "没再吵")),
        *((t, True) for t in ("又吵了", "还是老样子", "昨晚又剁到半夜", "没有用，照样吵")),
        *((t, None) for t in ("1", "好的", "您是哪位")),
    ],
)
def test_again_or_not(text, recurred):
    assert read_recurred(prepare(text), HERE) is recurred


@pytest.mark.parametrize("text", ["3", "不满意", "一般"])
def test_the_bare_grade_once_more_is_no_reason(text):
    assert read_reason(prepare(text), HERE) is None


def test_a_reason_is_kept_as_written():
    assert read_reason(prepare("墙根还在渗！"), HERE) == "墙根还在渗！"


def test_a_second_thought_is_read_behind_the_excuse():
    assert read_second_thought(prepare("按错了，是3"), HERE).grade is Grade.BAD
    assert read_second_thought(prepare("不对，应该是2 等太久"), HERE).reason == "等太久"
    assert read_second_thought(prepare("你们几点上班"), HERE) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((t, Grade.GOOD) for t in ("可以", "能用了", "没再漏", "管用", "#C4 1", "👍")),
        *((t, Grade.MIDDLING) for t in ("一般般", "勉强吧", "还好", "比以前好", "c4 2 慢")),
        *((t, Grade.BAD) for t in ("没有修好", "不管用", "用不了", "不太满意", "又坏了")),
        *((t, Grade.UNCLEAR) for t in ("修好了一半", "时好时坏", "好点了", "灯亮了但很暗")),
        *((t, None) for t in ("好的", "嗯", "1、2", "您是谁")),
    ],
)
def test_more_ways_to_say_how_it_is(text, expected):
    found = read_grade(prepare(text), HERE)

    assert (found.grade if found else None) is expected


@pytest.mark.parametrize("text", ["8栋的路灯亮了，谢谢师傅", "电梯修好了，给物业点赞"])
def test_praise_names_the_thing(text):
    assert "praise" in meant(text)


@pytest.mark.parametrize(
    "text", ["谢谢大家", "路灯修好了吗", "8栋灯亮了但是很暗", "听说路灯修好了", "希望路灯快点修好"]
)
def test_what_names_nothing_asks_or_doubts_is_no_praise(text):
    assert "praise" not in meant(text)


@pytest.mark.parametrize(
    "text",
    [
        "你算老几，管得着吗",
        "老李你有病吧",
        "王某某就是个骗子",
        "502那家人品有问题",
        "听说业委会主任吃回扣了",
        "物业跟业委会就是一伙的",
    ],
)
def test_quarrels_slander_and_rumours_are_seen_by_a_worker(text):
    assert "quarrel" in meant(text) and "matter" not in meant(text)


@pytest.mark.parametrize(
    "text",
    [
        "哈哈哈你有病吧",
        "听说书记贪了是真的吗",
        "9栋王某某偷接公共电",
        "这师傅真黑心，修个锁要两百",
        "谢谢王书记",
        "把垃圾袋带下去，别不要脸面",
    ],
)
def test_jests_questions_and_matters_are_no_quarrel(text):
    assert "quarrel" not in meant(text)


def test_anger_does_not_hide_what_is_out_of_order():
    assert "matter" in meant("垃圾物业，8栋电梯又坏了")
