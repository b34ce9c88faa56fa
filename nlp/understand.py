"""The stages, in order: prepare, scan, guess, read. Nothing is changed in place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nlp import features
from nlp.ear import Ear
from nlp.guess import Guess, Tier
from nlp.intents import Intent, Meaning
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Scanner
from nlp.segment import learn, people
from nlp.sentence import Sentence, prepare


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text seems to mean, the surest first. Usually nothing."""

    sentence: Sentence
    meanings: tuple[Meaning[Any], ...] = ()

    @property
    def guess(self) -> Guess | None:
        """What its whole wording seems to be."""
        return self.sentence.guess


class Understander:
    """Reads text in the light of the intents the handlers declare, and with an ear if given."""

    def __init__(self, intents: Iterable[Intent[Any]], ear: Ear | None = None) -> None:
        self.intents = tuple(intents)
        self.ear = ear
        self._scan = Scanner(intent.words for intent in self.intents)
        self._learned = False

    def warm_up(self) -> None:
        """Load the dictionary and teach it our words, once."""
        if not self._learned:
            learn(sorted(self._scan.words))
            people()
            features.warm_up()
            self._learned = True

    def sentence(self, raw: str) -> Sentence:
        """The sentence with its known words, before anybody guesses what it means."""
        self.warm_up()
        return self._scan(prepare(raw))

    def __call__(self, raw: str, neighbourhood: Neighbourhood, now: datetime) -> Understanding:
        """Read `raw`, said at `now`. Never raises, whatever the text."""
        sentence = self.sentence(raw)
        if self.ear is not None:
            sentence = replace(sentence, guess=self.ear(sentence))
        if not sentence.hits and (sentence.guess is None or sentence.guess.tier is Tier.SILENT):
            return Understanding(sentence)
        found = (intent.read(sentence, neighbourhood, now) for intent in self.intents)
        meanings = sorted((m for m in found if m is not None), key=lambda m: -m.sure)
        return Understanding(sentence, tuple(meanings))
