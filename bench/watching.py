"""What a database is asked: how often, how long it takes, and which answers read a whole table."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from storage.plumbing import METADATA

# A scan of these reads nothing but what is still to be done.
_PARTIAL = frozenset(
    str(index.name)
    for table in METADATA.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
)


@dataclass(slots=True)
class Asked:
    """One statement: how often it was run, in how many seconds; its last parameters."""

    times: int = 0
    seconds: float = 0.0
    parameters: Any = None

    @property
    def each_ms(self) -> float:
        return self.seconds / self.times * 1000


@dataclass(slots=True)
class Watch:
    """By statement. Only what runs inside `on` is seen."""

    asked: dict[str, Asked] = field(default_factory=dict)

    @contextmanager
    def on(self, *engines: Engine) -> Iterator[None]:
        """Watch these engines for a while."""
        listeners = (
            ("before_cursor_execute", self._before),
            ("after_cursor_execute", self._after),
        )
        for engine in engines:
            for name, listener in listeners:
                event.listen(engine, name, listener)
        try:
            yield
        finally:
            for engine in engines:
                for name, listener in listeners:
                    event.remove(engine, name, listener)

    def _before(self, _c: Any, _u: Any, _s: str, _p: Any, context: Any, _m: bool) -> None:  # noqa: FBT001 (SQLAlchemy's signature)
        if context is not None:
            context.began = perf_counter()

    def _after(
        self,
        _c: Any,
        _u: Any,
        statement: str,
        parameters: Any,
        context: Any,
        _m: bool,  # noqa: FBT001
    ) -> None:
        if context is None or statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return
        one = self.asked.setdefault(statement, Asked())
        one.times += 1
        one.seconds += perf_counter() - context.began
        one.parameters = (parameters[0] if isinstance(parameters, list) else parameters) or ()


def scans(connection: Connection, watch: Watch, big: Collection[str]) -> Sequence[str]:
    """Statements that read all of one of the tables in `big`: the table, and how they begin."""
    found = []
    for statement, asked in tuple(watch.asked.items()):
        if tables := sorted(_read_whole(connection, statement, asked.parameters) & set(big)):
            found.append(f"{', '.join(tables)}: {shortened(statement)}")
    return sorted(found)


def shortened(statement: str) -> str:
    """Enough of it to know it by: what is selected is left out."""
    words = " ".join(statement.split())
    start, _, rest = words.partition(" FROM ")
    return f"… FROM {rest}"[:220] if start.startswith("SELECT") else words[:220]


def _read_whole(connection: Connection, statement: str, parameters: Any) -> set[str]:
    if not isinstance(parameters, tuple | dict):
        parameters = tuple(parameters)
    explain = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    try:
        with connection.begin_nested():
            return set(explain(connection, statement, parameters))
    except DBAPIError:
        return set()  # a setting, a lock: nothing that could be explained


def _sqlite(connection: Connection, statement: str, parameters: Any) -> Iterator[str]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    sorted_first = any("TEMP B-TREE" in row[3] for row in rows)
    bounded = "LIMIT" in statement and "WHERE" not in statement and not sorted_first
    for row in rows:
        words = row[3].split()
        if words[0] == "SCAN" and not _PARTIAL & set(words) and not bounded:
            yield words[1]


def _postgresql(connection: Connection, statement: str, parameters: Any) -> Iterator[str]:
    found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar()
    plan: Any = json.loads(found) if isinstance(found, str) else found
    todo: list[Mapping[str, Any]] = [plan[0]["Plan"]]
    while todo:
        node = todo.pop()
        todo += node.get("Plans", ())
        if node["Node Type"] == "Seq Scan":
            yield node["Relation Name"]
