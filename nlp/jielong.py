"""接龙: a numbered list that each neighbour copies, extends and sends again.

#接龙 周三托管志愿者
例 姓名
1. 梁妈
2、覃爸（周五）
"""

import re
from dataclasses import dataclass
from datetime import datetime

from nlp.intents import Reading
from nlp.neighbourhood import Neighbourhood
from nlp.sentence import Sentence

# What a list begins with.
LEXICON = {"jielong": ("接龙", "Group Note", "group note")}

_HEAD = re.compile(r"#?\s?(?:接龙|Group Note|group note)[::]?\s*(.*)")
_ENTRY = re.compile(r"[0-9]{1,3}\s?[.、,)．]\s?(.*)")
_EXAMPLE = re.compile(r"(?:例|示例|格式)(?:[::\s]|$)")
_NOTE = re.compile(r"[(\[【〔].{0,60}?[)\]】〕]")
_LONGEST = 40
_MOST = 500


@dataclass(frozen=True, slots=True)
class Jielong:
    """One version of the list: its title and its entries, as written, in order."""

    title: str
    entries: tuple[str, ...]


def read_jielong(text: str) -> Jielong | None:
    """The list in normalised `text`; None if it is no 接龙."""
    first, *rest = (line.strip() for line in text.split("\n"))
    head = _HEAD.fullmatch(first)
    if head is None:
        return None
    title, entries = head[1], []
    for line in rest:
        found = _ENTRY.fullmatch(line)
        if found is not None:
            name = _NOTE.sub("", found[1]).strip()
            entries += [name[:_LONGEST]] if name else []
        elif not title and not _EXAMPLE.match(line):
            title = line
    return Jielong(title[:_LONGEST], tuple(dict.fromkeys(entries[:_MOST])))


def read(sentence: Sentence, _: Neighbourhood, __: datetime) -> Reading[Jielong] | None:
    """The list that the message is."""
    found = read_jielong(sentence.text) if sentence.has("jielong") else None
    return Reading(1.0, found, ("接龙",)) if found is not None and found.title else None
