"""What residents tell of how a matter goes on: in hand, done, tidied up by themselves."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from nlp.categories import category, spoken_of
from nlp.intents import Reading
from nlp.lexicon import load
from nlp.matters import lexicon as matter_lexicon
from nlp.moods import hits, moods
from nlp.neighbourhood import Neighbourhood
from nlp.places import Where, read_where
from nlp.scan import Lexicon
from nlp.sentence import Sentence

_CLEAR = 0.95
_LONGEST = 60
_LONGEST_CLEARED = 24
_UNDERWAY, _CLEARED = "progress.underway", "progress.cleared"
# Not told as a fact of here and now.
_NO_NEWS = frozenset(
    {
        *("unresolved", "joke", "hypothetical", "hearsay", "general_question", "advert"),
        *("borrow", "chase", "denial", "correction", "evidence"),
    }
)
_ASKS = re.compile(r"\?|[吗么没嘛](?:[,。!~]|$)|谁|有没有|能不能|什么时候|啥时候|怎么")
_NOT_YET = re.compile(r"[没未别]有?(?:人)?(?:联系|约|修|清|扫|收|搬|扔|带|处理)|还没|不是我|没人")
# 上次说的灯 is of now, 上个月 is not.
_LONG_AGO = re.compile(r"去年|前年|上个?月|上周|上礼拜|以前|从前|当年|前几年|那年|之前")
# 约好了 is arranged, not done.
_ARRANGED = re.compile(r"(?:约|联系|说|谈|定|商量|找|请|叫)$")
# A trouble that is known is told of again: 漏水的地方师傅约好了.
_SAID_BEFORE = re.compile(r"[说报提映]过?的|上次|上回|的(?:事|地方|问题)")
_BY_OTHERS = re.compile(
    r"物业|保洁|环卫|社区|居委|网格|师傅|他们|她们|人家|有人|邻居|老[张王李刘陈]"
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How it goes with a matter of one of `cats`: `done`, or somebody has taken it in hand.

    No `cats` are named beside a quotation: it is about what is quoted.
    """

    cats: frozenset[str]
    where: Where
    done: bool


@dataclass(frozen=True, slots=True)
class Cleared:
    """The speaker has tidied up; what, they showed before."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words of progress, of matters and of moods, by tag."""
    words = {f"progress.{name}": tuple(words) for name, words in load("progress").items()}
    return {**words, **matter_lexicon()}


def read_progress(
    sentence: Sentence, neighbourhood: Neighbourhood, _: datetime
) -> Reading[Progress] | None:
    """Somebody tells that a known matter is in hand, or done. A trouble told anew is no news."""
    text, found = sentence.text, moods(sentence)
    done = "resolved" in found and not _is_arranged(sentence)
    if not (done or sentence.has(_UNDERWAY)) or not _is_news(sentence, found):
        return None
    cats = spoken_of(sentence)
    if not (cats or sentence.quoted) or ("still" in found and done):
        return None
    if category(sentence) and not done and not _SAID_BEFORE.search(text):
        return None
    where = read_where(text, neighbourhood)
    return Reading(_CLEAR, Progress(cats, where, done))


def _is_arranged(sentence: Sentence) -> bool:
    """True if it is only agreed upon that somebody will come."""
    before = (sentence.text[: hit.start] for hit in hits(sentence, "resolved"))
    return all(_ARRANGED.search(text) for text in before)


def read_cleared(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Cleared] | None:
    """The speaker has tidied up themselves: 顺手带下去了."""
    brief = len(sentence.text) <= _LONGEST_CLEARED
    if not brief or sentence.quoted or not sentence.has(_CLEARED) or "了" not in sentence.text:
        return None
    if _BY_OTHERS.search(sentence.text) or not _is_news(sentence, moods(sentence)):
        return None
    return Reading(_CLEAR, Cleared())


def _is_news(sentence: Sentence, found: frozenset[str]) -> bool:
    text = sentence.text
    if len(text) > _LONGEST or found & _NO_NEWS:
        return False
    return not (_ASKS.search(text) or _NOT_YET.search(text) or _LONG_AGO.search(text))
