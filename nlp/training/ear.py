"""Train the ear: linear models over the features of nlp/features.py, the same bytes every time.

Support vector machines, one for each answer against the rest; their scores are turned into
probabilities on lines of hands they were not trained on. docs/understanding.md tells what else
was tried.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.svm import LinearSVC

from nlp.corpus import Line
from nlp.features import ROWS, classes_of_words, hear, outline
from nlp.guess import INTENTS, SILENT_INTENTS
from nlp.model import Floats, Model, untrained
from nlp.scorer import Scorer, Vector
from nlp.sentence import prepare
from nlp.training import limits

_FEWEST_LINES = 3  # in which a feature has to occur
_SOFTNESS, _SOFTNESS_OF_MIX = 0.2, 10.0
_FOLDS = 6
_SEED = 20_251_122
_WORDS_OF_GATE, _MISSED_BY_GATE = 40_000, 0.02


@dataclass(frozen=True, slots=True)
class _Table:
    """Lines as numbers: a row of features each."""

    names: Mapping[str, Sequence[str]]
    idf: Floats
    rows: csr_matrix
    signs: Sequence[Sequence[str]]


def train(lines: Sequence[Line]) -> Model:
    """The model of those lines. They come from two hands at least, and say every intent."""
    made_from = digest(lines)
    lines = [line for line in lines for _ in range(round(line.weight))]
    table = _table(lines)
    intents = np.array([line.intent for line in lines])
    hands = np.array([line.hand for line in lines])
    unheard = _unheard(table, intents, hands)
    mix, base, shares = _mixed(unheard, intents)
    weights, answers = _all_heads(table, lines)
    small, scale = _in_bytes(weights[:-1])
    return Model(
        names=table.names,
        idf=table.idf,
        weights=small,
        scale=scale,
        bias=weights[-1].astype(np.float32),
        answers=answers,
        mix=mix,
        base=base,
        act=limits.to_act(shares, unheard.argmax(axis=1), lines, table.signs),
        danger=_danger(table, lines, hands),
        gate=_gate(table, lines),
        made_from=made_from,
        **limits.to_notice(unheard, lines),
    )


def _mixed(
    scores: NDArray[np.float64], intents: NDArray[np.str_]
) -> tuple[Floats, Floats, NDArray[np.float64]]:
    """What makes probabilities of scores, and the probabilities, a column for each intent."""
    mix = LogisticRegression(C=_SOFTNESS_OF_MIX, max_iter=2000).fit(scores, intents)
    order = [list(mix.classes_).index(name) for name in INTENTS]
    weights, base = mix.coef_[order], mix.intercept_[order]
    shares = mix.predict_proba(scores)[:, order]
    return weights.astype(np.float32), base.astype(np.float32), shares


def _in_bytes(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], Floats]:
    """The weights as small whole numbers, and what one of them is worth in each column."""
    scale = np.abs(weights).max(axis=0) / 127
    scale[scale == 0] = 1
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


def digest(lines: Sequence[Line]) -> str:
    """Tells whether a model was made of these lines and of the classes of words we have now."""
    made_of = hashlib.sha256(classes_of_words().encode())
    for line in lines:
        learned = (line.text, line.intent, line.category, line.cat, line.urgent, line.hard)
        made_of.update(repr((*learned, line.hand)).encode())
    return made_of.hexdigest()


def _table(lines: Sequence[Line]) -> _Table:
    sentences = [prepare(line.text) for line in lines]
    heard = [hear(outline(one.text), one.quoted) for one in sentences]
    names, idf = {}, []
    for row, kind in ROWS.items():
        known = Counter(name for one in heard for name in set(kind.names(one[row])))
        kept = sorted(name for name, times in known.items() if times >= _FEWEST_LINES)
        names[row] = kept
        idf += [1 + np.log((1 + len(heard)) / (1 + known[name])) for name in kept]
    telling = np.array(idf, dtype=np.float16).astype(np.float32)
    bare = Scorer(untrained(names, telling))
    return _Table(
        names,
        telling,
        _rows([bare.vector(one) for one in heard], len(idf)),
        [one["signs"] for one in heard],
    )


def _rows(vectors: Sequence[Vector], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(places) for places, _ in vectors)])
    values = np.concatenate([values for _, values in vectors]).astype(np.float64)
    places = np.concatenate([places for places, _ in vectors])
    rows = csr_matrix((values, places, ends), shape=(len(vectors), width))
    rows.sum_duplicates()
    return rows


def _machine() -> LinearSVC:
    return LinearSVC(C=_SOFTNESS, class_weight="balanced", random_state=_SEED)


def _unheard(
    table: _Table, labels: NDArray[np.str_], hands: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Scores of every line by a machine that did not hear its hand, a column for each intent."""
    folds = GroupKFold(min(_FOLDS, len(set(hands))))
    found = cross_val_predict(
        _machine(), table.rows, labels, groups=hands, cv=folds, method="decision_function"
    )
    order = [sorted(set(labels)).index(name) for name in INTENTS]
    return np.asarray(found)[:, order]


def _all_heads(
    table: _Table, lines: Sequence[Line]
) -> tuple[NDArray[np.float64], Mapping[str, Sequence[str]]]:
    """The weights of every answer, the last row being what it begins with; and their names."""
    complaints = [n for n, line in enumerate(lines) if line.category and line.cat]
    told = table.rows[complaints]
    heads = {
        "intent": (table.rows, [line.intent for line in lines], INTENTS),
        "category": (told, [lines[n].category for n in complaints], None),
        "cat": (told, [lines[n].cat for n in complaints], None),
        "danger": (table.rows, [line.urgent for line in lines], ("urgent",)),
    }
    found, answers = [], {}
    for head, (rows, labels, wanted) in heads.items():
        machine = _machine()
        machine.fit(rows, labels)
        names = list(machine.classes_) if head != "danger" else ["urgent"]
        order = [names.index(name) for name in wanted or names]
        answers[head] = tuple(names[n] for n in order)
        found.append(np.vstack([machine.coef_[order].T, machine.intercept_[order]]))
    return np.hstack(found), answers


def _danger(table: _Table, lines: Sequence[Line], hands: NDArray[np.str_]) -> float:
    """From which score on a line of a hand unheard is urgent."""
    urgent = np.array([line.urgent for line in lines])
    folds = GroupKFold(min(_FOLDS, len(set(hands))))
    machine = _machine()
    scores = cross_val_predict(
        machine, table.rows, urgent, groups=hands, cv=folds, method="decision_function"
    )
    return limits.to_warn(np.asarray(scores), urgent)


def _gate(table: _Table, lines: Sequence[Line]) -> Floats:
    """What tells chatter by few of its characters, letting nearly everything else pass."""
    known = table.rows[:, : len(table.names["characters"])].sign()
    lengths = [len(outline(prepare(line.text).text)) for line in lines]
    rows = diags(1 / np.sqrt(lengths)) @ known
    matters = np.array([line.intent not in SILENT_INTENTS for line in lines])
    hands = np.array([line.hand for line in lines])
    telling = SelectKBest(chi2, k=min(_WORDS_OF_GATE, known.shape[1])).fit(rows, matters)
    rows, machine = telling.transform(rows), _machine()
    folds = GroupKFold(min(_FOLDS, len(set(hands))))
    unheard = cross_val_predict(
        machine, rows, matters, groups=hands, cv=folds, method="decision_function"
    )
    machine.fit(rows, matters)
    least = np.quantile(unheard[matters], _MISSED_BY_GATE)
    weights = np.zeros(known.shape[1])
    weights[telling.get_support()] = machine.coef_[0]
    return np.append(weights, machine.intercept_[0] - least).astype(np.float32)
