"""What the words of a message can mean where they answer to something: agreement, thanks, doubt.

A cue is no meaning yet: 可以 agrees to a wish, signs up for a game, or lends a ladder.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import ahocorasick

from nlp.counts import comes_in_company
from nlp.lexicon import load
from nlp.numerals import NUMERAL

_TRIM = "。!！~～,， 、.的了吧呀啊哦呢哈喽啦嘛哟"
_BRIEF, _SHORT, _MIDDLING = 4, 10, 20
PHOTO = re.compile(r"\[(?:图片|照片|视频|Photo|Image)\]\s*", re.IGNORECASE)
_OTHER_MEDIA = re.compile(r"^\[[^\[\]]{1,12}\]")
_LIST = re.compile(r"(?m)^\s*[0-9]{1,3}\s?[.、,)]\s?\S")
_PLUS = re.compile(rf"^[+＋][1-9]?|^加{NUMERAL}$|\+1")
_PLACE = re.compile(
    rf"{NUMERAL}\s?(?:号楼|栋|幢|单元|号门|楼|层|室|座|区|期)|[0-9]{{1,2}}-[0-9]{{1,4}}|\b[0-9]{{3,4}}\b"
    r"|[东南西北]门|[东南西北]侧|[东南西北]边|门口|旁边?|对面|对过|左手|右手|路|广场|车库|那一带|那边"
)
_INSTEAD = re.compile(rf"不是.{{1,12}}[,，\s]?(?:是|改)|{NUMERAL}.{{0,8}}(?:吧|改){NUMERAL}?")
_COUNT = re.compile(rf"{NUMERAL}\s?(?:个|位|人|只|份|瓶|把|张|本|家|口|支)")
_ASKS_AT_END = re.compile(r"(?:吗|么|不|没|呢|呀|\?)[。!~ ]*$")
_I = re.compile(r"^(?:那|啊|哦|唉|哎|对|嗯|是的|真的)?[,，! ]?(?:我|俺|咱|𠊎)")
_MY_HOME = re.compile(r"(?:我|俺|咱)们?(?:家|屋|这|那|楼|栋|单元|房)")
_EMOJI_ONLY = re.compile(r"^[^\w\u4e00-\u9fff]+$")


def cues(text: str) -> frozenset[str]:
    """The cues in normalised `text`, without its quotation and mentions."""
    bare = text.strip(_TRIM).lower()
    found = set(_said(text.lower(), bare))
    found |= {name for name, pattern in _PATTERNS.items() if pattern.search(text)}
    if comes_in_company(text):
        found.add("company")
    found.add(_length(bare))
    return frozenset(found)


_PATTERNS = {
    "photo": PHOTO,
    "media": _OTHER_MEDIA,
    "list": _LIST,
    "plus": _PLUS,
    "place": _PLACE,
    "instead": _INSTEAD,
    "count": _COUNT,
    "asks at end": _ASKS_AT_END,
    "I": _I,
    "my home": _MY_HOME,
    "emoji": _EMOJI_ONLY,
}


def _said(text: str, bare: str) -> Iterator[str]:
    for _, names in _automaton().iter(text):
        yield from names
    yield from _whole().get(bare, ())


def _length(bare: str) -> str:
    if len(bare) <= _BRIEF:
        return "brief"
    if len(bare) <= _SHORT:
        return "short"
    return "middling" if len(bare) <= _MIDDLING else "long"


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word, names in _by_word("in").items():
        automaton.add_word(word, names)
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=1)
def _whole() -> dict[str, tuple[str, ...]]:
    return _by_word("whole")


def _by_word(table: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, words in load("cues")[table].items():
        for word in dict.fromkeys(words.lower().split()):
            found[word] = (*found.get(word, ()), name)
    return found
