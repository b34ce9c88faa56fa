"""Token matching and caps of the acceptance language (docs/scenarios.md 6.4, 7)."""

import pytest

from bot.replay.errors import ScenarioError
from bot.replay.speech import distinct, read_clauses, token_found
from community.messages import Chat
from community.speech import Manner
from storage.outbox import Outgoing
from tests.kit.town import MONDAY_NINE


@pytest.mark.parametrize(
    ("token", "text", "found"),
    [
        ("秩序 1/3", "秩序1/3", True),
        ("秩序 1/3", "秩序：1/3", True),
        ("秩序 1/3", "秩序（1/3）", True),
        ("秩序 1/3", "秩序 11/3", False),
        ("秩序 1/3", "秩序 1/30", False),
        ("秩序 1/3", "秩序那边 1/3", False),
        ("新增 2", "新增 2 办结", True),
        ("新增 2", "新增 2.5", False),
        ("新增 2", "新增 12", False),
        ("2 件", "12 件", False),
        ("1", "C1 好了", True),
        ("C1", "C12", False),
        ("C1", "C1。", True),
        ("10", "10,000", False),
        ("10", "1,10", False),
        ("第 1", "候补第1位", True),
        ("３ 人", "共 3 人", True),
        ("楼栋", "樓棟", False),
        ("11月9日", "11月19日", False),
        ("1月9日", "11月9日", False),
        ("满意", "不满意", True),
        ("a b", "a    b", False),
        ("+10", "+10 分", True),
    ],
)
def test_how_tokens_stand_in_text(token, text, found):
    assert token_found(token, text) is found


def test_a_second_place_may_be_right_where_the_first_is_not():
    assert token_found("C1", "C12、C1")


def test_clauses_in_their_order():
    clauses = read_clauses(1, "has A|B 1; lacks C; max 2")

    assert (clauses.has, clauses.lacks, clauses.most) == (("A", "B 1"), ("C",), 2)


@pytest.mark.parametrize(
    "text",
    ["", "lacks A; has B", "has", "max many", "says A", "has A; has B", "has A||B", "lacks A|"],
)
def test_clauses_that_are_none(text):
    with pytest.raises(ScenarioError):
        read_clauses(1, text)


def message(text):
    return Outgoing(
        ids=(1,),
        fence=1,
        at=MONDAY_NINE,
        channel="sim",
        address="G1",
        chat=Chat("G1"),
        text=text,
        manner=Manner.PLAIN,
        mentions=(),
    )


def test_each_line_needs_a_message_of_its_own():
    both, one = message("甲 乙"), message("甲")
    wants = [read_clauses(1, "has 甲"), read_clauses(2, "has 乙")]

    assert distinct(wants, [one, both])
    assert distinct(wants, [both, one])
    assert not distinct(wants, [both])
