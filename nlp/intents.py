"""What a message may be about. An Intent is declared beside its handler, as data.

Simple intents weigh words; harder ones bring a reader of their own from this package.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Generic, TypeVar

from nlp.guess import Tier
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Lexicon
from nlp.sentence import Sentence

T = TypeVar("T")

SURE, HALF_SURE = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What one intent makes of a sentence; `sure` is between 0 and 1, `why` the words it read."""

    sure: float
    what: T
    why: tuple[str, ...] = ()


# A reader refuses quickly: most sentences are none of its business.
Reader = Callable[[Sentence, Neighbourhood, datetime], Reading[T] | None]


@dataclass(frozen=True, slots=True)
class Meaning(Generic[T]):
    """A reading, with the name of the intent that read it."""

    intent: str
    sure: float
    what: T
    why: tuple[str, ...] = ()

    @property
    def tier(self) -> Tier:
        if self.sure >= SURE:
            return Tier.SURE
        return Tier.HALF_SURE if self.sure >= HALF_SURE else Tier.SILENT


@dataclass(frozen=True, slots=True)
class Intent(Generic[T]):
    """`examples` document it, test it and are shown in help.

    Either `reader` reads it, with the words of `lexicon` marked by tag; or `cues` weigh words and
    a message means it when their weights reach `threshold`.
    """

    name: str
    examples: tuple[str, ...] = ()
    reader: Reader[T] | None = None
    lexicon: Lexicon = field(default_factory=lambda: MappingProxyType({}))
    cues: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    threshold: float = 2.0

    @property
    def words(self) -> Lexicon:
        """The words it must find marked, by tag."""
        return (
            {**self.lexicon, f"cue.{self.name}": tuple(self.cues)} if self.cues else self.lexicon
        )

    def read(
        self, sentence: Sentence, neighbourhood: Neighbourhood, now: datetime
    ) -> Meaning[T | None] | None:
        if self.reader is None:
            return self._weigh(sentence)
        found = self.reader(sentence, neighbourhood, now)
        if found is None:
            return None
        return Meaning(self.name, found.sure, found.what, found.why)

    def _weigh(self, sentence: Sentence) -> Meaning[T | None] | None:
        cues = dict.fromkeys(hit.word for hit in sentence.hits.get(f"cue.{self.name}", ()))
        weight = sum(self.cues[word] for word in cues)
        if not weight:
            return None
        return Meaning(self.name, min(1.0, SURE * weight / self.threshold), None, tuple(cues))
