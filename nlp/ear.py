"""What a message is most likely meant as, by its whole wording (docs/understanding.md).

The model was trained on what people write in such groups (nlp/corpus). It is asked about every
message; most are chatter, and for those nothing more is worked out.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from nlp.features import hear, outline
from nlp.guess import CHAT, COMPLAINT, INTENTS, Guess, Tier
from nlp.lexicon import load
from nlp.model import Model, loaded
from nlp.scorer import Scorer, Vector
from nlp.sentence import Sentence

SHIPPED = Path(__file__).with_name("ear.model")
_MOST_REASONS = 5
_FEWEST_TO_ACT = 8  # characters; what is shorter only answers something
# Without a word of any of these classes, nothing is noticed: the name of a building is no trouble.
_EVIDENCE = frozenset(
    {name for name in load("ear") if name.startswith("c_")} | {"object", "fault", "danger", "plea"}
)
_COMPLAINT, _CHAT = INTENTS.index(COMPLAINT), INTENTS.index(CHAT)


class Ear:
    """Guesses what sentences are meant as."""

    def __init__(self, model: Model) -> None:
        self._scorer = Scorer(model)
        self._model = model

    def is_chatter(self, sentence: Sentence) -> bool:
        """True if a glance at the characters is enough: so it is for most chatter."""
        return self._scorer.is_chatter(outline(sentence.text))

    def __call__(self, sentence: Sentence) -> Guess:
        heard = hear(outline(sentence.text), sentence.quoted)
        vector = self._scorer.vector(heard)
        scores = self._scorer.scores(vector, "intent")
        intent = INTENTS[int(scores.argmax())]
        margin = scores[_COMPLAINT] - scores[_CHAT]
        noticed = bool(margin >= self._model.pool) and not _EVIDENCE.isdisjoint(heard["signs"])
        doubted = bool(scores[_COMPLAINT] < self._model.doubted)
        if intent == CHAT and not noticed:
            return DOUBTED_CHATTER if doubted else CHATTER
        shares = self._scorer.probabilities(scores)
        may_act = noticed if intent == COMPLAINT else len(sentence.text) >= _FEWEST_TO_ACT
        tier = Tier.HALF_SURE if noticed else Tier.SILENT
        if may_act and shares[intent] >= self._model.act[intent]:
            tier = Tier.SURE
        if intent != COMPLAINT and tier is not Tier.HALF_SURE:
            return Guess(intent, shares, tier, doubted=doubted)
        return Guess(
            intent,
            shares,
            tier,
            category=self._scorer.best(vector, "category"),
            cat=self._scorer.best(vector, "cat"),
            urgent=bool(self._scorer.scores(vector, "danger")[0] >= self._model.danger),
            why=self._reasons(sentence),
        )

    def shares(self, sentence: Sentence) -> Mapping[str, float]:
        """How likely each intent is, of chatter too: slower than a guess."""
        vector = self._vector(sentence)
        return self._scorer.probabilities(self._scorer.scores(vector, "intent"))

    def category(self, sentence: Sentence) -> str:
        """The category of a complaint, if it is one."""
        return self._scorer.best(self._vector(sentence), "category")

    def _vector(self, sentence: Sentence) -> Vector:
        return self._scorer.vector(hear(outline(sentence.text), sentence.quoted))

    def _reasons(self, sentence: Sentence) -> tuple[str, ...]:
        """The words that speak most for a complaint, the weightiest first."""
        weights = {word: self._weight(word) for word in sentence.tokens if len(word) > 1}
        telling = sorted((w for w in weights if weights[w] > 0), key=lambda w: -weights[w])
        return tuple(telling[:_MOST_REASONS])

    def _weight(self, word: str) -> float:
        """What the characters of a word say for a complaint, more telling ones more."""
        places = self._scorer.known("characters", word)
        column = self._scorer.heads["intent"].start + INTENTS.index(COMPLAINT)
        weights = self._model.weights[places, column]
        return float(self._model.idf[places] @ weights)


_CERTAIN = {name: float(name == CHAT) for name in INTENTS}
CHATTER = Guess(CHAT, _CERTAIN, Tier.SILENT)
DOUBTED_CHATTER = replace(CHATTER, doubted=True)


def shipped() -> Ear:
    """The ear that comes with the program."""
    return _shipped()


def trained(file: Path) -> Ear:
    """The ear trained on this machine. Raises OSError, NotAModel."""
    return Ear(loaded(file.read_bytes()))


@lru_cache(maxsize=1)
def _shipped() -> Ear:
    return trained(SHIPPED)
