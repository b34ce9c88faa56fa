"""The weights of the ear: what every feature says for and against each answer.

One file holds the features by name, how telling each is, and a small whole number for each
feature and answer. A quick look at the characters alone settles that most chatter is chatter;
the rest costs some dozens of look-ups and one sum.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from math import exp, sqrt
from typing import Any

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from nlp.features import ROWS, hear

Floats = NDArray[np.float32]
Vector = tuple[NDArray[np.intp], Floats]

_BETWEEN = "\x00"


class NotAModel(Exception):
    """The file is none, or was made for other features."""


@dataclass(frozen=True)
class Model:
    """`names` are the features of each row, in order; `idf` and `weights` have a place for each.

    `answers` name the columns of `weights`, by head: intent, category, cat, danger. `scale` and
    `bias` make scores of them; `mix` and `base` make the probabilities of the intents of the
    scores. `act` are the probabilities from which each intent is acted on, `pool` that of a
    complaint from which somebody has to look, `danger` the score from which it is urgent. `gate`
    says for each run of characters how little it looks like chatter; its last one is added.
    """

    names: Mapping[str, Sequence[str]]
    idf: Floats
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    answers: Mapping[str, Sequence[str]]
    mix: Floats
    base: Floats
    act: Mapping[str, float]
    pool: float
    danger: float
    gate: Floats

    def is_chatter(self, outlined: str) -> bool:
        """True if the characters alone say that nothing else can be meant."""
        gate = self._gate
        known = [gate[place] for _, place in self._found["characters"].iter(outlined)]
        score: float = sum(known) / sqrt(len(known) or 1) + gate[-1]
        return score < 0

    def vector(self, outlined: str, quoted: str = "") -> Vector:
        """The places of the features that are known, and how much each counts."""
        heard = hear(outlined, quoted)
        chosen = [self._known(row, heard[row]) for row in ROWS]
        lengths = [len(places) for places in chosen]
        number = sum(lengths)
        places = np.fromiter(chain.from_iterable(chosen), dtype=np.intp, count=number)
        values = self.idf[places]
        squares = np.concatenate(([0.0], np.cumsum(values * values)))
        ends = np.cumsum([0, *lengths])
        norms = np.sqrt(np.maximum(np.diff(squares[ends]), 1e-6))
        factors = (_WEIGHS / norms).astype(np.float32)
        return places, values * np.repeat(factors, lengths)

    def scores(self, vector: Vector, head: str) -> Floats:
        """One for each answer of that head."""
        places, values = vector
        columns = self.heads[head]
        found: Floats = values @ self._columns[head][places]
        return found * self.scale[columns] + self.bias[columns]

    def probabilities(self, scores: Floats) -> Mapping[str, float]:
        """Of the intents, from their scores."""
        found: list[float] = (self.mix @ scores + self.base).tolist()
        most = max(found)
        grown = [exp(one - most) for one in found]
        whole = sum(grown)
        return {n: one / whole for n, one in zip(self.answers["intent"], grown, strict=True)}

    @cached_property
    def heads(self) -> Mapping[str, slice]:
        """The columns of each head."""
        ends = np.cumsum([0, *(len(names) for names in self.answers.values())]).tolist()
        return {
            head: slice(first, last)
            for head, (first, last) in zip(self.answers, pairwise(ends), strict=True)
        }

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, int]]:
        """Where each feature stands, by row and name."""
        places, first = {}, 0
        for row in ROWS:
            places[row] = {name: first + n for n, name in enumerate(self.names[row])}
            first += len(self.names[row])
        return places

    def dumped(self) -> bytes:
        """The file: the same model gives the same bytes."""
        arrays: dict[str, NDArray[Any]] = {
            "idf": self.idf.astype(np.float16),
            "weights": self.weights,
            "scale": self.scale,
            "bias": self.bias,
            "mix": self.mix,
            "base": self.base,
            "gate": self.gate.astype(np.float16),
            "act": np.array([self.act[name] for name in self.answers["intent"]], np.float32),
            "limits": np.array([self.pool, self.danger], np.float32),
            **{f"row {row}": _packed(names) for row, names in self.names.items()},
            **{f"head {head}": _packed(names) for head, names in self.answers.items()},
        }
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **arrays)
        return file.getvalue()

    def _known(self, row: str, heard: str | Sequence[str]) -> Sequence[int]:
        if isinstance(heard, str):
            return [place for _, place in self._found[row].iter(heard)]
        get = self.places[row].get
        return [place for name in heard if (place := get(name)) is not None]

    @cached_property
    def _found(self) -> Mapping[str, ahocorasick.Automaton]:
        """Finds the features of a row that is written as symbols."""
        found = {}
        for row, kind in ROWS.items():
            if kind.most:
                found[row] = ahocorasick.Automaton()
                for name, place in self.places[row].items():
                    found[row].add_word(name, place)
                found[row].make_automaton()
        return found

    @cached_property
    def _columns(self) -> Mapping[str, Floats]:
        """The weights of each head, side by side in memory."""
        return {
            head: np.ascontiguousarray(self.weights[:, where], dtype=np.float32)
            for head, where in self.heads.items()
        }

    @cached_property
    def _gate(self) -> Sequence[float]:
        weights: list[float] = self.gate.tolist()
        return weights


_WEIGHS = np.array([row.weighs for row in ROWS.values()])


def loaded(data: bytes) -> Model:
    """The model of a file. Raises NotAModel."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return _model(arrays)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise NotAModel(str(error)) from error


def untrained(names: Mapping[str, Sequence[str]], idf: Floats) -> Model:
    """Knows those features, and nothing of what they say."""
    nothing = np.zeros(0, dtype=np.float32)
    return Model(
        names=names,
        idf=idf,
        weights=np.zeros((len(idf), 0), dtype=np.int8),
        scale=nothing,
        bias=nothing,
        answers={},
        mix=nothing,
        base=nothing,
        act={},
        pool=1.0,
        danger=0.0,
        gate=nothing,
    )


def _model(arrays: Mapping[str, NDArray[Any]]) -> Model:
    names = {row: _unpacked(arrays[f"row {row}"]) for row in ROWS}
    heads = [name for name in arrays if name.startswith("head ")]
    answers = {name.removeprefix("head "): _unpacked(arrays[name]) for name in heads}
    pool, danger = map(float, arrays["limits"])
    if len(arrays["weights"]) != sum(map(len, names.values())):
        raise NotAModel("features and weights do not fit")
    return Model(
        names=names,
        idf=arrays["idf"].astype(np.float32),
        weights=arrays["weights"],
        scale=arrays["scale"],
        bias=arrays["bias"],
        answers=answers,
        mix=arrays["mix"],
        base=arrays["base"],
        act=dict(zip(answers["intent"], map(float, arrays["act"]), strict=True)),
        pool=pool,
        danger=danger,
        gate=arrays["gate"].astype(np.float32),
    )


def _packed(names: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_BETWEEN.join(names).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(packed.tobytes().decode("utf-8", "surrogatepass").split(_BETWEEN))
