import json

import pytest

from nlp.corpus import NotALine, lines
from nlp.corpus.conversations import Expected, Message, conversations, read
from nlp.evaluation.threads import compared
from nlp.turns import Reading

SAID = [{"from": "甲", "text": "打球缺一个"}, {"from": "乙", "text": "我来"}]


def row(**changes):
    whole = {"id": "t1", "messages": SAID, "expect": [{"i": 0, "intent": "activity_call"}]}
    return json.dumps({**whole, **changes}, ensure_ascii=False)


def test_a_conversation_is_read_as_written():
    (found,) = read(["", row(), "  "])

    assert found.id == "t1"
    assert found.messages == (Message("甲", "打球缺一个"), Message("乙", "我来"))
    assert found.expected == (Expected(0, "activity_call"),)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("{", "不是 JSON"),
        ("[]", "不是一个对象"),
        (row(messages="甲"), "没有 messages"),
        (row(messages=[{"from": "甲"}]), "没有 text"),
        (row(expect=None), "没有 expect"),
        (row(expect=[{"intent": "chat"}]), "不是消息的序号"),
        (row(expect=[{"i": 2, "intent": "chat"}]), "不是消息的序号"),
        (row(expect=[{"i": True, "intent": "chat"}]), "不是消息的序号"),
        (row(expect=[{"i": 0, "intent": "game"}]), "intent 不在这些里"),
        (row(expect=[{"i": 1, "intent": "chat", "refers_to": 1}]), "不是前面一条消息"),
    ],
)
def test_a_malformed_line_is_refused_by_its_number(written, why):
    with pytest.raises(NotALine, match=f"第 2 行：.*{why}"):
        tuple(read([row(), written]))


def test_every_message_of_our_own_conversations_is_labelled():
    own = conversations()

    assert len({one.id for one in own}) == len(own) > 300
    assert all([e.i for e in one.expected] == list(range(len(one.messages))) for one in own)


def test_conversations_are_no_lines():
    assert {"threads", "answers"}.isdisjoint(line.hand for line in lines())


@pytest.mark.parametrize(
    ("expected", "read_as", "right"),
    [
        (Expected(1, "activity_join", 0), Reading("activity_join", 0), (1, 1, 1)),
        (Expected(1, "activity_join", 0), Reading("activity_join"), (0, 1, 0)),
        (Expected(1, "activity_join", 0), Reading("volunteer", 0), (0, 0, 1)),
        (Expected(1, "chat"), Reading("chat", 0), (1, 1, 1)),
        (Expected(1, "chat", 0), Reading("chat"), (0, 1, 0)),
        (Expected(1, "complaint"), Reading("complaint", 0), (0, 1, 0)),
    ],
)
def test_a_message_is_right_if_intent_and_reference_are(expected, read_as, right):
    (one,) = read(
        [row(expect=[{"i": 1, "intent": expected.intent, "refers_to": expected.refers_to}])]
    )
    report = compared([one], [{1: read_as}])

    assert (report.right, report.intents_right, report.references_right) == right
    assert (report.n, report.threads) == (1, 1)
    assert (report.threads_right, len(report.misses)) == (right[0], 1 - right[0])
