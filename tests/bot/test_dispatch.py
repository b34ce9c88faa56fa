"""Which handler answers: one, and known when the bot starts."""

from datetime import time, timedelta

import pytest

from bot.dispatch import Dispatcher
from community.effects import Ask, Record
from community.messages import Chat, Kind
from community.wording import Text
from handlers.kit.router import Router
from storage.transaction import Cause
from tests.kit.town import person, told

WORDS = Text("t.words", "{n}")


def answer(*_):
    return ()


def due(router):
    router.due("催办")(answer)


def daily(router):
    router.daily("催办", time(8))(answer)


def arrived(router):
    router.arrived(Kind.IMAGE)(answer)


def command(router):
    router.command("催", about="催一下")(answer)


@pytest.mark.parametrize(
    ("once", "again"), [(due, due), (due, daily), (arrived, arrived), (command, command)]
)
def test_a_file_that_answers_twice_to_the_same_is_refused(once, again):
    router = Router(noun="催", about="催办")
    once(router)

    with pytest.raises(ValueError, match="both"):
        again(router)


@pytest.mark.parametrize(
    ("once", "again"), [(due, due), (due, daily), (arrived, arrived), (command, command)]
)
def test_two_files_that_answer_to_the_same_are_refused(once, again):
    routers = [Router(noun=noun, about="催办") for noun in ("催", "办")]
    once(routers[0])
    again(routers[1])

    with pytest.raises(ValueError, match="both"):
        Dispatcher(routers)


async def test_a_question_of_a_former_version_keeps_nobody_from_being_heard(town):
    with town.runtime.store.transaction() as transaction:
        asked = Ask(
            Chat("G1"), "李阿姨", WORDS(n=1), "从前的问题", "C1", town.now + timedelta(days=1)
        )
        cause = Cause(name="test", at=town.now)
        transaction.perform((Record(person("李阿姨")), asked), cause)

    answers = told(await town.say("李阿姨", "3栋2单元一楼大厅天花板漏水"), "G1")
    assert "已登记" in answers[-1]
