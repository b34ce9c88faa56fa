"""A server that is cut off, stuck, slow or gone: a clear error, and nothing lost or done twice."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from sqlalchemy import make_url, select
from sqlalchemy.exc import OperationalError

from bot.channels.simulator import Simulator
from bot.outcome import Door
from community.cases import Case
from storage.plumbing import INBOX, JOBS, OUTBOX
from tests.kit.network import Network
from tests.kit.town import Town

pytestmark = pytest.mark.postgresql

COMMIT = b"COMMIT"


@pytest.fixture
def network(postgresql):
    server = make_url(postgresql.url)
    network = Network(server.host, server.port)
    yield network
    network.close()


@pytest.fixture
def town(postgresql, network):
    """A town whose database is on the other side of a network."""
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
    for failures in count():
        try:
            await deed(*arguments)
        except OperationalError:
            continue
        return failures


@pytest.mark.parametrize("seed", range(3))
async def test_connections_cut_at_random_cost_nothing_but_time(town, network, seed):
    chance = Random(seed)
    network.before = lambda *_: chance.random() < 0.01
    cuts = 0
    for building in range(1, 31, 3):
        group = [leak(town, building + n) for n in range(3)]
        cuts += await until_it_works(town.runtime.hear, group, town.now)
        cuts += await until_it_works(town.runtime.speak, town.now)
        town.now += timedelta(minutes=30)
        cuts += await until_it_works(town.runtime.wake, town.now)
    network.before = lambda *_: False
    await town.later(hours=10)

    assert cuts > 5
    assert len(column(town, INBOX.c.cause)) == 30
    assert sorted(len(case.reporters) for case in town.all(Case)) == [1] * 30
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
    await town.runtime.hear([leak(town, 1), leak(town, 2)], town.now)
    town.runtime.relay.channels = {"sim": Sabotaged(town.channel, network, came_through)}
    with pytest.raises(OperationalError):
        await town.runtime.speak(town.now)
    assert len(town.channel.heard) == 1

    town.runtime.relay.channels = {"sim": town.channel}
    await town.runtime.speak(town.now)
    with town.runtime.store.plumbing() as c:

            "ROWS",
            c.execute(
                select(OUTBOX.c.id, OUTBOX.c.chat, OUTBOX.c.state, OUTBOX.c.text, OUTBOX.c.release)
            ).all(),
            [(m.ids) for m in town.channel.heard],
        )
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
