"""What the ear hears in a text: its characters, the classes of its words, the frame they make.

A class of words (nlp/lexicon/ear.toml) is one symbol, so that 羽毛球缺一个 and 掼蛋差个人 look
alike: the skeleton is the text with its known words as symbols, the frame the symbols alone.
Features are the runs of a few characters or symbols, and signs.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from nlp.lexicon import load

# A text is heard as far as here; what is longer says at the beginning and the end what it is.
_HEAD, _TAIL = 280, 120
_BEGIN, _END = "\u0002", "\u0003"
_FIRST_CLASS = 0xE000  # of the private characters; nobody types them
_CLASS = re.compile("[\ue000-\uf8ff]")
# All numbers are alike but those one calls when in need.
_NUMBER = re.compile(r"(?<![0-9])(?!(?:110|119|120|122|12345)(?![0-9]))[0-9]+")
_ENTRY = re.compile(r"(?m)^\s*[0-9]{1,3}\s?[.、,)．]\s?\S")
_ASKS = ("?", "吗", "么", "不", "没", "呢")


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of features: runs of `least` to `most` symbols, or names."""

    least: int = 0
    most: int = 0
    with_class: bool = False

    def names(self, heard: str | Sequence[str]) -> Iterator[str]:
        """The features by name. Slow: only training asks for it."""
        if not isinstance(heard, str):
            yield from heard
            return
        for n in range(self.least, self.most + 1):
            for start in range(len(heard) - n + 1):
                run = heard[start : start + n]
                if not self.with_class or _CLASS.search(run):
                    yield run


ROWS: Mapping[str, Row] = {
    "characters": Row(1, 3),
    "skeleton": Row(2, 4, with_class=True),
    "frame": Row(2, 3),
    "signs": Row(),
}


def outline(text: str) -> str:
    """Normalised `text` as far as it is heard, numbers alike, between its marks."""
    text = text if len(text) <= _HEAD + _TAIL else text[:_HEAD] + text[-_TAIL:]
    return f"{_BEGIN}{_NUMBER.sub('0', text.lower())}{_END}"


def hear(outlined: str, quoted: str = "") -> Mapping[str, str | Sequence[str]]:
    """What is heard in an outline, by row; `quoted` is what it answers to."""
    parts, classes, symbols, end = [], [], [], 0
    for last, (length, symbol, names) in _automaton().iter_long(outlined):
        parts += [outlined[end : last + 1 - length], symbol]
        symbols.append(symbol)
        classes += names
        end = last + 1
    return {
        "characters": outlined,
        "skeleton": "".join((*parts, outlined[end:])),
        "frame": f"{_BEGIN}{''.join(symbols)}{_END}",
        "signs": (*classes, *_forms(outlined, quoted)),
    }


@lru_cache(maxsize=1)
def classes_of_words() -> str:
    """A fingerprint of the classes: the symbols of others mean something else."""
    return hashlib.sha256(repr(load("ear")).encode()).hexdigest()


def warm_up() -> None:
    """Load the classes of words."""
    _automaton()


def _forms(outlined: str, quoted: str) -> Iterable[str]:
    """What can be seen of a text without reading it."""
    yield f"length {len(outlined).bit_length()}"
    if quoted:
        yield "quotes"
    if outlined[:-1].rstrip("。!~ ").endswith(_ASKS):
        yield "asks"
    if "?" in outlined:
        yield "question mark"
    if "!" in outlined:
        yield "exclaims"
    if "0" in outlined:
        yield "numbers"
    if "http" in outlined or "www." in outlined:
        yield "link"
    if "\n" in outlined:
        yield "lines"
        yield f"entries {min(len(_ENTRY.findall(outlined)), 3)}"


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick.Automaton:
    """Known words, with their length, the symbol of their first class, and all their classes."""
    classes: dict[str, list[str]] = {}
    symbols = {}
    for number, (name, words) in enumerate(load("ear").items()):
        symbols[name] = chr(_FIRST_CLASS + number)
        for word in dict.fromkeys(_NUMBER.sub("0", words.lower()).split()):
            classes.setdefault(word, []).append(name)
    automaton = ahocorasick.Automaton()
    for word, names in classes.items():
        automaton.add_word(word, (len(word), symbols[names[0]], tuple(names)))
    automaton.make_automaton()
    return automaton
