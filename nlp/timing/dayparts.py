"""Parts of the day: 清早, 头晌, 晌午, 放学后, 晚饭后, 天黑以后, 后半夜 (docs/vocabulary.md F)."""

import re
from functools import partial

from nlp.timing.clocks import HOUR
from nlp.timing.marks import Daypart, Mark, Rule, marked, rule
from nlp.timing.values import Part

_AFTER = "(?:以后|之后|过后|后|的时候|那会儿?|时候)"
_BEFORE = "(?=之前|以前|前)"
_FINISHED = "吃[完过了罢]"
# Greetings name no time, and nothing is eaten at one.
_GREETED = r"(?!好(?:[,，。!！~～ 啊呀哇]|[各大邻]|$)|茶)"


def _part(
    part: Part, start: int, end: int, before: int, *, night: bool = False, dawn: bool = False
) -> Daypart:
    """From one hour to another; what 前 behind it means, in hours too."""
    return Daypart(part, start * 60, end * 60, before * 60, is_night=night, is_dawn=dawn)


EARLY = _part(Part.EARLY, 6, 9, 6)
EVENING = _part(Part.EVENING, 18, 22, 24)
_AFTER_BREAKFAST = _part(Part.EARLY, 8, 9, 8)
_AFTER_LUNCH = _part(Part.AFTERNOON, 13, 15, 13)
_AFTER_SUPPER = _part(Part.EVENING, 19, 21, 19)
_DUSK = _part(Part.EVENING, 18, 21, 18)

# What words for it begin with, a pattern for them, and the part of the day.
_WORDS: tuple[tuple[str, str, Daypart], ...] = (
    ("后下", "后半夜|下半夜", _part(Part.EARLY, 25, 29, 29, night=True)),
    (
        "三深半大午子前",
        "三更半夜|深更半夜|大半夜|半夜里?|深夜|午夜|子夜|前半夜",
        _part(Part.EVENING, 23, 29, 24, night=True),
    ),
    ("夜黑", "夜里头?|夜间|黑夜|夜头", _part(Part.EVENING, 20, 29, 24, night=True)),
    ("凌天", "凌晨|天[不没]亮", _part(Part.EARLY, 4, 6, 6, dawn=True)),
    (
        "吃早送",
        f"(?:{_FINISHED})?早[饭餐]{_AFTER}|{_FINISHED}早[饭餐]|送[完了](?:孩子|娃|学)",
        _AFTER_BREAKFAST,
    ),
    (
        "早清一大赶晨朝天麻",
        "早上|早晨|早间|清晨|清早|一?大清早|一?大早上?|一早|赶早|晨间|早高峰|朝头?早"
        "|天(?:刚|一|蒙蒙|麻麻)?亮|麻麻亮",
        EARLY,
    ),
    (
        "上午前头一",
        "(?:一整?个?)?上午头?|午前|[前上]半晌|头晌|头午|上昼",
        _part(Part.FORENOON, 9, 12, 12),
    ),
    ("吃午中", f"(?:{_FINISHED})?[午中]饭{_AFTER}|{_FINISHED}[午中]饭", _AFTER_LUNCH),
    (
        "睡午",
        f"(?:睡[完醒])?午[觉睡休](?:起来|{_AFTER})|睡[完醒]午觉",
        _part(Part.AFTERNOON, 14, 16, 14),
    ),
    (
        "大中正晌午",
        f"大?中午头?|正午|晌午头?|午间|午休(?:时间|时候?)?|午饭{_BEFORE}",
        _part(Part.NOON, 12, 14, 12),
    ),
    (
        "下午后过晏一",
        "(?:一整?个?)?下午|午后|[后过下]晌|[下后]半晌|下昼|晏昼",
        _part(Part.AFTERNOON, 14, 18, 18),
    ),
    (
        "放下",
        f"(?:放了?学|下学){_AFTER}?(?![校期院历堂])",
        _part(Part.AFTER_SCHOOL, 16, 18, 16),
    ),
    (
        "吃晚夜饭看新",
        f"(?:{_FINISHED})?(?:晚饭|晚餐|夜饭){_AFTER}|{_FINISHED}(?:晚饭|晚餐|夜饭|饭)|(?<![午早])饭后"
        f"|(?:看完)?新闻联播(?:{_AFTER}|完)?",
        _AFTER_SUPPER,
    ),
    (
        "天日下收太擦傍",
        f"(?:天[一刚]?黑(?:了|下来)?|日落|下了?班|收[工摊]|太阳[下落]山)(?:{_AFTER}|{_BEFORE})"
        "|天擦黑儿?|天黑了(?=再|就|才|别|没)|擦黑儿?|傍黑|下班(?:路上|时间)|下了班",
        _DUSK,
    ),
    (
        "晚傍黄掌下",
        f"下晚儿?(?![班自课])|傍晚(?:时分)?|黄昏|掌灯|晚高峰|(?:晚饭|晚餐){_BEFORE}",
        _part(Part.EVENING, 17, 19, 18),
    ),
    ("大晚夜入一", "(?:一整?个?|大)?晚上|晚间|夜晚|入夜|夜黑|晚夕", EVENING),
)


def _read(found: re.Match[str], _: Mark | None, part: Daypart) -> Mark | None:
    return marked(found, part)


def _word(begins: str, words: str, part: Daypart) -> Rule:
    return rule(begins, f"(?:{words}){_GREETED}", partial(_read, part=part))


def _alone(word: str) -> str:
    """早, 晚: only right behind a day, or right before a clock time (周四晚, 早8点)."""
    behind = r"(?:(?<=[周期拜][一二三四五六日天末])|(?<=[号日末]))"
    return rf"{behind}{word}(?![点饭餐会些安年辈熟恋期了霞市])|{word}(?={HOUR}\s?[点时:.~到至—-])"


RULES = (
    *(_word(*words) for words in _WORDS),
    _word("晚", _alone("晚"), EVENING),
    _word("早", _alone("早"), EARLY),
)
