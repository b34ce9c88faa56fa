"""/为什么: by which words a case was heard, and how its deadline was counted."""

from dataclasses import replace

import pytest

from community.cases import Visibility
from community.errors import NotAllowed
from community.people import Role
from handlers import desk
from tests.handlers.test_intake import hears
from tests.handlers.test_learning import CASE, W1, asks, past
from tests.kit.past import only, records_of, said
from tests.kit.town import person


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("8栋2单元一楼大厅天花板漏水", "漏水"),
        ("3栋漏水，5栋电梯坏了", ""),  # of which of the two the words are, nobody says
        ("我家孩子不上学，天天打游戏，管不住", ""),
    ],
)
def test_a_case_keeps_the_words_it_was_heard_by(text, reason):
    assert {case.reason for case in records_of(hears(text))} == {reason}


def test_what_is_half_sure_keeps_them_too():
    assert "楼道灯" in only(records_of(hears("我们楼道灯真好，一个月就亮三天"))).reason


@pytest.mark.parametrize(
    ("fields", "where", "first"),
    [
        ({}, W1, "C1 是凭这些词听出来的：灯"),
        ({"reason": ""}, W1, "C1 没有留下当时的词"),
        ({"visibility": Visibility.RESTRICTED}, W1, "C1 是受限的，凭哪些词请私信问我"),
        ({"visibility": Visibility.RESTRICTED}, None, "C1 是凭这些词听出来的：灯"),
        ({"visibility": Visibility.SPECIALIST}, None, "C1 是专人办理的，不留原话"),
        ({"minor": True}, W1, "C1 是专人办理的，不留原话"),
    ],
)
def test_why_says_the_words_only_where_they_may_be_read(fields, where, first):
    (heard,) = said(desk.explain(asks(where=where), past(), replace(CASE, **fields)))

    assert heard[1].split("\n") == [
        first,
        "响应时限 11月23日11:00：从 11月23日09:00 起 2 小时工作时间",
        "办结时限 11月30日18:00",
        "时限从 11月23日09:00 起算 5 个工作日",
        "11月23日是第 0 天，当天不算",
        "11月24日至11月27日是第 1 到 4 天",
        "11月30日是第 5 天",
    ]


def test_why_of_a_specialists_case_is_for_those_who_know_of_it():
    admin = person("超管", Role.ADMIN, community="")
    hidden = replace(CASE, visibility=Visibility.SPECIALIST)

    with pytest.raises(NotAllowed):
        desk.explain(asks(speaker=admin), past(), hidden)
