"""Train the model that chooses spans: the likeliest weights, held small, by L-BFGS.

Only lines that call for something are learned from: in chat and thanks nobody marked the slots.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp.slot_features import BITS, COUNT, features, plain
from nlp.slots import REACH
from nlp.span_model import INTENTS, LEARNED, LONGEST, SpanModel

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_ROLES = 3
_ROUNDS = 40  # of L-BFGS: later ones change no choice
_SMALLNESS = 0.4  # how much a weight costs; between 0.3 and 1 the figures are the same
_TOGETHER = 256  # lines of like length in one step
_STEPS = 127  # of a weight kept in a byte
_FAR = -1e9


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A line with the literal parts that fill its slots."""

    text: str
    intent: str
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Lines of like length: `rows` of each character (a dummy row after the last), the right
    start and length - 1 by slot (-1 for none), and the number of the intent."""

    rows: Indices
    starts: Indices
    lengths: Indices
    intents: Indices


def train_slots(lines: Iterable[SlotLine]) -> SpanModel:
    """The model that makes those lines likeliest. The same lines, the same model."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415, only who trains needs it

    learned = sorted(
        (line for line in lines if line.intent in INTENTS and line.text),
        key=lambda line: (min(len(line.text), REACH), line.text, line.intent),
    )
    seen = [features(plain(line.text[:REACH])) for line in learned]
    places, columns = np.unique(np.concatenate(seen), return_inverse=True)
    ends = np.arange(0, columns.size + 1, COUNT)
    counted = csr_matrix((np.ones(columns.size), columns.ravel(), ends))
    counted.sum_duplicates()
    batches = tuple(_batches(learned, [len(one) for one in seen]))
    fitted = [_fit(counted, batches, slot) for slot in range(len(LEARNED))]
    return _model(fitted, places, [INTENTS.index(line.intent) for line in learned])


def _batches(lines: Sequence[SlotLine], sizes: Sequence[int]) -> Iterator[_Batch]:
    dummy = sum(sizes)
    begins = np.concatenate([[0], np.cumsum(sizes)])
    for first in range(0, len(lines), _TOGETHER):
        some = range(first, min(first + _TOGETHER, len(lines)))
        steps = np.arange(max(sizes[line] for line in some))
        rows = np.stack([np.where(steps < sizes[n], begins[n] + steps, dummy) for n in some])
        right = np.array([[_right(lines[n], slot) for slot in LEARNED] for n in some])
        intents = np.array([INTENTS.index(lines[n].intent) for n in some])
        yield _Batch(rows, right[:, :, 0], right[:, :, 1], intents)


def _right(line: SlotLine, slot: str) -> tuple[int, int]:
    """Start and length - 1 of the right span; (-1, -1) for none, or for one too long."""
    said = line.slots.get(slot, "")
    start = line.text.find(said, 0, REACH) if 0 < len(said) <= LONGEST else -1
    return (start, len(said) - 1) if start >= 0 else (-1, -1)


def _fit(counted: "csr_matrix", batches: Sequence[_Batch], slot: int) -> Floats:
    """The weights of one slot: those of places by role, of lengths, of no span by intent."""
    from scipy.optimize import minimize  # noqa: PLC0415, only who trains needs it

    of_places = _ROLES * counted.shape[1]

    def objective(weights: Floats) -> tuple[float, Floats]:
        roles = counted @ weights[:of_places].reshape(-1, _ROLES)
        roles = np.vstack([roles, [_FAR, 0.0, _FAR]])
        pull = np.zeros_like(roles)
        rest = np.zeros(len(weights) - of_places)
        loss = sum(
            _learn(batch, slot, roles, weights[of_places:], pull, rest) for batch in batches
        )
        gradient = np.concatenate([(counted.T @ pull[:-1]).ravel(), rest])
        cost = _SMALLNESS / 2 * float(weights @ weights)
        return loss + cost, gradient + _SMALLNESS * weights

    begin = np.zeros(of_places + LONGEST + len(INTENTS))
    limits = {"maxiter": _ROUNDS, "maxfun": 2 * _ROUNDS}
    found = minimize(objective, begin, jac=True, method="L-BFGS-B", options=limits)
    return np.asarray(found.x)


def _learn(
    batch: _Batch, slot: int, roles: Floats, others: Floats, pull: Floats, rest: Floats
) -> float:
    """How unlikely the right choices are; adds to `pull` and `rest` which way is worse."""
    likely, none = _likely(roles[batch.rows], others[:LONGEST], others[LONGEST:][batch.intents])
    lines = np.arange(len(batch.rows))
    starts, lengths = batch.starts[:, slot], batch.lengths[:, slot]
    is_there = starts >= 0
    some = (lines[is_there], starts[is_there], lengths[is_there])
    chances = np.where(is_there, 0.0, none)
    chances[is_there] = likely[some]
    likely[some] -= 1.0
    none = none - ~is_there
    pull[batch.rows] = _by_role(likely)
    rest[:LONGEST] += likely.sum(axis=(0, 1))
    np.add.at(rest, LONGEST + batch.intents, none)
    return -float(np.log(np.maximum(chances, 1e-300)).sum())


def _likely(roles: Floats, lengths: Floats, none: Floats) -> tuple[Floats, Floats]:
    """How likely each span of each line is, by start and length - 1, and how likely none is."""
    lines, size, _ = roles.shape
    inside = np.zeros((lines, size + 1))
    np.cumsum(roles[:, :, 1], axis=1, out=inside[:, 1:])
    ends = np.full((lines, size + LONGEST), _FAR)
    ends[:, :size] = roles[:, :, 2] + inside[:, 1:]
    begins = roles[:, :, 0] - inside[:, :-1]
    reach = np.arange(size)[:, None] + np.arange(LONGEST)
    scores = ends[:, reach] + begins[:, :, None] + lengths
    most = np.maximum(scores.max(axis=(1, 2)), none)
    powers = np.exp(scores - most[:, None, None])
    absent = np.exp(none - most)
    total = powers.sum(axis=(1, 2)) + absent
    return powers / total[:, None, None], absent / total


def _by_role(spans: Floats) -> Floats:
    """What pulls at spans, as what pulls at each character's beginning, inside and end."""
    lines, size, _ = spans.shape
    begins = spans.sum(axis=2)
    ends = np.zeros((lines, size + LONGEST))
    changes = np.zeros((lines, size + LONGEST + 1))
    changes[:, :size] += begins
    for length in range(LONGEST):
        ends[:, length : length + size] += spans[:, :, length]
        changes[:, length + 1 : length + 1 + size] -= spans[:, :, length]
    inside = np.cumsum(changes, axis=1)[:, :size]
    return np.stack([begins, inside, ends[:, :size]], axis=2)


def _model(fitted: Sequence[Floats], places: Indices, intents: Sequence[int]) -> SpanModel:
    """The weights in a byte each. For an intent not known, "none" weighs as in the average."""
    of_places = _ROLES * len(places)
    learned = np.concatenate([one[:of_places].reshape(-1, _ROLES) for one in fitted], axis=1)
    scale = np.maximum(np.abs(learned).max(axis=0), 1e-9) / _STEPS
    rows = np.zeros((1 << BITS, learned.shape[1]), dtype=np.float32)
    rows[places] = np.rint(learned / scale)
    nothing = np.stack([one[of_places + LONGEST :] for one in fitted])
    often = np.bincount(intents, minlength=len(INTENTS)) / max(len(intents), 1)
    return SpanModel(
        rows=rows,
        scale=scale,
        lengths=np.stack([one[of_places : of_places + LONGEST] for one in fitted]),
        nothing=np.concatenate([nothing, (nothing @ often)[:, None]], axis=1),
    )
