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
    r"^\s*(?:[#＃]?[A-Za-z]{1,2}[0-9]{1,9}[\s,，:：]+)?([123１２３])(?![0-9点:：.\-栋号楼单元块个人天月日分层次])[\s,，。、.!！]*(.*)$",
    re.DOTALL,
)
_BAD = re.compile(
    r"不(?:是)?(?:很|太|大|够|算|怎么)?满意|谈不上满意|没(?:有)?(?:修|好|解决|处理|弄|换|清|人来|人管|动静|下文|通)"
    r"|(?:没|不起)(?:有|什么|啥)?(?:作用|效果|用)|没来|根本|白搞|白修|还在|还是|还[漏坏吵堵滴响臭停]|还不|还没"
    r"|还有[点些一]|又[漏坏滴堵停吵响灭臭不]|用不了|不能用|打不开|关不上|不亮|不通|不管用|不行|不好|不怎么样|一点用"
    r"|更[差糟坏厉严吵]|太差|差评|敷衍|糊弄|应付|依旧|依然|老样子|糟糕"
)
_GOOD = re.compile(
    r"满意|好了|好啦|修好|可以了|可以的|能用了|可以用|挺好|很好|真好|不错|解决了|处理了|没问题|没意见|行了|弄好|搞好"
    r"|搞定|ok|不[漏滴吵堵响臭]了|没[漏滴吵堵响]了|没再|不再|亮了|通了|清了|干净|谢谢|感谢|辛苦|好评|给力|👍|👌|🌹"
    r"|(?<!不)管用|(?:可以是可以|行是行)|^(?:可以|好|行)[。!~ ]*$"
)
_MIDDLING = re.compile(
    r"还行|一般|基本|凑合|马马虎虎|差不多|还可以|还好|过得去|勉强|将就|有[点些]慢|比(?:以|之)前好|就那样"
)
# Only part of it is done, or only some of the time.
_HALF = re.compile(r"一半|部分|时好时坏|好了?[一有]?[点些]了?|有时[候]?")
_BUT = re.compile(r"好是好|是(?:[^,。]{1,3})了?,|就是|但是?|不过|可是|只是")
# What only looks bad: no problem, nothing wrong any more.
_NOT_BAD = re.compile(r"没问题|没事|没再|不再|还是(?:很|挺|蛮|非常)?(?:好|可以|满意|不错)")
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
        if reason.isdecimal():  # 1、2: which of them?
            return None
        return Rated(Grade.UNCLEAR if _belied(grade, reason) else grade, reason, by_digit=True)
    text = sentence.text.lower()
    bad, good, middling = _is_bad(text), _is_good(text), _MIDDLING.search(text) is not None
    if (good and (bad or _BUT.search(text)) and "不满意" not in text) or _HALF.search(text):
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
        return _is_good(text) and not _is_bad(text)
    return _is_bad(text)


def _is_good(text: str) -> bool:
    return _GOOD.search(_BAD.sub(" ", text)) is not None


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
    """Anything said but courtesy (好的, 谢谢, 收到), or a digit that answers something else."""
    digit = _DIGIT.match(sentence.raw)
    if _COURTESY.fullmatch(sentence.text.lower()) or (digit and not digit[2]):
        return None
    return sentence.raw.strip() or None


def _beyond(text: str) -> str:
    """What was said beyond the bare grade; empty if it was only that."""
    return "" if text.strip(_TRIM) in ("不满意", "满意", "基本满意", "一般", "还行") else text
