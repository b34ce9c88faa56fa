"""Days and moments counted from now: 明儿, 大后天, 今晚, 三天后, 半小时前, 过两天, 这几天."""

import re
from collections.abc import Mapping
from functools import partial

from nlp.numerals import read_number
from nlp.timing import spans
from nlp.timing.clocks import NUMERALS
from nlp.timing.dayparts import EARLY, EVENING
from nlp.timing.marks import Day, DayKind, Daypart, Every, Mark, Piece, Shift, Whole, marked, rule
from nlp.timing.values import Freq

_CHILD = "(?!子|媳|童|女|孙)"
_SOME = "(?=[上中下]午|晌午|傍晚|凌晨|半夜|夜里)"
# What words begin with, a pattern for them, and how many days from today they are.
_DAYS: tuple[tuple[str, str, int], ...] = (
    ("大", "大大后天", 4),
    ("大", f"大后(?:天|日|儿{_CHILD})个?", 3),
    ("大", f"大前(?:天|日|儿{_CHILD})个?", -3),
    (
        "后",
        rf"(?<![以之然最往今背身午雨饭先])后(?:天(?!性)|日|个儿?|儿{_CHILD}个?|晚(?!期)|早)",
        2,
    ),
    ("前", rf"(?<![以之目提从面生])前(?:天|日|儿{_CHILD}个?|晚|夜|个儿)", -2),
    (
        "今即本",
        f"今(?:天|日|儿{_CHILD}个?|个儿?(?!星期|礼拜|月)|晚上?|夜|早|晨|朝|{_SOME})|即日|本日",
        0,
    ),
    (
        "赶明听",
        f"赶明儿?|明(?:天|日|儿{_CHILD}个?|个儿?|晚上?|夜|早上?|晨|朝|{_SOME})|听[日晚朝]",
        1,
    ),
    (
        "昨夜寻琴",
        f"昨(?:天|日|儿{_CHILD}个?|个儿?|晚上?|夜里?|早|晨|{_SOME})|夜个|[寻琴][日晚]",
        -1,
    ),
)
_PARTS = (("晚", EVENING), ("夜", EVENING), ("早", EARLY), ("晨", EARLY), ("听朝", EARLY))
# 今明两天 and its like: the first day and the last.
_PAIRS: Mapping[str, tuple[int, int]] = {
    "今明": (0, 1),
    "明后": (1, 2),
    "昨今": (-1, 0),
    "今明后": (0, 2),
    "后大后": (2, 3),
}
_UNITS: Mapping[str, int] = {"分": 1, "刻": 15, "小": 60, "钟": 60}
_NUMBER = "[0-9]{1,3}|[一二两俩三四五六七八九十]{1,3}|半拉?|几|好几|大半"
_UNIT = (
    "分钟|刻钟|小时|钟头|(?<=个)钟|工作日|天|日|晚(?!上)|夜|宿|周(?![一二三四五六日末年围边])"
    "|(?:星期|礼拜)(?![一二三四五六日天])|(?<=[个半])月|年(?![级轻纪货夜糕画味])"
)
# 还有十分钟开始; 还有三天 alone is how long.
_STILL = (
    r"[^,，。!?]{1,6}?[钟时天周月]就?(?:要|该)?(?:开[始门场学]|发车|结束|关门|截止|到期|下班"
    "|停[水电气])"
)
_LATER, _EARLIER = "以后|之后|过后|后(?!天|面|勤|台|门|悔|期)", "以前|之前|前(?!后|面|来|往|台|门)"
_INSIDE = "以内|之内|内(?!容|部|科)"
_MOST = 9999


def _relative(found: re.Match[str], _: Mark | None, days: int) -> Mark | None:
    day = Day(DayKind.RELATIVE, partial(spans.relative, first=days, last=days))
    return marked(found, day, *_part(found[0]))


def _part(said: str) -> tuple[Daypart, ...]:
    """晚 in 今晚 and 每晚."""
    return tuple(part for word, part in _PARTS if word in said)[:1]


def _following(found: re.Match[str], _: Mark | None, days: int) -> Mark | None:
    """次日, 当晚: counted from the day named before."""
    day = Day(DayKind.FOLLOWING, partial(spans.relative, first=days, last=days))
    return marked(found, day, *_part(found[0]))


def _several(found: re.Match[str], _: Mark | None) -> Mark | None:
    first, last = _PAIRS[found["days"] or found["day"] + found["next"]]
    return marked(found, Day(DayKind.RELATIVE, partial(spans.relative, first=first, last=last)))


def _around(found: re.Match[str], _: Mark | None) -> Mark | None:
    """这几天, 前两天, 近一周, 接下来三天: from now on, or until now."""
    each = {"天": 1, "日": 1, "月": 30, "年": 365}.get(found["unit"][-1], 7)
    days = int((0.5 if found["count"] == "半" else read_number(found["count"]) or 3) * each)
    first, last = 0, days - 1
    if found["back"]:
        first, last = -days, -1 if found["back"] in ("前", "头") else 0
    kind = DayKind.PERIOD if found[0][0] == "这" else DayKind.RELATIVE
    return marked(found, Day(kind, partial(spans.relative, first=first, last=last)))


def _passing(found: re.Match[str], _: Mark | None) -> Mark | None:
    """过两天, 过几天: in some days."""
    days = read_number(found["count"]) or 3
    return marked(found, Day(DayKind.RELATIVE, partial(spans.relative, first=days, last=days)))


def _counted(found: re.Match[str], _: Mark | None) -> Mark | None:
    """三天后, 半小时前, 三天内, 再过一个礼拜; a duration alone is no time."""
    number = _amount(found)
    is_later = found["later"] or found["passing"]
    if number is None or not (is_later or found["earlier"] or found["inside"]):
        is_whole = found["number"] == "一" and found["unit"] == "天" and not found["half"]
        return marked(found, *((Whole.DAY,) if is_whole else ()))
    piece = _shifted(found, -number if found["earlier"] else number)
    return marked(found, piece) if piece else None


def _amount(found: re.Match[str]) -> float | None:
    said = found["number"]
    if said in ("几", "好几"):
        return None
    if said in ("半", "半拉", "大半"):
        return 0.5
    number = read_number(said.replace("俩", "两"))
    if number is None:
        return None
    return number + (0.5 if found["half"] or found["more"] else 0)


def _shifted(found: re.Match[str], number: float) -> Piece | None:
    unit, inside = found["unit"], bool(found["inside"])
    if unit[0] in _UNITS:
        return Shift(int(number * _UNITS[unit[0]]), inside)
    if unit == "工作日":
        return _day(partial(spans.workdays, count=int(number), inside=inside))
    if unit[-1] == "月" and number == int(number):
        return _day(partial(spans.months_away, months=int(number), inside=inside))
    if unit == "年":
        return _day(partial(spans.months_away, months=int(number * 12), inside=inside))
    each = {"周": 7, "星": 7, "礼": 7, "个": 30, "月": 30}.get(unit[0], 1)
    days = int(number * each)
    first = 0 if inside else days
    return _day(partial(spans.relative, first=first, last=days))


def _day(looked: "partial[spans.Spans]") -> Day:
    return Day(DayKind.RELATIVE, looked)


def _always(found: re.Match[str], _: Mark | None) -> Mark | None:
    """每天, 每晚, 每个上午."""
    return marked(found, Every(Freq.DAILY), *_part(found[0]))


def _now(found: re.Match[str], _: Mark | None) -> Mark | None:
    return marked(found, Shift(0))


def _whole(found: re.Match[str], _: Mark | None) -> Mark | None:
    return marked(found, Whole.DAY)


RULES = (
    rule(
        "每天日晚夜一平",
        rf"每[天日](?!人)|(?<!三)天天(?!向上)|日日|晚晚|[每夜]夜|每[晚早](?!点)|每个?{_SOME}|每个?(?=早上|晚上)"
        "|平时(?=早上|上午|中午|下午|晚上)|[每一]到(?=晚上|夜里|半夜|早上|中午|下午|傍晚)",
        _always,
    ),
    rule(
        "今明昨后",
        "(?P<days>今明后|今明|明后|昨今)(?:两|三)?天"
        "|(?:(?P<day>今(?=.[、和跟]?明)|明(?=.[、和跟]?后)|昨(?=.[、和跟]?今)|(?<![以之然最往今背身])后(?=.[、和跟]?大))[天日儿]"
        "[、和跟]?(?P<next>明|大?后|今)[天日儿](?!个)(?:两天)?)",
        _several,
    ),
    rule(
        "这前头过近最未接今往",
        r"(?:(?P<back>前|头|过去|最?近)|这|未来|接下来|今后|往后)(?P<count>[一两二三四五六七八九十半几0-9])"
        "(?P<unit>[天日](?!前|内|两头)|个?(?:星期|礼拜)|周|个月|年)(?![一二三四五六日末级])",
        _around,
    ),
    rule("再过隔", "(?:再?过|隔)(?P<count>[两几])[天日](?!前|内)", _passing),
    rule(
        "再过还好大半几" + NUMERALS + "俩",
        rf"(?P<passing>再?过|(?:还|再)有(?={_STILL}))?(?<![第0-9.每])(?P<number>{_NUMBER})\s?(?:多|来|几)?"
        rf"(?:个(?P<half>半)?)?(?P<more>多)?(?P<unit>{_UNIT})(?:半|多)?(?:的?时间)?"
        rf"(?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER})|(?P<inside>{_INSIDE}))?",
        _counted,
    ),
    *(rule(begins, words, partial(_relative, days=days)) for begins, words, days in _DAYS),
    rule(
        "次第转隔翌", "次日|翌日|第二天|转天|隔天(?=[早晚上下中凌])", partial(_following, days=1)
    ),
    rule("当", "当[天日晚]", partial(_following, days=0)),
    rule("全一整从", "全天|一?整天|整日|从早到晚", _whole),
    rule("刚方", "刚才|方才|刚刚(?=[^好])", _now),
    rule(
        "现",
        "现在(?=就?(?:到.{1,8}集合|开始|下楼|出发|集合|过来|报名|截止))",
        _now,
    ),
)
