"""Reads texts with the ear's model: some dozens of look-ups and one sum.

A quick look at the characters alone settles that most chatter is chatter.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain, pairwise
from math import exp, inf, sqrt

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from nlp.features import ROWS
from nlp.model import Floats, Model

Vector = tuple[NDArray[np.intp], Floats]

_LENGTH = 2.0  # of every vector: long texts weigh no more than short ones


class Scorer:
    """Built once from a model, read-only afterwards."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.heads = _heads(model.answers)
        self.places = _places(model.names)
        self._found = {
            row: _automaton(self.places[row]) for row, kind in ROWS.items() if kind.most
        }
        self._columns = {
            head: np.ascontiguousarray(model.weights[:, where], dtype=np.float32)
            for head, where in self.heads.items()
        }
        *weights, base = model.gate.tolist() or [0.0]
        self._least = -base
        named = zip(model.names["characters"], weights, strict=False)
        self._gate = _automaton({name: weight for name, weight in named if weight})

    def is_chatter(self, outlined: str) -> bool:
        """True if a few characters say that nothing else can be meant."""
        told: float = sum(weight for _, weight in self._gate.iter(outlined))
        return bool(told < self._least * sqrt(len(outlined)))

    def vector(self, heard: Mapping[str, str | Sequence[str]]) -> Vector:
        """The places of the features that are known in what is heard, and how much each counts."""
        places = np.fromiter(
            chain.from_iterable(self.known(row, heard[row]) for row in ROWS), dtype=np.intp
        )
        values = self.model.idf[places]
        return places, values * np.float32(_LENGTH / sqrt(float(values @ values) or 1.0))

    def scores(self, vector: Vector, head: str) -> Floats:
        """One for each answer of that head."""
        places, values = vector
        columns = self.heads[head]
        found: Floats = values @ self._columns[head][places]
        return found * self.model.scale[columns] + self.model.bias[columns]

    def probabilities(self, scores: Floats) -> Mapping[str, float]:
        """Of the intents, from their scores."""
        found: list[float] = (self.model.mix @ scores + self.model.base).tolist()
        most = max(found)
        grown = [exp(one - most) for one in found]
        whole = sum(grown)
        shares = (one / whole for one in grown)
        return dict(zip(self.model.answers["intent"], shares, strict=True))

    def best(self, vector: Vector, head: str) -> str:
        """The answer with the highest score."""
        return self.model.answers[head][int(self.scores(vector, head).argmax())]

    def leading(self, vector: Vector, head: str) -> tuple[str, float]:
        """The answer with the highest score, and how far it is ahead of the next."""
        scores = self.scores(vector, head)
        first = int(scores.argmax())
        others = np.delete(scores, first)
        return self.model.answers[head][first], float(scores[first] - others.max(initial=-inf))

    def known(self, row: str, heard: str | Sequence[str]) -> Sequence[int]:
        """The places of the features in what is heard of a row."""
        if isinstance(heard, str):
            return [place for _, place in self._found[row].iter(heard)]
        get = self.places[row].get
        return [place for name in heard if (place := get(name)) is not None]


def _heads(answers: Mapping[str, Sequence[str]]) -> Mapping[str, slice]:
    """The columns of each head."""
    ends = accumulate((len(names) for names in answers.values()), initial=0)
    return {head: slice(*some) for head, some in zip(answers, pairwise(ends), strict=True)}


def _places(names: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, int]]:
    """Where each feature stands, by row and name."""
    firsts = accumulate((len(names[row]) for row in ROWS), initial=0)
    return {
        row: {name: place for place, name in enumerate(names[row], first)}
        for row, first in zip(ROWS, firsts, strict=False)
    }


def _automaton(values: Mapping[str, float]) -> ahocorasick.Automaton:
    """Finds features of a row that is written as symbols."""
    automaton = ahocorasick.Automaton()
    for name, value in values.items():
        automaton.add_word(name, value)
    automaton.make_automaton()
    return automaton
