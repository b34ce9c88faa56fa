"""Who is called by "@name", in what we hear and in what we say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from community.reach import shown_name

MARK_END = "\u2005"  # what WeChat writes behind a mention

_EVERYONE_IDS = "@all"  # announcement@all, notify@all
_EVERYONE_WORDS = ("@所有人", "@all")
# An announcement comes as a list of all members: more ids than this, and most of the room.
_MANY, _MOST = 5, 0.8
# What may stand behind our name; anything else may be part of somebody else's.
_PUNCTUATION = "，。！？：；、…～,.!?:;~/／"


@dataclass(frozen=True, slots=True)
class Called:
    """Whom we mention: the names a handler may have written, and the one the room shows."""

    written: tuple[str, ...]
    shown: str


def is_for_everyone(text: str, mentions: Sequence[str], members: int) -> bool:
    """True for a call to all. `members` is how many the room has, 0 if nobody knows."""
    if any(one.endswith(_EVERYONE_IDS) for one in mentions):
        return True
    folded = _folded(text)
    if any(words in folded for words in _EVERYONE_WORDS):
        return True
    return len(mentions) > _MANY and len(mentions) >= _MOST * members


def is_for_us(text: str, mentions: Sequence[str], us: str, names: Iterable[str]) -> bool:
    """True if we are called: by id, or by one of our names where the puppet sends no ids.

    It must not be a call to everyone.
    """
    if mentions:
        return us in mentions
    return any(_calls(text, names))


def without_us(text: str, names: Iterable[str]) -> str:
    """The text without the marks that call us; otherwise as written."""
    for start, end in sorted(_calls(text, names), reverse=True):
        text = text[:start] + text[end:]
    return text.strip()


def with_marks(text: str, called: Iterable[Called]) -> str:
    """The text with every "@name " that a handler wrote as the mark that makes a phone ring."""
    for one in called:
        mark = f"@{shown_name(one.shown)}{MARK_END}"
        for name in sorted(one.written, key=len, reverse=True):
            text = text.replace(f"@{shown_name(name)} ", mark)
    return text


def _calls(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where one of the names is called; the blank behind it belongs to the call."""
    folded = _folded(text)
    found: dict[int, int] = {}
    for name in sorted(filter(None, names), key=len, reverse=True):
        call = f"@{_folded(name)}"
        start = folded.find(call)
        while start >= 0:
            end = start + len(call)
            after = folded[end : end + 1]
            if not after or after.isspace() or after in _PUNCTUATION:
                found.setdefault(start, end + after.isspace())
            start = folded.find(call, end)
    return list(found.items())


def _folded(text: str) -> str:
    """The same length, with one kind of at sign."""
    return text.replace("＠", "@")
