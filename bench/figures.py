"""Run the benches and keep what they say in docs/figures, with the machine that said it.

    python -m bench.figures --date 2026-11-30 --lines FILE      a text file with a message a line
        --only growth-sqlite,claim
        --small                       sizes that prove only that everything runs

Takes an hour or so, and two cores to itself: what else runs shows in the figures. A server for
those that need one is started, and stopped at the end.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from bench import postgres

_ROOT = Path(__file__).parent.parent
FOLDER = _ROOT / "docs" / "figures"
_SERVER, _LINES = "SERVER", "LINES"

# What is run for each figure; SERVER and LINES stand for what only the run knows.
BENCHES: Mapping[str, str] = {
    "path": f"bench.path {_LINES} --day 1000000",
    "growth-sqlite": "bench.growth --rows 10000,100000,1000000,5000000 --json",
    "growth-postgresql": f"bench.growth --rows 10000,100000,1000000,5000000 --database {_SERVER}"
    " --json",
    "desk": "bench.desk --cases 1000000 --rounds 300 --json",
    "claim": f"bench.claim --processes 4 --jobs 20000 --database {_SERVER} --json",
    "restart-sqlite": "bench.restart --cases 1000000 --due 10000 --json",
    "restart-postgresql": f"bench.restart --cases 1000000 --due 10000 --database {_SERVER} --json",
    "crash-sqlite": "bench.crash --kills 200 --json",
    "crash-postgresql": f"bench.crash --kills 200 --processes 4 --database {_SERVER} --json",
}
_SMALL = {
    "--day 1000000": "--day 2000",
    "10000,100000,1000000,5000000": "10000",
    "--jobs 20000": "--jobs 200",
    "--cases 1000000 --rounds 300": "--cases 200 --rounds 10",
    "--cases 1000000 --due 10000": "--cases 200 --due 20",
    "--kills 200": "--kills 2",
}


def main(arguments: Sequence[str]) -> None:
    """Run them one after the other; a bench that fails ends it."""
    parser = argparse.ArgumentParser(prog="python -m bench.figures", description=__doc__)
    parser.add_argument("--date", required=True, help="the day of the run, for who reads it")
    parser.add_argument("--lines", default="", help="what people say: for bench.path")
    parser.add_argument("--only", default=",".join(BENCHES))
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args(arguments)
    chosen = given.only.split(",")
    if unknown := sorted(set(chosen) - set(BENCHES)):
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(BENCHES)}")
    if "path" in chosen and not given.lines:
        parser.error("bench.path needs --lines")
    write(given.folder, given.date, chosen, lines=given.lines, small=given.small)


def write(
    folder: Path, date: str, chosen: Collection[str], *, lines: str = "", small: bool = False
) -> None:
    """One file for each bench in `chosen`."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        needed = any(_SERVER in BENCHES[name] for name in chosen)
        server = stack.enter_context(postgres.server()) if needed else ""
        described = machine(server)
        for name in chosen:
            command = _command(BENCHES[name], small=small)
            sys.stderr.write(f"{name}: python -m {command}\n")
            figures = _run(command.replace(_SERVER, server).replace(_LINES, lines))
            kept = {
                "command": f"python -m {command}",
                "date": date,
                "machine": described,
                "figures": figures,
            }
            text = json.dumps(kept, ensure_ascii=False, indent=1)
            (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def machine(server: str = "") -> Mapping[str, Any]:
    """What the figures depend on besides us."""
    return {
        "cpu": _of_proc("cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory": _of_proc("meminfo", "MemTotal"),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _server_version(server),
    }


def _server_version(server: str) -> str | None:
    if not server:
        return None
    with psycopg.connect(server.replace("+psycopg", "", 1)) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else None


def _of_proc(file: str, name: str) -> str:
    """One line of /proc; nothing where there is none."""
    path = Path("/proc") / file
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    named = (line.partition(":") for line in lines)
    return next((value.strip() for key, _, value in named if key.strip() == name), "")


def _command(command: str, *, small: bool) -> str:
    for usual, smaller in _SMALL.items() if small else ():
        command = command.replace(usual, smaller)
    return command


def _run(command: str) -> Any:
    """What the bench prints in its last line. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main(sys.argv[1:])
