"""What the case loop costs with a million cases behind it, against what it costs with a hundred.

    python -m bench.desk --cases 1000000
        --rounds 600                  at most: a day has no more minutes for callbacks
        --json

Two databases are filled (bench/past.py) and measured turn by turn in one process, so that whatever
else the machine does meets both. One at a time, each with its own commit: a message that makes a
case, /签收, /办结, and the callback that falls due the day after.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from bench import past, street
from bench.past import Past
from bench.scratch import empty
from bot.observability import quiet
from bot.runtime import Runtime
from community.cases import Case

BASE = 100
_WARM_UP = 5
_APART = timedelta(minutes=1)
_DAY = timedelta(days=1)
_NEW_BUILDINGS = street.BUILDINGS + 1  # where nobody has raised anything yet


@dataclass(slots=True)
class Desk:
    """A worker's desk over one database: the milliseconds of each kind of work, in order."""

    runtime: Runtime
    spans: dict[str, list[float]] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], object]) -> None:
        start = perf_counter()
        work()
        self.spans.setdefault(name, []).append((perf_counter() - start) * 1000)

    def hear(self, name: str, id: str, who: str, text: str, at: datetime, where: str = "") -> None:
        said = street.arrival(id, who, text, at, where=where)
        self.time(name, lambda: self.runtime.pipeline.hear([said], at))


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=600)
    parser.add_argument("--json", action="store_true", help="one object, nothing else")
    given = parser.parse_args(arguments)
    quiet()
    figures = measure(given.cases, given.rounds)
    sys.stdout.write(
        json.dumps(figures, ensure_ascii=False) + "\n" if given.json else told(figures)
    )


def measure(cases: int, rounds: int) -> Mapping[str, Any]:
    """Figures of one run over both."""
    lived = past.lived()
    with ExitStack() as stack:
        small = stack.enter_context(_desk(BASE, lived))
        big = stack.enter_context(_desk(cases, lived))
        for work in (_case, _call_back):
            for number in range(rounds + _WARM_UP):
                for desk in (small, big) if number % 2 else (big, small):
                    work(desk, number)
    return {
        "cases": cases,
        "against_cases": BASE,
        "rounds": rounds,
        "work": {name: _compared(small.spans[name], spans) for name, spans in big.spans.items()},
    }


def told(figures: Mapping[str, Any]) -> str:
    """The same for people."""
    lines = [f"{figures['cases']:,} cases against {figures['against_cases']:,}"]
    for name, one in figures["work"].items():
        lines.append(
            f"  p50 {one['p50_ms']:8.3f} ms  {one['p50_ratio']:5.2f} ×"
            f"  p99 {one['p99_ms']:8.3f} ms  {one['p99_ratio']:5.2f} ×  {name}"
        )
    return "\n".join(lines) + "\n"


def _case(desk: Desk, number: int) -> None:
    """A matter that nobody has raised, signed for and done, in the same minute."""
    at, here = street.NOW + _APART * number, number % past.COMMUNITIES + 1
    matter = (
        f"{_NEW_BUILDINGS + number // street.UNITS}栋{number % street.UNITS + 1}单元楼道灯坏了"
    )
    who, where = street.resident(number, here), street.room(here)
    desk.hear("a message that makes a case", f"8{number}", who, matter, at, where)
    with desk.runtime.store.reading() as records:
        (case,) = records.find(Case, community=street.community(here), accepted_at=at)
    worker = street.grid_worker(here)
    desk.hear("/签收", f"9{number}1", worker, f"/签收 {case.code}", at + _APART / 4)
    desk.hear("/办结", f"9{number}2", worker, f"/办结 {case.code} 已修好", at + _APART / 2)


def _call_back(desk: Desk, number: int) -> None:
    """Whatever is due before is done first, so that only the callback is left."""
    due = street.NOW + _APART * number + _APART / 2 + _DAY
    if due.hour < 9 or (due.hour, due.minute) < (9, 31):
        return
    desk.runtime.timekeeper.wake(due - timedelta(seconds=1))
    desk.time("a due callback", lambda: desk.runtime.timekeeper.wake(due))


@contextmanager
def _desk(cases: int, lived: Past) -> Iterator[Desk]:
    """The bot over a database with so many cases behind it."""
    with empty("", "desk") as url:
        runtime = street.opened(url)
        past.people(runtime)
        runtime.close()
        past.fill(url, lived, cases, chatter=0)
        runtime = street.opened(url)
        runtime.timekeeper.start(street.NOW)
        yield Desk(runtime)
        runtime.close()


def _compared(small: Sequence[float], big: Sequence[float]) -> Mapping[str, float]:
    figures: dict[str, float] = {}
    for name, cut in (("p50", 50), ("p99", 99)):
        before, now = (_percentile(spans[_WARM_UP:], cut) for spans in (small, big))
        figures |= {f"{name}_ms": round(now, 3), f"{name}_ratio": round(now / before, 2)}
    return figures


def _percentile(spans: Sequence[float], cut: int) -> float:
    return statistics.quantiles(spans, n=100, method="inclusive")[cut - 1]


if __name__ == "__main__":
    main(sys.argv[1:])
