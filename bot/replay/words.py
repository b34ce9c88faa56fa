"""What a scenario may name: types, fields, values, jobs, metrics, refusals."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).parents[2] / "docs" / "vocabulary.md"

_SET = re.compile(r"(\[)?\{([^}]+)\}\]?")
_ROW = re.compile(r"^\| (.+?) \|$")


class Shape(StrEnum):
    """What a field holds."""

    TEXT = "text"
    INT = "int"
    BOOL = "bool"
    DATE = "date"
    TIME = "time"
    PERSON = "person"
    PEOPLE = "people"
    PLACE = "place"
    TEXTS = "texts"
    REF = "ref"
    REFS = "refs"
    WORD = "word"
    WORDS = "words"


LISTS = frozenset({Shape.PEOPLE, Shape.TEXTS, Shape.REFS, Shape.WORDS})
EVERY_TYPE_HAS = {"community": Shape.TEXT, "code": Shape.TEXT, "at": Shape.TIME}
NATURAL = frozenset(
    {"Community", "Room", "Person", "Household", "Item", "Adoption", "Award", "MealPlan"}
)


@dataclass(frozen=True, slots=True)
class FieldWord:
    """One field of a type: its shape, and its values if they are a closed set."""

    shape: Shape
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    types: Mapping[str, Mapping[str, FieldWord]]
    jobs: Mapping[str, str]
    metrics: frozenset[str]
    reasons: frozenset[str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words of docs/vocabulary.md."""
    text = VOCABULARY.read_text(encoding="utf-8")
    return Vocabulary(
        types=_types(_table(text, "### B.1 ")),
        jobs={row[0]: row[1] for row in _table(text, "## C. ")},
        metrics=frozenset(row[0] for row in _table(text, "## D. ")),
        reasons=frozenset(row[0] for row in _table(text, "### A.4 ")),
    )


def _table(text: str, heading: str) -> Iterator[list[str]]:
    """The rows of the table below a heading, without its own heading row."""
    section = text[text.index(heading) :].split("\n")[1:]
    rows = []
    for line in section:
        if line.startswith("#"):
            break
        found = _ROW.match(line)
        if found is not None:
            cells = found[1].replace("\\|", "\0").split("|")
            rows.append([cell.strip().replace("\0", "|") for cell in cells])
    yield from rows[2:]


def _types(rows: Iterator[list[str]]) -> Mapping[str, Mapping[str, FieldWord]]:
    every = {name: FieldWord(shape) for name, shape in EVERY_TYPE_HAS.items()}
    types: dict[str, dict[str, FieldWord]] = {}
    for kind, field, values, *_ in rows:
        types.setdefault(kind, dict(every))[field] = _field_word(values)
    return types


def _field_word(values: str) -> FieldWord:
    closed = _SET.fullmatch(values)
    if closed is not None:
        words = frozenset(closed[2].split())
        return FieldWord(Shape.WORDS if closed[1] else Shape.WORD, words)
    return FieldWord(Shape(values.split()[0]))
