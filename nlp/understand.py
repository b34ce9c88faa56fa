"""The stages, in order: prepare, scan, guess, read. Nothing is changed in place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nlp import features
from nlp.ear import CHATTER, Ear
from nlp.guess import Guess, Tier
from nlp.intents import Intent, Meaning
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Scanner
from nlp.segment import learn, people
from nlp.sentence import Sentence, prepare

# No reader begins with these: they colour what others say.
_QUIET = (
    *("matter.trouble.", "matter.urgent.", "activity."),
    *("reply.not_a_call", "reply.call_off", "reply.child"),
    *("mood.question", "mood.still", "mood.joke", "mood.hypothetical", "mood.probe"),
    *("mood.thanks", "mood.irony", "mood.resolved", "mood.hearsay", "mood.past"),
    *("mood.evidence", "mood.child", "mood.quarrel", "mood.notice", "mood.neighbour"),
    *("mood.unresolved", "mood.advert", "mood.business", "mood.home_noise"),
    *("quarrel.rumours", "quarrel.offices"),
)


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
        self._scan = Scanner((intent.words for intent in self.intents), _QUIET)
        self._learned = False

    def warm_up(self) -> None:
        """Load the dictionary and teach it our words, once."""
        if not self._learned:
            learn(sorted(self._scan.words))
            people()
            features.warm_up()
            self._learned = True

    def if_addressed(self, raw: str, neighbourhood: Neighbourhood, now: datetime) -> Understanding:
        """Read it only if it calls us: of somebody who asked us not to listen."""
        sentence = prepare(raw)
        return self(raw, neighbourhood, now) if sentence.addressed else Understanding(sentence)

    def __call__(self, raw: str, neighbourhood: Neighbourhood, now: datetime) -> Understanding:
        """Read `raw`, said at `now`. Never raises, whatever the text."""
        self.warm_up()
        sentence = prepare(raw)
        found = self._scan.found(sentence.text)
        # What tells nothing by itself may tell something of what is quoted: 修好啦.
        telling = any(tells or sentence.quoted for _, (*_, tells) in found)
        if self.ear is not None:
            guess = self.ear(sentence) if telling else self.ear.unless_chatter(sentence)
            if guess is None:
                return Understanding(sentence)
            sentence = replace(sentence, guess=guess)
        if not telling and (sentence.guess or CHATTER).tier is Tier.SILENT:
            return Understanding(sentence)
        sentence = self._scan.marked(sentence, found)
        readings = (intent.read(sentence, neighbourhood, now) for intent in self.intents)
        meanings = sorted((m for m in readings if m is not None), key=lambda m: -m.sure)
        return Understanding(sentence, tuple(meanings))
