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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import postgres
from bench.crash import faults
from bench.crash.driver import Plan, Result, carry_out
from bench.crash.model import FAULTS, Count, Finding, judge

_SHOWN = 40  # findings
_KILLS, _PATIENCE_SECONDS = 200, 90.0
# With a fault put in: a few kills show it, and what is lost is not waited for.
_KILLS_OF_A_FAULT, _PATIENCE_WITH_A_FAULT = 25, 15.0


def main(arguments: Sequence[str]) -> int:
    """Run, say what came of it. 1 if something was lost, done twice or out of order."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.processes > 1 and not chosen.database:
        parser.error("a file has one process: several need --database")
    if chosen.faults:
        return _every_fault(chosen)
    return told(*_run(chosen, chosen.fault), as_json=chosen.json)


def _every_fault(chosen: argparse.Namespace) -> int:
    """Put in each fault, one after the other. 1 if one is not found."""
    missed = 0
    for fault in faults.FAULTS.values():
        _, _, findings = _run(chosen, fault.name)
        times = faults.found(fault, findings)
        missed += not times
        sys.stdout.write(f"{fault.name:18} {fault.count:12} {times:4}  {fault.breaks}\n")
        sys.stdout.flush()
    return int(missed > 0)


def _run(chosen: argparse.Namespace, fault: str) -> tuple[Plan, Result, Sequence[Finding]]:
    with ExitStack() as closing:
        folder = closing.enter_context(_folder(chosen.keep))
        plan = Plan(
            kills=chosen.kills or (_KILLS_OF_A_FAULT if fault else _KILLS),
            processes=chosen.processes,
            url=closing.enter_context(_database(chosen.database, folder)),
            seed=secrets.randbelow(2**32) if chosen.seed is None else chosen.seed,
            folder=folder,
            fault=fault,
            deadly=chosen.deadly,
            patience=_PATIENCE_WITH_A_FAULT if fault else _PATIENCE_SECONDS,
        )
        result = asyncio.run(carry_out(plan))
    return plan, result, judge(result.evidence)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="xiaoge-crash-") as folder:
            yield Path(folder)
        return
    kept.mkdir(parents=True)  # a new one: what is left of another run would be judged with this
    yield kept


@contextmanager
def _database(server: str, folder: Path) -> Iterator[str]:
    """A database for one run: of its own on that server, or a file in the folder."""
    if not server:
        yield f"sqlite:///{folder / 'crash.db'}"
        return
    with postgres.database(server, f"xiaoge_crash_{secrets.token_hex(4)}") as url:
        yield url


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
    parser.add_argument("--kills", type=int, help="200; with a fault 25")
    parser.add_argument("--processes", type=int, default=1, help="each with an account of its own")
    parser.add_argument("--database", default="", help="a server's; by default a file")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--json", action="store_true", help="the last line is one object")
    parser.add_argument("--keep", type=Path, help="a folder for everything, to look at afterwards")
    parser.add_argument("--deadly", type=int, default=2, help="messages that kill their reader")
    parser.add_argument("--fault", default="", choices=["", *faults.FAULTS])
    parser.add_argument("--faults", action="store_true", help="put in each fault, one by one")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
