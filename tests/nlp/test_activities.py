from datetime import date, datetime

import pytest

from community.calendar import ZONE
from nlp.counts import heads, wanted
from tests.nlp.test_matters import HERE, UNDERSTAND

NOW = datetime(2025, 7, 11, 19, 0, tzinfo=ZONE)


def meant(text, intent):
    found = [m for m in UNDERSTAND(text, HERE, NOW).meanings if m.intent == intent]
    return found[0].what if found else None


@pytest.mark.parametrize(
    ("text", "title", "kind", "number"),
    [
        ("气排球队周三晚上缺两人，谁来打？", "气排球", "文体", 2),
        ("护苗搭子今天校门口站岗缺一个，谁有空？", "护苗", "护苗", 1),
        ("麻将三缺一，速来", "麻将", "棋牌", 1),
        ("周六上午爬山还差3个，有没有一起的搭子", "爬山", "文体", 3),
        ("明早有一起跑步的吗", "跑步", "文体", None),
    ],
)
def test_a_call_says_what_and_how_many(text, title, kind, number):
    found = meant(text, "call")

    assert (found.title, found.kind, found.wanted) == (title, kind, number)


def test_a_call_says_when():
    found = meant("气排球队周三晚上缺两人，谁来打？", "call")

    assert (found.when.day, found.when.part, found.when.clock) == (date(2025, 7, 16), "晚上", None)


@pytest.mark.parametrize(
    "text",
    [
        "搭子面馆的面真好吃",
        "昨天打球缺两个人，没打成",
        "人齐了，不用来了",
        "出差回来了",
        "这个球打得缺德",
        "志愿填报有没有人懂",
    ],
)
def test_these_call_nobody(text):
    assert meant(text, "call") is None


@pytest.mark.parametrize(
    "text",
    [
        "我来",
        "算我一个",
        "+1",
        "我报名",
        "我可以去维持秩序",
        "我也想打",
        "我和老伴两个都来，讲故事",
        "亲子手工我报名",
        "好的，我来维持秩序吧",
        "端午包粽子我报名，带孙女一起",
        "带孙女一起",
        "带孙女一起参加羽毛球",
        "我和老公一起维持秩序",
        "我和我老婆",
        "我们俩都去",
        "我要参加",
        "带上我",
        "算上我",
        "引导我也行",
        "我们一家三口也去",
        "一家三口都来",
        "我们也去",
    ],
)
def test_words_that_mean_count_me_in(text):
    assert meant(text, "join") is not None


@pytest.mark.parametrize(
    "text",
    [
        *("我来晚了", "我来说两句", "怎么报名？", "报名费多少", "我去，这么贵", "+10086"),
        *("报名了吗", "我来帮你问问", "+1分", "我可以理解", "我和他说过了"),
        *("他们一家三口都来了", "一家三口去年也去过", "我也去过", "你们也去", "他也行"),
    ],
)
def test_words_that_do_not(text):
    assert meant(text, "join") is None


@pytest.mark.parametrize(
    ("text", "n", "guardian"),
    [
        ("我来", 1, False),
        ("我和老伴两个都来", 2, False),
        ("我和我家老头都来", 2, False),
        ("算我一个，带上我家那口子", 2, False),
        ("叫上邻居一起去", 2, False),
        ("一家三口", 3, False),
        ("我们一家三口也去", 3, False),
        ("带孙女一起", 2, True),
        ("给我家孩子报一个绘画班", 1, True),
        ("算我两个", 2, False),
        ("+2", 2, False),
        ("我们俩都去", 2, False),
        ("可以送5份", 5, False),
        ("我们仨", 3, False),
        ("俩口子报名", 2, False),
        ("婆媳俩", 2, False),
        ("我跟我妈两个人", 2, False),
        ("我跟老姐妹三个", 3, False),
        ("我家要两张", 2, False),
        ("给我留两个名额", 2, False),
        ("我们宿舍四个都来", 4, False),
        ("还带两个同事", 3, False),
        ("带俩娃", 3, True),
        ("带一个小朋友", 2, True),
        ("两大一小", 3, True),
        ("两个大人加一个小的", 3, True),
        ("等我来两个小时", 1, False),
    ],
)
def test_how_many_come(text, n, guardian):
    found = heads(text)

    assert (found.n, found.guardian) == (n, guardian)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("缺两人", 2), ("三缺一", 1), ("招3名", 3), ("缺钱", None), ("缺个搭子", 1)),
        *(("麻将缺俩", 2), ("周末露营差2大1小", 3), ("交谊舞还差一双", 2), ("缺一男一女", 2)),
        *(("还差四位就能砍价", 4), ("还能上5个孩子", 5), ("后排能坐三个", 3), ("空着俩座位", 2)),
        *(("需秩序维护志愿者6名", 6), ("要青壮年5人", 5), ("最多六位", 6), ("找固定的俩搭子", 2)),
        *(("还差80多", None), ("缺一双鞋", None), ("还能来三天", None), ("需要三个小时", None)),
    ],
)
def test_how_many_are_wanted(text, number):
    assert wanted(text) == number


@pytest.mark.parametrize("text", ["明天打球还差0个人", "明天打球还差999个人", "跳舞需要三个小时"])
def test_nobody_calls_for_none_or_for_a_thousand(text):
    assert meant(text, "call") is None


@pytest.mark.parametrize("text", ["不好意思周三要带孙子，去不了了", "我来不了了", "退出"])
def test_words_that_mean_count_me_out(text):
    assert meant(text, "withdraw") is not None
    assert meant(text, "join") is None
