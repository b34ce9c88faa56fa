"""The gateway's own memory: what it was told, what it handed on, what it said. Append only."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.crash.wire import Line, packed


@dataclass(slots=True)
class Ledger:
    """Three kinds of line: {"told": message}, {"kept": cause}, {"said": send}.

    What was appended is on the disk. A line that was cut by a kill is as if it had not been.
    """

    file: Path
    told: dict[str, Line] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    said: list[Line] = field(default_factory=list)
    said_ids: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, file: Path) -> "Ledger":
        """What the gateway has written whole."""
        ledger = cls(file)
        for line in _whole_lines(file):
            ledger._remember(line)
        return ledger

    def append(self, line: Line) -> None:
        """Keep it. When this returns, it stays."""
        with self.file.open("ab") as stream:
            stream.write(packed(line))
            stream.flush()
            os.fsync(stream.fileno())
        self._remember(line)

    @property
    def is_all_kept(self) -> bool:
        return self.kept >= self.told.keys()

    def unkept(self, account: str) -> Iterator[Line]:
        """What that account was told and has not acknowledged, oldest first."""
        for cause, message in self.told.items():
            if message["channel"] == account and cause not in self.kept:
                yield message

    def _remember(self, line: Line) -> None:
        match line:
            case {"told": message}:
                self.told[f"{message['channel']}:{message['id']}"] = message
            case {"kept": cause}:
                self.kept.add(cause)
            case {"said": said}:
                self.said.append(said)
                self.said_ids.update(said["ids"])


def mend(file: Path) -> None:
    """Take away a last line that was cut, so that the next one begins a line."""
    if file.exists():
        whole, _, cut = file.read_bytes().rpartition(b"\n")
        if cut:
            os.truncate(file, len(whole) + 1 if whole else 0)


def _whole_lines(file: Path) -> Iterator[Any]:
    if file.exists():
        for raw in file.read_bytes().splitlines(keepends=True):
            if raw.endswith(b"\n"):
                yield json.loads(raw)
