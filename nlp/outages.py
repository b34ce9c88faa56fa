"""Outages: what many have at once, and that it is over (docs/vocabulary.md H.4, H.6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nlp.intents import Reading
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Lexicon
from nlp.sentence import Sentence

OUTAGES = frozenset({"停水", "供电", "燃气", "供暖", "线路", "电梯"})
_CLEAR = 0.9
_LONGEST = 20
OVER = "over."  # begins the tags of words that say so
# How neighbours say that it is back, by what was out.
_BACK: Mapping[str, tuple[str, ...]] = {
    "供电": ("来电了", "来电啦", "有电了", "有电啦", "通电了", "电来了", "供电恢复", "恢复供电"),
    "停水": ("来水了", "来水啦", "有水了", "有水啦", "通水了", "水来了", "供水恢复", "恢复供水"),
    "燃气": ("来气了", "来气啦", "有气了", "通气了", "气来了", "供气恢复", "恢复供气"),
    "供暖": ("来暖了", "来暖气了", "暖气热了", "暖气来了", "供暖恢复", "恢复供暖"),
    "线路": ("来网了", "有网了", "网好了", "网来了", "网通了", "网络恢复", "网恢复了"),
    "电梯": ("电梯好了", "电梯能用了", "电梯恢复", "电梯修好了", "电梯可以用了", "电梯开了"),
}
LEXICON: Lexicon = {f"{OVER}{cat}": words for cat, words in _BACK.items()}
# Asked, wished for, denied, heard of: it is not over; nor if it is out again.
_NOT_OVER = re.compile(r"[?]|吗|没|未|不|什么时候|啥时候|几点|要是|等|才|又|听说")


@dataclass(frozen=True, slots=True)
class Over:
    """An outage of that category is over, says somebody who had it."""

    cat: str


def read_over(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Over] | None:
    """Somebody says, in short, that what was out is back."""
    said = [tag for tag in sentence.hits if tag.startswith(OVER)]
    if not said or len(sentence.text) > _LONGEST or _NOT_OVER.search(sentence.text):
        return None
    return Reading(_CLEAR, Over(said[0].removeprefix(OVER)))
