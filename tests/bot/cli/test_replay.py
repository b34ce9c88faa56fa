"""replay: a line a scenario, a line of totals, and the exit code says whether all passed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.kit.postgres import Server

PASSES = """### {id} 没人说话
- 社区: 幸福

```script
given Community#幸福 estate=幸福里
given Room#G1 kind=居民群
@2025-07-10 10:00 G1 阿玲: 早上好
=> QUIET G1
```
"""
FAILS = PASSES.replace("=> QUIET G1", "=> SAY G1 has 您好")
BREAKS = PASSES.replace("given Community#幸福 estate=幸福里\n", "")


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    text = "\n".join((PASSES.format(id="S01"), FAILS.format(id="S02"), BREAKS.format(id="S03")))
    (tmp_path / "world.md").write_text("```world\ngiven Community#别处\n```\n", encoding="utf-8")
    file = tmp_path / "场景.md"
    file.write_text(text, encoding="utf-8")
    return file


def test_each_scenario_is_a_line_and_the_last_line_is_the_total(
    operator: Any, scenarios: Path
) -> None:
    played = operator.types("replay", str(scenarios))

    assert played.exit_code == 1
    assert played.stdout.splitlines() == [
        "ok S01 没人说话",
        "FAIL S02 line 18: expected SAY G1 has 您好 got nothing",
        "FAIL S03 line 21: error: Community#幸福 is not given",
        "1 passed, 2 failed",
    ]


def test_nothing_but_verdicts_is_said(operator: Any, scenarios: Path) -> None:
    assert operator.types("replay", str(scenarios)).stderr == ""


def test_all_passed_is_success(operator: Any, tmp_path: Path) -> None:
    file = tmp_path / "场景.md"
    file.write_text(PASSES.format(id="S01"), encoding="utf-8")

    played = operator.types("replay", str(file))

    assert (played.exit_code, played.stdout.splitlines()[-1]) == (0, "1 passed, 0 failed")


def test_the_same_as_json(operator: Any, scenarios: Path) -> None:
    played = operator.types("replay", "--json", str(scenarios))

    report = json.loads(played.stdout)
    assert played.exit_code == 1
    assert (report["passed"], report["failed"]) == (1, 2)
    assert report["scenarios"][1] == {
        "id": "S02",
        "title": "没人说话",
        "file": str(scenarios),
        "passed": False,
        "line": 18,
        "failure": "expected SAY G1 has 您好 got nothing",
    }


def test_a_missing_file_is_told_before_anything_is_played(
    operator: Any, scenarios: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "没有.md"

    refused = operator.types("replay", str(scenarios), str(missing))

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"没有这个文件：{missing}\n"


def test_what_is_no_text_is_told(operator: Any, tmp_path: Path) -> None:
    (tmp_path / "图.md").write_bytes(b"\xff\xd8\xff")

    refused = operator.types("replay", str(tmp_path / "图.md"))

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "不是 UTF-8 文本" in refused.stderr


def test_a_file_in_which_nothing_is_played_has_not_passed(operator: Any, tmp_path: Path) -> None:
    (tmp_path / "空.md").write_text("### s01 小写\n", encoding="utf-8")

    played = operator.types("replay", str(tmp_path / "空.md"))

    assert (played.exit_code, played.stdout.splitlines()) == (
        1,
        ["FAIL ? line 1: error: no scenario in this file", "0 passed, 1 failed"],
    )


@pytest.mark.postgresql
def test_the_same_on_a_server(operator: Any, scenarios: Path, postgresql: Server) -> None:
    played = operator.types("replay", "--database", postgresql.url, str(scenarios))

    assert played.exit_code == 1
    assert played.stdout == operator.types("replay", str(scenarios)).stdout


def test_a_server_that_is_not_there_is_told(operator: Any, scenarios: Path) -> None:
    nowhere = "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"

    refused = operator.types("replay", "--database", nowhere, str(scenarios))

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("数据库连不上，或不许在上面建库（")
    assert "secret" not in refused.stderr
