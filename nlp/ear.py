"""What a message is most likely meant as, by its whole wording (docs/understanding.md).

The model was trained on what people write in such groups (nlp/corpus). It is asked about every
message; most are chatter, and for those nothing more is worked out.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

from nlp.features import BEGIN, END, hear, outline
from nlp.guess import CHAT, COMPLAINT, INTENTS, Guess, Tier
from nlp.model import Model, Vector, loaded
from nlp.sentence import Sentence

_SHIPPED = "ear.model"


class Ear:
    """Guesses what sentences are meant as."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, sentence: Sentence) -> Guess:
        outlined = outline(sentence.text)
        if self.model.is_chatter(outlined):
            return CHATTER
        vector = self.model.vector(outlined, sentence.quoted)
        shares = self.model.probabilities(self.model.scores(vector, "intent"))
        intent = max(shares, key=shares.__getitem__)
        tier = self._tier(intent, shares)
        if shares[COMPLAINT] < self.model.pool:
            return Guess(intent, shares, tier)
        return Guess(
            intent,
            shares,
            tier,
            category=self._best(vector, "category"),
            cat=self._best(vector, "cat"),
            urgent=self.model.scores(vector, "danger")[0] >= self.model.danger,
        )

    def _tier(self, intent: str, shares: Mapping[str, float]) -> Tier:
        if shares[intent] >= self.model.act[intent]:
            return Tier.SURE
        return Tier.HALF_SURE if shares[COMPLAINT] >= self.model.pool else Tier.SILENT

    def _best(self, vector: Vector, head: str) -> str:
        return self.model.answers[head][int(self.model.scores(vector, head).argmax())]

    def reasons(self, sentence: Sentence, intent: str, most: int = 5) -> tuple[str, ...]:
        """The words that speak most for `intent`, the weightiest first."""
        weights = {
            word: self._weight(word, intent)
            for word in hear(outline(sentence.text))["words"]
            if " " not in word and word not in (BEGIN, END)
        }
        telling = sorted((w for w in weights if weights[w] > 0), key=lambda w: -weights[w])
        return tuple(telling[:most])

    def _weight(self, word: str, intent: str) -> float:
        """What a word says for an intent, more telling ones more."""
        place = self.model.places["words"].get(word)
        if place is None:
            return 0.0
        column = self.model.heads["intent"].start + self.model.answers["intent"].index(intent)
        return float(self.model.idf[place] * self.model.weights[place, column])


_CERTAIN = {name: float(name == CHAT) for name in INTENTS}
CHATTER = Guess(CHAT, _CERTAIN, Tier.SILENT)


def shipped() -> Ear:
    """The ear that comes with the program."""
    return _shipped()


def trained(file: Path) -> Ear:
    """The ear trained on this machine. Raises OSError, NotAModel."""
    return Ear(loaded(file.read_bytes()))


@lru_cache(maxsize=1)
def _shipped() -> Ear:
    return Ear(loaded(resources.files(__package__).joinpath(_SHIPPED).read_bytes()))
