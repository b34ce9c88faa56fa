"""What a message costs with much behind it, against what it costs with 10,000 rows behind it.

    python -m bench.growth --rows 10000,100000,1000000,5000000
        --database postgresql+psycopg://…   a server instead of files; nothing on it is touched
        --json

For each size two databases are filled and measured turn by turn in one process, so that whatever
else the machine does meets both. Rows are those of all tables together, in the proportions that
our own code writes them (bench/past.py). Every question that reads a whole table is named.
"""

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, func, select

from bench import asking, past, street
from bench.past import Past
from bench.scratch import empty
from bench.watching import Watch, scans, shortened
from bot.observability import quiet
from bot.runtime import Runtime
from community.messages import Arrival
from storage.plumbing import METADATA
from storage.records import SqlRecords

BASE = 10_000
_WARM_UP, _ROUNDS, _ASKED = 2, 12, 15
_GROUP, _GROUPS, _MATTERS = 64, 4, 16
_BIG = 3_000  # rows of a table that nobody should read to the end
_MOST_NAMED = 12
_WORSE, _NOTICEABLE_MS = 1.5, 0.05


@dataclass(slots=True)
class Side:
    """One database under measurement: milliseconds of every kind of work, in order."""

    runtime: Runtime
    spans: dict[str, list[float]] = field(default_factory=dict)
    watch: Watch = field(default_factory=Watch)
    counts: Mapping[str, int] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], object], per: int = 1) -> None:
        start = perf_counter()
        work()
        self.spans.setdefault(name, []).append((perf_counter() - start) * 1000 / per)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--rows", default="10000,100000,1000000,5000000")
    parser.add_argument("--database", default="", help="postgresql+psycopg://…; else files")
    parser.add_argument("--json", action="store_true", help="one object, nothing else")
    given = parser.parse_args(arguments)
    quiet()
    sizes = [int(size) for size in given.rows.split(",")]
    figures = measure(sizes, given.database)
    sys.stdout.write(
        json.dumps(figures, ensure_ascii=False) + "\n" if given.json else told(figures)
    )


def measure(sizes: Sequence[int], server: str = "") -> Mapping[str, Any]:
    """Figures for every size."""
    lived = past.lived()
    return {
        "engine": "postgresql" if server else "sqlite",
        "against_rows": BASE,
        "sizes": [_compared(size, lived, server) for size in sizes],
    }


def told(figures: Mapping[str, Any]) -> str:
    """The same for people."""
    lines = []
    for size in figures["sizes"]:
        lines.append(f"{size['rows']:,} rows, {size['mb']} MB")
        for name, one in size["work"].items():
            lines.append(f"  {one['ms']:9.3f} ms  {one['ratio']:6.2f} ×  {name}")
        lines += [f"  grows:  {one['ratio']} ×  {one['what']}" for one in size["growing"]]
        lines += [f"  reads all of {one}" for one in size["scans"]]
    return "\n".join(lines) + "\n"


def _compared(rows: int, lived: Past, server: str) -> Mapping[str, Any]:
    with ExitStack() as stack:
        small = stack.enter_context(_side(BASE, lived, server))
        big = stack.enter_context(_side(rows, lived, server))
        sides = (small, big)
        for number in range(_WARM_UP + _ROUNDS):
            if number == _WARM_UP:
                for side in sides:
                    side.spans.clear()
            for side in sides if number % 2 else sides[::-1]:
                with side.watch.on(*_engines(side)):
                    _round(side, number)
        for number in range(_ASKED):
            for side in sides if number % 2 else sides[::-1]:
                with side.watch.on(*_engines(side)):
                    _ask(side)
        with big.runtime.store.writer.connect() as connection:
            whole = scans(connection, big.watch, _big_tables(big))
            connection.rollback()
        return {
            "rows": sum(big.counts.values()),
            "mb": _size(big.runtime),
            "work": {name: _ratio(small.spans[name], spans) for name, spans in big.spans.items()},
            "growing": _growing(small.watch, big.watch),
            "scans": whole,
        }


def _round(side: Side, number: int) -> None:
    """A minute of a busy hour: chatter, matters, what is due, what is to be said."""
    runtime, at = side.runtime, street.NOW + timedelta(minutes=number + 1)
    here, now = number % past.COMMUNITIES + 1, at + timedelta(seconds=10)
    heard = street.chatter(_GROUPS * _GROUP, here, at, f"5{number:03d}")
    groups = [heard[first : first + _GROUP] for first in range(0, len(heard), _GROUP)]
    matters = street.matters(_MATTERS, here, at, f"6{number:03d}", shift=number)
    side.time(
        "a message of chatter",
        lambda: [runtime.pipeline.hear(group, now) for group in groups],
        len(heard),
    )
    side.time(
        "a message that makes a case", lambda: runtime.pipeline.hear(matters, now), len(matters)
    )
    side.time("a message of chatter alone", lambda: runtime.pipeline.hear([_alone(at)], now))
    side.time("waking for what is due", lambda: runtime.timekeeper.wake(now))
    side.time("when there is something to do", runtime.timekeeper.next_time)
    side.time("saying what may be said", lambda: asyncio.run(runtime.speak(now)))


def _ask(side: Side) -> None:
    for name, question in asking.asked(side.runtime).items():
        with side.runtime.store.writer.connect() as connection:
            records = SqlRecords(connection, street.CALENDAR)
            side.time(f"asked: {name}", partial(question, records))
            connection.rollback()


@contextmanager
def _side(rows: int, lived: Past, server: str) -> Iterator[Side]:
    """A database with that many rows, and the bot over it."""
    with empty(server, "growth") as url:
        runtime = street.opened(url)
        past.people(runtime)
        runtime.close()
        past.fill(url, lived, lived.cases_in(rows))
        runtime = street.opened(url)
        runtime.timekeeper.start(street.NOW)
        yield Side(runtime, counts=_counts(runtime))
        runtime.close()


def _counts(runtime: Runtime) -> Mapping[str, int]:
    with runtime.store.reading() as records:
        return {
            table.name: records.connection.execute(
                select(func.count()).select_from(table)
            ).scalar_one()
            for table in METADATA.sorted_tables
        }


def _big_tables(side: Side) -> Sequence[str]:
    return [name for name, count in side.counts.items() if count >= _BIG]


def _engines(side: Side) -> Sequence[Engine]:
    return side.runtime.store.writer, side.runtime.store.reader


def _ratio(small: Sequence[float], big: Sequence[float]) -> Mapping[str, float]:
    """Medians, which a machine that does other things disturbs least."""
    ms, before = statistics.median(big), statistics.median(small)
    return {"ms": round(ms, 4), "ratio": round(ms / before, 2)}


def _growing(small: Watch, big: Watch) -> Sequence[Mapping[str, Any]]:
    """Statements that cost more with more behind them, those that cost most in all first."""
    both = [(one, big.asked[one], small.asked[one]) for one in big.asked if one in small.asked]
    worse = [
        (now.seconds - before.each_ms * now.times / 1000, now.each_ms / before.each_ms, one, now)
        for one, now, before in both
        if now.each_ms > _WORSE * before.each_ms and now.each_ms > _NOTICEABLE_MS
    ]
    worse.sort(reverse=True, key=itemgetter(0))
    return [
        {"ratio": round(times, 1), "ms": round(now.each_ms, 3), "what": shortened(one)}
        for _, times, one, now in worse[:_MOST_NAMED]
    ]


def _size(runtime: Runtime) -> float:
    with runtime.store.reading() as records:
        query = "SELECT pg_database_size(current_database())"
        if records.connection.dialect.name == "sqlite":
            query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        size: int = records.connection.exec_driver_sql(query).scalar_one()
    return round(size / 2**20, 1)


def _alone(at: datetime) -> Arrival:
    return street.chatter(1, 1, at, f"7{at:%H%M}")[0]


if __name__ == "__main__":
    main(sys.argv[1:])
