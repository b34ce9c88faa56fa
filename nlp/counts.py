"""How many people: wanted by a call, or coming with somebody (docs/vocabulary.md H.7)."""

import re
from dataclasses import dataclass

from nlp.numerals import NUMERAL, read_number

_WANTED = (
    re.compile(
        rf"(?:还?[缺差少要招需找]|缺少|需要|招募|再来|来)({NUMERAL})\s?(?:个|人|名|位|条腿)"
        r"(?!小时|钟头|半?月|星期|礼拜|多月)"
    ),
    re.compile(r"(?:缺|差|少|求|找|招)(一?)个?(?:搭子|伴|人手)"),
    re.compile(rf"三缺({NUMERAL})"),
    re.compile(rf"还?[缺差]({NUMERAL})(?![0-9点块元天周月号])"),
    re.compile(rf"({NUMERAL})缺({NUMERAL})"),
    re.compile(rf"(?:限|限额|名额)({NUMERAL})\s?(?:个|人|名|位)"),
)
_PAIR = re.compile(
    r"(?:[我俺](?:和|跟|同|与|带着?|带上|叫上|拉上|约上|加上)|带上?|叫上|拉上|约上|加上)"
    r"(?:[我俺]|我们)?(?:家|家里)?(?:的|那)?(?:个|位)?"
    r"(?:老伴|爱人|老公|老婆|丈夫|妻子|媳妇|先生|太太|老头|老太|老爷子|口子|对象|男朋友|女朋友"
    r"|孩子|娃|儿子|女儿|闺女|孙子|孙女|外孙|外孙女|妈|爸|老妈|老爸|妹|姐|哥|弟|嫂"
    r"|朋友|同事|邻居|室友|闺蜜)"
)
_WITH_CHILD = re.compile(
    r"(?:带|领)(?:着|上|个|我家|我)?(?:小)?(?:孙子|孙女|外孙女?|孩子|娃娃?|儿子|女儿|闺女|宝宝)"
)
_FOR_CHILD = re.compile(
    r"(?:给|替|帮)(?:我家|我|俺家)?(?:的)?(?:孩子|娃|小孩|儿子|女儿|闺女|孙子|孙女|宝宝|小宝)(?:也)?报"
)
_FAMILY = re.compile(rf"(?:[我俺咱]们?家?)?一家({NUMERAL})口(?:人)?")
_HEADS = re.compile(rf"(?:算我|算上我|报|我们|来|加|去)\s?({NUMERAL})\s?(?:个|人|位|名|份)")
_PLUS = re.compile(r"^[+＋]([1-9][0-9]?)(?![0-9分%元块度])")
_BOTH = re.compile(r"(?:两个|两口子|俩|二人|两人)(?:人)?(?:都|一起)")
_PORTIONS = re.compile(rf"({NUMERAL})\s?份")
_MOST = 99


@dataclass(frozen=True, slots=True)
class Heads:
    """How many come, the speaker included. `guardian`: an adult answers for a minor."""

    n: int = 1
    guardian: bool = False


def wanted(text: str) -> int | None:
    """How many people a call still wants; None if it does not say. It may be none, or absurd."""
    for pattern in _WANTED:
        found = pattern.search(text)
        number = read_number(found[found.lastindex or 0] or "一") if found else None
        if number is not None:
            return number
    return None


def is_possible(number: int) -> bool:
    """True if so many people may be wanted."""
    return 0 < number <= _MOST


def comes_in_company(text: str) -> bool:
    """True if the words are nothing but who comes: 我和我老婆, 带孙女一起, 一家三口."""
    bare = re.sub(r"(?:也?(?:一起|都|两个)?(?:去|来|参加|报名)?)[。!~,.]*$", "", text)
    return any(pattern.fullmatch(bare) for pattern in (_PAIR, _WITH_CHILD, _FAMILY))


def heads(text: str) -> Heads:
    """How many people sign up with these words."""
    if _FOR_CHILD.search(text):
        return Heads(1, guardian=True)
    family = _FAMILY.search(text)
    if family is not None:
        return Heads(_between(read_number(family[1])))
    if _WITH_CHILD.search(text):
        return Heads(2, guardian=True)
    if _PAIR.search(text) or _BOTH.search(text):
        return Heads(2)
    found = _PLUS.search(text) or _HEADS.search(text) or _PORTIONS.search(text)
    return Heads(_between(read_number(found[1]))) if found else Heads()


def _between(number: int | None) -> int:
    return min(max(number or 1, 1), _MOST)
