"""Answers to what a mediator's appointments and agreements raise: coming, paid, happened again.

Whatever fits none of them is no answer, and the question stays open.
"""

import re
from enum import Enum

from nlp.choices import Rated, read_grade, read_yes_no
from nlp.neighbourhood import Neighbourhood
from nlp.sentence import Sentence, prepare

# Whoever names another time comes, only then; which time it is, the day of the answer decides.
_OTHER_TIME = re.compile(
    r"[0-9一二三四五六七八九十]+(?:号|日|点|月)|[0-9]+:[0-9]{2}|周[一二三四五六日天末]|星期|礼拜"
    r"|明天|后天|大后天|下周|早上|上午|中午|下午|晚上"
)
_NEVER = re.compile(
    r"不同意|不去了?$|不想去|不会去|不来了?$|不想来|不谈|不调解|不想调|没什么好谈|没啥好谈|不用了|算了|拒绝|法院见|免谈"
)
_NOT_THEN = re.compile(
    r"不行|不方便|没空|没时间|有事|去不了|来不了|到不了|不在家|要上班|出差|改天|改个|改期|换个|换一?天|推迟|另外"
)
_CLAUSES = re.compile(r"[,，。.;；!！?？\s]")
_COMING = re.compile(r"同意|可以|没问题|没意见|准时|会去|会来|会到|能去|能来|能到|我去|我来|ok")
# 给了, but not 没给; 收到 is asked for, so that 没收到 comes first.
_UNPAID = re.compile(
    r"没(?:有)?(?:给|付|收到|收|转|到账|还|赔|拿到|见到)|不认|不给|不付|不赔|不肯|赖|一分|耍|变卦|反悔|拖|拉黑|联系不上|还没"
)
_PART_PAID = re.compile(r"一半|部分|只[给付转赔]|还差|还欠|先给|差[0-9一二三四五六七八九十百千]")
_PAID = re.compile(r"收到|给了|付了|转了|到账|赔了|结清|两清|拿到|还清")
_AGAIN = re.compile(
    r"又|还在|还是|依旧|依然|照样|照旧|老样子|一样|没变|没改|没用|更[吵凶厉过严]|再犯|复发|反复|没消停|变本加厉|发生了"
)
_NOT_AGAIN = re.compile(
    r"没(?:有)?再|不再|再没|再也没|没(?:有)?又|没(?:有)?发生|没(?:有)?复发|没(?:有)?反复|没(?:有)?出现|没(?:有)?了"
)
_QUIET_NOW = re.compile(
    r"不吵|不闹|不剁|安静|消停|清静|和好|好多了|没事|没动静|相安无事|改了|好了"
)
_CORRECTED = re.compile(
    r"(?:按错|点错|打错|发错|说错|回错|搞错|不对|更正)了?[,，。 ]*(?:应该|我)?(?:是|选|要|改成)?"
)
_NONE = re.compile(r"^(?:没|没有|没了|无|没啊|没有啊|没有了|暂时没有|目前没有)$")
_TRIM = "。!！~,，. 、的吧呀啊哦呢"


class Coming(Enum):
    """Whether somebody comes to an appointment."""

    YES = 1
    ANOTHER_TIME = 2
    NOT_THEN = 3
    NEVER = 4


class Paid(Enum):
    """Whether what was agreed has been paid."""

    YES = 1
    PARTLY = 2
    NO = 3


def read_coming(sentence: Sentence, neighbourhood: Neighbourhood) -> Coming | None:
    """同意, 那天不行, 改16号可以, 不去."""
    text = sentence.text.lower()
    if _NEVER.search(text):
        return Coming.NEVER
    if _OTHER_TIME.search(text):
        return Coming.ANOTHER_TIME
    if _NOT_THEN.search(text):
        return Coming.NOT_THEN
    plain = read_yes_no(sentence, neighbourhood)
    if plain is not None:
        return Coming.YES if plain else Coming.NOT_THEN
    return Coming.YES if _COMING.search(text) else None


def takes_back(sentence: Sentence) -> bool:
    """True if somebody who had said yes cannot come then, or does not want to: 有事来不了了."""
    text = sentence.text.lower()
    return bool(_NEVER.search(text) or _NOT_THEN.search(text))


def proposed(text: str) -> str:
    """What is said of when one comes, without the clauses that say when not."""
    clauses = _CLAUSES.split(text)
    return ",".join(one for one in clauses if not _NOT_THEN.search(one))


def read_paid(sentence: Sentence, neighbourhood: Neighbourhood) -> Paid | None:
    """收到, 没给，说不认了, 只给了一半."""
    text = sentence.text.lower()
    if _PART_PAID.search(text):
        return Paid.PARTLY
    if _UNPAID.search(text):
        return Paid.NO
    if _PAID.search(text):
        return Paid.YES
    plain = read_yes_no(sentence, neighbourhood)
    return None if plain is None else (Paid.YES if plain else Paid.NO)


def read_recurred(sentence: Sentence, neighbourhood: Neighbourhood) -> bool | None:
    """没再剁了 is False, 又吵了 is True."""
    text = sentence.text.lower()
    if _NONE.match(text.strip(_TRIM)):
        return False
    denied = _NOT_AGAIN.search(text) is not None
    if _AGAIN.search(_NOT_AGAIN.sub("", text)):
        return True
    if denied or _QUIET_NOW.search(text):
        return False
    rated = read_grade(sentence, neighbourhood)
    if rated is None or rated.by_digit:
        return None
    return {1: False, 3: True}.get(rated.grade.value)


def read_second_thought(sentence: Sentence, neighbourhood: Neighbourhood) -> Rated | None:
    """A grade once more: 按错了，是3."""
    corrected = _CORRECTED.search(sentence.raw)
    said = prepare(sentence.raw[corrected.end() :]) if corrected else sentence
    return read_grade(said, neighbourhood)


def read_reason(sentence: Sentence, neighbourhood: Neighbourhood) -> str | None:
    """What is wrong, in their own words; the bare grade once more says nothing new."""
    rated = read_grade(sentence, neighbourhood)
    is_bare = rated is not None and not rated.reason
    return None if is_bare else sentence.raw.strip() or None
