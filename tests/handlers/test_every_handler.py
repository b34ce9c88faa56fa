"""What must be true of every handler, those not yet written included."""

import re
from datetime import datetime

import pytest

from bot.dispatch import Dispatcher
from bot.help import shown
from bot.phrasebook import Phrasebook
from community.calendar import ZONE
from community.people import HANDLERS, Role
from handlers import routers
from handlers.kit.router import Chapter
from nlp.guess import Tier
from nlp.neighbourhood import Neighbourhood
from nlp.understand import Understander
from tests.kit.town import HOME, person

FOUND = routers()
INTENTS = [intent for router in FOUND for intent in router.intents]
EXAMPLES = [(intent.name, example) for intent in INTENTS for example in intent.examples]
COMMANDS = [command for router in FOUND for command in router.commands.values()]
UNDERSTAND = Understander(INTENTS)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
HERE = Neighbourhood("幸福里", (), ("幸福里",))


@pytest.mark.parametrize(("intent", "example"), EXAMPLES)
def test_understands_its_own_examples_best(intent, example):
    meanings = UNDERSTAND(example, HERE, NOW).meanings

    assert meanings and meanings[0].intent == intent
    assert meanings[0].tier is Tier.SURE


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.name)
def test_every_intent_has_examples(intent):
    assert intent.examples


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_commands_explain_themselves_in_chinese(command):
    assert re.search("[\u4e00-\u9fff]", command.about)
    assert command.usage.startswith(command.name)
    assert command.where


@pytest.mark.parametrize("router", FOUND, ids=lambda router: router.noun)
def test_routers_say_what_they_are_about(router):
    assert router.about


@pytest.mark.parametrize("doors", ["on_said", "on_due", "on_answer"])
def test_no_two_doors_have_the_same_name(doors):
    names = [name for router in FOUND for name in getattr(router, doors)]

    assert len(names) == len(set(names))


def test_every_command_can_be_said_in_one_way_only():
    Phrasebook(COMMANDS)
    with pytest.raises(ValueError, match="/办结"):
        Phrasebook([*COMMANDS, *(c for c in COMMANDS if c.verb == "办结")])


def test_every_door_is_known_to_the_dispatcher():
    dispatcher = Dispatcher(FOUND)

    assert set(dispatcher.said) == {intent.name for intent in INTENTS}
    assert set(dispatcher.questions) == set(dispatcher.answer)


@pytest.mark.parametrize("role", Role)
def test_help_names_all_a_person_may_do_and_nothing_else(role):
    who = person("某人", role)
    short = shown(FOUND, who, HOME).render()
    for router in FOUND:
        words = shown(FOUND, who, HOME, router.noun)
        long = words.render() if words else ""
        for command in router.commands.values():
            of_cases = router.chapter in (Chapter.CASES, Chapter.MEDIATION)
            theirs = of_cases and command.own is not None and role in HANDLERS
            may = command.may(who, HOME) or theirs

            assert (command.usage in long) == may
            assert not may or command.name in short


def test_help_of_another_community_shows_nothing_but_what_anyone_may():
    stranger = person("外人", Role.GRID_WORKER, community="别处")

    assert "/办结" not in shown(FOUND, stranger, HOME).render()
