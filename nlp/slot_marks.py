"""What in a text looks like a place, a time, a number of people or a phone, before any choice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nlp.lexicon import load
from nlp.numerals import NUMERAL
from nlp.times import time_spans

_PHONE = re.compile(r"(?<![0-9])(?:(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4})(?![0-9])")
_PEOPLE = (
    "个大人|个小孩|个孩子|个娃|个小朋友|个名额|个座位?|个位子?|个人|名|位|人|口子|口人?|家人?|大|小|张|双|份|席|席位|座|只"
    "|娃|孩子|老人|兄弟|姐妹|姐弟|个"
)
# What is wanted is said with it: 还差两个, 缺俩, 还能坐三个.
_SHORT = "(?:(?:还|仅|尚|就|只|正|急)?(?:[缺差欠]|[空余剩]出?|[能可]以?再?[坐上带捎拉挤塞加]))"
_COUNT = re.compile(
    rf"{_SHORT}?{NUMERAL}(?:大|个大人)(?:带|加|和)?{NUMERAL}(?:小孩?|个小孩|个娃)|[三二一两四五六七八][缺等][一二两俩三四五]|[1-9][=缺][1-9]"
    rf"|一家(?:{NUMERAL}|老小)口?人?|(?:婆媳|母女|母子|父子|父女|爷孙|祖孙|娘|爷|哥|姐妹|兄弟|夫妻|姐弟|两口子|俩口子)(?:俩|仨|两个?|们?几个)?"
    rf"|{_SHORT}(?:{NUMERAL}|[几俩仨])(?:[到至~-]{NUMERAL}|来)?(?:\s?(?:{_PEOPLE}|[户组对桌家]))?(?![多钟天月小时元块毛分楼栋号点0-9])"
    rf"|(?<![0-9点月第]){NUMERAL}(?:[到至~-]{NUMERAL}|来|多|几)?\s?(?:{_PEOPLE})(?![钟天月小时元块毛分楼栋号]|孩[0-9])|[几十]来?[个位名人]"
    "|[俩仨](?:个|人|位|娃|座|孩子|老人|小子)?(?![忘心意钟小月])"
)
_COMPANY = re.compile(
    r"[我俺咱](?:家|们)?(?:和|跟|同|与|带着?|带上)(?:[我俺咱]?们?家?)?的?[^,。!?\s]{1,3}?(?:伴|公|婆|友|事|妈|爸|娘|爹|妹|姐|哥|弟|女|儿|娃|孙|闺|蜜|舍|居|媳妇|对象|那位|那口子|朋友|室友|同事|孩子|小孩)"
)
_ADDRESS = re.compile(
    r"(?<![0-9-])[0-9a-z]{1,3}-(?:[0-9]{1,2}-)?[0-9]{1,4}(?![0-9-]|[岁点月日号天个元块人度层%])"
    rf"|(?:(?<![0-9])(?:{NUMERAL}|[a-z甲乙丙丁])(?:[、和]{NUMERAL})?\s?(?:号楼栋?|楼栋|栋楼?|幢|座(?!位|车|的|,)|号院|排|门洞|塔|棟)"
    rf"(?:\s?{NUMERAL}\s?(?:单元|门(?!课)))?(?:\s?(?:负?{NUMERAL}(?:楼|层)|[1-9][0-9]{{2,3}}(?![0-9年])))?)"
    rf"|(?<![0-9]){NUMERAL}\s?单元(?:\s?(?:负?{NUMERAL}(?:楼|层)?|[1-9][0-9]{{2,3}}(?![0-9年])))?"
    rf"|(?:地下|负){NUMERAL}(?:楼|层)?|(?<![0-9爬上下了]){NUMERAL}(?:楼|层)(?!楼)"
    rf"|[a-z{'东西南北中'}](?:区|座|栋|塔|口|门)|[1-9][0-9]{{2,3}}(?=的|室|家|那家|门口)"
    rf"|(?<![0-9]){NUMERAL}号(?:门|车位|车库|线|桌|场|口|梯|院|岗|桩|店|机)?"
)
# Ages, prices, lengths and how long: 8-12岁, 三百块, 十几年, 10000毫安, 155的身高.
_MEASURE = re.compile(
    rf"(?:(?<![0-9])[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?|{NUMERAL})(?:[到至~-][0-9]{{1,6}}|[多来几])?\s?"
    "(?:岁|块钱?|元|蚊|毛|斤|公斤|克|升|寸|尺|码|厘米|公分|米|公里|里地|度|匹|毫安|瓦|伏|%|折|k[mg]|cm|ml|w"
    "|次|回|遍|趟|圈|页|集|本|件|箱|台|辆|盏|盆|包|袋|瓶|罐|只|条|根|扇"
    "|个?(?:半?年|月|小时|钟头|礼拜|星期)|天|周|宿|分钟|秒)(?![门楼])"
)
_SIDE = re.compile(
    "[东南西北][侧边面]|门口|旁边|边上|边边|后面|后头|后身|后门|前面|前头|对面|隔壁|楼下|楼上|楼底下?|底下|上面|下面|里面|里头|外面"
    "|中间|之间|附近|周边|拐角|转角|拐弯|角落|尽头|入口|出口|那边|这边|那块|这块|那里|这里|那儿|这儿|那段|那片|那排|那一带"
    "|背后|左手边|右手边|侧面|内侧|外侧"
)
# Said with a time, although it is not part of it: 明早8点前, 除夕那天.
_TAIL = re.compile(
    "左右|(?:之|以)?[前后](?![面门排座楼勤天来往台几些院])|前后|(?:以|之)?内|那[天日晚]|那会儿?|期间"
)
# 周六，早上八点 is one time, but two places to stand.
_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")
# Kinds of marks, the first to be painted is not painted over.
TIME, PHONE, COUNT, COMPANY, ADDRESS, SPOT, SIDE, MEASURE = range(1, 9)
KINDS = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """text[start:end] looks like `kind`."""

    start: int
    end: int
    kind: int


def marks(text: str) -> tuple[Mark, ...]:
    """Of normalised, lower-case `text`: in order, none over another."""
    taken = bytearray(len(text))
    found = []
    for start, end, kind in _seen(text):
        if end > start and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            found.append(Mark(start, end, kind))
    return tuple(sorted(found, key=lambda mark: mark.start))


def _seen(text: str) -> Iterator[tuple[int, int, int]]:
    for start, end in time_spans(text):
        tail = _TAIL.match(text, end)
        for clause in _CLAUSE.finditer(text, start, tail.end() if tail else end):
            yield *clause.span(), TIME
    for pattern, kind in (
        (_PHONE, PHONE),
        (_MEASURE, MEASURE),
        (_ADDRESS, ADDRESS),
        (_COUNT, COUNT),
        (_COMPANY, COMPANY),
        (_spots(), SPOT),
        (_SIDE, SIDE),
    ):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), kind


@cache
def _spots() -> re.Pattern[str]:
    """The longest known spot, wherever one begins."""
    words = sorted(load("spots")["spots"], key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


def phone_span(text: str) -> tuple[int, int] | None:
    """Start and end of the first phone number in normalised `text`."""
    found = _PHONE.search(text)
    return found.span() if found else None
