"""What is due happens once and wholly, whatever fails, and holds up nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.effects import Job, Say
from community.messages import Chat
from community.wording import Text
from handlers.kit.router import Wake
from storage import jobs
from storage.plumbing import JOBS
from tests.kit.faulty import Killed, make_faulty, revive
from tests.kit.town import HOME, told

WORDS = Text("t.words", "{n}")
NOWHERE = Say(Chat("没有的群"), WORDS(n="不可能"))


@pytest.fixture
def firing(town):
    return make_firing(town)


def make_firing(town):
    """A town in which a job says its subject in the work room, unless that is broken."""
    make_faulty(town)
    town.broken = {}

    def run(due, _):
        fault = town.broken.get(due.subject)
        if isinstance(fault, type):
            raise fault
        return (Say(Chat("W1"), WORDS(n=due.subject)), *((NOWHERE,) if fault else ()))

    build = town.build

    def with_our_jobs():
        runtime = build()
        runtime.timekeeper.errands.dispatcher.due = {"试": Wake(run)}
        return runtime

    town.build = with_our_jobs
    town.runtime.timekeeper.errands.dispatcher.due = {"试": Wake(run)}
    return town


def plant(town, *subjects, minutes=1):
    due = town.now + timedelta(minutes=minutes)
    with town.runtime.store.plumbing() as connection:
        for subject in subjects:
            jobs.plant(connection, Job("试", subject, due, HOME))


def heard(town):
    return told(town.heard(), "W1")


def states(town):
    ours = select(JOBS.c.state).where(JOBS.c.kind == "试").order_by(JOBS.c.id)
    with town.runtime.store.plumbing() as connection:
        return connection.execute(ours).scalars().all()


async def test_what_is_planted_twice_happens_once(firing):
    plant(firing, "甲", "乙")
    plant(firing, "甲")
    await firing.later(minutes=2)
    firing.now -= timedelta(minutes=2)
    plant(firing, "甲")
    firing.now += timedelta(minutes=2)
    await firing.later(minutes=2)

    assert heard(firing) == ["甲", "乙"]


async def test_a_job_that_fails_halfway_leaves_nothing_and_holds_up_nothing(firing):
    firing.broken = {"乙": "its second effect"}
    plant(firing, "甲", "乙", "丙")
    await firing.later(minutes=1)
    assert heard(firing) == ["甲", "丙"]

    firing.broken = {}
    await firing.later(minutes=2)
    assert heard(firing) == ["甲", "丙", "乙"]


async def test_jobs_that_were_running_at_a_kill_happen_once(firing):
    firing.broken = {"乙": Killed}
    plant(firing, "甲", "乙", "丙")
    with pytest.raises(Killed):
        await firing.later(minutes=1)
    firing.broken = {}
    firing.now += timedelta(minutes=1)
    await revive(firing)
    await firing.later(minutes=1)

    assert sorted(heard(firing)) == sorted("甲乙丙")
    assert states(firing) == ["done"] * 3


async def test_a_job_that_ends_the_process_does_so_a_few_times_only(firing):
    """Killed for good, it cannot take back that it was begun."""
    firing.broken = {"甲": Killed}
    plant(firing, "甲", "乙")
    firing.now += timedelta(minutes=1)
    kills = 0
    for _ in range(20):
        firing.runtime.timekeeper.errands._excuse = lambda *_: None
        try:
            await firing.runtime.wake(firing.now)
        except Killed:
            kills += 1
            await begin_again(firing)
    await firing.later(minutes=1)

    assert kills == jobs.MOST_ATTEMPTS
    assert states(firing) == ["failed", "done"]
    assert heard(firing) == ["乙"]
    assert ["试" in text for text in told(firing.heard(), "超管")] == [True]


async def begin_again(town):
    town.runtime.close()
    town.runtime = town.build()
    await town.runtime.start(town.now)


async def test_older_promises_are_kept_first(firing):
    for minutes, subject in ((3, "丙"), (1, "甲"), (2, "乙")):
        plant(firing, subject, minutes=minutes)
    firing.now += timedelta(minutes=10)
    await firing.runtime.wake(firing.now)
    await firing.later(minutes=1)

    assert heard(firing) == ["甲", "乙", "丙"]
