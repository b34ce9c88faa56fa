"""What somebody wants of what is kept about them: delete the phone, delete everything, show it.

The whole message has to say so: what is told about others' wishes, or in passing, is none.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from nlp.intents import Reading
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Lexicon
from nlp.sentence import Sentence


class Wish(Enum):
    """What the speaker wants of what is kept about them."""

    FORGET_PHONE = "phone"
    FORGET_ALL = "all"
    WHICH = "which"  # to be deleted; not said how much
    SHOW = "show"


_LONGEST = 30
_MINE = ("我的", "我所有", "我全部", "本人")
_POLITE = r"(?:你好|您好|小格|社区助手|请|麻烦|帮忙|帮我|给我|我要|我想|你|您|可以|，|,|\s)*"
_END = r"(?:吧|了|吗|嘛|呢|啊|谢谢|一下|好吗|行吗|哈|，|,|。|!|\?|\s)*"
_DELETE = r"(?:删除|删掉|删了|删|清除|清空|抹掉|抹去|去掉|注销)"
_ME = r"(?:我|本人)(?:自己)?(?:的)?"
_NUMBER = r"(?:电话|手机号码|手机号|手机|号码|电话号码|联系方式|联系电话)"
_DATA = r"(?:个人)?(?:信息|资料|数据|记录|隐私)"
_ALL = r"(?:所有|全部|一切|全)(?:的)?"
_KEPT = r"(?:存|留|记|保存|收集|登记)(?:着|了|下)?"


def _deletes(what: str) -> str:
    return rf"{_DELETE}(?:一下|掉)?{what}|把?{what}(?:都|全部|全|给我)*{_DELETE}(?:掉)?"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{_POLITE}(?:{pattern}){_END}")


_WISHES: Mapping[Wish, re.Pattern[str]] = {
    Wish.FORGET_PHONE: _whole(_deletes(rf"{_ME}{_NUMBER}")),
    Wish.FORGET_ALL: _whole(_deletes(rf"{_ME}{_ALL}{_DATA}")),
    Wish.WHICH: _whole(_deletes(rf"{_ME}{_DATA}")),
    Wish.SHOW: _whole(
        rf"(?:导出|查看|看看|看|发){_ME}(?:{_ALL})?{_DATA}"
        rf"|{_ME}{_DATA}(?:你|您|都|们|这里|这儿)*(?:有|{_KEPT})?(?:哪些|什么|啥|多少)"
        rf"|(?:这里)?{_KEPT}{_ME}(?:哪些|什么|啥|多少)(?:{_DATA})?"
    ),
}


def lexicon() -> Lexicon:
    """Turns of phrase without which it is not about what is kept of somebody."""
    deleted = (
        f"{verb}{me}" for verb in ("删除", "删掉", "清除", "清空", "抹掉", "注销") for me in _MINE
    )
    kinds = ("电话", "手机", "手机号", "号码", "联系方式", "信息", "资料", "数据", "记录")
    put = (f"{kind}{how}删" for kind in kinds for how in ("", "都", "全", "全部", "给我"))
    shown = (f"{verb}{me}" for verb in ("导出", "查看") for me in _MINE)
    asked = (
        f"我的{kind}{has}"
        for kind in ("信息", "资料", "数据")
        for has in ("有", "你", "您", "都有")
    )
    kept = (
        f"{verb}了我{what}"
        for verb in ("存", "留", "记")
        for what in ("哪些", "什么", "啥", "多少")
    )
    return {"own_data": (*deleted, *put, *shown, *asked, *kept)}


def read_own_data(
    sentence: Sentence, neighbourhood: Neighbourhood, now: datetime
) -> Reading[Wish] | None:
    """The wish, if the message is nothing else."""
    del neighbourhood, now
    text = sentence.text
    if len(text) > _LONGEST or not sentence.has("own_data"):
        return None
    for wish, pattern in _WISHES.items():
        if pattern.fullmatch(text):
            return Reading(1.0, wish)
    return None
