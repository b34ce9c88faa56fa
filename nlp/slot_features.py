"""What stands around each character of a text, counted by number, for finding spans.

Three streams are looked at through a window that slides over the text: the characters, their
classes, and the text as a row of marks (nlp/slot_marks.py) and single characters. What a window
shows is hashed to a place in one row of weights, so that nothing is looked up by name.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.normalise import simplified
from nlp.slot_marks import Mark, marks

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]

BITS = 17
_REACH = 2  # characters to each side
_PAD = 3
_PLANE = 0x10000
_ZERO, _NINE = ord("0"), ord("9")
# Offsets of the characters, and of their classes, that are looked at together. Fewer are better
# than more: with runs of three and four the lines learned from are known by heart.
_CHARACTERS = (
    *((0,), (-1,), (1,), (-2,), (2,)),
    *((-2, -1), (-1, 0), (0, 1), (1, 2), (-1, 1), (-1, 0, 1)),
)
_CLASSES = ((-1, 0), (0, 1), (-2, -1, 0), (-1, 0, 1), (0, 1, 2))
# Two segments before to two after; then where in its segment the character stands, the kind of
# the segment, and the segment's last character. The place in the segment goes with each.
_BEFORE2, _BEFORE, _HERE, _AFTER, _AFTER2, _STANDS, _KIND, _LAST = range(8)
_COLUMNS = 8
_SEGMENTS = (
    (_KIND,),
    (_BEFORE, _KIND),
    (_KIND, _AFTER),
    (_BEFORE, _HERE, _AFTER),
    (_BEFORE2, _BEFORE, _KIND),
    (_KIND, _AFTER, _AFTER2),
    (_HERE, _LAST),
    (_BEFORE, _HERE),
    (_HERE, _AFTER),
)
_ALIKE = (
    *("0123456789", "零〇一二三四五六七八九十百两俩仨", "abcdefghijklmnopqrstuvwxyz", "号"),
    *(
        "楼栋幢座塔",
        "单元",
        "层",
        "室户房屋",
        "门口",
        "东南西北中",
        "前后上下左右里内外旁边侧对面",
    ),
    *("，。！？、,.!?~…；;：:", "-#~", "\n", " ", "早晚午夜晨", "点时分半刻", "天日周末月年"),
    *("今明昨后", "个位人名俩口", "缺差招要需", "路街巷道桥", "场园馆院店校站", "的了", "在到去"),
)
_BROKEN = re.compile("[\ud800-\udfff]")  # halves of characters, which no library takes
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT, _TO_PLACE = np.uint64(31), np.uint64(64 - BITS)
COUNT = len(_CHARACTERS) + len(_CLASSES) + len(_SEGMENTS)


def plain(text: str) -> str:
    """`text` as matching sees it, character for character, so that positions stay."""
    text = _BROKEN.sub("?", text)
    if not text.isascii():
        narrow = "".join(map(_narrow, text))
        simple = simplified(narrow)
        text = simple if len(simple) == len(narrow) else narrow
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def features(text: str) -> Places:
    """For each character of `plain` text, COUNT places in the row of weights."""
    tables = _tables()
    raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = np.minimum(raw, _PLANE - 1).astype(np.int64)
    around = np.arange(len(codes))[:, None] + tables.steps
    padded = np.full((2, len(codes) + 2 * _REACH), _PAD, dtype=np.uint64)
    padded[0, _REACH:-_REACH] = np.where((codes >= _ZERO) & (codes <= _NINE), _ZERO, codes)
    padded[1, _REACH:-_REACH] = tables.classes[codes]
    seen = (padded[0][around], padded[1][around], _segments(codes, marks(text)))
    hashed = np.concatenate(seen, axis=1) @ tables.multipliers + tables.salts
    hashed = (hashed ^ (hashed >> _SHIFT)) * _MIXER
    return (hashed >> _TO_PLACE).astype(np.int64)


@lru_cache(maxsize=4096)
def _narrow(character: str) -> str:
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


def _segments(codes: Places, found: Sequence[Mark]) -> Codes:
    """For each character its own segment, its neighbours and where in the segment it stands."""
    steps = np.arange(len(codes))
    first, last, kind = steps.copy(), steps.copy(), np.zeros_like(steps)
    for mark in found:
        first[mark.start : mark.end] = mark.start
        last[mark.start : mark.end] = mark.end - 1
        kind[mark.start : mark.end] = mark.kind
    begins = first == steps
    here = np.where(kind > 0, kind + 4, codes + 16)[begins]
    row = np.full(len(here) + 4, _PAD, dtype=np.int64)
    row[2:-2] = here
    seen = np.empty((len(codes), _COLUMNS), dtype=np.uint64)
    seen[:, :_STANDS] = row[(np.cumsum(begins) - 1)[:, None] + np.arange(_STANDS)]
    seen[:, _STANDS] = 1 + 2 * (steps > first) + (steps < last)
    seen[:, _KIND] = kind
    seen[:, _LAST] = codes[last]
    return seen


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """`multipliers`: a column for each group looked at together, an odd number where it looks,
    nought elsewhere; `salts` keep groups apart; `classes` by character."""

    steps: Places
    multipliers: Codes
    salts: Codes
    classes: Codes


@cache
def _tables() -> _Tables:
    width = 2 * _REACH + 1
    looks = (
        *([offset + _REACH for offset in group] for group in _CHARACTERS),
        *([offset + _REACH + width for offset in group] for group in _CLASSES),
        *([column + 2 * width for column in (*group, _STANDS)] for group in _SEGMENTS),
    )
    multipliers = np.zeros((2 * width + _COLUMNS, COUNT), dtype=np.uint64)
    for column, rows in enumerate(looks):
        for row in rows:
            multipliers[row, column] = _scrambled(1, column, row) | 1
    salts = np.array([_scrambled(2, column) for column in range(COUNT)], dtype=np.uint64)
    return _Tables(np.arange(width), multipliers, salts, _class_of())


def _scrambled(*numbers: int) -> int:
    """A number of 64 bits that looks like none of its neighbours (splitmix64)."""
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 31
    return state


def _class_of() -> Codes:
    """The class of every character of the first plane: 1 is any other, 2 is punctuation."""
    classes = np.ones(_PLANE, dtype=np.uint64)
    classes[0x3000:0x303F] = 2
    for number, characters in enumerate(_ALIKE):
        for character in characters:
            classes[ord(character)] = number + 3
    return classes
