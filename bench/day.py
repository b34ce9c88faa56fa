"""Resident memory after a day's messages, against that after the day's first minute.

    python -m bench.day FILE N       a text file with a message a line; how many a day

Prints one JSON object. A process of its own: what other figures need would hide what grows.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path

from bench.town import GROUP, introduce, said, town
from bot.observability import quiet
from bot.runtime import Runtime

_MINUTES = 24 * 60
# Neighbours of a few estates, all of whom speak within a day.
_PEOPLE = 4000
_STATM = Path("/proc/self/statm")  # proc(5): the second number is resident pages


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and say nothing else."""
    file, number = arguments
    lines = [line for line in Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
    quiet()
    with tempfile.TemporaryDirectory(prefix="xiaoge-bench-") as folder:
        sys.stdout.write(json.dumps(growth(lines, int(number), Path(folder))) + "\n")


def growth(lines: Sequence[str], number: int, folder: Path) -> dict[str, float | None]:
    """None where the system does not tell, as only Linux does."""
    runtime = town(folder)
    introduce(runtime)
    minute = max(number // _MINUTES, GROUP)
    _hear(runtime, lines, 0, minute, number)
    first = resident_mb()
    _hear(runtime, lines, minute, number, number)
    last = resident_mb()
    runtime.close()
    grown = round(last / first, 3) if first and last else None
    return {"day_msgs": number, "rss_minute_mb": first, "rss_day_mb": last, "rss_growth": grown}


def resident_mb() -> float | None:
    """The memory held now."""
    if not _STATM.exists():
        return None
    import resource  # noqa: PLC0415 (where /proc is, it is too)

    pages = int(_STATM.read_text(encoding="ascii").split()[1])
    return round(pages * resource.getpagesize() / 2**20, 1)


def _hear(runtime: Runtime, lines: Sequence[str], start: int, end: int, day: int) -> None:
    """Messages of those numbers, spread over the day."""
    apart = timedelta(days=1) / day
    texts = islice(cycle(lines), start % len(lines), None)
    for first in range(start, end, GROUP):
        numbers = range(first, min(first + GROUP, end))
        group = [
            said(number, text, people=_PEOPLE, apart=apart)
            for number, text in zip(numbers, texts, strict=False)
        ]
        runtime.pipeline.hear(group, group[-1].at)


if __name__ == "__main__":
    main(sys.argv[1:])
