"""A clock that is set forward or back: what was done stays done, and the rest is done once."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.plumbing import JOBS, OUTBOX
from tests.kit.town import told

REMINDED = "C1｜漏水｜1栋2单元1楼 到响应时限，还没人签收。"


async def report(town):
    await town.say("邻居1", "1栋2单元一楼大厅天花板漏水")


def set_clock(town, **span):
    town.now += timedelta(**span)


def column(town, wanted):
    with town.runtime.store.plumbing() as connection:
        return connection.execute(select(wanted)).scalars().all()


def digests(town):
    return [text for text in told(town.heard(), "W1") if "日报" in text]


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(hours=3), timedelta(days=2)])
async def test_a_clock_set_back_does_nothing_again(town, back):
    await report(town)
    await town.later(hours=12)
    before = town.heard()
    town.now -= back
    await town.later(hours=1)
    await town.until(town.now + back)

    assert Counter(before)[("小王", REMINDED)] == 1
    assert Counter(town.heard())[("小王", REMINDED)] == 1
    assert len(digests(town)) == 1


@pytest.mark.parametrize("back", [timedelta(seconds=5), timedelta(hours=3)])
async def test_people_are_answered_while_the_clock_is_behind(town, back):
    await town.later(hours=4)
    town.now -= back

    heard = await town.say("邻居1", "1栋2单元一楼大厅天花板漏水")
    assert len(told(heard, "G1")) == 1


async def test_a_clock_set_far_forward_does_everything_once_and_in_order(town, monkeypatch):
    await report(town)
    due, dispatcher = [], town.runtime.timekeeper.errands.dispatcher
    run = dispatcher.job
    monkeypatch.setattr(
        dispatcher, "job", lambda job, *given: due.append(job.at) or run(job, *given)
    )
    set_clock(town, days=40)
    await town.runtime.wake(town.now)
    await town.runtime.speak(town.now)

    assert len(due) > 2 and due == sorted(due)
    assert Counter(town.heard())[("小王", REMINDED)] == 1
    await town.later(days=1)
    assert set(column(town, OUTBOX.c.state)) <= {"已发", "放弃"}
    assert Counter(column(town, JOBS.c.key)).most_common(1)[0][1] == 1


class Leaping:
    """A clock that leaps every time it is read."""

    def __init__(self, town, leap):
        self.town = town
        self.leap = leap
        self.reads = 0

    def now(self):
        self.reads += 1
        if self.reads < 20:
            self.town.now += self.leap
        return self.town.now


@pytest.mark.parametrize("seconds", [-3600, -25, 25, 3600])
async def test_a_clock_that_leaps_between_claim_and_send_has_all_said_once(town, seconds):
    arrivals = [town.arrival(f"邻居{n}", f"{n}栋2单元一楼大厅天花板漏水") for n in range(1, 4)]
    await town.runtime.hear(arrivals, town.now)
    town.now += timedelta(minutes=2)
    await town.runtime.speak_on(Leaping(town, timedelta(seconds=seconds)))
    await town.later(days=1)

    said = [id for message in town.channel.heard for id in message.ids]
    assert len(said) == len(set(said))
    assert {"发送中", "存疑"}.isdisjoint(column(town, OUTBOX.c.state))
    assert sum(text.count("已登记") for text in told(town.heard(), "G1")) == 3
