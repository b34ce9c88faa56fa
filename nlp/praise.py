"""Praise in a group for a thing that was mended: 8栋的灯亮了，谢谢 (docs/vocabulary.md G.4)."""

import re
from dataclasses import dataclass
from datetime import datetime

from nlp.categories import spoken_of
from nlp.choices import Grade, read_grade
from nlp.intents import Reading
from nlp.moods import moods
from nlp.neighbourhood import Neighbourhood
from nlp.places import Where, read_where
from nlp.sentence import Sentence

_THANKED, _CLEAR = 0.97, 0.9  # who says thanks does not only bring news
_THANKS = re.compile(r"谢|感激|辛苦|点赞|表扬|给力")
_NOT_MEANT = frozenset(
    (
        *("joke", "irony", "hearsay", "notice", "advert", "hypothetical", "quarrel"),
        *("question", "general_question", "chase"),
    )
)
# Praise is short, and of what is now: whoever asks or wishes does not praise.
_LONGEST = 60
_WISHES = re.compile(r"希望|盼|赶紧|快点|能不能|什么时候|啥时候|麻烦|请")


@dataclass(frozen=True, slots=True)
class Praise:
    """What is praised: the categories it may be of, and where, if that is said."""

    cats: frozenset[str]
    where: Where


def read_praise(
    sentence: Sentence, neighbourhood: Neighbourhood, _: datetime
) -> Reading[Praise] | None:
    """That something named is good again; None if nothing is named, or it is not all good."""
    cats = spoken_of(sentence)
    if not cats or len(sentence.text) > _LONGEST or moods(sentence) & _NOT_MEANT:
        return None
    if _WISHES.search(sentence.text):
        return None
    rated = read_grade(sentence, neighbourhood)
    if rated is None or rated.by_digit or rated.grade is not Grade.GOOD:
        return None
    sure = _THANKED if _THANKS.search(sentence.text) else _CLEAR
    return Reading(sure, Praise(cats, read_where(sentence.text, neighbourhood)))
