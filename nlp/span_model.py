"""One span of a text, or none: a log-linear choice among all spans of up to LONGEST characters.

The score of a span is the weight of its beginning, of each character inside, of its end and of
its length; "none" has a weight that depends on what the message wants. Beginning, inside and end
see the features of their own character (nlp/slot_features.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHIPPED = Path(__file__).with_name("slots.model")

LEARNED = ("place", "headcount", "time_text")
INTENTS = (
    *("complaint", "volunteer", "activity_call", "activity_join", "resource_offer"),
    *("resource_request", "wish"),
)
LONGEST = 16
_ROLES = 3  # begins, inside, ends
_CONSIDERED = 8  # spans, the likeliest; what is beyond is too unlikely to matter
_OWN = 0.2  # what being exactly right is worth beside sharing half: without it, edges are odd


@dataclass(frozen=True, slots=True, eq=False)
class SpanModel:
    """Weights: `rows` (places x (slot, role)) in whole steps of `scale`, -127 to 127; `lengths`
    by slot and length; `nothing` by slot and intent, the last for an intent not known."""

    rows: NDArray[np.float32]
    scale: Floats
    lengths: Floats
    nothing: Floats

    def scores(self, places: NDArray[np.int64]) -> Floats:
        """By slot, start and length - 1; what would reach beyond the end is -inf."""
        size, count = places.shape
        # Sums of whole numbers, exact in whatever order: the same on every machine.
        summed = np.ones(count, dtype=np.float32) @ self.rows.take(places, axis=0)
        roles = (summed * self.scale).T.reshape(len(LEARNED), _ROLES, size)
        inside = np.zeros((len(LEARNED), size + 1))
        np.cumsum(roles[:, 1], axis=1, out=inside[:, 1:])
        ends = np.full((len(LEARNED), size + LONGEST), -np.inf)
        ends[:, :size] = roles[:, 2] + inside[:, 1:]
        reach = np.arange(size)[:, None] + np.arange(LONGEST)
        found = ends[:, reach]
        found += (roles[:, 0] - inside[:, :-1])[:, :, None]
        found += self.lengths[:, None, :]
        return found

    def likely(self, places: NDArray[np.int64], wants: Mapping[str, float]) -> Floats:
        """How likely each span is the one; the rest is how likely there is none.

        `wants` says how likely each intent is; where nothing is wanted, there is no span. Any
        intent but those of INTENTS is one not known.
        """
        scores = self.scores(places)
        known = [INTENTS.index(one) if one in INTENTS else -1 for one in wants]
        nothing = self.nothing[:, known]
        most = np.maximum(scores.max(axis=(1, 2)), nothing.max(axis=1))
        powers = np.exp(scores - most[:, None, None])
        total = powers.sum(axis=(1, 2))[:, None] + np.exp(nothing - most[:, None])
        powers *= (np.array(list(wants.values())) / total).sum(axis=1)[:, None, None]
        return np.asarray(powers)


def best(likely: Floats, threshold: float) -> tuple[int, int] | None:
    """Start and end of the span that most probably shares at least half with the right one.

    None if that is less probable than `threshold`.
    """
    if likely.sum() < threshold:
        return None
    chances = likely.ravel()
    first = np.argsort(-chances, kind="stable")[:_CONSIDERED].tolist()
    spans = [(at // LONGEST, at // LONGEST + at % LONGEST + 1, float(chances[at])) for at in first]
    shared = [sum(other[2] for other in spans if _meet(one, other)) for one in spans]
    valued = [most + _OWN * one[2] for most, one in zip(shared, spans, strict=True)]
    chosen = valued.index(max(valued))
    return spans[chosen][:2] if shared[chosen] >= threshold else None


def _meet(one: tuple[int, int, float], other: tuple[int, int, float]) -> bool:
    """True if they share at least half of the longer one."""
    longer = max(one[1] - one[0], other[1] - other[0])
    return 2 * (min(one[1], other[1]) - max(one[0], other[0])) >= longer


def write(model: SpanModel, file: IO[bytes]) -> None:
    """The same model gives the same bytes."""
    np.savez_compressed(
        file,
        rows=model.rows.astype(np.int8),
        scale=model.scale,
        lengths=model.lengths,
        nothing=model.nothing,
    )


def read(file: IO[bytes]) -> SpanModel:
    with np.load(file, allow_pickle=False) as kept:
        rows = kept["rows"].astype(np.float32)
        return SpanModel(rows, kept["scale"], kept["lengths"], kept["nothing"])


@cache
def shipped() -> SpanModel:
    """The model that comes with the package; read when first asked for."""
    with SHIPPED.open("rb") as file:
        return read(file)
