"""[风暴 N条/D 人=K 文=a|b|…] and [风暴 N条/D 文件=PATH]: many messages, spread evenly."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.replay.errors import ScenarioError

_STORM = re.compile(r"([0-9]+)条/([0-9]+)(秒|分钟) (?:人=([0-9]+) 文=(.+)|文件=(\S+))")


@dataclass(frozen=True, slots=True)
class Storm:
    """How long it lasts, and each message: when from the start, by whom, what."""

    lasts: timedelta
    messages: tuple[tuple[timedelta, str, str], ...]


def read_storm(line: int, words: str, files: Path) -> Storm:
    """The storm that `words` describe. Raises ScenarioError."""
    found = _STORM.fullmatch(words)
    if found is None:
        raise ScenarioError(line, f"cannot read 风暴 {words}")
    number, lasts = int(found[1]), int(found[2]) * (60 if found[3] == "分钟" else 1)
    said = (
        _from_file(line, files / found[6], number)
        if found[6]
        else _repeated(int(found[4]), found[5].split("|"), number)
    )
    step = timedelta(seconds=lasts) / number
    messages = tuple((step * i, actor, text) for i, (actor, text) in enumerate(said))
    return Storm(timedelta(seconds=lasts), messages)


def _repeated(people: int, texts: list[str], number: int) -> list[tuple[str, str]]:
    return [(f"风暴{i % people + 1:02d}", texts[i % len(texts)]) for i in range(number)]


def _from_file(line: int, path: Path, number: int) -> list[tuple[str, str]]:
    if not path.is_file():
        raise ScenarioError(line, f"no file {path.name}")
    said = [row.partition("\t") for row in path.read_text(encoding="utf-8").splitlines()]
    if len(said) != number:
        raise ScenarioError(line, f"{path.name} has {len(said)} lines, not {number}")
    return [(actor, text) for actor, _, text in said]
