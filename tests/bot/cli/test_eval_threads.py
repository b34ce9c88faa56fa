import json

import pytest

from bot.cli.eval_threads import report_threads
from nlp.corpus.rows import NotALine
from nlp.ear import shipped

JOINED = {
    "id": "t1",
    "messages": [
        {"from": "张三", "text": "周六下午羽毛球，还缺两个人"},
        {"from": "孙五", "text": "算我一个"},
    ],
    "expect": [
        {"i": 0, "intent": "activity_call", "refers_to": None},
        {"i": 1, "intent": "activity_join", "refers_to": 0},
    ],
}
WRONG = {**JOINED, "id": "t2", "expect": [{"i": 1, "intent": "wish", "refers_to": None}]}


def rows(*conversations):
    return [json.dumps(one, ensure_ascii=False) for one in conversations]


def test_the_figures_as_one_json_object(capsys):
    report_threads(rows(JOINED, WRONG), shipped(), as_json=True)
    found = json.loads(capsys.readouterr().out)

    assert (found["n"], found["right"]) == (3, 2)
    assert (found["threads"], found["threads_right"]) == (2, 1)
    assert [(one["id"], one["i"], one["read_intent"]) for one in found["missed"]] == [
        ("t2", 1, "activity_join")
    ]


def test_the_figures_for_people(capsys):
    report_threads(rows(JOINED, WRONG), shipped(), as_json=False)
    said = capsys.readouterr().out

    assert "2 段对话，3 句" in said
    assert "意思和所指都对：2 （0.667）" in said
    assert "报名 → 0" in said


def test_nothing_to_measure_is_no_error(capsys):
    report_threads([], shipped(), as_json=False)

    assert "0 段对话，0 句" in capsys.readouterr().out


def test_a_malformed_line_is_refused():
    with pytest.raises(NotALine):
        report_threads(["{}"], shipped(), as_json=True)
