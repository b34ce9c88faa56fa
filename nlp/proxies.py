"""For whom something is reported, if not for oneself: 帮王奶奶报一下 (docs/vocabulary.md H.4)."""

import re

from nlp.neighbourhood import Neighbourhood
from nlp.sentence import Sentence

# 帮楼上王奶奶报一下, 替老张反映个事, 代李叔说一声.
_FOR = re.compile(
    r"(?:帮|替|代|给)(?:我们?)?(?:的)?(?:隔壁|楼上|楼下|对门|邻居|[0-9]{1,2}栋|[0-9]{1,2}单元|[0-9]{3,4})*的?"
    r"([^\s,。!?:;、帮替代给的我你您他她谁0-9]{1,6}?)(?:家)?(?:来)?"
    r"(?:报修|报个|报一|报下|报上|上报|报告|反映|反应|登记|说一声|说一下|问一下|喊一声|报)"
)
# Nobody in particular, or their own family, for whom they answer themselves.
_NOBODY = frozenset(
    (
        *("大家", "社区", "物业", "自己", "孩子", "小区", "别人", "人家", "邻居", "老人", "妈妈"),
        *("隔壁", "楼上", "楼下", "对门", "对面"),
        *("爸爸", "爷爷", "奶奶", "外公", "外婆", "老伴", "老公", "老婆", "父母", "爸妈"),
    )
)
_SHORTEST = 2
_CALL = r"(?:回访|打给|联系|问|找|给|告诉)?"
_THEN = r"(?:吧|就行|就好|就可以|即可)?"
_ME = re.compile(rf"1|{_CALL}(?:我|我本人|我自己){_THEN}")
_OTHER = re.compile(rf"2|(?:直接)?{_CALL}(?:[她他]|[她他]本人|本人|老人){_THEN}")
_LONGEST_NAMING = 12
_SIGN_UP = re.compile(r"报(?:个)?名|报一个|报[一两二三四五1-5]个")


def read_beneficiary(sentence: Sentence) -> str:
    """Who it is told for, as they are called; empty if for the speaker."""
    found = _FOR.search(sentence.text)
    if found is None or _SIGN_UP.search(sentence.text):
        return ""
    whom: str = found[1]
    return "" if whom in _NOBODY or len(whom) < _SHORTEST else whom


def read_whom(sentence: Sentence, _: Neighbourhood) -> str | None:
    """Whom to call back: "1" the speaker, "2" the other, else short words that may name them."""
    text = sentence.text.strip("。!~,. ")
    if _ME.fullmatch(text):
        return "1"
    if _OTHER.fullmatch(text):
        return "2"
    return text if 0 < len(text) <= _LONGEST_NAMING else None
