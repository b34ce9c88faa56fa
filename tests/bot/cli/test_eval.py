"""eval: the figures of a file of cases, and each one missed; whatever the figures, it is done."""

import json
from pathlib import Path
from typing import Any

import pytest

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
