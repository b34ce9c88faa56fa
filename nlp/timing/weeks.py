"""Weeks and their days: 周二四, 下礼拜三, 这周末, 周一到周五, 每周一三五, 工作日."""

import re
from collections.abc import Mapping
from functools import partial
from itertools import pairwise

from nlp.timing import spans
from nlp.timing.marks import Day, DayKind, Every, Mark, marked, rule
from nlp.timing.values import Freq

_NAMES: Mapping[str, int] = {
    **{name: number for number, name in enumerate("一二三四五六日")},
    **{str(number + 1): number for number in range(7)},
    "天": 6,
}
_WEEKS: Mapping[str, int] = {
    "上上": -2,
    "上": -1,
    "这": 0,
    "本": 0,
    "当": 0,
    "此": 0,
    "今": 0,
    "下": 1,
    "下下": 2,
    "下下下": 3,
}
_EVERY = "每逢?一?个?|逢|每到|一到"
_WHICH = "上上|上|下下下|下下|下|这|本|当|此|今(?=个)"
_BEGINS = "上下这本当此今每逢一周星礼拜"
_WEEK = "(?:周|星期|礼拜)"
_DAY = "(?:[一二三四五六日天]|[1-7](?![0-9]))"
# 周六五号楼, 周三四点, 周三、二楼: the number belongs to what follows.
_OWN = (
    r"(?!\s?(?:[点:时号栋幢楼层单个人位名块元次趟回遍家户口岁月年只条张把斤米缺起.]"
    r"|十?[一二三四]?点|天))"
)
_ANOTHER = rf"(?:[二三四五六日天]|[2-7](?![0-9])){_OWN}"
_MORE = rf"(?:\s?[、/和及跟与.]\s?{_ANOTHER}|\s?[、,，/和及跟与]?\s?{_WEEK}{_DAY}|{_ANOTHER})"
# 每周三次, 每周五天: so many times a week.
_NOT_COUNTED = r"(?![次趟遍回]|天(?![气黑亮冷热天晚早下上中]))"
_TO = r"\s?(?:到|至|-{1,2}|~|—{1,2}|–)\s?"
# Without 每, days that follow one another are those to come, unless something always happens.
_ALWAYS = re.compile("(?:的?(?:早上|上午|中午|下午|晚上|早晚|全天))?(?:都|照常|也都|也照)")
_STOPPED = re.compile("[^,，。!?]{0,10}?(?:停|施工|封|检修|维修|改造|清洗|断|轮流|放假|换)")
_WORKING = tuple(range(5))
_WHOLE = (_WORKING, tuple(range(6)), tuple(range(7)))
_WEEKEND = (5, 6)


def _days_of_week(found: re.Match[str], _: Mark | None) -> Mark | None:
    days, is_range = _numbers(found["days"]), found["last"] is not None
    if is_range:
        last = _NAMES[found["last"][-1]]
        if last < days[0]:  # 周日到周二 is told by what is said before and behind 到
            return Mark(found.start(), found.end("days"), (_named(days[:1], _week_of(found)),))
        days = tuple(range(days[0], last + 1))
    elif any(one >= other for one, other in pairwise(days)):
        days = days[:1]
    if not days:
        return None
    which = found["which"]
    if which and which not in _WEEKS:
        return marked(found, Every(Freq.WEEKLY, days))
    if not which and _are_always(found, days, is_range=is_range):
        return marked(found, Every(Freq.WEEKLY, days))
    return marked(found, _named(days, _week_of(found)))


def _week_of(found: re.Match[str]) -> int | None:
    return _WEEKS.get(found["which"] or "")


def _numbers(said: str) -> tuple[int, ...]:
    return tuple(_NAMES[one] for one in re.sub(_WEEK, "", said) if one in _NAMES)


def _named(days: tuple[int, ...], weeks: int | None) -> Day:
    looked = partial(spans.weekdays, days=days, weeks=weeks)
    return Day(DayKind.WEEKDAY, looked, days, is_bare=weeks is None)


def _are_always(found: re.Match[str], days: tuple[int, ...], *, is_range: bool) -> bool:
    """周二四, 周一到周五, 周六周日都; but 周三周四 and 周一到周五停水 are to come."""
    if is_range:
        return days in _WHOLE and not _STOPPED.match(found.string, found.end())
    if days == _WEEKEND:
        return bool(_ALWAYS.match(found.string, found.end()))
    return len(days) > 1 and days[-1] - days[0] >= len(days)


def _weekend(found: re.Match[str], _: Mark | None) -> Mark | None:
    which = found["which"]
    if which is None and _ALWAYS.match(found.string, found.end()):
        return marked(found, Every(Freq.WEEKLY, _WEEKEND))
    if which and which not in _WEEKS:
        return marked(found, Every(Freq.WEEKLY, _WEEKEND))
    return marked(found, _named(_WEEKEND, _WEEKS.get(which or "")))


def _week(found: re.Match[str], _: Mark | None) -> Mark | None:
    which = found["which"]
    if which not in _WEEKS:
        return marked(found, Every(Freq.WEEKLY))
    return marked(found, Day(DayKind.PERIOD, partial(spans.week, weeks=_WEEKS[which])))


def _working_days(found: re.Match[str], _: Mark | None) -> Mark | None:
    return marked(found, Every(Freq.WEEKLY, _WORKING))


def _every_other(found: re.Match[str], _: Mark | None) -> Mark | None:
    """一三五, 二四六 without 周."""
    return marked(found, Every(Freq.WEEKLY, _numbers(found[0])))


RULES = (
    rule(
        "一二",
        "(?<![0-9一二三四五六七八九十周期拜第])(?:一、?三、?五|二、?四、?六)"
        "(?=早|晚|上午|下午|中午|傍晚|限行|的|[,，、。 ]|$)",
        _every_other,
    ),
    rule(
        _BEGINS + "双",
        rf"(?:(?P<which>{_WHICH}|{_EVERY})一?个?)?(?:周末|(?:星期|礼拜)末|双休日)(?!愉快|快乐|好(?:[,，。!！]|$))",
        _weekend,
    ),
    rule(
        _BEGINS[:7],  # 下周一起去: not Monday
        rf"(?P<which>{_WHICH})一?个?{_WEEK}(?=一[起块]儿?(?:去|来|吃|玩|聚|跳|打|学|喝|走|做|搞|参|报|约|看))",
        _week,
    ),
    rule(
        _BEGINS,
        rf"(?:(?P<which>{_WHICH}|{_EVERY})一?个?|(?<![一两二三四五六七八九十0-9几半]))"
        rf"(?:{_WEEK}|拜)(?P<days>{_DAY}{_NOT_COUNTED}(?:{_MORE}){{0,6}})"
        rf"(?:{_TO}(?P<last>{_WEEK}{_DAY}|{_DAY}{_OWN}))?",
        _days_of_week,
    ),
    rule(
        _BEGINS,
        rf"(?P<which>{_WHICH}|{_EVERY})一?个?{_WEEK}(?![边围])",
        _week,
    ),
    rule("每工上平", "每?一?个?(?:工作日|上班日)(?![内后])|平日(?!里)", _working_days),
)
