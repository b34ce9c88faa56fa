"""A server that is cut off, stuck, slow or gone: a clear error, and nothing lost or done twice."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from threading import Event

import pytest
from sqlalchemy import make_url, select
from sqlalchemy.exc import OperationalError

from bot.channels.simulator import Simulator
from bot.outcome import Door
from community.cases import Case
from storage import engine
from storage.plumbing import COUNTERS, INBOX, JOBS, OUTBOX
from storage.server import Connection
from storage.store import Store
from tests.kit.network import Network
from tests.kit.town import CALENDAR, HOME, Town, told

pytestmark = pytest.mark.postgresql

COMMIT = b"COMMIT"


@pytest.fixture
def network(postgresql):
    server = make_url(postgresql.url)
    network = Network(server.host, server.port)
    yield network
    network.close()


@pytest.fixture
def town(postgresql, network, monkeypatch):
    """A town whose database is on the other side of a network."""
    monkeypatch.setitem(engine._NETWORK_LIMITS, "connect_timeout", 2)  # the least there is
    with postgresql.prepared() as url:
        there = make_url(url).set(port=network.port)
        town = Town(there.render_as_string(hide_password=False))
        yield town
        network.before = lambda *_: False
        network.thaw()
        town.close()


def leak(town, building):
    return town.arrival(f"邻居{building}", f"{building}栋2单元一楼大厅天花板漏水")


def column(town, wanted):
    with town.runtime.store.plumbing() as connection:
        return connection.execute(select(wanted)).scalars().all()


async def until_it_works(deed, *arguments):
    """What a channel, or the next tick, does. How often it failed."""
    failures = 0
    while True:
        try:
            await deed(*arguments)
        except OperationalError:
            failures += 1
        else:
            return failures


@pytest.mark.parametrize("seed", range(2))
async def test_connections_cut_at_random_cost_nothing_but_time(town, network, seed):
    chance = Random(seed)
    network.before = lambda *_: chance.random() < 0.01
    cuts = 0
    for building in range(1, 22, 3):
        group = [leak(town, building + n) for n in range(3)]
        cuts += await until_it_works(town.runtime.hear, group, town.now)
        cuts += await until_it_works(town.runtime.speak, town.now)
        town.now += timedelta(minutes=30)
        cuts += await until_it_works(town.runtime.wake, town.now)
    network.before = lambda *_: False
    await town.later(hours=10)

    assert cuts > 5
    assert len(column(town, INBOX.c.cause)) == 21
    assert sorted(len(case.reporters) for case in town.all(Case)) == [1] * 21
    assert all_was_said_once(town)
    assert set(column(town, JOBS.c.attempts)) <= {0, 1, 2}


def all_was_said_once(town):
    said = sorted(id for message in town.channel.heard for id in message.ids)
    settled = select(OUTBOX.c.id).where(OUTBOX.c.state == "已发").order_by(OUTBOX.c.id)
    with town.runtime.store.plumbing() as connection:
        return said == list(connection.execute(settled).scalars())


@dataclass
class Saboteur:
    """Loses the connection at one commit: on the way there, or on the way back."""

    came_through: bool
    others: int = 0  # commits before that one
    lost: bool = False

    def __call__(self, from_us, sent):
        if from_us and b"COMMIT" in sent:
            self.others -= 1
        if self.lost or self.others >= 0 or from_us is self.came_through:
            return False
        self.lost = True
        return True


BOTH_WAYS = pytest.mark.parametrize("came_through", [False, True])


@BOTH_WAYS
async def test_a_commit_nobody_knows_of_is_done_once(town, network, came_through):
    arrival = leak(town, 1)
    network.before = Saboteur(came_through)
    with pytest.raises(OperationalError):
        await town.runtime.hear([arrival], town.now)
    assert len(town.all(Case)) == came_through

    (again,) = await town.runtime.hear([arrival], town.now)
    assert (again.door is Door.REPEATED) is came_through
    assert len(town.all(Case)) == 1


@dataclass
class Sabotaged:
    """A channel over which nothing can be noted just after something was said."""

    channel: Simulator
    network: Network
    came_through: bool

    async def send(self, message):
        await self.channel.send(message)
        self.network.before = Saboteur(self.came_through)

    async def said(self, message):
        return await self.channel.said(message)


@BOTH_WAYS
async def test_what_was_said_is_known_although_noting_it_failed(town, network, came_through):
    await town.runtime.hear([leak(town, 1)], town.now)
    town.runtime.relay.channels = {"sim": Sabotaged(town.channel, network, came_through)}
    with pytest.raises(OperationalError):
        await town.runtime.speak(town.now)
    assert len(town.channel.heard) == 1

    town.runtime.relay.channels = {"sim": town.channel}
    await town.runtime.speak(town.now)
    assert set(column(town, OUTBOX.c.state)) == {"已发"}
    assert all_was_said_once(town)


@BOTH_WAYS
@pytest.mark.parametrize("others", range(6))
async def test_a_job_runs_once_whatever_commit_is_lost(town, network, others, came_through):
    await town.say("邻居1", "1栋2单元一楼大厅天花板漏水")
    network.before = sabotage = Saboteur(came_through, others)
    with suppress(OperationalError):
        await town.later(hours=2)
    await town.later(hours=3)

    assert sabotage.lost
    assert [text for _, text in town.heard() if "到响应时限" in text] == [
        "C1｜漏水｜1栋2单元1楼 到响应时限，还没人签收。"
    ]


async def test_a_server_that_is_stuck_costs_one_message_and_no_more(town, network, monkeypatch):
    monkeypatch.setattr(Connection, "patience_seconds", 0.3)
    arrival = leak(town, 1)
    await town.say("邻居2", "2栋2单元一楼大厅天花板漏水")
    network.freeze()
    with pytest.raises(OperationalError, match="timeout"):
        await town.runtime.hear([arrival], town.now)

    network.thaw()
    (outcome,) = await town.runtime.hear([arrival], town.now)
    assert outcome.door is Door.INTENT
    assert len(town.all(Case)) == 2


async def test_a_server_that_is_stuck_at_the_start_is_given_up_too(town, network):
    town.runtime.store.close()
    network.freeze()
    with pytest.raises(OperationalError, match="timeout"):
        town.build()


async def test_a_process_that_is_stuck_holds_up_others_for_a_while_only(town, monkeypatch):
    """The server undoes what it was doing, and lets others go on."""
    monkeypatch.setitem(engine._SERVER_LIMITS, "idle_in_transaction_session_timeout", "300ms")
    stuck = Store(town.url, CALENDAR)
    work = stuck.transaction(HOME)
    transaction = work.__enter__()
    transaction.connection.execute(COUNTERS.insert().values(letter="Z", last=1))
    (outcome,) = await town.runtime.hear([leak(town, 1)], town.now)
    with pytest.raises(OperationalError):
        work.__exit__(None, None, None)
    stuck.close()

    assert outcome.door is Door.INTENT
    assert "Z" not in column(town, COUNTERS.c.letter)


async def test_a_server_that_is_slow_is_waited_for(town, network):
    network.before = lambda *_: Event().wait(0.005)
    heard = await town.say("邻居1", "1栋2单元一楼大厅天花板漏水")

    assert len(told(heard, "G1")) == 1


async def test_a_server_that_is_away_for_a_while_is_found_again(town, network):
    arrival = leak(town, 1)
    await town.say("邻居2", "2栋2单元一楼大厅天花板漏水")
    network.take_down()
    for _ in range(2):
        with pytest.raises(OperationalError, match="refused"):
            await town.runtime.hear([arrival], town.now)

    network.bring_up()
    await town.runtime.hear([arrival], town.now)
    assert len(town.all(Case)) == 2


async def test_who_was_cut_off_while_running_jobs_lets_others_run_them(town, network, monkeypatch):
    """The server frees what a lost connection held; two never run the same job."""
    await town.say("邻居1", "1栋2单元一楼大厅天花板漏水")
    town.now += timedelta(hours=2)
    other = town.build()
    jobs_of = town.runtime.timekeeper.errands.dispatcher.job

    def cut_off(due, records):
        effects = jobs_of(due, records)
        network.cut()
        monkeypatch.undo()
        other.timekeeper.wake(town.now)
        return effects

    monkeypatch.setattr(town.runtime.timekeeper.errands.dispatcher, "job", cut_off)
    with suppress(OperationalError):
        await town.runtime.wake(town.now)
    await town.later(minutes=5)
    other.close()

    assert sum("到响应时限" in text for _, text in town.heard()) == 1
