"""eval: the figures of a file of cases, and each one missed; whatever the figures, it is done."""

import json
from pathlib import Path
from typing import Any

import pytest

from nlp import corpus

RIGHT = {
    "id": "a",
    "text": "明早七点集合",
    "now": "2025-09-02T10:00",
    "expect": {"start": "2025-09-03T07:00", "end": None, "grain": "minute"},
}
WRONG = {"id": "b", "text": "明天九点开会", "now": "2025-09-02T10:00", "expect": None}


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    file = tmp_path / "时间.jsonl"
    file.write_text(f"{json.dumps(RIGHT)}\n\n{json.dumps(WRONG)}\n", encoding="utf-8")
    return file


def test_times_are_scored_as_json(operator: Any, cases: Path) -> None:
    done = operator.types("eval", "--times", str(cases), "--json")

    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["n"], found["right"]) == (2, 1)
    assert found["kinds"]["none"] == {"n": 1, "right": 0}
    assert [one["id"] for one in found["missed"]] == ["b"]


def test_times_are_scored_for_people(operator: Any, cases: Path) -> None:
    done = operator.types("eval", "--times", str(cases))

    lines = done.stdout.splitlines()
    assert (lines[0], lines[1]) == ("全部 1/2（50.0%）", "时刻 1/1（100.0%）")
    assert lines[-3] == "b 明天九点开会（2025-09-02T10:00 说的）"
    assert lines[-2] == "  应为 没有时间"


def test_a_missing_file_is_wrong_usage(operator: Any, tmp_path: Path) -> None:
    missing = tmp_path / "没有.jsonl"
    done = operator.types("eval", "--times", str(missing))

    assert (done.exit_code, done.stderr) == (2, f"没有这个文件：{missing}\n")


@pytest.mark.parametrize("content", [b'{"text": "x"}', b"\xff\xfe"])
def test_a_malformed_file_is_wrong_usage(operator: Any, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "坏.jsonl"
    file.write_bytes(content)
    done = operator.types("eval", "--times", str(file), "--json")

    assert (done.exit_code, done.stdout) == (2, "")
    assert str(file) in done.stderr


LINES = [
    {"id": "1", "text": "楼道灯坏了三天没人修", "intent": "complaint", "category": "lighting"},
    {"id": "2", "text": "煤气味好大，头晕", "intent": "complaint", "urgency": "urgent"},
    {"id": "3", "text": "今天的包子铺排了好长的队", "intent": "chat"},
    {"id": "4", "text": "哈哈哈哈", "intent": "thanks"},
]


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    file = tmp_path / "话.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return file


def test_messages_are_measured(town: Any, messages: Path) -> None:
    done = town.types("eval", str(messages), "--json")

    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["n"] == 4
    assert found["intents"]["complaint"] == {"n": 2, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["intents"]["thanks"]["recall"] == 0.0
    assert (found["noticed_recall"], found["urgent_recall"]) == (1.0, 1.0)
    assert found["category_accuracy"] == 1.0
    assert set(found["slots"]) == {"place", "time_text", "headcount", "phone"}


def test_a_table_shows_what_was_taken_for_what(town: Any, messages: Path) -> None:
    done = town.types("eval", str(messages))

    assert done.exit_code == 0
    assert "标的是（行），听成（列）" in done.stdout
    assert "4 句" in done.stdout


def test_ordinary_messages_are_counted(town: Any, tmp_path: Path) -> None:
    file = tmp_path / "闲聊.txt"
    file.write_text("哈哈哈\n\n早上好\n楼道灯坏了三天没人修\n", encoding="utf-8")

    done = town.types("eval", "--silence", str(file), "--json")
    assert json.loads(done.stdout) == {"n": 3, "acted": 1, "pooled": 0}
    assert "  当真：楼道灯坏了三天没人修" in town.types("eval", "--silence", str(file)).stdout


def test_the_corpus_is_measured_on_hands_unheard(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = corpus.lines()[::40]
    monkeypatch.setattr(corpus, "lines", lambda: some)

    found = json.loads(town.types("eval", "--folds", "2", "--json").stdout)
    assert found["n"] == len(some)
    assert found["noticed_recall"] > 0.5
    assert "宏平均" in town.types("eval", "--folds", "2").stdout


@pytest.mark.parametrize(
    "words",
    [[], ["a.jsonl", "--times", "b.jsonl"], ["a.jsonl", "--folds", "2"], ["--folds", "1"]],
)
def test_one_file_is_measured_at_a_time(town: Any, words: list[str]) -> None:
    done = town.types("eval", *words)

    assert done.exit_code == 2
    assert "--" in done.stderr


def test_a_row_that_is_no_message_is_named(town: Any, tmp_path: Path) -> None:
    file = tmp_path / "坏.jsonl"
    file.write_text('{"text": "好", "intent": "chat"}\n{"text": 1}\n', encoding="utf-8")

    done = town.types("eval", str(file))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "第 2 行" in done.stderr
