"""What the page reads: what was said, what came of it, how a case got where it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import build
from bot.channels.simulator import Simulator
from bot.holidays import official_calendar
from bot.observability import quiet
from bot.runtime import Runtime
from bot.xingfuli import CHANNEL, HOME, neighbourhood
from community.calendar import ZONE
from community.case_states import State
from community.effects import Record
from community.messages import Arrival, Chat
from storage import queries
from storage.transaction import Cause

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)
GROUP, WORK = Chat("居民一群"), Chat("网格工作群")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Runtime]:
    quiet()
    url = f"sqlite:///{tmp_path / 'town.db'}"
    runtime = build(url, official_calendar(), {CHANNEL: Simulator(CHANNEL)}, home=HOME)
    with runtime.store.transaction() as transaction:
        effects = tuple(Record(thing) for thing in neighbourhood(NINE))
        transaction.perform(effects, Cause(name="founding", at=NINE, community=HOME))
    yield runtime
    runtime.close()


async def _say(town: Runtime, name: str, who: str, text: str, at: datetime, room: str) -> None:
    arrival = Arrival(channel=CHANNEL, id=name, room=room, sender=who, nick=who, text=text, at=at)
    await town.hear([arrival], at)
    await town.speak(at)


async def test_what_was_said_together_is_one_saying(town: Runtime) -> None:
    for n, building in enumerate((3, 5, 7)):
        at = NINE + timedelta(seconds=10 * n)
        await _say(town, f"m{n}", "李阿姨", f"{building}栋漏水", at, GROUP.id)
    await town.turn(NINE, NINE + 2 * MINUTE)
    with town.store.reading() as records:
        said = queries.sayings(records, GROUP, 10)
        voice = queries.voices(records)[GROUP]

    assert [one.text.count("已登记") for one in said] == [1, 2]
    assert [one.at for one in said] == [NINE, NINE + MINUTE]
    assert (voice.count, voice.last) == (2, said[-1])


async def test_what_is_held_back_is_known_by_its_time(town: Runtime) -> None:
    await _say(town, "m1", "李阿姨", "3栋漏水", NINE, GROUP.id)
    await _say(town, "m2", "李阿姨", "5栋漏水", NINE + MINUTE / 2, GROUP.id)
    with town.store.reading() as records:
        assert queries.still_to_say(records) == {GROUP: [NINE + MINUTE]}


async def test_what_came_of_a_message_is_what_it_changed_and_who_heard_of_it(
    town: Runtime,
) -> None:
    await _say(town, "m1", "赵叔", "5栋电梯坏了，关着门不动", NINE, "居民二群")
    await _say(town, "m2", "赵叔", "今天太阳真好", NINE + MINUTE, "居民二群")
    with town.store.reading() as records:
        came = queries.consequences(records, ["sim:m1", "sim:m2"])

    assert came.keys() == {"sim:m1"}
    assert ("Case", "C1", True) in came["sim:m1"].changes
    assert came["sim:m1"].told == (Chat("居民二群"), Chat("周师傅", private=True))


async def test_a_case_remembers_its_steps(town: Runtime) -> None:
    await _say(town, "m1", "李阿姨", "3栋漏水", NINE, GROUP.id)
    await _say(town, "m2", "刘芳", "/办结 C1 换了接头", NINE + MINUTE, WORK.id)
    with town.store.reading() as records:
        first, second = queries.case_steps(records, ["C1"])["C1"]

    assert (first.who, first.before, first.after) == ("李阿姨", None, {})
    assert (second.who, second.at) == ("刘芳", NINE + MINUTE)
    assert second.after["state"] is State.CALLING_BACK
    assert second.after["note"] == "换了接头"


async def test_the_last_moment_is_the_latest_of_all(town: Runtime) -> None:
    await town.start(NINE)
    await _say(town, "m1", "李阿姨", "3栋漏水", NINE + MINUTE, GROUP.id)
    with town.store.reading() as records:
        assert queries.last_moment(records) == NINE + MINUTE
        assert queries.lives(records) == 1


def test_nothing_has_happened_yet(tmp_path: Path) -> None:
    runtime = build(f"sqlite:///{tmp_path / 'new.db'}", official_calendar(), {})
    with runtime.store.reading() as records:
        assert queries.last_moment(records) is None
        assert queries.voices(records) == {}
        assert queries.sayings(records, GROUP, 10) == []
        assert queries.consequences(records, []) == {}
    runtime.close()
