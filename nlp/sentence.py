"""A message made ready for reading: normalised, its quotation taken off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nlp.guess import Guess
from nlp.neighbourhood import OUR_NAMES
from nlp.normalise import clean, normalise
from nlp.segment import segment

# 「王姐：楼道灯坏了」\n- - - - - -\n这个后来呢, or the same on one line.
_QUOTE = re.compile(
    r"^「(?:([^「」::]{1,40})[::])?([^「」]{1,1000})」\s*(?:[- ]{3,}\s*)?", re.DOTALL
)
# The same, as written.
_QUOTED = re.compile(
    r"「(?:([^「」:：\n]{1,40})[:：])?([^「」]{1,1000})」\s*(?:[- ]{3,}\s*)?", re.DOTALL
)
_MENTION = re.compile(r"@[^\s@,。!?:;]{1,30}[\u2005\u2006 ]?")
_NO_HITS: Mapping[str, tuple["Hit", ...]] = MappingProxyType({})
_CLAUSE_END = re.compile(r"[,。!?;~\n…]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A known word at text[start:end]."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """`raw` is as written; `text` normalised, without quotation and mentions; `quoted` the words
    quoted, normalised; `addressed`: it begins by calling us; `hits` the known words by tag, in
    order of appearance; `guess` what the whole wording seems to be, if somebody guessed."""

    raw: str
    text: str
    quoted: str = ""
    addressed: bool = False
    hits: Mapping[str, tuple[Hit, ...]] = field(default_factory=lambda: _NO_HITS)
    guess: Guess | None = None

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of `text`, cut when asked for: most sentences hold nothing to ask about."""
        return segment(self.text)

    def has(self, tag: str) -> bool:
        return tag in self.hits

    def clause_of(self, position: int) -> tuple[int, int]:
        """Start and end of the clause around `position`."""
        starts = [m.end() for m in _CLAUSE_END.finditer(self.text, 0, position)]
        end = _CLAUSE_END.search(self.text, position)
        return (starts[-1] if starts else 0), (end.start() if end else len(self.text))


@dataclass(frozen=True, slots=True)
class Quotation:
    """`words` as they were said by somebody called `nick` there, and the `rest` of the message."""

    nick: str
    words: str
    rest: str


def quotation(raw: str) -> Quotation | None:
    """What the message begins by quoting, as written; None if it quotes nothing."""
    found = _QUOTED.match(text := clean(raw).strip())
    if found is None or not found[2].strip():
        return None
    return Quotation((found[1] or "").strip(), found[2].strip(), text[found.end() :].strip())


def prepare(raw: str) -> Sentence:
    """The sentence, not yet searched for known words."""
    raw = clean(raw)
    text = normalise(raw)
    quoted = ""
    if text.startswith("「"):
        found = _QUOTE.match(text)
        if found is not None:
            quoted, text = found[2], text[found.end() :]
    called = text.lstrip("@ ")
    if "@" in text:
        text = _MENTION.sub("", text)
    addressed = called.startswith(OUR_NAMES)
    text = text.strip()
    return Sentence(raw, text, quoted, addressed)
