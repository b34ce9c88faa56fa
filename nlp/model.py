"""The file of the ear's model: what every feature says for and against each answer.

Features by name, how telling each is, and a small whole number for each feature and answer.
nlp/scorer.py reads texts with it.
"""

import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from nlp.features import ROWS, classes_of_words

Floats = NDArray[np.float32]

_BETWEEN = "\x00"


class NotAModel(Exception):
    """The file is none, or was made for other features."""


@dataclass(frozen=True, slots=True)
class Model:
    """`names` are the features of each row, in order; `idf` and `weights` have a place for each.

    `answers` name the columns of `weights`, by head: intent, category, cat, danger. `scale` and
    `bias` make scores of them; `mix` and `base` make the probabilities of the intents of the
    scores. `act` are the probabilities from which each intent is acted on; `pool` is how far
    a complaint's score must be above that of chatter for somebody to look, `pool_rich` if several
    kinds of words speak of trouble, `pool_unnamed` if none does; `danger` is the score from which
    it is urgent. Some complaints lie less above chatter than `doubted`, hardly any than `denied`.
    `gate` says for each run of characters how little it looks like chatter; its last one is added.
    `made_from` tells the lines and classes of words of which it was made.
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
    pool_rich: float
    pool_unnamed: float
    danger: float
    doubted: float
    denied: float
    gate: Floats
    made_from: str = ""

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
            "limits": np.array(
                [
                    *(self.pool, self.pool_rich, self.pool_unnamed),
                    *(self.danger, self.doubted, self.denied),
                ],
                np.float32,
            ),
            "made from": _packed([self.made_from]),
            "classes": _packed([classes_of_words()]),
            **{f"row {row}": _packed(names) for row, names in self.names.items()},
            **{f"head {head}": _packed(names) for head, names in self.answers.items()},
        }
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **arrays)
        return file.getvalue()


def loaded(data: bytes) -> Model:
    """The model of a file. Raises NotAModel, also if our words are in other classes by now."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return _model(arrays)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
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
        pool_rich=1.0,
        pool_unnamed=1.0,
        danger=0.0,
        doubted=0.0,
        denied=0.0,
        gate=nothing,
    )


def _model(arrays: Mapping[str, NDArray[Any]]) -> Model:
    names = {row: _unpacked(arrays[f"row {row}"]) for row in ROWS}
    heads = [name for name in arrays if name.startswith("head ")]
    answers = {name.removeprefix("head "): _unpacked(arrays[name]) for name in heads}
    pool, pool_rich, pool_unnamed, danger, doubted, denied = map(float, arrays["limits"])
    _check(arrays, sum(map(len, names.values())), answers)
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
        pool_rich=pool_rich,
        pool_unnamed=pool_unnamed,
        danger=danger,
        doubted=doubted,
        denied=denied,
        gate=arrays["gate"].astype(np.float32),
        made_from=_unpacked(arrays["made from"])[0],
    )


def _check(
    arrays: Mapping[str, NDArray[Any]], features: int, answers: Mapping[str, Sequence[str]]
) -> None:
    """Raises NotAModel where the parts of a file do not fit together, or not our lexicon."""
    columns, intents = sum(map(len, answers.values())), len(answers["intent"])
    shapes = {
        "weights": (features, columns),
        "idf": (features,),
        "scale": (columns,),
        "bias": (columns,),
        "mix": (intents, intents),
        "base": (intents,),
        "act": (intents,),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise NotAModel(f"{name} does not fit")
    if _unpacked(arrays["classes"])[0] != classes_of_words():
        raise NotAModel("made for other classes of words")


def _packed(names: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_BETWEEN.join(names).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(packed.tobytes().decode("utf-8", "surrogatepass").split(_BETWEEN))
