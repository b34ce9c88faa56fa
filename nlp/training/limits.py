"""From where on the ear acts, shows, doubts and warns: chosen on what hands unheard wrote."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.corpus import Line
from nlp.ear import names_enough
from nlp.guess import CHAT, COMPLAINT, INTENTS, SILENT_INTENTS

Signs = Sequence[Sequence[str]]

# How often what is acted on has to be right.
_RIGHT = 0.975
_LEAST_TO_ACT = 0.8
# Of plain chatter, what may be acted on as each intent, and what may be shown to a worker.
_MISTAKEN_CHATTER = 0.0004
# Where one kind of trouble is named, where several are, and where none is.
_POOLED_CHATTER, _POOLED_IF_RICH, _POOLED_UNNAMED = 0.06, 0.11, 0.005
_DOUBTED_COMPLAINTS, _DENIED_COMPLAINTS = 0.1, 0.03


def to_act(
    shares: NDArray[np.float64], best: NDArray[np.intp], lines: Sequence[Line], signs: Signs
) -> Mapping[str, float]:
    """From which probability each is acted on: right often enough, and hardly on chatter.

    Only what names enough is acted on at all.
    """
    intents = np.array([line.intent for line in lines])
    plain = np.array([line.intent == CHAT and not line.hard for line in lines])
    limits = {}
    for n, intent in enumerate(INTENTS):
        order = np.argsort(-shares[:, n], kind="stable")
        named = np.array([names_enough(intent, heard) for heard in signs])
        chosen = order[(best[order] == n) & named[order]]
        right = np.cumsum(intents[chosen] == intent) / np.arange(1, len(chosen) + 1)
        enough = np.nonzero(right >= _RIGHT)[0]
        limit = float(shares[chosen[enough[-1]], n]) if len(enough) else 1.0
        mistaken = np.where((best == n) & named, shares[:, n], 0.0)[plain]
        above = float(np.quantile(mistaken, 1 - _MISTAKEN_CHATTER))
        limits[intent] = 2.0 if intent in SILENT_INTENTS else max(limit, above, _LEAST_TO_ACT)
    return limits


def to_notice(scores: NDArray[np.float64], lines: Sequence[Line]) -> Mapping[str, float]:
    """By name, as the model has them: how far above chatter a complaint must be for a worker to
    see it, with one kind of trouble named (`pool`), with several and with none: little chatter is.
    And how far all but some are (`doubted`), and all but a few (`denied`)."""
    margins = scores[:, INTENTS.index(COMPLAINT)] - scores[:, INTENTS.index(CHAT)]
    plain = np.array([line.intent == CHAT and not line.hard for line in lines])
    told = np.array([line.intent == COMPLAINT for line in lines])
    seen = [1 - _POOLED_CHATTER, 1 - _POOLED_IF_RICH, 1 - _POOLED_UNNAMED]
    found = [
        *np.quantile(margins[plain], seen),
        *np.quantile(margins[told], [_DOUBTED_COMPLAINTS, _DENIED_COMPLAINTS]),
    ]
    names = ("pool", "pool_rich", "pool_unnamed", "doubted", "denied")
    return dict(zip(names, map(float, found), strict=True))


def to_warn(scores: NDArray[np.float64], urgent: NDArray[np.bool_]) -> float:
    """The limit at which recall and precision together are best."""
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(urgent[order])
    measure = found / (np.arange(1, len(order) + 1) + max(int(urgent.sum()), 1))
    return float(scores[order][int(measure.argmax())])
