"""Processes that share a database: what one has in hand keeps no other from working."""

from dataclasses import replace
from datetime import timedelta

import pytest

from community.effects import Job
from community.people import Community
from handlers.kit.router import Wake
from storage import jobs
from storage.store import Store
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
]
ELSEWHERE = "别处"
DUE = MONDAY_NINE + timedelta(minutes=1)


@pytest.fixture
def ran(town):
    """Subjects of the jobs that ran, in order."""
    subjects = []

    def run(due, _records):
        subjects.append(due.subject)
        return ()

    town.runtime.timekeeper.errands.dispatcher.due = {"改": Wake(run)}
    return subjects


def plant(town, community, subjects):
    with town.runtime.store.plumbing() as connection:
        for subject in subjects:
            jobs.plant(connection, Job("改", subject, DUE, community))


async def test_a_full_batch_that_others_have_in_hand_holds_up_no_job_behind_it(town, ran):
    plant(town, ELSEWHERE, map(str, range(2 * jobs.BATCH)))
    plant(town, HOME, ["behind"])
    other = Store(town.url, CALENDAR)
    with other.hold([ELSEWHERE]):
        assert await town.runtime.wake(DUE) == 1
    other.close()

    assert ran == ["behind"]
    assert await town.runtime.wake(DUE) == 2 * jobs.BATCH


async def test_a_job_that_others_ran_just_before_holds_up_no_other(town, ran, monkeypatch):
    plant(town, ELSEWHERE, ["gone"])
    plant(town, HOME, ["left"])
    ripe = jobs.ripe

    def after_others(connection, now, communities):
        if ELSEWHERE in communities:
            jobs.settle(connection, [Job("改", "gone", DUE, ELSEWHERE).key], "done", now)
        return ripe(connection, now, communities)

    monkeypatch.setattr(jobs, "ripe", after_others)
    monkeypatch.setattr("bot.errands._SHARE", 1)
    await town.runtime.wake(DUE)

    assert ran == ["left"]


async def test_every_community_gets_its_daily_jobs_at_once(town):
    home = town.one(Community, code=HOME)
    town.keep(*(replace(home, code=f"社区{n}") for n in range(3)))
    await town.runtime.wake(town.now)

    with town.runtime.store.reading() as records:
        waiting = records.connection.execute(jobs.select(jobs.JOBS.c.community, jobs.JOBS.c.kind))
        kinds = {}
        for community, kind in waiting:
            kinds.setdefault(community, set()).add(kind)
    assert kinds.keys() == {HOME, "社区0", "社区1", "社区2"}
    assert kinds["社区2"] == kinds[HOME] == set(town.runtime.timekeeper._daily)
