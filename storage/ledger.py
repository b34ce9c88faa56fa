"""erasures.jsonl in the data folder: whose words were taken back, outside of the database.

A backup does not know what was erased after it was taken. When it is restored, what it does not
know is erased again before anybody can read it (storage/restoring.py). A line holds a cause and a
time, never words.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from storage.erasure import Erasure

NAME = "erasures.jsonl"


def read(file: Path) -> tuple[Erasure, ...]:
    """What is noted there, in order; nothing if there is no such file."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    return tuple(_erasures(lines))


def note(file: Path, erasures: Iterable[Erasure]) -> None:
    """Add them, and see them on the disk. Raises OSError."""
    text = "".join(_line(one) for one in erasures)
    if not text:
        return
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as ledger:
        ledger.write(text.encode())
        ledger.flush()
        os.fsync(ledger.fileno())


def catch_up(file: Path, erasures: Iterable[Erasure]) -> int:
    """Add those that are not noted yet. How many. Raises OSError."""
    noted = {one.cause for one in read(file)}
    missing = [one for one in erasures if one.cause not in noted]
    note(file, missing)
    return len(missing)


def _line(erasure: Erasure) -> str:
    """It begins with a line break too: a power cut may have left the last line unfinished."""
    told = {"cause": erasure.cause, "at": erasure.at.isoformat()}
    return f"\n{json.dumps(told, ensure_ascii=False)}\n"


def _erasures(lines: Iterable[str]) -> Iterator[Erasure]:
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):  # empty, or left unfinished
            told = json.loads(line)
            yield Erasure(str(told["cause"]), datetime.fromisoformat(told["at"]))
