"""What a message is most likely meant as, by its whole wording (docs/understanding.md).

The model was trained on what people write in such groups (nlp/corpus). It is asked about every
message; most are chatter, and for those nothing more is worked out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from nlp.features import hear, outline
from nlp.guess import CHAT, COMPLAINT, INTENTS, Guess, Tier
from nlp.lexicon import load
from nlp.model import Model, loaded
from nlp.scorer import Scorer, Vector
from nlp.sentence import Sentence

SHIPPED = Path(__file__).with_name("ear.model")
_MOST_REASONS = 5
_FEWEST_TO_ACT = 8  # characters; what is shorter only answers something
# Words that tell of trouble: the name of a building is none.
_EVIDENCE = frozenset(
    {name for name in load("ear") if name.startswith("c_")} | {"object", "fault", "danger", "plea"}
)
# What has to be named for the ear to act by itself: 希望今晚做个好梦 is a wish, but not for us.
_NAMED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        COMPLAINT: _EVIDENCE,
        "volunteer": frozenset({"duty", "group", "recruit"}),
        "activity_call": frozenset({"activity", "life"}),
        "activity_join": frozenset({"activity", "duty"}),
        "resource_offer": frozenset({"thing", "trade", "object", "can"}),
        "resource_request": frozenset({"thing", "trade", "object"}),
        "wish": frozenset({"object", "group", "activity", "duty", "trade"}),
    }
)
_STICKER = re.compile(r"\[[^\[\]]{1,8}\]")  # and pictures
_COMPLAINT, _CHAT = INTENTS.index(COMPLAINT), INTENTS.index(CHAT)


class Ear:
    """Guesses what sentences are meant as."""

    def __init__(self, model: Model) -> None:
        self._scorer = Scorer(model)
        self._model = model

    def unless_chatter(self, sentence: Sentence) -> Guess | None:
        """None if a glance at the characters is enough: so it is for most chatter."""
        outlined = outline(sentence.text)
        if self._scorer.is_chatter(outlined):
            return None
        return self._guess(sentence, outlined)

    def __call__(self, sentence: Sentence) -> Guess:
        return self._guess(sentence, outline(sentence.text))

    def _guess(self, sentence: Sentence, outlined: str) -> Guess:
        heard = hear(outlined, sentence.quoted)
        vector = self._scorer.vector(heard)
        scores = self._scorer.scores(vector, "intent")
        intent = INTENTS[int(scores.argmax())]
        margin = float(scores[_COMPLAINT] - scores[_CHAT])
        noticed = margin >= self._least(heard["signs"]) and _says_something(sentence.text)
        belief = self._belief(margin)
        if intent == CHAT and belief is Tier.SILENT and not noticed:
            return CHATTER
        peril = float(self._scorer.scores(vector, "danger")[0] - self._model.danger)
        if intent == CHAT and not noticed:
            return replace(CHATTER, peril=peril, belief=belief)
        shares = self._scorer.probabilities(scores)
        may_act = noticed if intent == COMPLAINT else len(sentence.text) >= _FEWEST_TO_ACT
        tier = Tier.HALF_SURE if noticed else Tier.SILENT
        if may_act and names_enough(intent, heard["signs"]):
            tier = Tier.SURE if shares[intent] >= self._model.act[intent] else tier
        guess = Guess(intent, shares, tier, peril=peril, belief=belief)
        if intent != COMPLAINT and tier is not Tier.HALF_SURE:
            return guess
        cat, lead = self._scorer.leading(vector, "cat")
        return replace(
            guess,
            category=self._scorer.best(vector, "category"),
            cat=cat,
            lead=lead,
            why=self._reasons(sentence),
        )

    def shares(self, sentence: Sentence) -> Mapping[str, float]:
        """How likely each intent is, of chatter too: slower than a guess."""
        vector = self._vector(sentence)
        return self._scorer.probabilities(self._scorer.scores(vector, "intent"))

    def category(self, sentence: Sentence) -> str:
        """The category of a complaint, if it is one."""
        return self._scorer.best(self._vector(sentence), "category")

    def _least(self, signs: Sequence[str]) -> float:
        """How far above chatter a complaint must be to be noticed, with such words in it."""
        telling = _EVIDENCE.intersection(signs)
        if not telling:
            return self._model.pool_unnamed
        is_rich = len(telling - {"fault"}) > 1
        return self._model.pool_rich if is_rich else self._model.pool

    def _belief(self, margin: float) -> Tier:
        """How far known words of trouble are trusted in a text so far above chatter."""
        if margin >= self._model.doubted:
            return Tier.SURE
        return Tier.HALF_SURE if margin >= self._model.denied else Tier.SILENT

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


def _says_something(text: str) -> bool:
    """True if there is more than pictures, stickers and signs."""
    return any(one.isalnum() for one in _STICKER.sub("", text))


def names_enough(intent: str, signs: Sequence[str]) -> bool:
    """True if words of that kind stand in the text that one has to use to mean that."""
    return intent not in _NAMED or not _NAMED[intent].isdisjoint(signs)


def shipped() -> Ear:
    """The ear that comes with the program."""
    return _shipped()


def trained(file: Path) -> Ear:
    """The ear trained on this machine. Raises OSError, NotAModel."""
    return Ear(loaded(file.read_bytes()))


@lru_cache(maxsize=1)
def _shipped() -> Ear:
    return trained(SHIPPED)
