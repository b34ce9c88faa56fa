"""What known words make of a message by themselves (the intents of nlp/), as cues."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from nlp import activities, matters, remarks
from nlp.intents import Reader
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Scanner
from nlp.segment import learn
from nlp.sentence import Sentence

_ANYWHERE = Neighbourhood()
_READERS: Mapping[str, Reader[Any]] = {
    "tells a matter": matters.read_matter,
    "calls": activities.read_call,
    "joins": activities.read_join,
    "withdraws by name": activities.read_withdrawal,
    "asks of an activity": activities.read_question,
    "echoes": remarks.read_echo,
    "corrects a place": remarks.read_correction,
    "doubts": remarks.read_doubt,
}


def sayings(sentence: Sentence, now: datetime) -> frozenset[str]:
    """The cues, by words that are known; `sentence` need not be searched for them."""
    marked = replace(_scanner()(sentence), guess=None)
    if not marked.hits:
        return frozenset()
    read = ((name, reader(marked, _ANYWHERE, now)) for name, reader in _READERS.items())
    return frozenset(name for name, found in read if found is not None)


@lru_cache(maxsize=1)
def _scanner() -> Scanner:
    scanner = Scanner((matters.lexicon(), activities.lexicon()))
    learn(sorted(scanner.words))
    return scanner
