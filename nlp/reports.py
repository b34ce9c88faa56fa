"""What residents report: told in known words, or by the whole wording."""

from dataclasses import replace
from datetime import datetime

from nlp.guess import COMPLAINT, Guess, Tier
from nlp.intents import Reading
from nlp.matters import Matter, insisted
from nlp.moods import is_elsewhere, moods
from nlp.neighbourhood import Neighbourhood
from nlp.sentence import Sentence
from nlp.several import read_matters

_LIKELY, _POOLED = 0.85, 0.6
_NEVER_A_REPORT = frozenset({"notice", "advert", "borrow"})


def read_report(
    sentence: Sentence, neighbourhood: Neighbourhood, now: datetime
) -> Reading[Matter] | None:
    """The open problem that the sentence tells of, with others; None if it tells of none.

    Known words of trouble are believed; without them the whole wording is, if it is clear.
    """
    told = read_matters(sentence, neighbourhood, now)
    if told is not None or sentence.guess is None:
        return told
    return _by_wording(sentence, sentence.guess, neighbourhood)


def _by_wording(
    sentence: Sentence, guess: Guess, neighbourhood: Neighbourhood
) -> Reading[Matter] | None:
    """What the whole wording makes of it; words that say how it is meant can speak against it."""
    is_sure = guess.tier is Tier.SURE and guess.intent == COMPLAINT
    if not (is_sure or guess.tier is Tier.HALF_SURE):
        return None
    if is_elsewhere(sentence, neighbourhood):
        return None
    if moods(sentence) & _NEVER_A_REPORT and not guess.urgent:
        return None
    matter = insisted(sentence, neighbourhood, guess.cat)
    if guess.urgent and is_sure:
        matter = replace(matter, level=matter.level or "急")
    return Reading(_LIKELY if is_sure else _POOLED, matter, guess.why)
