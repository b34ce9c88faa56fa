"""Answers to a question we asked: a grade, yes or no, a place, words of one's own.

Whatever fits none of them is no answer, and the question stays open.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from nlp.neighbourhood import Neighbourhood
from nlp.places import Where, is_vague, read_where
from nlp.sentence import Sentence

T = TypeVar("T")

_DIGIT = re.compile(
    r"^\s*([123１２３])(?![0-9点:：.\-栋号楼单元块个人天月日分层次])[\s,，。、.!！]*(.*)$",
    re.DOTALL,
)
_BAD = re.compile(
    r"不满意|不太满意|没修|没好|没解决|没处理|没弄|没换|没用|没效果|还在|还是|还漏|还坏|还吵|又漏|又坏|又滴|又不|"
    r"还有[点些一]|没人来|没来|根本|不行|更[差糟坏]|敷衍|糊弄|白搞|依旧|依然|老样子|不好"
)
_GOOD = re.compile(
    r"(?<!不)(?<!不太)满意|好了|好啦|(?<!没)修好|可以了|可以的|挺好|很好|真好|不错|解决了|处理了|没问题|行了|弄好|搞好|ok|不漏了|不吵了|亮了|谢谢"
)
_MIDDLING = re.compile(r"还行|一般|基本|凑合|马马虎虎|差不多|还可以|过得去")
_BUT = re.compile(r"好是好|就是|但是?|不过|可是|只是")
# What only looks bad: no problem, nothing wrong any more.
_NOT_BAD = re.compile(r"没问题|没事|没再|不再|还是好|还是可以|还是满意|还是不错")
_YES = re.compile(
    r"^(?:1|是|是的|对|对的|好|好的|行|行的|可以|同意|确认|嗯|嗯嗯|没错|要|ok|公开)$"
)
_NO = re.compile(r"^(?:2|不|不是|不对|不行|不要|不用|不同意|取消|算了|没有|不公开|别)$")
_COURTESY = re.compile(
    r"(?:好的?|行|嗯|ok|收到|知道了?|明白了?|谢谢|多谢|感谢|辛苦了?|[吧呀啊哦呢哈您你,。!~\s])*"
)
_TRIM = "。!！~,，. 、的了吧呀啊哦呢"


class Grade(Enum):
    GOOD = 1
    MIDDLING = 2
    BAD = 3
    UNCLEAR = 4


@dataclass(frozen=True, slots=True)
class Rated:
    """How somebody finds what was done. `reason` is what they said beyond the grade."""

    grade: Grade
    reason: str
    by_digit: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """Where it is; `where` is None if the answer does not help."""

    where: Where | None


Reader = Callable[[Sentence, Neighbourhood], T | None]


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A question by name, and how its answer is read. None is no answer."""

    name: str
    read: Reader[T]


def read_grade(sentence: Sentence, _: Neighbourhood) -> Rated | None:
    """1 满意, 2 基本满意, 3 不满意, or words to that effect."""
    found = _DIGIT.match(sentence.raw)
    if found is not None:
        grade, reason = Grade(int(found[1])), found[2].strip()
        return Rated(Grade.UNCLEAR if _belied(grade, reason) else grade, reason, by_digit=True)
    text = sentence.text.lower()
    bad = _is_bad(text)
    good, middling = _GOOD.search(text) is not None, _MIDDLING.search(text) is not None
    if (bad or _BUT.search(text)) and good and "不满意" not in text:
        return Rated(Grade.UNCLEAR, sentence.raw, by_digit=False)
    if bad:
        return Rated(Grade.BAD, _beyond(sentence.raw), by_digit=False)
    if middling or good:
        grade = Grade.MIDDLING if middling else Grade.GOOD
        return Rated(grade, _beyond(sentence.raw), by_digit=False)
    return None


def _belied(grade: Grade, words: str) -> bool:
    """True if the words say the opposite of the digit: 1 但是还在漏."""
    text = words.lower()
    if grade is Grade.BAD:
        return _GOOD.search(text) is not None and not _is_bad(text)
    return _is_bad(text)


def _is_bad(text: str) -> bool:
    return _BAD.search(_NOT_BAD.sub("", text)) is not None


def read_done(sentence: Sentence, neighbourhood: Neighbourhood) -> bool | None:
    """修好 or 没修好."""
    plain = read_yes_no(sentence, neighbourhood)
    if plain is not None:
        return plain
    rated = read_grade(sentence, neighbourhood)
    if rated is None or rated.grade is Grade.UNCLEAR:
        return None
    return rated.grade is not Grade.BAD


def read_yes_no(sentence: Sentence, _: Neighbourhood) -> bool | None:
    """1 or 是, 2 or 不."""
    plain = sentence.text.lower().strip("。!~,. ")
    said = (plain, plain.strip(_TRIM))
    if any(map(_YES.match, said)):
        return True
    return False if any(map(_NO.match, said)) else None


def read_place(sentence: Sentence, neighbourhood: Neighbourhood) -> Placed | None:
    """Where it is: a place, or words that point at one without naming it."""
    where = read_where(sentence.text, neighbourhood)
    if where.is_known:
        return Placed(where)
    return Placed(None) if is_vague(sentence.text) else None


def read_words(sentence: Sentence, _: Neighbourhood) -> str | None:
    """Anything said."""
    return sentence.raw.strip() or None


def read_reply(sentence: Sentence, _: Neighbourhood) -> str | None:
    """Anything said but mere courtesy: 好的, 谢谢, 收到."""
    courtesy = _COURTESY.fullmatch(sentence.text.lower())
    return None if courtesy else sentence.raw.strip() or None


def _beyond(text: str) -> str:
    """What was said beyond the bare grade; empty if it was only that."""
    return "" if text.strip(_TRIM) in ("不满意", "满意", "基本满意", "一般", "还行") else text
