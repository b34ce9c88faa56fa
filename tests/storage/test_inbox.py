"""Messages by cause: what waits, what was handled, what could not be."""

from datetime import timedelta

from sqlalchemy import select

from storage import inbox
from storage.plumbing import INBOX, InboxState
from tests.kit.town import MONDAY_NINE

CAUSE = "wechaty:1"


def test_what_was_handled_meanwhile_is_not_handled_again(memory):
    with memory.store.plumbing() as connection:
        inbox.receive(connection, CAUSE, MONDAY_NINE)
        inbox.first_sight(connection, {CAUSE: MONDAY_NINE})
        inbox.put_off(connection, CAUSE, MONDAY_NINE, "TimeoutError")

        assert inbox.state_of(connection, CAUSE) is InboxState.DONE


def test_of_several_only_those_not_handled_before_are_new(memory):
    later = MONDAY_NINE + timedelta(minutes=1)
    with memory.store.plumbing() as connection:
        inbox.first_sight(connection, {"b": MONDAY_NINE})
        inbox.receive(connection, "c", MONDAY_NINE, "{}")
        inbox.receive(connection, "d", MONDAY_NINE, "{}")
        inbox.put_off(connection, "d", MONDAY_NINE, "TimeoutError", final=True)

        new = inbox.first_sight(connection, dict.fromkeys("dcba", later))

        assert new == {"a", "c"}
        assert inbox.first_sight(connection, dict.fromkeys("dcba", later)) == frozenset()
        assert inbox.state_of(connection, "d") is InboxState.FAILED
        assert inbox.waiting(connection, later) == []


def test_what_fails_is_tried_again_and_then_set_aside(memory):
    with memory.store.plumbing() as connection:
        inbox.receive(connection, CAUSE, MONDAY_NINE, "{}")
        again = [inbox.put_off(connection, CAUSE, MONDAY_NINE, "TimeoutError") for _ in range(4)]

        assert again == [True, True, True, False]
        assert inbox.state_of(connection, CAUSE) is InboxState.FAILED
        assert inbox.waiting(connection, MONDAY_NINE + timedelta(days=1)) == []


def test_what_was_taken_back_is_neither_kept_nor_waited_for_nor_new(memory):
    causes = dict.fromkeys(("waits", "not fetched", "failed", "not come yet"), MONDAY_NINE)
    with memory.store.plumbing() as connection:
        inbox.receive(connection, "waits", MONDAY_NINE, "{}")
        inbox.receive(connection, "not fetched", MONDAY_NINE)
        inbox.receive(connection, "failed", MONDAY_NINE, "{}")
        inbox.put_off(connection, "failed", MONDAY_NINE, "TimeoutError", final=True)
        for cause in causes:
            inbox.silence(connection, cause, MONDAY_NINE)

        assert inbox.waiting(connection, MONDAY_NINE) == []
        assert inbox.first_sight(connection, causes) == frozenset()
        assert inbox.state_of(connection, "failed") is InboxState.FAILED
        assert set(connection.execute(select(INBOX.c.payload)).scalars()) == {""}


def test_an_attempt_is_begun_by_one_until_the_last_has_been_made(memory):
    now, begun = MONDAY_NINE, []
    with memory.store.plumbing() as connection:
        inbox.receive(connection, CAUSE, now, "{}")
        for minutes in (1, 2, 4, 8):
            begun += [inbox.begin(connection, CAUSE, now), inbox.begin(connection, CAUSE, now)]
            now += timedelta(minutes=minutes)
            assert inbox.next_time(connection) == now
        begun += [inbox.begin(connection, CAUSE, now), inbox.begin(connection, CAUSE, now)]

        assert begun == [
            *[InboxState.RECEIVED, InboxState.DONE] * 4,
            InboxState.FAILED,
            InboxState.DONE,
        ]
        assert connection.execute(select(INBOX.c.attempts)).scalar() == inbox.MOST_ATTEMPTS
