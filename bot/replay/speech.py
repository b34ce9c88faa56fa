"""What was said in a block: which messages satisfy a line, and how many a place may hear."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from bot.replay.errors import ScenarioError
from community.calendar import ZONE
from community.speech import Manner
from storage.outbox import Outgoing

_ORDER = ("has", "lacks", "max")
_GAP = re.compile(r"\s+")
# At which minutes a digest goes to groups, and at which to people (docs/vocabulary.md E).
_ROOM_MINUTES = frozenset({time(18), time(8), time(20), time(10)})
_PERSON_MINUTES = frozenset({time(8, 30), time(18), time(9)})


@dataclass(frozen=True, slots=True)
class Clauses:
    """has A|B; lacks C|D; max N."""

    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    most: int | None = None


def read_clauses(line: int, text: str) -> Clauses:
    """The clauses of a SAY, DM, DIGEST or STORE line. Raises ScenarioError."""
    found: dict[str, str] = {}
    for part in (piece.strip() for piece in text.split(";")):
        word, _, value = part.partition(" ")
        late = [one for one in found if word in _ORDER and _ORDER.index(one) >= _ORDER.index(word)]
        if word not in _ORDER or late or not value.strip():
            raise ScenarioError(line, f"cannot read {part or 'an empty clause'}")
        found[word] = value.strip()
    most = found.get("max")
    if most is not None and not most.isdecimal():
        raise ScenarioError(line, f"not a number: {most}")
    return Clauses(
        has=_tokens(line, found.get("has", "")),
        lacks=_tokens(line, found.get("lacks", "")),
        most=int(most) if most is not None else None,
    )


def _tokens(line: int, text: str) -> tuple[str, ...]:
    tokens = tuple(token.strip() for token in text.split("|"))
    if text and not all(tokens):
        raise ScenarioError(line, f"an empty word in {text}")
    return tokens if text else ()


def token_found(token: str, text: str) -> bool:
    """True if the token stands in the text, as docs/scenarios.md 6.4 says."""
    text, token = unicodedata.normalize("NFKC", text), unicodedata.normalize("NFKC", token)
    pattern = r"(.{0,3}?)".join(re.escape(part) for part in _GAP.split(token.strip()))
    return any(_stands(found, text, token) for found in _all(pattern, text))


def _all(pattern: str, text: str) -> Iterable[re.Match[str]]:
    """Every match, overlapping ones included."""
    compiled, position = re.compile(pattern, re.DOTALL), 0
    while (found := compiled.search(text, position)) is not None:
        yield found
        position = found.start() + 1


def _stands(found: re.Match[str], text: str, token: str) -> bool:
    if not all(_is_gap(gap) for gap in found.groups()):
        return False
    before, after = text[: found.start()], text[found.end() :]
    if token[0].isdigit() and _number_before(before):
        return False
    return not (token[-1].isdigit() and _number_after(after))


def _is_gap(gap: str) -> bool:
    return all(unicodedata.category(c)[0] in "ZPS" for c in gap)


def _number_before(text: str) -> bool:
    if not text:
        return False
    return text[-1].isdigit() or (text[-1] in ".," and text[-2:-1].isdigit())


def _number_after(text: str) -> bool:
    if not text:
        return False
    return text[0].isdigit() or (text[0] in ".," and text[1:2].isdigit())


def satisfies(message: Outgoing, clauses: Clauses) -> bool:
    return all(token_found(token, message.text) for token in clauses.has)


def distinct(wanted: Sequence[Clauses], messages: Sequence[Outgoing]) -> bool:
    """True if each of `wanted` can be given a message of its own."""
    owner: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for number, message in enumerate(messages):
            if number in tried or not satisfies(message, wanted[index]):
                continue
            tried.add(number)
            if number not in owner or place(owner[number], tried):
                owner[number] = index
                return True
        return False

    return all(place(index, set()) for index in range(len(wanted)))


def is_digest(message: Outgoing) -> bool:
    """True for a scheduled summary at a minute at which such a one is due."""
    if message.manner is not Manner.DIGEST:
        return False
    clock = message.at.astimezone(ZONE).timetz().replace(tzinfo=None, second=0, microsecond=0)
    return clock in (_PERSON_MINUTES if message.chat.private else _ROOM_MINUTES)


def told(messages: Iterable[Outgoing]) -> str:
    """The messages as a failure shows them."""
    return " ⏎ ".join(message.text.replace("\n", " / ") for message in messages)
