"""How much each piece of evidence weighs (nlp/evidence.py), one a line: the weight, its name."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

Weights = Mapping[str, float]

SHIPPED = Path(__file__).with_name("thread.model")
_LEAST = 0.01


def dumped(weights: Weights) -> str:
    """The file, by name; what weighs next to nothing is left out."""
    kept = ((name, weight) for name, weight in weights.items() if abs(weight) >= _LEAST)
    return "".join(f"{weight:.3f}\t{name}\n" for name, weight in sorted(kept))


def loaded(text: str) -> Weights:
    """The weights of a file."""
    rows = (line.partition("\t") for line in text.splitlines())
    return {name: float(weight) for weight, _, name in rows}


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """Those that come with the program."""
    return loaded(SHIPPED.read_text("utf-8"))
