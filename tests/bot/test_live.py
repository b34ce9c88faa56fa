"""The live process: messages that wait together, a clock that is turned, words that go out."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import SystemClock, TurnableClock
from bot.live import Live
from bot.outcome import Door
from bot.worker import OneThread
from community.case_states import State
from community.cases import Case
from community.effects import Job
from handlers.kit.router import Wake
from storage import jobs
from storage.queries import outgoing
from tests.kit.town import HOME, MONDAY_NINE, told

LEAK = "3栋2单元一楼大厅天花板漏水"


@pytest.fixture
async def live(town):
    runtime = town.runtime
    object.__setattr__(runtime, "worker", OneThread())
    live = Live(runtime, TurnableClock(MONDAY_NINE, SystemClock()))
    await live.start()
    yield live
    await live.stop()
    town.runtime = town.build()  # closed by the town itself


class Broken:
    """A channel that breaks in the middle of whatever it says to one address."""

    def __init__(self, whole, address):
        self.whole = whole
        self.address = address

    async def send(self, message):
        if message.address == self.address:
            raise TimeoutError
        await self.whole.send(message)


async def until(live, holds):
    """Wait for pulses until something holds."""
    seen = 0
    async with asyncio.timeout(10):
        while not holds():
            seen = await live.pulse.after(seen)


async def test_what_is_heard_is_kept_and_answered(live, town):
    outcome = await live.hear(town.arrival("李阿姨", LEAK))
    await until(live, lambda: told(town.heard(), "G1"))

    assert outcome.door is Door.INTENT
    assert town.one(Case).state is State.ACCEPTED


async def test_messages_that_wait_together_are_handled_in_order(live, town):
    arrivals = [town.arrival(f"邻居{n}", f"{n}栋楼道灯不亮") for n in range(1, 41)]
    outcomes = await asyncio.gather(*(live.hear(one) for one in arrivals))

    assert all(outcome.door is Door.INTENT for outcome in outcomes)
    assert [case.place.building for case in town.all(Case)] == [f"{n}栋" for n in range(1, 41)]


async def test_a_message_is_heard_between_batches_of_due_jobs(live, town):
    ran = []
    heard = []

    def run(due, _records):
        ran.append(due.subject)
        return ()

    async def speak():
        await live.hear(town.arrival("李阿姨", LEAK))
        heard.append(len(ran))

    town.runtime.timekeeper.errands.dispatcher.due = {"改": Wake(run)}
    with town.runtime.store.plumbing() as connection:
        for number in range(4 * jobs.BATCH):
            jobs.plant(connection, Job("改", str(number), MONDAY_NINE, HOME))
    tick = asyncio.create_task(live.tick())
    await asyncio.sleep(0)  # the tick has begun
    await speak()
    await tick

    assert heard[0] < len(ran) == 4 * jobs.BATCH


async def test_turning_the_clock_makes_everything_happen_at_its_time(live, town):
    await live.hear(town.arrival("李阿姨", LEAK))
    await live.hear(town.arrival("小王", "/办结 C1 换了管子", room="W1"))
    await live.turn(live.clock, MONDAY_NINE + timedelta(days=1, hours=1, minutes=1))
    await until(live, lambda: told(town.heard(), "李阿姨"))

    assert "满意" in told(town.heard(), "李阿姨")[0]


async def test_a_channel_that_breaks_leaves_a_doubt_and_others_go_on(live, town):
    live.runtime.relay.channels = {"sim": Broken(town.channel, "G1")}
    await live.hear(town.arrival("李阿姨", LEAK))
    await live.hear(town.arrival("张叔", "5栋楼道灯不亮", room="G2"))
    await until(live, lambda: told(town.heard(), "G2"))
    with town.runtime.store.reading() as records:
        assert [row.state for row in outgoing(records)] == ["存疑", "已发"]


async def test_a_refusal_is_tried_again_not_lost(live, town):
    town.channel.failing["G1"] = "操作过于频繁"
    await live.hear(town.arrival("李阿姨", LEAK))

    def waits():
        with town.runtime.store.reading() as records:
            return [row.state for row in outgoing(records)] == ["退避"]

    await until(live, waits)
    town.channel.failing.clear()
    await live.turn(live.clock, live.clock.now() + timedelta(minutes=20))
    await until(live, lambda: told(town.heard(), "G1"))


async def test_a_full_disk_promises_nothing_and_the_next_message_is_heard(live, town, monkeypatch):
    def full(*_):
        raise OSError("disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(live.runtime.store, "transaction", full)
        with pytest.raises(OSError, match="full"):
            await live.hear(town.arrival("李阿姨", LEAK))

    assert (await live.hear(town.arrival("李阿姨", LEAK))).door is Door.INTENT


async def test_a_tick_that_fails_keeps_nothing_from_being_said(live, town, monkeypatch):
    async def fails(*_, **__):
        raise OSError("disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(type(live.runtime), "wake", fails)
        live._to_say.clear()
        with pytest.raises(OSError, match="full"):
            await live.tick()

        assert live._to_say.is_set()
