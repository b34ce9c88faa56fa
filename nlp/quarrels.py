"""Quarrels, accusations without a thing to mend, rumours as statements (docs/vocabulary.md H.4).

Nothing becomes of them but a worker's look, so only what is said of or to somebody counts.
"""

import re
from datetime import datetime
from functools import lru_cache

from nlp.accusations import names_somebody
from nlp.categories import category
from nlp.intents import Reading
from nlp.lexicon import load
from nlp.moods import moods
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Lexicon
from nlp.sentence import Sentence

_PREFIX = "quarrel."
# Below a report that is sure, above one that only may be.
_LIKELY = 0.85
_TO_SOMEBODY = re.compile(r"你|您|他|她|姓.的|[这那](?:家|户|个人)|(?:某|有)(?:些|的)人|@")
_ASKED = frozenset({"question", "general_question", "chase"})
_NOT_MEANT = frozenset({"joke", "notice", "advert", "thanks", "past"})


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words of quarrels, by tag."""
    return {f"{_PREFIX}{kind}": tuple(words) for kind, words in load("quarrels").items()}


def read_quarrel(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[None] | None:
    """Somebody is abused, or spoken ill of where nothing is to be mended."""
    if moods(sentence) & _NOT_MEANT:
        return None
    return Reading(_LIKELY, None) if _abuses(sentence) or _slanders(sentence) else None


def _abuses(sentence: Sentence) -> bool:
    if sentence.has("quarrel.fighting"):
        return True
    return sentence.has("quarrel.insults") and (_TO_SOMEBODY.search(sentence.raw) is not None)


def _slanders(sentence: Sentence) -> bool:
    """True of a rumour told as so, or an accusation; not where it is asked, or is a matter."""
    if not sentence.has("quarrel.slander") or moods(sentence) & _ASKED or category(sentence):
        return False
    if sentence.has("quarrel.offices") or names_somebody(sentence):
        return True
    is_told_on = sentence.has("quarrel.rumours")
    return is_told_on and _TO_SOMEBODY.search(sentence.raw) is not None
