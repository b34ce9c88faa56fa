"""One turn of a conversation: what was said, as heard, and what it was taken for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from math import log

from nlp.cues import cues
from nlp.ear import Ear
from nlp.features import outline
from nlp.normalise import normalise
from nlp.sentence import Sentence, prepare

_SURELY_NOT = 0.002  # less likely than this is as good as not
_MENTION = re.compile(r"@([^\s@,。!?:;]{1,30})")
# Said of anything: common to two texts, it says nothing of what they are about.
_OF_ANYTHING = frozenset(
    "我你他她它们俺咱您的了着过是不没有在也都还又就要会能可以来去上下个一二三四五六七八九十两"
    "这那哪什么啥谁几多少吗呢吧啊呀哦哈嘛啦哎唉家人大小好说看到给把被让跟和与同很太真"
    "再才只从对里外面边头点些么怎样为因所但如果想得地"
)
_WORDY = re.compile(r"[\u4e00-\u9fffa-z]")


@dataclass(frozen=True, slots=True)
class Turn:
    """What `who` said at a moment. `is_photo`: a picture without words."""

    who: str
    text: str
    at: datetime
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a turn means; the number of the earlier turn it refers to, if it refers to any."""

    intent: str
    refers_to: int | None = None


@dataclass(frozen=True)
class Heard:
    """A turn with what can be heard in it alone. `shares` are logarithms of probabilities."""

    number: int
    turn: Turn
    sentence: Sentence
    shares: Mapping[str, float]
    cues: frozenset[str]
    reading: Reading = field(default=Reading("chat"))
    topic: int = -1

    @property
    def who(self) -> str:
        return self.turn.who

    @property
    def intent(self) -> str:
        return self.reading.intent

    @property
    def is_photo(self) -> bool:
        return self.turn.is_photo or ("photo" in self.cues and len(self.sentence.text) <= 12)

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Names called with @."""
        return frozenset(_MENTION.findall(normalise(self.turn.text)))

    @cached_property
    def characters(self) -> frozenset[str]:
        """Those that may say what it is about."""
        return frozenset(_WORDY.findall(self.sentence.text.lower())) - _OF_ANYTHING

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Of neighbouring characters that may say what it is about."""
        told = self.characters
        text = self.sentence.text.lower()
        return frozenset(a + b for a, b in pairwise(text) if a in told and b in told)


def hear(turn: Turn, number: int, ear: Ear) -> Heard:
    """The turn, not yet read in its conversation."""
    sentence = prepare(turn.text)
    model = ear.model
    vector = model.vector(outline(sentence.text), sentence.quoted)
    shares = model.probabilities(model.scores(vector, "intent"))
    return Heard(
        number,
        turn,
        sentence,
        {name: log(max(share, _SURELY_NOT)) for name, share in shares.items()},
        cues(sentence.text),
    )
