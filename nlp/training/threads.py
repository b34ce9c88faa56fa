"""Learn what evidence weighs in a conversation, from conversations written by hand.

A log-linear choice between all readings of a turn, given how the turns before it are meant; the
same weights every time. It takes some seconds.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from nlp.corpus.conversations import Conversation
from nlp.ear import Ear
from nlp.evaluation.threads import turns
from nlp.evidence import evidence
from nlp.guess import CHAT
from nlp.scene import Candidate, Scene
from nlp.thread import Thread
from nlp.thread_weights import Weights
from nlp.turns import Reading

_PENALTY = 3.0
_MOST_STEPS = 300

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What speaks for each reading of a turn, and which of them is right."""

    readings: Sequence[Mapping[str, float]]
    right: int


def train_threads(conversations: Sequence[Conversation], ear: Ear) -> Weights:
    """The weights that make what was expected of those conversations likeliest."""
    choices = [choice for one in conversations for choice in _choices(one, ear)]
    rows = [row for choice in choices for row in choice.readings]
    names = {name: n for n, name in enumerate(sorted({name for row in rows for name in row}))}
    starts = np.cumsum([0, *(len(choice.readings) for choice in choices)])[:-1]
    right = starts + np.array([choice.right for choice in choices])
    table = _table(rows, names)
    found = minimize(
        _loss,
        np.zeros(len(names)),
        (table, table.T.tocsr(), starts, right),
        method="L-BFGS-B",
        jac=True,
        options={"maxiter": _MOST_STEPS},
    )
    return dict(zip(names, found.x.tolist(), strict=True))


def _choices(conversation: Conversation, ear: Ear) -> Sequence[_Choice]:
    """One for each turn of which something is expected that can be read at all."""
    thread = Thread(ear, {})
    meant = {one.i: Reading(one.intent, one.refers_to) for one in conversation.expected}
    choices = []
    for number, turn in enumerate(turns(conversation)):
        scene = thread.before(turn)
        wanted = meant.get(number)
        candidates = list(scene.candidates())
        places = [n for n, (reading, _) in enumerate(candidates) if reading == wanted]
        if places and len(candidates) > 1:
            choices.append(_Choice([_summed(scene, one) for one in candidates], places[0]))
        thread.note(scene.heard, wanted or Reading(CHAT))
    return choices


def _summed(scene: Scene, candidate: Candidate) -> Mapping[str, float]:
    found: dict[str, float] = defaultdict(float)
    for name, value in evidence(scene, *candidate):
        found[name] += value
    return found


def _table(rows: Sequence[Mapping[str, float]], names: Mapping[str, int]) -> csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    places = [names[name] for row in rows for name in row]
    values = [value for row in rows for value in row.values()]
    table = csr_matrix((values, places, ends), shape=(len(rows), len(names)))
    table.sort_indices()  # sets come in any order
    return table


def _loss(
    weights: Floats,
    table: csr_matrix,
    turned: csr_matrix,
    starts: NDArray[np.intp],
    right: NDArray[np.intp],
) -> tuple[float, Floats]:
    """How unlikely the right readings are, and which way is up."""
    scores = table @ weights
    widths = np.diff(np.append(starts, len(scores)))
    scores -= np.repeat(np.maximum.reduceat(scores, starts), widths)
    grown = np.exp(scores)
    wholes = np.add.reduceat(grown, starts)
    loss = np.log(wholes).sum() - scores[right].sum() + _PENALTY / 2 * weights @ weights
    shares = grown / np.repeat(wholes, widths)
    shares[right] -= 1
    return float(loss), turned @ shares + _PENALTY * weights
