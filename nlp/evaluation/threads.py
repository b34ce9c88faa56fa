"""How well conversations are followed: intents, and what refers to what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nlp.corpus.conversations import Conversation, Expected
from nlp.ear import Ear
from nlp.guess import CHAT
from nlp.thread import Thread
from nlp.thread_weights import Weights
from nlp.turns import Reading, Turn

# The conversations do not say when they were had: one turn after another, within minutes.
_BEGUN = datetime(2025, 11, 22, 19, tzinfo=UTC)
_APART = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Miss:
    """What was expected of a message, and what was read."""

    id: str
    text: str
    expected: Expected
    read: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadReport:
    """The figures. `n` messages of which something is expected, in `threads` conversations.

    A message is right if both its intent and its reference are; chat that refers to nothing is
    right whatever it is thought to refer to.
    """

    n: int
    right: int
    intents_right: int
    references_right: int
    threads: int
    threads_right: int
    misses: Sequence[Miss]


def turns(conversation: Conversation) -> Iterator[Turn]:
    """Its messages, with moments."""
    for number, message in enumerate(conversation.messages):
        yield Turn(message.who, message.text, _BEGUN + number * _APART)


def followed(
    conversation: Conversation, ear: Ear, weights: Weights | None = None
) -> Mapping[int, Reading]:
    """How each message is read once all is said."""
    thread = Thread(ear, weights)
    read = dict(enumerate(map(thread.hear, turns(conversation))))
    return {number: thread.reading(number) or first for number, first in read.items()}


def compared(
    conversations: Sequence[Conversation], readings: Sequence[Mapping[int, Reading]]
) -> ThreadReport:
    """The figures of readings, by number of the message, one mapping for each conversation."""
    pairs = [
        (one, expected, read[expected.i])
        for one, read in zip(conversations, readings, strict=True)
        for expected in one.expected
    ]
    misses = [
        Miss(one.id, one.messages[expected.i].text, expected, read)
        for one, expected, read in pairs
        if not (_same_intent(expected, read) and _same_reference(expected, read))
    ]
    missed = {miss.id for miss in misses}
    return ThreadReport(
        n=len(pairs),
        right=len(pairs) - len(misses),
        intents_right=sum(_same_intent(expected, read) for _, expected, read in pairs),
        references_right=sum(_same_reference(expected, read) for _, expected, read in pairs),
        threads=len(conversations),
        threads_right=sum(one.id not in missed for one in conversations),
        misses=misses,
    )


def _same_intent(expected: Expected, read: Reading) -> bool:
    return expected.intent == read.intent


def _same_reference(expected: Expected, read: Reading) -> bool:
    if expected.intent == CHAT and expected.refers_to is None:
        return True
    return expected.refers_to == read.refers_to
