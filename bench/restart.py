"""How long after its start a process hears again, with years and due jobs behind it.

    python -m bench.restart --cases 1000000 --due 10000
        --database postgresql+psycopg://…   a server instead of a file; nothing on it is touched
        --json

A process of its own is started and timed: until it runs our code, has built everything, has begun
its life, and has kept the first message it hears. Then the jobs that fell due while nobody was
there: in how long they run, and how long a message waits for a batch of them.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import past, street
from bench.scratch import empty
from bot.observability import quiet

_TABLES = ("cases", "members", "jobs", "outbox", "inbox")
_APART = 1  # seconds from one case to the next: those still open are all due
_LATER = timedelta(hours=4)  # answers are promised within two hours of work
_ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str]) -> None:
    """Measure and print; or be the process that is measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.restart", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--database", default="", help="postgresql+psycopg://…; else a file")
    parser.add_argument("--json", action="store_true", help="one object, nothing else")
    parser.add_argument("--life", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    quiet()
    if given.life is not None:
        sys.stdout.write(json.dumps(live(given.database, given.life)))
        return
    figures = measure(given.cases, given.due, given.database)
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.writelines(f"{name:>24}  {value:,}\n" for name, value in figures.items())


def measure(cases: int, due: int, server: str = "") -> Mapping[str, Any]:
    """Figures of one start."""
    with empty(server, "restart") as url:
        runtime = street.opened(url)
        past.people(runtime)
        runtime.close()
        lived = past.lived(_TABLES)
        past.fill(url, lived, cases, chatter=0, still_open=due, spacing=_APART)
        command = [sys.executable, "-m", "bench.restart", "--database", url, "--life"]
        done = subprocess.run(
            [*command, str(time.monotonic())],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
    figures: Mapping[str, Any] = json.loads(done.stdout)
    return {"cases": cases, "due": due, **figures}


def live(url: str, began: float) -> Mapping[str, float]:
    """One life: until it hears, then everything that is due. `began`: time.monotonic()."""
    spans = {"imported_s": time.monotonic() - began}
    runtime = street.opened(url)
    spans["built_s"] = time.monotonic() - began
    now = street.NOW + _LATER
    runtime.timekeeper.start(now)
    spans["alive_s"] = time.monotonic() - began
    runtime.pipeline.hear([street.chatter(1, 1, now, "8")[0]], now)
    spans["ready_s"] = time.monotonic() - began
    ran, longest, start = 0, 0.0, time.monotonic()
    while True:
        batch = time.monotonic()
        some = runtime.timekeeper.wake(now, batches=1)
        longest = max(longest, time.monotonic() - batch)
        if not some:
            break
        ran += some
    spans["due_s"] = time.monotonic() - start
    runtime.close()
    rounded = {name: round(span, 2) for name, span in spans.items()}
    return {**rounded, "ran": ran, "longest_batch_ms": round(longest * 1000, 1)}


if __name__ == "__main__":
    main(sys.argv[1:])
