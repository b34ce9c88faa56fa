"""Short conversations as people in such groups have them, by hand, labelled.

One JSON object a line; `refers_to` of an entry is the number of the message it answers to.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from nlp.corpus.rows import Json, NotALine, read_rows
from nlp.guess import INTENTS


@dataclass(frozen=True, slots=True)
class Message:
    """What `who` said."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What message number `i` means, and which earlier one it refers to, if any."""

    i: int
    intent: str
    refers_to: int | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages in order, and what is expected of some or all of them."""

    id: str
    messages: Sequence[Message]
    expected: Sequence[Expected]


def conversations() -> tuple[Conversation, ...]:
    """The corpus of them, in the order of its files."""
    folder = resources.files(__package__).joinpath("threads")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".jsonl")), key=_name)
    return tuple(one for file in files for one in read(file.read_text("utf-8").split("\n")))


def read(rows: Iterable[str]) -> Iterator[Conversation]:
    """The conversations of a file; blank rows are passed over. Raises NotALine."""
    return read_rows(rows, _conversation)


def _name(file: Traversable) -> str:
    return file.name


def _conversation(found: Json, number: int) -> Conversation:
    messages = [_message(one, number) for one in _listed(found, "messages", number)]
    expected = [_expected(one, number, len(messages)) for one in _listed(found, "expect", number)]
    return Conversation(str(found.get("id", number)), tuple(messages), tuple(expected))


def _listed(found: Json, name: str, number: int) -> Sequence[Any]:
    listed = found.get(name)
    if not isinstance(listed, list):
        raise NotALine(number, f"没有 {name}，或不是列表")
    return listed


def _message(one: Any, number: int) -> Message:
    if not isinstance(one, dict) or not isinstance(one.get("text"), str):
        raise NotALine(number, "messages 里有一条没有 text")
    return Message(str(one.get("from", "")), one["text"])


def _expected(one: Any, number: int, messages: int) -> Expected:
    if not isinstance(one, dict) or not _is_before(one.get("i"), messages):
        raise NotALine(number, "expect 里有一条的 i 不是消息的序号")
    if one.get("intent") not in INTENTS:
        raise NotALine(number, f"intent 不在这些里：{'、'.join(INTENTS)}")
    refers_to = one.get("refers_to")
    if refers_to is not None and not _is_before(refers_to, one["i"]):
        raise NotALine(number, "refers_to 不是前面一条消息的序号")
    return Expected(one["i"], one["intent"], refers_to)


def _is_before(index: Any, end: int) -> bool:
    return isinstance(index, int) and not isinstance(index, bool) and 0 <= index < end
