"""Duplicates, crashes and restarts: each thing said is acted on once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Text, type_coerce, update
from sqlalchemy.exc import OperationalError

from bot.outcome import Door
from bot.parcel import pack
from bot.pipeline import SORRY
from community.cases import Case
from community.effects import Say
from community.messages import Chat, Kind
from community.people import Person
from handlers.kit import admission
from storage import locks
from storage.inbox import MOST_ATTEMPTS, failed, receive, waiting
from storage.schema import TABLES
from storage.transaction import Transaction
from tests.kit.postgres import BOTH
from tests.kit.town import HOME, told

pytestmark = BOTH

LEAK = "3栋2单元一楼大厅天花板漏水"


async def test_a_message_delivered_twice_is_handled_once(town):
    arrival = town.arrival("李阿姨", LEAK)

    assert len(told(await town.hear(arrival), "G1")) == 1
    assert await town.hear(arrival) == []
    assert town.outcome.door is Door.REPEATED
    assert len(town.all(Case)) == 1


async def test_a_message_delivered_twice_at_once_is_handled_once(town):
    arrival = town.arrival("李阿姨", LEAK)
    heard = await town.hear(arrival, arrival)

    assert len(told(heard, "G1")) == 1
    assert len(town.all(Case)) == 1


async def test_a_message_delivered_again_after_a_restart_is_handled_once(town):
    arrival = town.arrival("李阿姨", LEAK)
    await town.hear(arrival)
    await town.restart()

    assert await town.hear(arrival) == []
    assert len(town.all(Case)) == 1


async def test_a_crash_midway_leaves_nothing_and_the_retry_succeeds(town, monkeypatch):
    perform = Transaction.perform

    def dies_after(self, effects, cause):
        perform(self, effects, cause)
        raise KeyboardInterrupt

    arrival = town.arrival("李阿姨", LEAK)
    monkeypatch.setattr(Transaction, "perform", dies_after)
    with pytest.raises(KeyboardInterrupt):
        await town.hear(arrival)
    monkeypatch.undo()

    assert town.all(Case) == ()
    assert len(told(await town.hear(arrival), "G1")) == 1


async def test_a_message_that_fails_halfway_leaves_nothing(town, monkeypatch):
    dispatcher = town.runtime.pipeline.dispatcher
    whole = dispatcher.message

    def halfway(*given):
        outcome = whole(*given)
        return replace(outcome, effects=(*outcome.effects, Say(Chat("没有的群"), SORRY())))

    monkeypatch.setattr(dispatcher, "message", halfway)
    await town.say("李阿姨", LEAK)
    monkeypatch.undo()

    assert town.all(Case) == ()
    assert len(told(await town.later(minutes=1), "G1")) == 1


async def test_a_fault_of_ours_costs_one_message_and_is_tried_again(town, monkeypatch):
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    bad, good = town.arrival("李阿姨", LEAK), town.arrival("张叔", "我来晚了，大家早")
    await town.hear(bad, good)
    monkeypatch.undo()

    assert [one.door for one in town.outcomes] == [Door.FAILED, Door.SILENCE]
    assert town.all(Case) == ()
    assert len(told(await town.later(minutes=1), "G1")) == 1
    assert len(town.all(Case)) == 1


async def test_trouble_of_the_database_is_no_fault_of_a_message_left_over(town, monkeypatch):
    arrival = town.arrival("李阿姨", LEAK)
    with town.runtime.store.plumbing() as connection:
        receive(connection, arrival.cause, town.now, pack(arrival))

    def hear(*_):
        raise OperationalError("", {}, OSError("locked"))

    monkeypatch.setattr(town.runtime.pipeline, "hear", hear)
    for _ in range(MOST_ATTEMPTS + 1):
        with pytest.raises(OperationalError):
            await town.later(hours=1)
    monkeypatch.undo()

    assert len(told(await town.later(hours=1), "G1")) == 1


async def test_a_message_that_always_fails_is_set_aside_and_blocks_nobody(town, monkeypatch):
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.say("李阿姨", LEAK)
    await town.later(hours=1)
    with town.runtime.store.plumbing() as connection:
        assert failed(connection) == 1
    monkeypatch.undo()

    assert len(told(await town.say("张叔", "5栋电梯坏了"), "G1")) == 1


async def test_who_wrote_in_private_hears_that_it_did_not_work(town, monkeypatch):
    await town.dm("李阿姨", "您好")
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.dm("李阿姨", LEAK)

    heard = await town.later(hours=1)
    assert told(heard, "李阿姨") == ["抱歉，刚才没处理好，已通知管理员。"]
    assert ["已放下" in text for text in told(heard, "超管")] == [True]


async def test_a_group_never_hears_of_our_faults(town, monkeypatch):
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.say("李阿姨", LEAK)

    heard = await town.later(hours=1)
    assert [chat for chat, _ in heard] == ["超管"]
    assert "李阿姨" not in heard[0][1]


async def test_what_cannot_be_read_any_more_is_set_aside_and_costs_no_other(town, monkeypatch):
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.say("李阿姨", LEAK)
    monkeypatch.undo()
    with town.runtime.store.plumbing() as connection:
        for n, payload in enumerate(("{", "[]", '{"at": 1}', '{"of": "a former version"}')):
            receive(connection, f"sim:bad{n}", town.now, payload)

    assert len(told(await town.later(minutes=1), "G1")) == 1
    with town.runtime.store.plumbing() as connection:
        assert failed(connection) == 4


async def test_words_taken_back_while_they_wait_for_another_try_are_not_heard(town, monkeypatch):
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.say("李阿姨", LEAK, id="m")
    monkeypatch.undo()

    assert await town.hear(town.arrival("李阿姨", kind=Kind.RECALL, about="m")) == []
    assert await town.later(hours=1) == []
    assert town.all(Case) == ()


async def test_words_that_come_behind_their_own_recall_are_not_heard(town):
    assert await town.hear(town.arrival("李阿姨", kind=Kind.RECALL, about="m")) == []
    assert await town.say("李阿姨", LEAK, id="m") == []
    assert town.all(Case) == ()


async def test_a_message_and_its_recall_that_come_at_once_leave_nothing(town, monkeypatch):
    said = town.arrival("李阿姨", LEAK, id="m")
    recall = town.arrival("李阿姨", kind=Kind.RECALL, about="m")
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.hear(said, recall)
    monkeypatch.undo()

    assert await town.later(hours=1) == []
    with town.runtime.store.plumbing() as connection:
        assert waiting(connection, town.now) == []


async def test_a_message_tried_again_holds_up_no_other_community(town, monkeypatch):
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.say("李阿姨", LEAK)
    monkeypatch.undo()
    held, hold = [], locks.hold

    def noting(connection, communities):
        held.append(set(communities))
        return hold(connection, communities)

    monkeypatch.setattr(locks, "hold", noting)

    assert town.runtime.pipeline.retry(town.now + timedelta(minutes=1)) == 1
    assert held == [{HOME}]


async def test_who_cannot_be_read_any_more_holds_up_nobody_s_second_try(town, monkeypatch):
    await town.say("李阿姨", "早")
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.say("李阿姨", LEAK)
    town.now += timedelta(seconds=2)
    await town.say("张叔", "5栋电梯坏了")
    monkeypatch.undo()
    _make_unreadable(town, "李阿姨")

    assert len(told(await town.later(hours=1), "G1")) == 1
    with town.runtime.store.plumbing() as connection:
        assert failed(connection) == 1
        assert waiting(connection, town.now) == []


async def test_that_nobody_can_be_told_of_a_fault_costs_no_other_message(town, monkeypatch):
    dispatcher = town.runtime.pipeline.dispatcher
    _make_unreadable(town, "超管")
    bad, good = town.arrival("李阿姨", "/帮助"), town.arrival("张叔", LEAK)
    message = dispatcher.message
    monkeypatch.setattr(
        dispatcher,
        "message",
        lambda heard, *more: 1 / 0 if heard.message.cause == bad.cause else message(heard, *more),
    )

    assert len(told(await town.hear(bad, good), "G1")) == 1
    assert [one.door for one in town.outcomes] == [Door.FAILED, Door.INTENT]


async def test_trouble_of_the_database_ends_the_round(town, monkeypatch):
    monkeypatch.setattr(admission, "same_matter", lambda *_: 1 / 0)
    await town.say("李阿姨", LEAK)
    await town.say("张叔", "5栋电梯坏了")
    monkeypatch.undo()
    tried = []

    def unreachable(*given):
        tried.append(given)
        raise OperationalError("SELECT 1", {}, OSError())

    monkeypatch.setattr(town.runtime.pipeline, "hear", unreachable)
    with pytest.raises(OperationalError):
        town.runtime.pipeline.retry(town.now + timedelta(minutes=1))
    assert len(tried) == 1


def _make_unreadable(town, who):
    """As if a later version had given them a role that this one does not know."""
    with town.runtime.store.plumbing() as connection:
        unknown = update(TABLES[Person]).where(TABLES[Person].c.code == who)
        connection.execute(unknown.values(role=type_coerce('["镇长"]', Text)))
    town.runtime.pipeline.scenes.forget()
