"""What waits to be said: folding, budgets, failures, doubt. Each through claim and settle."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from community.effects import Say
from community.messages import Chat
from community.people import RoomKind, RoomState
from community.speech import Manner
from community.wording import Text
from storage import outbox, queueing, sends
from storage.plumbing import OUTBOX
from storage.queries import outgoing
from tests.kit import speaking
from tests.kit.town import MONDAY_NINE, person, room

WORDS = Text("t.words", "{n}")


@pytest.fixture
def rooms(memory):
    memory.keep(room("G1"), room("G2"), room("W1", RoomKind.WORK), person("李阿姨"))
    return memory


def minutes(n):
    return MONDAY_NINE + timedelta(minutes=n)


def queue(memory, n, to="G1", at=MONDAY_NINE, manner=Manner.PLAIN):
    memory.perform(Say(Chat(to, to == "李阿姨"), WORDS(n=n), manner), at=at)


def claim(memory, at=MONDAY_NINE):
    with memory.store.plumbing() as connection:
        return speaking.claim(connection, at)


def sent(memory, message, at):
    with memory.store.plumbing() as connection:
        sends.settle_sent(connection, message.ids, at)


def heard(memory, at):
    """Everything said at that time, until nothing more may be said."""
    texts = []
    while message := claim(memory, at):
        sent(memory, message, at)
        texts.append(message.text)
    return texts


def states(memory):
    return [row.state for row in memory.ask(outgoing)]


def test_a_room_hears_its_messages_in_order(rooms):
    for n in range(3):
        queue(rooms, n)

    assert heard(rooms, MONDAY_NINE) == ["0", "1", "2"]


def test_receipts_of_one_minute_are_two_messages(rooms):
    for second in (0, 10, 20, 50):
        at = MONDAY_NINE + timedelta(seconds=second)
        queue(rooms, second, at=at, manner=Manner.RECEIPT)
        first = heard(rooms, at)
        assert first == (["0"] if second == 0 else [])

    assert heard(rooms, minutes(1)) == ["10\n20\n50"]


def test_other_words_are_not_folded_into_receipts(rooms):
    queue(rooms, 1, manner=Manner.RECEIPT)
    queue(rooms, 2)

    assert heard(rooms, MONDAY_NINE) == ["1", "2"]


def test_the_fourth_in_ten_minutes_waits_and_goes_with_what_follows(rooms):
    for n in range(5):
        queue(rooms, n, at=minutes(n))
        heard(rooms, minutes(n))

    assert heard(rooms, minutes(9)) == []
    assert heard(rooms, minutes(10)) == ["3\n4"]


def test_danger_waits_for_no_budget_and_counts_for_none(rooms):
    for n in range(3):
        queue(rooms, n, at=minutes(n))
        heard(rooms, minutes(n))
    queue(rooms, "险", at=minutes(3), manner=Manner.URGENT)

    assert heard(rooms, minutes(3)) == ["险"]


@pytest.mark.parametrize("to", ["W1", "李阿姨"])
def test_staff_rooms_and_people_have_no_budget(rooms, to):
    for n in range(6):
        queue(rooms, n, to=to)

    assert heard(rooms, MONDAY_NINE) == list("012345")


def refuse(memory, at, error="操作过于频繁"):
    message = claim(memory, at)
    with memory.store.plumbing() as connection:
        return sends.settle_failed(connection, message, at, error)


def test_what_failed_waits_longer_and_longer_and_nothing_overtakes_it(rooms):
    queue(rooms, 1)
    assert refuse(rooms, MONDAY_NINE) == 1
    queue(rooms, 2, at=minutes(1))
    assert claim(rooms, minutes(14)) is None
    assert refuse(rooms, minutes(15)) == 2
    queue(rooms, 3, to="G2", at=minutes(16))

    assert heard(rooms, minutes(16)) == ["3"]  # other rooms go on
    assert claim(rooms, minutes(44)) is None
    assert heard(rooms, minutes(45)) == ["1\n2"]
    assert [row.collapsed for row in rooms.ask(outgoing)] == [2, 0, 1]
    assert states(rooms) == ["已发", "已发", "已发"]


def test_danger_is_said_before_what_waits_elsewhere(rooms):
    queue(rooms, 1)
    queue(rooms, "险", to="G2", at=minutes(1), manner=Manner.URGENT)

    assert heard(rooms, minutes(1)) == ["险", "1"]


def test_what_has_nowhere_to_go_keeps_nobody_else_waiting(rooms):
    queue(rooms, 1, to="李阿姨")
    queue(rooms, 2, to="G2")
    rooms.keep(room("G2", state=RoomState.LOST))
    with rooms.store.plumbing() as connection:
        connection.execute(OUTBOX.update().where(OUTBOX.c.id == 1).values(chat="走了"))
    queue(rooms, 3)

    assert claim(rooms).address == "G1"
    assert states(rooms) == ["放弃", "放弃", "发送中"]


def test_what_was_being_sent_at_a_crash_is_in_doubt_and_stays_so(rooms):
    queue(rooms, 1)
    message = claim(rooms)
    with rooms.store.plumbing() as connection:
        older = message.fence - 1
        assert sends.doubt_interrupted(connection, "sim", older, MONDAY_NINE) == 0
        assert sends.doubt_interrupted(connection, "sim", message.fence, MONDAY_NINE) == 1

    assert states(rooms) == ["存疑"]
    assert heard(rooms, minutes(600)) == []


def test_there_is_always_a_next_time_until_all_is_said(rooms):
    for n in range(8):
        queue(rooms, n, at=minutes(n))
    now = MONDAY_NINE
    for _ in range(50):
        with rooms.store.plumbing() as connection:
            due = outbox.next_time(connection)
        if due is None:
            break
        assert due >= now or heard(rooms, now)
        now = max(now, due)
        heard(rooms, now)

    assert set(states(rooms)) == {"已发"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # a server looks at the sizes too
@pytest.mark.parametrize(
    "ask",
    [
        lambda connection: queueing.fold_until(connection, Chat("G1"), minutes(1)),
        lambda connection: speaking.claim(connection, minutes(1)),
    ],
    ids=["fold", "claim"],
)
def test_what_was_said_long_ago_is_not_read(rooms, ask):
    queue(rooms, 1)
    read = []
    event.listen(
        rooms.store.writer,
        "before_cursor_execute",
        lambda *given: read.append((given[2], given[3])),
    )
    with rooms.store.plumbing() as connection:
        ask(connection)
        ours = [(text, given) for text, given in read if "outbox.chat = ?" in text]
        plans = [
            row.detail
            for text, given in ours
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
            if "outbox" in row.detail
        ]

    assert plans
    assert all("sent_at" in plan.rpartition("(")[2] for plan in plans)
