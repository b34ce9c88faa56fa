"""How many people: wanted by a call, or coming with somebody (docs/vocabulary.md H.7)."""

import re
from dataclasses import dataclass

from nlp.numerals import NUMERAL, read_number

_NOT_TIME = "(?!小时|钟头|半?月|星期|礼拜|多月|半?天)"
# Big and small, men and women: both count. 2大1小, 两个大人加一个小的, 一男一女.
_MIXED = re.compile(
    rf"({NUMERAL})个?(?:大人?|男的?)[带加和、+]?({NUMERAL})个?(?:小孩?的?|女的?|娃|爹)(?!时|区|号)"
)
_SHORT_OF = "[缺差少欠找要招征]"
_WANTED = (
    re.compile(
        rf"(?:还?[缺差少要招需找欠]|缺少|需要|招募|征集|空缺|想请|再添|再招|再来|来)({NUMERAL})"
        rf"\s?(?:个|人|名|位|条腿){_NOT_TIME}"
    ),
    re.compile(r"(?:缺|差|少|求|找|招)(一?)个?(?:搭子|伴|人手)"),
    re.compile(rf"三缺({NUMERAL})"),
    re.compile(rf"还?[缺差]({NUMERAL})(?![0-9点块元天周月号多几来%.双对])"),
    re.compile(rf"({NUMERAL})缺({NUMERAL})"),
    re.compile(rf"(?:限|限额|名额|上限|最多)({NUMERAL})\s?(?:个|人|名|位){_NOT_TIME}"),
    # What is wanted stands between: 需秩序维护志愿者6名, 要青壮年5人.
    re.compile(rf"[缺需要招找征][^,。!?;\n0-9]{{1,10}}?({NUMERAL})\s?(?:名|人|位)(?![0-9])"),
    re.compile(
        rf"(?:能|可以?)再?[上加坐带捎拉载收进塞]({NUMERAL})\s?(?:个|人|名|位|座)?{_NOT_TIME}"
        r"(?![0-9点楼层公分])"
    ),
    re.compile(rf"[空余]着?({NUMERAL})\s?个?(?:座|位|名额|人|床)"),
    re.compile(rf"还?[空剩]({NUMERAL})个{_NOT_TIME}"),
    re.compile(rf"({NUMERAL})个?(?:搭子|搭档|伴儿?)"),
)
_PAIRS_WANTED = re.compile(rf"还?{_SHORT_OF}({NUMERAL})[双对](?!鞋|袜|筷|手套|耳)")
_MIXED_WANTED = re.compile(rf"还?{_SHORT_OF}(?={NUMERAL}个?(?:大|男))")
_PAIR = re.compile(
    r"(?:[我俺](?:和|跟|同|与|带着?|带上|叫上|拉上|约上|加上)|带上?|叫上|拉上|约上|加上)"
    r"(?:[我俺]|我们)?(?:家|家里)?(?:的|那)?(?:个|位)?"
    r"(?:老姐妹|姐妹|哥们儿?|兄弟|老乡|战友|堂客|婆婆|老汉|奶奶|爷爷|外婆|老伴|爱人|老公|老婆|丈夫|妻子|媳妇|先生|太太|老头|老太|老爷子|口子|对象|男朋友|女朋友"
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
# A child counts beside the one who brings it: 带俩娃.
_CHILDREN = re.compile(
    rf"(?:带|领)(?:着|上|我家|我)?({NUMERAL})\s?(?:个|位)?小?(?:孩子|孩|娃|朋友|崽|宝)"
)
_FRIENDS = re.compile(
    rf"[带叫拉约](?:着|上)?({NUMERAL})\s?(?:个|位|名)?(?:同事|朋友|邻居|室友|人)"
)
_TOGETHER = re.compile(
    r"(?:[我咱俺]们?|娘|爷|婆媳|母女|母子|父子|父女|姐妹|兄弟|夫妻|姐弟|哥|祖孙|公婆|闺蜜|室友)"
    r"(?:们|几个)?([俩仨])(?!口子?心|意)|([两俩])口子"
)
# How many the pair is with others: 我跟老姐妹三个.
_ALL_TOLD = re.compile(rf"[^,。!?\n]{{0,4}}?({NUMERAL})(?:个人?|人|位)")
_HEADS = re.compile(
    rf"(?:算我|算上我|报名?|我们|连我|来|加|去|[留占要匀给]|我家|宿舍|姐弟)\s?要?({NUMERAL})"
    rf"\s?(?:个|人|位|名|份|张|席|座){_NOT_TIME}"
)
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
    short = _MIXED_WANTED.search(text)
    mixed = _mixed(text, short.end()) if short else None
    if mixed is not None:
        return mixed
    pairs = _PAIRS_WANTED.search(text)
    if pairs is not None:
        return 2 * (read_number(pairs[1]) or 0)
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
    mixed = _mixed(text)
    if mixed is not None:
        return Heads(_between(mixed), guardian="小" in text or "娃" in text)
    children, friends = _CHILDREN.search(text), _FRIENDS.search(text)
    if children is not None:
        return Heads(_between(1 + (read_number(children[1]) or 1)), guardian=True)
    if friends is not None:
        return Heads(_between(1 + (read_number(friends[1]) or 1)))
    if _WITH_CHILD.search(text):
        return Heads(2, guardian=True)
    return Heads(_between(_counted(text)))


def _counted(text: str) -> int | None:
    """Adults by any other way of saying it; None if nothing is said."""
    pair = _PAIR.search(text)
    if pair is not None:
        told = _ALL_TOLD.match(text, pair.end())
        return max(2, (read_number(told[1]) or 2) if told else 2)
    together = _TOGETHER.search(text)
    if together is not None:
        return read_number(together[1] or together[2])
    if _BOTH.search(text):
        return 2
    found = _PLUS.search(text) or _HEADS.search(text) or _PORTIONS.search(text)
    return read_number(found[1]) if found else None


def _mixed(text: str, start: int = 0) -> int | None:
    """The sum of two kinds of people; None if there are no two, or one cannot be read."""
    found = _MIXED.match(text, start) if start else _MIXED.search(text)
    if found is None:
        return None
    one, other = read_number(found[1]), read_number(found[2])
    return one + other if one is not None and other is not None else None


def _between(number: int | None) -> int:
    return min(max(number or 1, 1), _MOST)
