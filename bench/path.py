"""Messages a second for jieba alone, for understanding, and for the whole path to the disk.

    python -m bench.path FILE [--day N]        a text file with a message a line

Prints one JSON object. The whole path is heard in groups of 64 at full durability, as a busy hour
would bring them, from neighbours who have spoken before; cases are made by complaints of which
each is about another place; the latencies are those of messages that come alone. Jieba,
understanding and the path take turns, so that what else the machine does spoils all three alike.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec

import jieba

from bench.town import ESTATE, GROUP, PLACES, START, complaint, introduce, said, town
from bot.observability import quiet
from bot.runtime import Runtime
from community.cases import Case
from community.messages import Arrival
from nlp.neighbourhood import Neighbourhood

_ALONE = 500
_COMPLAINTS = 20 * GROUP
_ROUND = 15 * GROUP  # messages that each of three hears before the next
_DAY = 20_000
_MB = 2**20
_HOSTILE = [
    (part * 20_000)[:20_000]
    for part in (
        "1",
        "啊",
        "1栋",
        "漏水",
        "三十",
        "周",
        "「",
        "(",
        " ",
        "1. \n",
        "我和老伴",
        "@小格 ",
    )
]

P = ParamSpec("P")


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and say nothing else."""
    parser = argparse.ArgumentParser(prog="python -m bench.path", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--day", type=int, default=_DAY, help="messages a day, for the memory")
    given = parser.parse_args(arguments)
    try:
        text = given.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        parser.error(f"{given.file}: {error}")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        parser.error(f"{given.file}: not a single message")
    quiet()
    with tempfile.TemporaryDirectory(prefix="xiaoge-bench-") as folder:
        figures = measure(lines, Path(folder))
    figures |= _day(given.file, given.day)
    sys.stdout.write(json.dumps(figures) + "\n")


def measure(lines: Sequence[str], folder: Path) -> dict[str, float | None]:
    """Every figure but the growth of memory, in one run over the same lines."""
    runtime = town(folder)
    introduce(runtime)
    complaints = [complaint(number) for number in range(_COMPLAINTS)]
    by_case = _seconds(_hear, runtime, complaints)
    made = _cases(runtime)
    alone, understood, path = _in_turn(runtime, lines)
    latencies = _latencies(runtime, [said(len(lines) + n, line) for n, line in enumerate(lines)])
    runtime.close()
    return {
        "messages": len(lines),
        "jieba_msgs_per_s": round(len(lines) / alone, 1),
        "understand_msgs_per_s": round(len(lines) / understood, 1),
        "path_msgs_per_s": round(len(lines) / path, 1),
        "path_against_jieba": round(path / alone, 2),
        "understand_against_jieba": round(understood / alone, 2),
        "longest_text_ms": _longest(runtime),
        "path_p50_ms": round(statistics.median(latencies), 3),
        "path_p99_ms": round(sorted(latencies)[int(len(latencies) * 0.99)], 3),
        "case_msgs_per_s": round(len(complaints) / by_case, 1),
        "cases_made": round(made / len(complaints), 3),
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


def _in_turn(runtime: Runtime, lines: Sequence[str]) -> tuple[float, float, float]:
    """Seconds for all lines: of jieba alone, of understanding, of the whole path."""
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    around = Neighbourhood(ESTATE, PLACES, (ESTATE,))
    understand = runtime.pipeline.understand
    arrivals = [said(number, line) for number, line in enumerate(lines)]
    alone = understood = path = 0.0
    for first in range(0, len(lines), _ROUND):
        texts, heard = lines[first : first + _ROUND], arrivals[first : first + _ROUND]
        alone += _seconds(_each, texts, tokenizer.lcut)
        understood += _seconds(_each, texts, lambda text: understand(text, around, START))
        path += _seconds(_hear, runtime, heard)
    return alone, understood, path


def _each(texts: Sequence[str], work: Callable[[str], object]) -> None:
    for text in texts:
        work(text)


def _seconds(work: Callable[P, object], *given: P.args, **named: P.kwargs) -> float:
    start = time.perf_counter()
    work(*given, **named)
    return time.perf_counter() - start


def _hear(runtime: Runtime, arrivals: Sequence[Arrival]) -> None:
    for first in range(0, len(arrivals), GROUP):
        group = arrivals[first : first + GROUP]
        runtime.pipeline.hear(group, group[-1].at)


def _latencies(runtime: Runtime, arrivals: Sequence[Arrival]) -> list[float]:
    """Milliseconds from heard to committed, one at a time."""
    return [_seconds(_hear, runtime, [one]) * 1000 for one in arrivals[:_ALONE]]


def _longest(runtime: Runtime) -> float:
    """Milliseconds for the slowest of some texts of 20,000 characters made to be slow."""
    around = Neighbourhood(ESTATE, PLACES, (ESTATE,))
    understand = runtime.pipeline.understand
    slowest = max(_seconds(understand, text, around, START) for text in _HOSTILE)
    return round(slowest * 1000, 1)


def _cases(runtime: Runtime) -> int:
    with runtime.store.reading() as records:
        return len(records.find(Case))


def _day(file: Path, number: int) -> dict[str, float | None]:
    """How memory grows, in a process of its own."""
    command = [sys.executable, "-m", "bench.day", str(file), str(number)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    grown: dict[str, float | None] = json.loads(told.stdout)
    return grown


if __name__ == "__main__":
    main(sys.argv[1:])
