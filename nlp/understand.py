"""The stages, in order: prepare, scan, read. Nothing is changed in place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


class Understander:
    """Reads text in the light of the intents the handlers declare."""

    def __init__(self, intents: Iterable[Intent[Any]]) -> None:
        self.intents = tuple(intents)
        self._scan = Scanner(intent.words for intent in self.intents)
        self._learned = False

    def warm_up(self) -> None:
        """Load the dictionary and teach it our words, once."""
        if not self._learned:
            learn(sorted(self._scan.words))
            people()
            self._learned = True

    def __call__(self, raw: str, neighbourhood: Neighbourhood, now: datetime) -> Understanding:
        """Read `raw`, said at `now`. Never raises, whatever the text."""
        self.warm_up()
        sentence = self._scan(prepare(raw))
        if not sentence.hits:
            return Understanding(sentence)
        found = (intent.read(sentence, neighbourhood, now) for intent in self.intents)
        meanings = sorted((m for m in found if m is not None), key=lambda m: -m.sure)
        return Understanding(sentence, tuple(meanings))
