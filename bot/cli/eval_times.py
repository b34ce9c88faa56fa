"""eval of time expressions: a line a kind, and each one missed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.cli import console
from nlp.evaluation.times import Kind, read_cases, report, score

_KINDS: Mapping[Kind, str] = {
    Kind.POINTS: "时刻",
    Kind.RANGES: "时段",
    Kind.DEADLINES: "期限",
    Kind.RECURRENCES: "周期",
    Kind.FESTIVALS: "节日农历",
    Kind.NONE: "没有时间",
}
_NO_TIME = "没有时间"


def report_times(rows: Sequence[str], *, as_json: bool) -> None:
    """Score the time expressions and put out the figures. Raises NotALine."""
    found = report([score(case) for case in read_cases(rows)])
    if as_json:
        console.put_json(found)
        return
    console.put(_summary(found))
    for missed in found["missed"]:
        console.put(_line(missed))


def _summary(found: Mapping[str, Any]) -> str:
    """A line a kind, and the spans found where the file tells them."""
    lines = [_share("全部", found)]
    lines += [_share(name, found["kinds"][kind]) for kind, name in _KINDS.items()]
    spans = found.get("spans")
    if spans:
        lines.append(f"原文找到 {spans['found']}/{spans['n']}，一字不差 {spans['exact']}")
    return "\n".join(lines)


def _share(name: str, count: Mapping[str, int]) -> str:
    n, right = count["n"], count["right"]
    return f"{name} {right}/{n}" + (f"（{right / n:.1%}）" if n else "")


def _line(missed: Mapping[str, Any]) -> str:
    head = f"\n{missed['id']} {missed['text']}（{missed['now']} 说的）"
    return f"{head}\n  应为 {_plain(missed['expected'])}\n  读作 {_plain(missed['returned'])}"


def _plain(meaning: Mapping[str, Any] | None) -> str:
    return _NO_TIME if meaning is None else json.dumps(meaning, ensure_ascii=False)
