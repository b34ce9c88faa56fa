"""What people write in such groups, by hand, labelled: what the ear is trained on.

One JSON object a line, in a file for each hand that wrote it (docs/understanding.md says how the
labels are chosen). Nothing here was copied from real groups; names, doors and phones are invented.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources

from nlp.corpus.rows import Json, NotALine, read_rows
from nlp.guess import INTENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message with its labels.

    `category` and `cat` are those of a complaint: roughly, in English, and as docs/vocabulary.md
    has them. `slots` are literal parts of `text`. `hand` wrote it; in training it counts
    `weight` times.
    """

    id: str
    text: str
    intent: str
    category: str = ""
    cat: str = ""
    urgent: bool = False
    hard: bool = False
    tier: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)
    hand: str = ""
    weight: float = 1.0


def lines() -> tuple[Line, ...]:
    """The whole corpus, in the order of its files."""
    folder = resources.files(__name__)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".jsonl"))
    return tuple(
        line
        for name in names
        if name != "times.jsonl"
        for line in read(
            folder.joinpath(name).read_text("utf-8").split("\n"), hand=name.removesuffix(".jsonl")
        )
    )


def read(rows: Iterable[str], *, hand: str = "") -> Iterator[Line]:
    """The messages of a file, a JSON object a row; blank rows are passed over. Raises NotALine."""
    return read_rows(rows, lambda found, number: _line(found, number, hand))


def _line(found: Json, number: int, hand: str) -> Line:
    if not isinstance(found.get("text"), str):
        raise NotALine(number, "没有 text")
    if found.get("intent") not in INTENTS:
        raise NotALine(number, f"intent 不在这些里：{'、'.join(INTENTS)}")
    slots = found.get("slots") or {}
    if not isinstance(slots, dict):
        raise NotALine(number, "slots 不是对象")
    return Line(
        id=str(found.get("id", number)),
        text=found["text"],
        intent=found["intent"],
        category=str(found.get("category") or ""),
        cat=str(found.get("cat") or ""),
        urgent=found.get("urgency") == "urgent",
        hard=bool(found.get("hard")),
        tier=str(found.get("tier") or ""),
        slots={str(name): str(value) for name, value in slots.items() if value},
        hand=hand,
    )
