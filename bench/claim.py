"""How many due jobs several processes claim and run a second on one PostgreSQL server.

    python -m bench.claim --database postgresql+psycopg://…
        --processes 4 --jobs 20000 --communities 200 --json

Works in a database of its own on that server, dropped at the end. Every job reminds a grid worker
of a case that nobody has signed for: the real handler, its effects through the real transaction.
The database says in the end what ran: each job once, none left.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import Connection, func, select

from bench import postgres
from bot.app import build
from bot.holidays import official_calendar
from bot.observability import quiet
from bot.runtime import Runtime
from community.calendar import ZONE
from community.cases import Case
from community.followups import follow_ups
from community.people import Community, Person, Role
from community.promises import promised
from community.refs import PersonId, Ref
from storage import jobs, members
from storage.mapping import values
from storage.plumbing import JOBS, OUTBOX, JobState
from storage.schema import TABLES

_CALENDAR = official_calendar()
_START = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
_KIND = "响应到期"
_DUE = _START + timedelta(hours=3)  # answers are promised within two working hours
_AT_ONCE = 1000
_PATIENCE_SECONDS = 1200


@dataclass(frozen=True, slots=True)
class Shift:
    """What one process did: `ran` jobs, from when to when in seconds of one clock for all.

    `worked`: seconds of a processor's time, which tell on a busy machine of a quiet one.
    """

    ran: int
    began: float
    ended: float
    worked: float


def main(arguments: Sequence[str]) -> None:
    """Measure and print; fails if a job was lost or ran twice."""
    parser = argparse.ArgumentParser(prog="python -m bench.claim", description=__doc__)
    parser.add_argument("--database", required=True, help="postgresql+psycopg://…")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--communities", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="one object, nothing else")
    given = parser.parse_args(arguments)
    quiet()
    with postgres.database(given.database, f"xiaoge_claim_{os.getpid()}") as url:
        figures = measure(url, given.processes, given.jobs, given.communities)
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.writelines(f"{name:>20}  {value:,}\n" for name, value in figures.items())
    if figures["lost"] or figures["double"]:
        sys.exit("jobs were lost or ran twice")


def measure(url: str, processes: int, count: int, communities: int) -> Mapping[str, float]:
    """Run them all; figures, and what the database says of it."""
    _plant(url, count, communities)
    shifts = _work(url, processes)
    took = max(one.ended for one in shifts) - min(one.began for one in shifts)
    runtime = _runtime(url, "counts")
    with runtime.store.plumbing() as connection:
        found = _counted(connection, count)
    runtime.close()
    return {
        "processes": processes,
        "jobs": count,
        "communities": communities,
        "seconds": round(took, 2),
        "jobs_per_s": round(count / took, 1),
        "our_cpu_ms_per_job": round(sum(one.worked for one in shifts) * 1000 / count, 2),
        "least_by_one_process": min(one.ran for one in shifts),
        "ran": sum(one.ran for one in shifts),
        **found,
    }


def _counted(connection: Connection, count: int) -> Mapping[str, int]:
    """Jobs that are not done, and sayings beyond one for each job."""
    done = select(func.count()).where(JOBS.c.kind == _KIND, JOBS.c.state == JobState.DONE)
    of_jobs = OUTBOX.c.cause.startswith(f"job:{_KIND}:")
    told = select(func.count(), func.count(func.distinct(OUTBOX.c.cause))).where(of_jobs)
    sayings, causes = connection.execute(told).one()
    ran = connection.execute(done).scalar_one()
    return {"lost": count - min(ran, causes), "double": sayings - causes}


def _work(url: str, processes: int) -> Sequence[Shift]:
    """Every process begins when all are ready, and ends when nothing is left to claim."""
    context = multiprocessing.get_context("spawn")
    ready, shifts = context.Barrier(processes), context.Queue()
    running = [
        context.Process(target=_shift, args=(url, f"bench{number}", ready, shifts))
        for number in range(processes)
    ]
    for process in running:
        process.start()
    done = [shifts.get(timeout=_PATIENCE_SECONDS) for _ in running]
    for process in running:
        process.join()
    return done


def _shift(url: str, owner: str, ready: Barrier, shifts: "Queue[Shift]") -> None:
    """The life of one process, from its start to the last job."""
    quiet()
    runtime = _runtime(url, owner)
    runtime.timekeeper.start(_START)
    runtime.timekeeper.wake(_START)  # nothing is due yet: connect, and warm up
    ready.wait(_PATIENCE_SECONDS)
    began, ran, before = time.monotonic(), 0, time.process_time()
    while _is_ripe(runtime):
        ran += runtime.timekeeper.wake(_DUE)
    shifts.put(Shift(ran, began, time.monotonic(), time.process_time() - before))
    runtime.close()


def _is_ripe(runtime: Runtime) -> bool:
    with runtime.store.plumbing() as connection:
        return bool(jobs.ripe_in(connection, _DUE))


def _runtime(url: str, owner: str) -> Runtime:
    return build(url, _CALENDAR, {}, owner=owner)


def _plant(url: str, count: int, communities: int) -> None:
    """Communities with a grid worker each, and cases whose answer falls due."""
    runtime = _runtime(url, "plants")
    codes = [f"社区{number}" for number in range(communities)]
    cases = [_case(number, codes[number % communities]) for number in range(count)]
    with runtime.store.plumbing() as connection:
        _keep(connection, [Community(code=code, at=_START) for code in codes])
        workers = [_worker(code) for code in codes]
        _keep(connection, workers)
        for worker in workers:
            members.keep(connection, None, worker)
        _keep(connection, cases)
        due = [_job(case) for case in cases]
        for first in range(0, count, _AT_ONCE):
            connection.execute(JOBS.insert(), due[first : first + _AT_ONCE])
    runtime.close()


def _keep(connection: Connection, things: Sequence[Any]) -> None:
    for first in range(0, len(things), _AT_ONCE):
        some = [values(thing) for thing in things[first : first + _AT_ONCE]]
        connection.execute(TABLES[type(things[0])].insert(), some)


def _worker(community: str) -> Person:
    return Person(
        code=PersonId(f"网格员{community}"),
        community=community,
        at=_START,
        name="小王",
        role=(Role.GRID_WORKER,),
        channel="sim",
        address=f"网格员{community}",
    )


def _case(number: int, community: str) -> Case:
    code = Ref(f"C{number + 1}")
    return promised(
        Case(code=code, community=community, at=_START, accepted_at=_START), _CALENDAR, _START
    )


def _job(case: Case) -> Mapping[str, Any]:
    """The row of the job that reminds of its answer."""
    job = next(one for one in follow_ups(case, _CALENDAR) if one.kind == _KIND)
    return {
        "key": job.key,
        "kind": job.kind,
        "subject": job.subject,
        "community": job.community,
        "due": job.due,
        "next_try": job.due,
        "state": JobState.WAITING,
        "attempts": 0,
        "error": "",
    }


if __name__ == "__main__":
    main(sys.argv[1:])
