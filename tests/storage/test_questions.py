"""What we wait to hear, and for how long."""

from datetime import timedelta

from community.effects import Ask
from community.messages import Chat
from community.wording import Text
from storage import questions
from tests.kit.town import MONDAY_NINE

UNTIL = MONDAY_NINE + timedelta(hours=1)


def asked(connection, now):
    return questions.people_asked(connection, ["李阿姨"], now)


def test_nobody_owes_an_answer_when_the_time_for_it_is_over(memory):
    question = Ask(Chat("G1"), "李阿姨", Text("t", "?")(), "好吗", "C1", UNTIL)
    with memory.store.plumbing() as connection:
        questions.ask(connection, question, MONDAY_NINE)

        assert asked(connection, MONDAY_NINE) == {"李阿姨"}
        assert asked(connection, UNTIL) == frozenset()


def test_what_was_not_answered_in_time_is_forgotten(memory):
    with memory.store.plumbing() as connection:
        for n in range(3):
            until = UNTIL + timedelta(hours=n)
            question = Ask(Chat("G1"), "李阿姨", Text("t", "?")(), "好吗", f"C{n}", until)
            questions.ask(connection, question, MONDAY_NINE)

        assert questions.forget_expired(connection, UNTIL) == 1
        assert questions.forget_expired(connection, UNTIL + timedelta(days=1)) == 2
