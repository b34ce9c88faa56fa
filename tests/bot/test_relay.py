"""What waits is carried out: in time or not at all, danger first, whatever a channel does."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.channels import Refused
from community.effects import Say
from community.messages import Chat
from community.speech import Manner
from community.wording import Text
from storage.plumbing import OUTBOX
from storage.queries import outgoing
from storage.transaction import Cause
from tests.kit.postgres import BOTH
from tests.kit.town import MONDAY_NINE, person, told

pytestmark = BOTH

WORDS = Text("t.words", "{n}")


def queue(town, n, to="G1", manner=Manner.PLAIN):
    chat = Chat(to, private=to not in ("G1", "G2", "W1"))
    with town.runtime.store.transaction() as transaction:
        cause = Cause(name=f"test:{next(town.ids)}", at=town.now)
        transaction.perform((Say(chat, WORDS(n=n), manner),), cause)


def sent(town, field="state"):
    with town.runtime.store.reading() as records:
        return [getattr(row, field) for row in outgoing(records)]


class Slow:
    """A channel that takes a minute over a message; `meanwhile` happens during the first one."""

    def __init__(self, clock, heard, meanwhile=lambda: None):
        self.clock = clock
        self.heard = heard
        self.meanwhile = meanwhile

    async def send(self, message):
        self.clock.at += timedelta(minutes=1)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        await self.heard.send(message)


class Turned:
    def __init__(self, at):
        self.at = at

    def now(self):
        return self.at


@pytest.mark.parametrize(("to", "hours"), [("G1", 24), ("李阿姨", 72)])
async def test_what_cannot_be_said_is_given_up_and_an_admin_hears_of_it_once(town, to, hours):
    town.keep(person("李阿姨"))
    town.channel.failing[to] = "offline"
    queue(town, 1, to)
    await town.later(hours=hours - 1)
    assert sent(town)[0] == "退避"

    heard = await town.later(hours=200)
    assert sent(town)[0] == "放弃"
    assert told(heard, "超管").count(f"【风控】{to} 有 1 条消息太久没发出去，不再发了。") == 1
    assert sum("太久" in text for _, text in town.heard()) == 1


async def test_an_admin_who_cannot_be_reached_is_not_told_of_that_for_ever(town):
    town.channel.failing["超管"] = "offline"
    queue(town, 1, "超管")
    await town.later(days=30)

    with town.runtime.store.plumbing() as connection:
        of_it = OUTBOX.c.cause.startswith("test:") | OUTBOX.c.cause.startswith("relay:")
        states = connection.execute(select(OUTBOX.c.state).where(of_it)).scalars().all()
    assert set(states) == {"放弃"}
    assert len(states) == 4  # with three that tell of it, and nothing tells of those


async def test_what_has_no_address_is_given_up_and_others_hear_theirs(town):
    town.keep(person("小王", address=""))
    queue(town, 1, "小王")
    queue(town, 2, "G2")
    await town.runtime.speak(town.now)

    assert sent(town) == ["放弃", "已发"]


async def test_what_another_account_says_is_left_to_it(town):
    town.runtime.relay.channels = {"other": town.channel}
    queue(town, 1)
    await town.runtime.speak(town.now)

    assert sent(town) == ["待发"]


async def test_danger_overtakes_what_was_waiting_before_it(town):
    clock = Turned(MONDAY_NINE)
    alarm = partial(queue, town, "险", "W1", Manner.URGENT)
    town.runtime.relay.channels = {"sim": Slow(clock, town.channel, alarm)}
    for n, to in enumerate(("G1", "G2", "小王"), 1):
        queue(town, n, to)
    await town.runtime.speak_on(clock)

    assert [text for _, text in town.heard()] == ["1", "险", "2", "3"]


async def test_what_was_said_is_dated_when_it_was_said(town):
    clock = Turned(MONDAY_NINE)
    town.runtime.relay.channels = {"sim": Slow(clock, town.channel)}
    for n, to in enumerate(("G1", "G2"), 1):
        queue(town, n, to)
    await town.runtime.speak_on(clock)

    with town.runtime.store.plumbing() as connection:
        times = connection.execute(select(OUTBOX.c.sent_at).order_by(OUTBOX.c.id)).scalars()
        assert [f"{time:%H:%M}" for time in times] == ["09:01", "09:02"]


async def test_a_refusal_counts_from_when_it_was_refused(town):
    clock = Turned(MONDAY_NINE)

    class Refusing:
        async def send(self, message):
            clock.at += timedelta(minutes=1)
            raise Refused(message.address)

    town.runtime.relay.channels = {"sim": Refusing()}
    queue(town, 1)
    await town.runtime.speak_on(clock)

    assert sent(town, "retry_at") == [MONDAY_NINE + timedelta(minutes=16)]
