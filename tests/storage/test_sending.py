"""What becomes of a message that is refused, lost, late, or whose process is killed: said once."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from sqlalchemy import select

from community.effects import Say, Send
from community.messages import Chat
from community.wording import Text
from storage import outbox, sends
from storage.plumbing import OUTBOX
from storage.transaction import Cause
from tests.kit.faulty import (
    KILLED_AFTER,
    KILLED_BEFORE,
    LATE,
    LOST,
    REFUSED,
    Killed,
    make_faulty,
    revive,
)
from tests.kit.town import told

WORDS = Text("t.words", "{n}")


@pytest.fixture
def channel(town):
    return make_faulty(town)


def queue(town, *texts, to="W1"):
    with town.runtime.store.transaction() as transaction:
        for n in texts:
            cause = Cause(name=f"test:{next(town.ids)}", at=town.now)
            transaction.perform((Say(Chat(to), WORDS(n=n)),), cause)


def states(town):
    with town.runtime.store.plumbing() as connection:
        return connection.execute(select(OUTBOX.c.state).order_by(OUTBOX.c.id)).scalars().all()


def heard(town):
    return "\n".join(told(town.heard(), "W1")).split("\n")


async def test_a_file_goes_alone_however_much_has_piled_up(town, channel):
    channel.faults = [REFUSED]
    here = Chat("小王", private=True)
    with town.runtime.store.transaction() as transaction:
        said = (Say(here, WORDS(n=1)), Say(here, WORDS(n=2)))
        effects = (*said, Send(here, "表.csv", "一,二"), Say(here, WORDS(n=3)))
        transaction.perform(effects, Cause(name="test:file", at=town.now))
    await town.later(hours=1)

    assert told(town.heard(), "小王") == ["1\n2", "一,二", "3"]


async def test_a_file_is_not_for_a_group(town):
    with town.runtime.store.transaction() as transaction:
        effects = (Send(Chat("W1"), "表.csv", "一,二"),)
        transaction.perform(effects, Cause(name="test:file", at=town.now))

    assert states(town) == []


@pytest.mark.parametrize("fault", [KILLED_BEFORE, KILLED_AFTER])
async def test_what_was_being_said_at_a_kill_is_said_once(town, channel, fault):
    queue(town, 1, 2)
    channel.faults = [fault]
    with pytest.raises(Killed):
        await town.runtime.speak(town.now)
    await revive(town)

    assert heard(town) == ["1", "2"]
    assert states(town) == ["已发", "已发"]


@pytest.mark.parametrize("fault", [LOST, LATE, REFUSED])
async def test_what_failed_is_said_once_and_in_its_turn(town, channel, fault):
    queue(town, 1, 2)
    channel.faults = [fault]
    await town.runtime.speak(town.now)
    await town.later(hours=1)

    assert heard(town) == ["1", "2"]
    assert states(town) == ["已发", "已发"]


@pytest.mark.parametrize("fault", [LOST, LATE])
async def test_nothing_overtakes_what_may_have_been_said(town, channel, fault):
    queue(town, 1, 2)
    channel.faults, channel.answers = [fault], False
    await town.runtime.speak(town.now)
    before = [*channel.heard]
    await town.later(seconds=10)
    assert channel.heard == before

    channel.answers = True
    await town.later(minutes=1)
    assert heard(town) == ["1", "2"]


@pytest.mark.parametrize("fault", [KILLED_BEFORE, KILLED_AFTER, LOST, LATE])
async def test_what_nobody_can_know_is_shown_and_not_said_again(town, channel, fault):
    queue(town, 1, 2)
    channel.faults, channel.knows = [fault], False
    with pytest.raises(Killed) if "killed" in fault else nullcontext():
        await town.runtime.speak(town.now)
    await revive(town)
    await town.later(hours=5)

    assert states(town) == ["存疑", "已发"]
    assert heard(town).count("1") == (fault in (LATE, KILLED_AFTER))
    assert heard(town)[-1] == "2"


async def test_an_answer_that_comes_after_others_took_over_is_not_believed(town, channel):
    """What was in doubt has meanwhile been said again by another, and is in doubt again."""
    queue(town, 1)
    channel.faults, channel.answers = [LOST], False
    await town.runtime.speak(town.now)
    with town.runtime.store.plumbing() as connection:
        (asked,) = outbox.to_be_asked(connection, town.now + timedelta(hours=1), ["sim"])
    town.runtime.close()
    town.runtime = town.build()
    await town.runtime.start(town.now)
    channel.faults, channel.answers = [LATE], True
    channel.send, send = falls_silent(channel), channel.send
    town.now += timedelta(minutes=2)
    await town.runtime.speak(town.now)
    with town.runtime.store.plumbing() as connection:
        sends.settle_unsaid(connection, asked)

    channel.send, channel.answers = send, True
    await town.later(minutes=5)
    assert heard(town) == ["1"]


def falls_silent(channel):
    """Sends as before; after that, the channel cannot be asked any more."""
    send = channel.send

    async def sends_and_falls_silent(message):
        channel.answers = False
        await send(message)

    return sends_and_falls_silent
