"""How well slots are found: precision, recall and F1 of each, overlapping and exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SLOTS = ("place", "time_text", "headcount", "phone")
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SlotFigures:
    """`precision`, `recall` and `f1` count what overlaps: gold and found share at least half of
    the longer one; the exact ones count equal strings only."""

    n_gold: int
    n_found: int
    precision: float
    recall: float
    f1: float
    exact_precision: float
    exact_recall: float


def figures(pairs: Iterable[tuple[Said, Said]]) -> Mapping[str, SlotFigures]:
    """Of pairs of the slots that are right and the slots found, by slot."""
    every = tuple(pairs)
    return {
        slot: _figures([(right.get(slot), found.get(slot)) for right, found in every])
        for slot in SLOTS
    }


def overlaps(right: str, found: str) -> bool:
    """True if the two share at least half of the longer one, in one piece."""
    matcher = SequenceMatcher(None, right, found, autojunk=False)
    shared = matcher.find_longest_match().size
    return shared > 0 and 2 * shared >= max(len(right), len(found))


def _figures(pairs: Sequence[tuple[str | None, str | None]]) -> SlotFigures:
    n_gold = sum(right is not None for right, _ in pairs)
    n_found = sum(found is not None for _, found in pairs)
    both = [(right, found) for right, found in pairs if right is not None and found is not None]
    hits = sum(overlaps(right, found) for right, found in both)
    exact = sum(right == found for right, found in both)
    precision, recall = _share(hits, n_found), _share(hits, n_gold)
    return SlotFigures(
        n_gold=n_gold,
        n_found=n_found,
        precision=precision,
        recall=recall,
        f1=_share(2 * hits, n_gold + n_found),
        exact_precision=_share(exact, n_found),
        exact_recall=_share(exact, n_gold),
    )


def _share(part: int, whole: int) -> float:
    """None of none is all of it right."""
    return round(part / whole, 4) if whole else 1.0
