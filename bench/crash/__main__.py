"""The command line of the proof.

    python -m bench.crash --kills 200
    python -m bench.crash --kills 200 --processes 4 --database postgresql+psycopg://user@host:port/db
    python -m bench.crash --fault NAME      with a fault put in on purpose, which must be found
"""

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.crash import faults
from bench.crash.driver import Plan, Result, carry_out
from bench.crash.model import FAULTS, Count, Finding, judge

_SHOWN = 40  # findings
_KILLS_OF_A_FAULT = 25


def main(arguments: Sequence[str]) -> int:
    """Run, say what came of it. 1 if something was lost, done twice or out of order."""
    chosen = _parser().parse_args(arguments)
    seed = secrets.randbelow(2**32) if chosen.seed is None else chosen.seed
    with tempfile.TemporaryDirectory(prefix="xiaoge-crash-") as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        plan = Plan(
            kills=chosen.kills,
            processes=chosen.processes,
            url=chosen.database or f"sqlite:///{folder / 'crash.db'}",
            seed=seed,
            folder=folder,
            fault=chosen.fault,
            deadly=chosen.deadly,
        )
        result = asyncio.run(carry_out(plan))
    return told(plan, result, judge(result.evidence), as_json=chosen.json)


def told(plan: Plan, result: Result, findings: Sequence[Finding], *, as_json: bool) -> int:
    """Print what was found; the exit status."""
    counts = Counter(one.count for one in findings)
    for one in [one for one in findings if one.count in FAULTS][:_SHOWN]:
        sys.stdout.write(f"{one.count}: {one.what}: {one.name}\n")
    figures = _figures(plan, result, counts)
    if as_json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.writelines(f"{name:>14} {value}\n" for name, value in figures.items())
    return int(any(counts[one] for one in FAULTS))


def _figures(
    plan: Plan, result: Result, counts: Mapping[Count, int]
) -> Mapping[str, int | float | str]:
    evidence = result.evidence
    return {
        "kills": result.kills,
        "causes": len(evidence.told),
        "sends": len(evidence.said),
        **{str(one): counts.get(one, 0) for one in Count},
        "jobs": sum(job.state == "done" for job in evidence.jobs),
        "deadly": result.deadly,
        "gateway_kills": result.gateway_deaths,
        "processes": plan.processes,
        "database": plan.url.partition(":")[0].partition("+")[0],
        "fault": plan.fault,
        "seed": plan.seed,
        "seconds": round(result.seconds, 1),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.crash",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--processes", type=int, default=1, help="each with an account of its own")
    parser.add_argument("--database", default="", help="an empty one; by default a SQLite file")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--json", action="store_true", help="the last line is one object")
    parser.add_argument("--keep", type=Path, help="a folder for everything, to look at afterwards")
    parser.add_argument("--deadly", type=int, default=2, help="messages that kill their reader")
    parser.add_argument("--fault", default="", choices=["", *faults.NAMES])
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
