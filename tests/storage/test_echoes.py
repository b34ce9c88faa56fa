"""Sends that nobody is sure of, and how they are settled."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.holidays import official_calendar
from community.calendar import ZONE
from community.effects import Record, Say
from community.messages import Chat
from community.people import Community, Mode, Person, Room
from community.refs import PersonId
from community.wording import Text
from storage import outbox, sends
from storage.outbox import Outgoing
from storage.schema_version import prepare
from storage.store import Store
from storage.transaction import Cause
from tests.kit.speaking import claim

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
ROOM, WANG = Chat("3号群"), Chat("王桂芳", private=True)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A database with a room and a person on one channel, and another person on another."""
    store = Store(database, official_calendar())
    prepare(store.writer)
    things = (
        Community(code="幸福社区", at=NOW),
        Room(
            code=ROOM.id,
            community="幸福社区",
            at=NOW,
            mode=Mode.NORMAL,
            channel="wechaty",
            address="3@chatroom",
        ),
        Person(code=PersonId(WANG.id), at=NOW, channel="wechaty", address="wxid_wang"),
        Person(code=PersonId("网友"), at=NOW, channel="web", address="web-1"),
    )
    with store.transaction() as transaction:
        transaction.perform(tuple(map(Record, things)), Cause(name="given", at=NOW))
    yield store
    store.close()


def say(store: Store, chat: Chat, words: str) -> None:
    with store.transaction() as transaction:
        effect = Say(chat, Text(words, words)())
        transaction.perform((effect,), Cause(name=f"{chat.id}{words}", at=NOW))


def claimed(connection: Connection) -> Outgoing:
    message = claim(connection, NOW, "wechaty")
    assert message is not None
    return message


def states(store: Store) -> list[str]:
    with store.plumbing() as connection:
        return list(connection.exec_driver_sql("SELECT state FROM outbox ORDER BY id").scalars())


def test_an_echo_that_came_first_leaves_no_doubt(store: Store) -> None:
    say(store, ROOM, "各位邻居好")
    with store.plumbing() as connection:
        message = claimed(connection)
        sends.settle_sent(connection, message.ids, NOW)
        sends.settle_doubtful(connection, message, NOW, "TimeoutError")

    assert states(store) == ["已发"]


def test_what_is_in_doubt_can_be_told_by_its_words(store: Store) -> None:
    say(store, ROOM, "各位邻居好")
    say(store, WANG, "您好")
    with store.plumbing() as connection:
        while message := claim(connection, NOW, "wechaty"):
            sends.settle_doubtful(connection, message, NOW, "TimeoutError")
        in_room = outbox.said_or_doubtful(connection, ROOM, NOW)
        in_private = outbox.said_or_doubtful(connection, WANG, NOW)

    assert [(one.text, one.address) for one in in_room] == [("各位邻居好", "3@chatroom")]
    assert [(one.text, one.address) for one in in_private] == [("您好", "wxid_wang")]


def test_what_was_said_long_ago_comes_back_no_more(store: Store) -> None:
    say(store, ROOM, "各位邻居好")
    with store.plumbing() as connection:
        message = claimed(connection)
        sends.settle_sent(connection, message.ids, NOW)

        assert outbox.said_or_doubtful(connection, ROOM, NOW - timedelta(minutes=1))
        assert not outbox.said_or_doubtful(connection, ROOM, NOW)


def test_what_a_channel_refused_may_be_tried_at_once_when_it_carries_again(store: Store) -> None:
    for chat in (ROOM, WANG, Chat("网友", private=True)):
        say(store, chat, "您好")
    later = NOW + timedelta(minutes=1)
    with store.plumbing() as connection:
        while message := claim(connection, NOW, "wechaty"):
            sends.settle_failed(connection, message, NOW, "not connected")
        assert not claim(connection, later, "wechaty")
        released = sends.release_refused(connection, "wechaty", later)

        assert released == 2
        again = [claim(connection, later, "wechaty") for _ in range(3)]
        assert [one and one.channel for one in again] == ["wechaty", "wechaty", None]
