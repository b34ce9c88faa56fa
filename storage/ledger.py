"""erasures.jsonl in the data folder: whose words were taken back, outside of the database.

A backup does not know what was erased after it was taken. When it is restored, what it does not
know is erased again before anybody can read it (storage/restoring.py). A line holds a cause and a
time, never words.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from storage.erasure import Erasure, remembered
from storage.locks import shared
from storage.plumbing import ERASURES

NAME = "erasures.jsonl"


class Ledger:
    """The ledger of one process, level with what the database remembers, whoever erased it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._behind = True  # a former life was killed, perhaps
        self._horizon = ""
        self._noted: frozenset[str] = frozenset()  # since then

    def keep(self, reader: Engine, news: Sequence[Erasure]) -> None:
        """Note our own; without any, those of others. After an OSError, everything."""
        behind, self._behind = self._behind, True
        if behind or not news:
            with reader.connect() as connection:
                self._level(connection, whole=behind)
        else:
            self._note(news)
        self._behind = False

    def _level(self, connection: Connection, *, whole: bool) -> None:
        horizon = _horizon(connection)
        if whole:
            found = tuple(remembered(connection))
            catch_up(self._file, found)
        elif horizon:
            found = _remembered_since(connection, self._horizon)
            note(self._file, [one for one in found if one.cause not in self._noted])
        else:
            return
        self._horizon = horizon
        self._noted = frozenset(one.cause for one in found if horizon)

    def _note(self, news: Sequence[Erasure]) -> None:
        note(self._file, news)
        if self._horizon:
            self._noted |= {one.cause for one in news}


def _horizon(connection: Connection) -> str:
    """On a server, a transaction such that all before it are over; empty for a file."""
    return str(connection.execute(_HORIZON).scalar_one()) if shared(connection) else ""


def _remembered_since(connection: Connection, horizon: str) -> tuple[Erasure, ...]:
    """What was erased by transactions that were not over then; some of it may be known.

    Times would not tell: a recall that reaches us late is of long ago.
    """
    rows = connection.execute(select(ERASURES).where(_SINCE), {"horizon": horizon})
    return tuple(Erasure(row.cause, row.at) for row in rows)


_HORIZON = text("SELECT CAST(pg_snapshot_xmin(pg_current_snapshot()) AS xid)")
_SINCE = text("age(xmin) <= age(CAST(CAST(:horizon AS text) AS xid))")


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
