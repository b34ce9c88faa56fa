"""What the slots of a message are, literally; and how finding them is measured and learned."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evaluation.slots import SLOTS, figures, overlaps
from nlp.slot_marks import COUNT, MEASURE, TIME, marks, phone_span
from nlp.slots import Slots, read_slots
from nlp.span_model import write
from nlp.times import time_spans
from nlp.training.slots import SlotLine, train_slots
from tests.nlp.test_any_text import HOSTILE


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("昨晚上6栋2单元电梯又卡住了", Slots("6栋2单元", "昨晚上")),
        ("周日早上八点南门广场打太极，缺两个", Slots("南门广场", "周日早上八点", "两个")),
        ("３號樓樓道燈壞了", Slots("３號樓")),
        ("钥匙丢了，捡到打15811112222", Slots(phone="15811112222")),
        ("谁家有梯子借用一下", Slots()),
    ],
)
def test_slots_are_found_as_typed(text, slots):
    """Where exactly a span begins, 缺两个 or 两个, is learned and may change with the corpus."""
    found = read_slots(text)

    for name in SLOTS:
        right, said = getattr(slots, name), getattr(found, name)
        assert (said is None) == (right is None), name
        assert right is None or (said in text and overlaps(right, said)), name


@pytest.mark.parametrize("intent", ["chat", "thanks"])
def test_small_talk_has_no_slots(intent):
    assert read_slots("昨晚上在6栋2单元看见你了", intent) == Slots()


@pytest.mark.parametrize(
    ("likely", "place"),
    [
        ({"chat": 0.1, "complaint": 0.9}, "6栋2单元"),
        ({"chat": 0.9, "complaint": 0.1}, None),
        ({"chat": 1.0}, None),
    ],
)
def test_what_may_be_chatter_has_slots_as_far_as_it_is_more(likely, place):
    found = read_slots("6栋2单元电梯又卡住了，打15811112222", likely)

    assert (found.place, found.phone) == (place, "15811112222" if place else None)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_slots_of_hostile_text_are_in_it(text):
    assert_literal(text)


@given(st.text(max_size=80))
def test_slots_of_any_text_are_in_it(text):
    assert_literal(text)


def assert_literal(text):
    found = read_slots(text)

    assert all(
        said is None or (said and said in text)
        for said in (found.place, found.time_text, found.headcount, found.phone)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("周二四晚上都行", ["周二四晚上"]),
        ("周一一起去", ["周一"]),
        ("每月最后一个礼拜天", ["每月最后一个礼拜天"]),
        ("11月2日8:30到10:30", ["11月2日8:30到10:30"]),
        ("明早8点前", ["明早8点"]),
        ("周日四点", ["周日四点"]),
        ("练了十几年，早上在亭子", ["早上"]),
        ("打了半小时，周三再来", ["周三"]),
        ("12号楼门口", []),
        ("十一栋没电", []),
    ],
)
def test_spans_of_time(text, said):
    assert [text[start:end] for start, end in time_spans(text)] == said


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("交谊舞还差一双", [("还差一双", COUNT)]),
        ("周末差2大1小", [("周末", TIME), ("差2大1小", COUNT)]),
        ("瓦 3=2 开麦", [("3=2", COUNT)]),
        ("8-12岁的来", [("8-12岁", MEASURE)]),
        ("大人48小孩30", []),
        ("我还差80多", []),
        ("周六，早上八点", [("周六", TIME), ("早上八点", TIME)]),
        ("下午四点左右", [("下午四点左右", TIME)]),
    ],
)
def test_what_parts_of_a_text_look_like(text, looks):
    assert [(text[mark.start : mark.end], mark.kind) for mark in marks(text)] == looks


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("打159 0000 1234", "159 0000 1234"),
        ("快递单号2159000012345", None),
        ("12345打不通", None),
    ],
)
def test_phones(text, phone):
    span = phone_span(text)

    assert (text[slice(*span)] if span else None) == phone


@pytest.mark.parametrize(
    ("right", "found", "do"),
    [
        ("缺俩", "俩", True),
        ("3号楼", "3号楼2单元", True),
        ("门口", "北门口井盖", False),
        ("一号楼", "二门", False),
    ],
)
def test_spans_overlap_that_share_half_of_the_longer(right, found, do):
    assert overlaps(right, found) is do


def test_figures_count_what_overlaps_and_what_is_equal():
    pairs = [
        ({"place": "3号楼"}, {"place": "3号楼2单元"}),
        ({"place": "东门"}, {"place": "东门"}),
        ({"place": "凉亭"}, {}),
        ({}, {"place": "群里"}),
    ]

    found = figures(pairs)["place"]

    assert (found.n_gold, found.n_found) == (3, 3)
    assert (found.precision, found.recall, found.f1) == (0.6667, 0.6667, 0.6667)
    assert (found.exact_precision, found.exact_recall) == (0.3333, 0.3333)


LINES = [
    SlotLine(f"{number}号楼{thing}", "complaint", {"place": f"{number}号楼"})
    for number in range(1, 12)
    for thing in ("漏水了", "没电，快来", "电梯坏了", "太吵")
] + [SlotLine("谁有梯子借用", "resource_request", {}), SlotLine("谢谢3号楼的老张", "thanks", {})]


def test_training_learns_what_the_lines_show():
    model = train_slots(LINES)

    assert read_slots("25号楼漏水", "complaint", model).place == "25号楼"
    assert read_slots("谁有锤子借用", "resource_request", model).place is None


def test_the_same_lines_train_the_same_bytes():
    files = [io.BytesIO(), io.BytesIO()]
    for file, lines in zip(files, (LINES, LINES[::-1]), strict=True):
        write(train_slots(lines), file)

    assert files[0].getvalue() == files[1].getvalue()
