"""What is too old is cleared away, a little at a time; what still has to be done stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.cases import Case
from community.effects import Record, Say
from community.messages import Chat, Message, MessageState
from community.wording import Text
from storage import inbox
from storage.plumbing import INBOX, JOURNAL, OUTBOX, OutboxState
from storage.retention import Cleared, Periods, clear, clear_all
from tests.kit.town import HOME, MONDAY_NINE, person

SECRET = "李阿姨家的私事"
PERIODS = Periods(
    inbox=timedelta(days=30),
    outbox_text=timedelta(days=60),
    journal_words=timedelta(days=90),
    message_text=timedelta(days=60),
)
CASE = Case(code="C1", community=HOME, at=MONDAY_NINE, accepted_at=MONDAY_NINE, detail=SECRET)
MESSAGE = Message(code="M1", community=HOME, at=MONDAY_NINE, cause="sim:m1", sender="李阿姨")


def say(words=SECRET):
    return Say(Chat("李阿姨", private=True), Text("t", words)())


def settle(memory, state=OutboxState.SENT):
    with memory.store.plumbing() as connection:
        connection.execute(OUTBOX.update().values(state=state, sent_at=MONDAY_NINE))


def after(memory, days, **kwargs):
    return memory.store.clear_old(MONDAY_NINE + timedelta(days=days), PERIODS, **kwargs)


def texts(memory, column):
    with memory.store.plumbing() as connection:
        return list(connection.execute(select(column)).scalars())


def hear(memory, *causes, at=MONDAY_NINE):
    with memory.store.plumbing() as connection:
        inbox.first_sight(connection, dict.fromkeys(causes, at))


@pytest.fixture
def memory(memory):
    memory.keep(person("李阿姨"))
    return memory


def test_nothing_is_cleared_before_its_time(memory):
    hear(memory, "sim:m1")
    memory.perform(Record(CASE), Record(replace(MESSAGE, text=SECRET)), say())
    settle(memory)

    assert after(memory, 29) == Cleared(0, 0, 0, 0, 0)


def test_messages_that_were_handled_are_forgotten(memory):
    hear(memory, "sim:m1", "sim:m2")
    hear(memory, "sim:m3", at=MONDAY_NINE + timedelta(days=25))

    assert after(memory, 31).inbox == 2
    assert texts(memory, INBOX.c.cause) == ["sim:m3"]


def test_a_message_that_is_still_to_be_handled_stays(memory):
    with memory.store.plumbing() as connection:
        inbox.receive(connection, "sim:m1", MONDAY_NINE, payload=SECRET)

    assert after(memory, 1000).inbox == 0
    assert texts(memory, INBOX.c.payload) == [SECRET]


def test_one_that_failed_for_good_goes_with_its_words(memory):
    with memory.store.plumbing() as connection:
        inbox.receive(connection, "sim:m1", MONDAY_NINE, payload=SECRET)
        inbox.put_off(connection, "sim:m1", MONDAY_NINE, "ValueError", final=True)

    assert after(memory, 31).inbox == 1


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.GIVEN_UP, OutboxState.DOUBTFUL])
def test_what_was_said_loses_its_text_and_is_still_counted(memory, state):
    memory.perform(say(), say("好"))
    settle(memory, state)

    assert after(memory, 61).outbox == 2
    assert texts(memory, OUTBOX.c.text) == ["", ""]
    assert texts(memory, OUTBOX.c.state) == [state, state]


def test_what_is_still_to_be_said_keeps_its_text_until_it_is(memory):
    memory.perform(say())

    assert after(memory, 61).outbox == 0
    settle(memory)
    assert after(memory, 61).outbox == 1


def test_what_is_being_said_for_ever_stops_nothing_and_loses_its_text_when_settled(memory):
    memory.perform(say(), say("好"))
    settle(memory)
    with memory.store.plumbing() as connection:
        first = OUTBOX.c.id == select(func.min(OUTBOX.c.id)).scalar_subquery()
        connection.execute(OUTBOX.update().where(first).values(state=OutboxState.SENDING))

    assert [after(memory, 61).outbox for _ in range(2)] == [1, 0]
    assert sorted(texts(memory, OUTBOX.c.text)) == ["", SECRET]
    settle(memory)
    assert [after(memory, 61).outbox for _ in range(2)] == [1, 0]
    assert texts(memory, OUTBOX.c.text) == ["", ""]


def test_the_journal_loses_words_and_keeps_who_did_what(memory):
    memory.keep(CASE)
    memory.keep(replace(CASE, detail="电梯坏了", responded=True), who="刘芳")

    assert after(memory, 91).journal == 1
    assert not any(SECRET in one or "电梯" in one for one in texts(memory, JOURNAL.c.after))
    assert '"responded": true' in texts(memory, JOURNAL.c.after)[-1]
    assert texts(memory, JOURNAL.c.who)[-1] == "刘芳"
    assert memory.find(Case)[0].detail == "电梯坏了"


def test_the_text_of_a_message_goes_unless_somebody_has_yet_to_look_at_it(memory):
    memory.keep(
        replace(MESSAGE, text=SECRET),
        replace(MESSAGE, code="M2", text=SECRET, state=MessageState.FOR_A_PERSON),
    )

    assert after(memory, 61).messages == 1
    assert [one.text for one in memory.find(Message)] == ["", SECRET]


def test_a_call_looks_at_so_many_rows_and_the_next_goes_on(memory):
    hear(memory, *(f"sim:m{n}" for n in range(10)))
    memory.perform(*(say() for _ in range(10)))
    memory.keep(*(replace(CASE, code=f"C{n}") for n in range(7)))
    memory.keep(*(replace(CASE, code=f"C{n}", detail="电梯坏了") for n in range(7)))
    settle(memory)
    day = MONDAY_NINE + timedelta(days=400)
    with memory.store.plumbing() as connection:
        counts = [clear(connection, day, PERIODS, batch=4) for _ in range(5)]

    assert [one.inbox for one in counts] == [4, 4, 2, 0, 0]
    assert [one.outbox for one in counts] == [4, 4, 2, 0, 0]
    # Eight rows tell of what came into being, the neighbour too: they hold no words.
    assert [one.journal for one in counts] == [0, 0, 4, 3, 0]


def test_what_grows_old_later_is_met_on_another_round(memory):
    hear(memory, "sim:a", "sim:b", at=MONDAY_NINE + timedelta(days=20))
    hear(memory, "sim:c")
    with memory.store.plumbing() as connection:
        counts = [
            clear(connection, MONDAY_NINE + timedelta(days=day), PERIODS, batch=2).inbox
            for day in (31, 31, 51, 51)
        ]

    assert counts == [0, 1, 2, 0]


def test_all_of_it_is_cleared_at_once_where_nobody_waits(memory):
    hear(memory, *(f"sim:m{n}" for n in range(1200)))
    with memory.store.plumbing() as connection:
        clear(connection, MONDAY_NINE, PERIODS)  # stops in the middle of the inbox
        cleared = clear_all(connection, MONDAY_NINE + timedelta(days=31), PERIODS)

        assert cleared.inbox == 1200
        assert connection.execute(select(func.count()).select_from(INBOX)).scalar_one() == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_cleared_is_nowhere_in_the_file(memory, tmp_path):
    with memory.store.plumbing() as connection:
        inbox.receive(connection, "sim:m1", MONDAY_NINE, payload=SECRET)
        inbox.put_off(connection, "sim:m1", MONDAY_NINE, "ValueError", final=True)
    memory.perform(Record(replace(MESSAGE, text=SECRET)), say())
    memory.keep(CASE)
    memory.keep(replace(CASE, detail="电梯坏了"))
    settle(memory)
    assert memory.store.empty_log()  # of what a former life may have left
    assert any(SECRET.encode() in path.read_bytes() for path in tmp_path.iterdir())

    assert after(memory, 91) == Cleared(inbox=1, outbox=1, journal=1, messages=1, lessons=0)
    assert memory.store.empty_log()
    for path in tmp_path.iterdir():
        assert SECRET.encode() not in path.read_bytes(), path.name
