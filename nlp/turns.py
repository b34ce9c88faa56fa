"""One turn of a conversation: as said, as heard, as read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import log

from nlp.cues import cues
from nlp.ear import Ear
from nlp.guess import CHAT
from nlp.normalise import normalise
from nlp.sayings import sayings
from nlp.sentence import Sentence, prepare

_SURELY_NOT = 0.002  # what is less likely is as good as not meant
_LONGEST_CAPTION = 12
_MENTION = re.compile(r"@([^\s@,。!?:;]{1,30})")
_WORDY = re.compile(r"[\u4e00-\u9fffa-z]")
# Said of anything: common to two texts, they do not show that both are about the same.
_OF_ANYTHING = frozenset(
    "我你他她它们俺咱您的了着过是不没有在也都还又就要会能可以来去上下个一二三四五六七八九十两"
    "这那哪什么啥谁几多少吗呢吧啊呀哦哈嘛啦哎唉家人大小好说看到给把被让跟和与同很太真"
    "再才只从对里外面边头点些么怎样为因所但如果想得地"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What `who` said at a moment. `is_photo`: a picture without words."""

    who: str
    text: str
    at: datetime
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a turn means, the number of the turn it refers to, and how likely that is."""

    intent: str
    refers_to: int | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A turn with what can be heard in it alone, and how it was read.

    `topic` is the number of the turn that began what it is about. `shares` are half the
    logarithms of the ear's probabilities. `characters` and `pairs` of them may tell what it is
    about; `mentioned` are the names called with @.
    """

    number: int
    turn: Turn
    sentence: Sentence
    shares: Mapping[str, float]
    cues: frozenset[str]
    mentioned: frozenset[str]
    characters: frozenset[str]
    pairs: frozenset[str]
    reading: Reading
    topic: int

    @property
    def who(self) -> str:
        return self.turn.who

    @property
    def intent(self) -> str:
        return self.reading.intent

    @property
    def refers_to(self) -> int | None:
        return self.reading.refers_to

    @property
    def is_photo(self) -> bool:
        brief = len(self.sentence.text) <= _LONGEST_CAPTION
        return self.turn.is_photo or ("photo" in self.cues and brief)


def hear(turn: Turn, number: int, ear: Ear) -> Heard:
    """The turn, not yet read in its conversation."""
    sentence = prepare(turn.text)
    text = sentence.text.lower()
    telling = frozenset(_WORDY.findall(text)) - _OF_ANYTHING
    shares = ear.shares(sentence)
    return Heard(
        number=number,
        turn=turn,
        sentence=sentence,
        shares={name: log(max(share, _SURELY_NOT)) / 2 for name, share in shares.items()},
        cues=cues(sentence.text) | sayings(sentence, turn.at),
        mentioned=frozenset(_MENTION.findall(normalise(turn.text))),
        characters=telling,
        pairs=frozenset(a + b for a, b in pairwise(text) if a in telling and b in telling),
        reading=Reading(CHAT),
        topic=number,
    )
