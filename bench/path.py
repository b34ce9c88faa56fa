"""Messages a second for jieba alone, for understanding, and for the whole path to the disk.

    python -m bench.path FILE        a text file with a message a line

Prints one JSON object. The whole path is heard in groups of 64 at full durability, as a busy hour
would bring them, from neighbours who have spoken before; the latencies are those of messages
that come alone.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import jieba

from bot.app import build
from bot.channels.simulator import Simulator
from bot.holidays import official_calendar
from bot.observability import quiet
from bot.runtime import Runtime
from community.calendar import ZONE
from community.effects import Record
from community.messages import Arrival
from community.people import Community, Person, Role, Room
from community.refs import PersonId
from nlp.neighbourhood import Neighbourhood
from storage.transaction import Cause

_START = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
_PEOPLE, _GROUP, _ALONE = 200, 64, 500
_MB = 2**20


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and say nothing else."""
    parser = argparse.ArgumentParser(prog="python -m bench.path", description=__doc__)
    parser.add_argument("file", type=Path)
    file = parser.parse_args(arguments).file
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        parser.error(f"{file}: {error}")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        parser.error(f"{file}: not a single message")
    quiet()
    with tempfile.TemporaryDirectory(prefix="xiaoge-bench-") as folder:
        figures = measure(lines, Path(folder))
    sys.stdout.write(json.dumps(figures) + "\n")


def measure(lines: Sequence[str], folder: Path) -> dict[str, float | None]:
    """Every figure, in one run over the same lines."""
    runtime = _town(folder)
    understand = runtime.pipeline.understand
    understand.warm_up()
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    around = Neighbourhood("幸福里", ("中心花园", "南门"), ("幸福里",))
    alone = _rate(lines, tokenizer.lcut)
    understood = _rate(lines, lambda line: understand(line, around, _START))
    arrivals = [_arrival(number, line) for number, line in enumerate(lines)]
    runtime.pipeline.hear([_arrival(-n, "早") for n in range(1, _PEOPLE + 1)], _START)
    path = _whole_path(runtime, arrivals)
    latencies = _latencies(
        runtime, [_arrival(len(lines) + n, line) for n, line in enumerate(lines)]
    )
    runtime.close()
    return {
        "messages": len(lines),
        "jieba_msgs_per_s": alone,
        "understand_msgs_per_s": understood,
        "path_msgs_per_s": path,
        "path_p50_ms": round(statistics.median(latencies), 3),
        "path_p99_ms": round(sorted(latencies)[int(len(latencies) * 0.99)], 3),
        "peak_rss_mb": peak_mb(),
    }


def peak_mb() -> float | None:
    """The most memory held so far; None on Windows, which does not tell."""
    try:
        import resource  # noqa: PLC0415 (Windows has none)
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss: getrusage(2)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MB, 1)


def _town(folder: Path) -> Runtime:
    """One community with one group, on a database file."""
    url = f"sqlite:///{folder / 'bench.db'}"
    runtime = build(url, official_calendar(), {"sim": Simulator()}, home="幸福")
    things = (
        Community(code="幸福", at=_START, estate="幸福里", places=("中心花园", "南门")),
        Room(code="G1", community="幸福", at=_START, channel="sim", address="G1"),
        Person(
            code=PersonId("小王"),
            community="幸福",
            at=_START,
            name="小王",
            nick="小王",
            role=(Role.GRID_WORKER,),
            channel="sim",
            address="小王",
        ),
    )
    with runtime.store.transaction() as transaction:
        effects = tuple(Record(thing) for thing in things)
        transaction.perform(effects, Cause(name="bench", at=_START))
    runtime.timekeeper.start(_START)
    return runtime


def _arrival(number: int, text: str) -> Arrival:
    who = f"邻居{number % _PEOPLE:03d}"
    at = _START + timedelta(milliseconds=10 * number)
    return Arrival(
        channel="sim", id=f"b{number}", room="G1", sender=who, nick=who, text=text, at=at
    )


def _rate(lines: Sequence[str], work: Callable[[str], object]) -> float:
    start = time.perf_counter()
    for line in lines:
        work(line)
    return round(len(lines) / (time.perf_counter() - start), 1)


def _whole_path(runtime: Runtime, arrivals: Sequence[Arrival]) -> float:
    start = time.perf_counter()
    for first in range(0, len(arrivals), _GROUP):
        group = arrivals[first : first + _GROUP]
        runtime.pipeline.hear(group, group[-1].at)
    return round(len(arrivals) / (time.perf_counter() - start), 1)


def _latencies(runtime: Runtime, arrivals: Sequence[Arrival]) -> list[float]:
    """Milliseconds from heard to committed, one at a time."""
    spans = []
    for arrival in arrivals[:_ALONE]:
        start = time.perf_counter()
        runtime.pipeline.hear([arrival], arrival.at)
        spans.append((time.perf_counter() - start) * 1000)
    return spans


if __name__ == "__main__":
    main(sys.argv[1:])
