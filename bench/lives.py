"""What a case leaves behind, lived once by the real bot, to be multiplied (bench/past.py).

It is lived by nobody, nowhere: by names of which no part occurs by chance.
"""

import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, Integer, Table, Text, select, type_coerce

from bench import street
from bot.runtime import Runtime
from community.people import Person
from community.records import Kept
from storage import members
from storage.columns import Moment
from storage.mapping import values
from storage.plumbing import COUNTERS, METADATA
from storage.schema import TABLES

NOBODY, BUILDING, UNIT = "Z", "97栋", "93单元"
FIRST_CODE, FIRST_ID = 900_000_001, 700_000_000_000_000_001
MESSAGES = 4  # of residents and staff in a life, at the most
_LETTERS = ("C", "CE", "AS", "CB", "AU")
LEFT = ("cases", "callbacks", "audits", "members", "inbox", "jobs", "journal", "outbox")


@dataclass(frozen=True, slots=True)
class Life:
    """Its rows by table, as they are kept but for times and truths; how many codes it took."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    codes: Mapping[str, int]

    @property
    def size(self) -> int:
        return sum(len(rows) for rows in self.rows.values())


def over(tables: Collection[str]) -> Sequence[Life]:
    """One for each matter: signed for, done, called back, found good."""
    return [_live(matter, _to_the_end, tables) for matter in street.MATTERS]


def begun(tables: Collection[str]) -> Sequence[Life]:
    """One for each matter: accepted just now, and nobody has looked at it."""
    return [_live(matter, _no_further, tables) for matter in street.MATTERS]


def keep(runtime: Runtime, things: Sequence[Kept]) -> None:
    """As records are kept, many at once and without the journal."""
    with runtime.store.plumbing() as connection:
        for kind in dict.fromkeys(type(one) for one in things):
            rows = [values(one) for one in things if type(one) is kind]
            connection.execute(TABLES[kind].insert(), rows)
        for one in things:
            if isinstance(one, Person):
                members.keep(connection, None, one)


def _live(matter: str, further: Callable[[Runtime], None], tables: Collection[str]) -> Life:
    with tempfile.TemporaryDirectory(prefix="xiaoge-life-") as folder:
        runtime = street.opened(f"sqlite:///{Path(folder) / 'life.db'}", home=NOBODY)
        who = street.resident(NOBODY, NOBODY)
        keep(runtime, tuple(street.neighbourhood(NOBODY, (NOBODY,), street.NOW)))
        with runtime.store.plumbing() as connection:
            last = [{"letter": letter, "last": FIRST_CODE - 1} for letter in _LETTERS]
            connection.execute(COUNTERS.insert(), last)
        said = f"{BUILDING}{UNIT}{matter}"
        street.say(runtime, FIRST_ID, who, said, street.NOW, where=street.room(NOBODY))
        further(runtime)
        with runtime.store.reading() as records:
            life = _remembered(records.connection, tables)
        runtime.close()
    return life


def _no_further(_: Runtime) -> None:
    pass


def _to_the_end(runtime: Runtime) -> None:
    worker, who = street.grid_worker(NOBODY), street.resident(NOBODY, NOBODY)
    code, hour = f"C{FIRST_CODE}", timedelta(hours=1)
    street.say(runtime, FIRST_ID + 1, worker, f"/签收 {code}", street.NOW + hour / 2)
    street.say(runtime, FIRST_ID + 2, worker, f"/办结 {code} 已修好", street.NOW + 3 * hour)
    runtime.timekeeper.wake(street.NOW + 27 * hour)
    street.say(runtime, FIRST_ID + 3, who, "1", street.NOW + 28 * hour)


def _remembered(connection: Connection, tables: Collection[str]) -> Life:
    rows = {name: _rows(connection, METADATA.tables[name]) for name in tables}
    of_cases = [row for row in rows.get("members", ()) if row["kind"] == "Case"]
    rows |= {"members": of_cases} if of_cases else {}
    last = connection.execute(select(COUNTERS)).all()
    return Life(rows, {row.letter: row.last - FIRST_CODE + 1 for row in last})


def _rows(connection: Connection, table: Table) -> Sequence[Mapping[str, Any]]:
    columns = [type_coerce(c, Text).label(c.name) if _is_text(c) else c for c in table.columns]
    return [dict(row) for row in connection.execute(select(*columns)).mappings()]


def _is_text(column: Column[Any]) -> bool:
    return not isinstance(column.type, Moment | Integer | Boolean | Date)
