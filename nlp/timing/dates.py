"""Days by their number: 12月5号, 2026年1月3日, 明年3月15日, 11.2, 12/3, 18-20号, 每月10号."""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from nlp.numerals import read_number, read_year
from nlp.timing import lunar, spans
from nlp.timing.clocks import HOUR, NUMERALS
from nlp.timing.marks import Day, DayKind, Every, Mark, Span, marked, one_day, rule
from nlp.timing.values import Freq

_TEENS = "[一二三四五六七八九]"
DAY = rf"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二十{_TEENS}?|廿{_TEENS}?|十{_TEENS}?|{_TEENS})"
MONTH = f"(?:元|1[0-2]|0?[1-9]|十[一二]?|{_TEENS})"
YEAR = r"(?:[0-9]{4}|[零〇一二三四五六七八九]{4}|(?<![0-9])[0-9]{2}|[今明去前后])\s?年\s?"
YEARS: Mapping[str, int] = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}
WHICH = "上上|上|下下|下|这|本|当|今(?=个)"
MONTHS: Mapping[str, int] = {
    "上上": -2,
    "上": -1,
    "这": 0,
    "本": 0,
    "当": 0,
    "今": 0,
    "下": 1,
    "下下": 2,
}
_TO = r"\s?(?:到|至|-{1,2}|~|—{1,2}|–)\s?"
_DAYS = rf"(?P<first>{DAY})(?:[号日]?{_TO}(?P<last>{DAY}))?"
# 5、6号, 7号和8号: a day and the next.
_TWO_DAYS = rf"(?P<first>{DAY})(?:[号日]?\s?[、,，和跟及与]|[号日])\s?(?P<last>{DAY})"
# What has a number with 号 and is no day: 15号车位, 3号门, 92号汽油; but 15号家长会, 3号线上开会.
_NUMBERED = (
    "[楼栋幢库梯柜桩厅棚箱弄巷泵坑杆牌柱阀仓苑汽柴床摊桥坡窗亭鞋色码称召令]"
    "|家(?![长里人访政电])|户(?!外)|室(?![内外])|线(?![上下])|店(?!庆)|铺(?![沥路草管])|球(?![赛友])"
    "|座(?!谈)|桌(?![游球])|单元|机(?![场关动])|岗(?!前)|院(?!里)|馆(?!里)|井|管(?![道线子网])|位(?!于)"
    "|门(?!诊|禁检|店)|房(?![东子屋租])|车(?![展来险队])|站(?!岗)|区(?![里内域])|灯(?![会谜笼])|台(?!风)"
    "|路(?!演)|水[表箱塔泵]|电[梯表箱井房池动瓶]|充电|配电|垃圾[桶房站点亭]|快递柜|道闸|场地|选手|空调外"
    "|地块|公寓|公馆|商[铺业]|球衣|人物|选项|方案|口(?!罩)|信箱|邮箱|会议室|活动室|诊室|展位|花坛|健身器"
    "|消防栓|别墅|办公室|工位|包[间厢]|教室|人(?![多少齐太满都手民])|外[机墙]|[令子角]|难求"
)
_NO_PLACE = rf"(?!\s?(?:{_NUMBERED}))"
_NO_ADDRESS = "(?<![0-9.:月第住路街弄巷村组单栋幢座楼元])(?<![0-9]-)"
# 十月一次, 三月一付: so often, not the first.
_NOT_ONCE = "(?![0-9一二三四五六七八九次个付换交结趟回过天块直起样下般定点:.份%号日月年])"
_CLOSED = r"(?=\s?[(,，。:：~ ]|$|[上中下]午|早|晚|前|之前|以前)"
# What a dotted number has that is no date: 3.5米, 11.2平, 1/2的业主.
_NO_UNIT = (
    r"(?![0-9]|\s?(?:[元块万千米平斤公里度%倍折升吨寸个小吋英分亿角毛岁克kKgGmMwWvVL×*x]|以|的比"
    r"|的?业主|人|匹|包邮))"
)
# What stands behind a date written 12/3, unless it opens the message.
_DATED = re.compile(
    r"\s?(?:[号日(\-~—]|[上中下]午|[早晚前起后到至开停来去]|中午|傍晚|凌晨|周|星期|礼拜|之前|以前|截止"
    r"|[0-9]{1,2}\s?[:点]|放假)"
)
_OPENS = re.compile(r"(?:^|[\s,，。:：;；()（）、!！?？\]】从于在到至定改是自])$")
_RANGE = ("-", "~", "到", "至", "—")
_FRACTIONS = ("1/2", "1/3", "2/3", "1/4", "3/4", "1/5")
# Neither numbers nor 号.
_OLD_WAY = re.compile(rf"{_TEENS}月(?:十|二十|廿){_TEENS}?")
_LEAP_YEAR = 2028  # has every day there is


def _in_digits(found: re.Match[str], _: Mark | None) -> Mark | None:
    """2026-01-03, 2026/1/3."""
    first = int(found["day"])
    return _dated(found, int(found["month"]), first, first, found["year"])


def _month_day(found: re.Match[str], _: Mark | None) -> Mark | None:
    """12月5号, 明年3月15日, 10月1-7号."""
    first = number_of(found["first"])
    last = number_of(found["last"]) or first
    return _dated(
        found, number_of(found["month"]), first, last, (found["year"] or "").rstrip("年 ")
    )


def _two_of_month_named(found: re.Match[str], before: Mark | None) -> Mark | None:
    """7月5、6号."""
    return _month_day(found, before) if _is_pair(found) else None


def _two_of_month(found: re.Match[str], before: Mark | None) -> Mark | None:
    """5、6号, 7号和8号."""
    return _of_month(found, before) if _is_pair(found) else None


def _is_pair(found: re.Match[str]) -> bool:
    return number_of(found["last"]) - number_of(found["first"]) == 1


def number_of(said: str | None) -> int:
    """Zero if nothing was said; 元月 is the first month."""
    if said == "元":
        return 1
    return (read_number(said) if said else None) or 0


def _dated(found: re.Match[str], month: int, first: int, last: int, year_said: str) -> Mark | None:
    """Those days of the year said, else of any; None if there are none such."""
    year = read_year(year_said) if year_said and year_said not in YEARS else None
    if not (
        spans.day_of(year or _LEAP_YEAR, month, first) and spans.day_of(_LEAP_YEAR, month, last)
    ):
        return None
    looked = partial(spans.month_day, month=month, first=first, last=last)
    if first == last and not year_said and _OLD_WAY.fullmatch(found[0]):
        looked = partial(_in_either_calendar, month=month, day=first)
    if year is not None:
        looked = partial(spans.dated, year=year, month=month, first=first, last=last)
    elif year_said in YEARS:
        shift = YEARS[year_said]
        looked = partial(spans.year_day, shift=shift, month=month, first=first, last=last)
    return marked(found, Day(DayKind.DATE, looked))


def _in_either_calendar(today: date, month: int, day: int) -> tuple[Span, ...]:
    """八月十六, just over, is rather a lunar day still to come."""
    solar = spans.month_day(today, month, day, day)
    old = (lunar.solar(year, month, day) for year in range(today.year - 1, today.year + 2))
    both = {*solar, *(one_day(day) for day in old if day)}
    return tuple(sorted(both, key=lambda span: span.first))


def _dots(found: re.Match[str], before: Mark | None) -> Mark | None:
    """11.2, 11/2, 3·15."""
    gap = found.string[before.end : found.start()].strip() if before else ""
    if gap not in _RANGE and not _is_dated(found):
        return None
    first = int(found["day"])
    return _dated(found, int(found["month"]), first, first, "")


def _is_dated(found: re.Match[str]) -> bool:
    """True if what is around tells a date from a decimal, a door or a fraction."""
    before, is_dash = found.string[max(0, found.start() - 1) : found.start()], found["dot"] == "-"
    if before == "-" or (is_dash and found.string.startswith("-", found.end())):
        return False
    is_plain = not is_dash and found[0] not in _FRACTIONS
    return bool(_DATED.match(found.string, found.end()) or (is_plain and _OPENS.search(before)))


def _of_month(found: re.Match[str], _: Mark | None) -> Mark | None:
    """15号, 18-20号, 下个月8号, 每月15号."""
    first = number_of(found["first"])
    last = number_of(found["last"]) or first
    if found["every"]:
        return marked(found, Every(Freq.MONTHLY))
    if first > last:
        return None
    months = MONTHS.get(found["which"] or "")
    looked = partial(spans.day_of_month, first=first, last=last, months=months)
    return marked(found, Day(DayKind.DATE, looked))


def _weekday_of_month(found: re.Match[str], _: Mark | None) -> Mark | None:
    """第二个周六, 最后一个周五, 每月第一个周六."""
    weekday = "一二三四五六日".find(found["weekday"].replace("天", "日"))
    if found["every"]:
        return marked(found, Every(Freq.MONTHLY, (weekday,)))
    count = number_of(found["count"]) or -1
    return marked(found, Day(DayKind.DATE, partial(spans.nth_weekday, weekday=weekday, nth=count)))


def _monthly(found: re.Match[str], _: Mark | None) -> Mark | None:
    return marked(found, Every(Freq.MONTHLY))


RULES = (
    rule(
        "2",
        r"(?<![0-9])(?P<year>20[0-9]{2})(?P<dot>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=dot)"
        r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9])",
        _in_digits,
    ),
    rule(
        NUMERALS + "今明去前后元",
        rf"(?:(?P<year>{YEAR})的?\s?)?(?<![0-9.])(?P<month>{MONTH})\s?月\s?{_TWO_DAYS}"
        rf"\s?[号日]{_NO_PLACE}",
        _two_of_month_named,
    ),
    rule(
        NUMERALS + "上下这本当今",
        rf"(?:(?P<which>{WHICH})一?个?月\s?|{_NO_ADDRESS})(?P<every>){_TWO_DAYS}\s?号{_NO_PLACE}",
        _two_of_month,
    ),
    rule(
        NUMERALS + "今明去前后元",
        rf"(?:(?P<year>{YEAR})的?\s?)?(?<![0-9.])(?P<month>{MONTH})\s?月\s?{_DAYS}"
        rf"(?:[号日](?!楼[^道梯])|{_CLOSED}|(?:(?<=[0-9十])|(?<=[十廿]{_TEENS})){_NOT_ONCE})",
        _month_day,
    ),
    rule(
        "每第最",
        r"(?P<every>每个?月的?)?(?:第(?P<count>[一二三四1-4])|最后一?)个?(?:周|星期|礼拜)"
        r"(?P<weekday>[一二三四五六日天])",
        _weekday_of_month,
    ),
    rule(
        NUMERALS + "上下这本当今每",
        rf"(?:(?:(?P<which>{WHICH})一?个?月|(?P<every>每逢?个?月)的?)\s?|{_NO_ADDRESS}){_DAYS}"
        rf"\s?(?:号|(?<=[0-9十])日(?!内|之内|后|游|元|志|期|常|用)){_NO_PLACE}",
        _of_month,
    ),
    rule(
        "123",  # 25晚上七点
        rf"(?<![0-9.:/-])(?P<which>)(?P<every>)(?P<first>[12][0-9]|3[01])(?P<last>)"
        rf"(?=(?:早上|上午|中午|下午|傍晚|晚上?)\s?{HOUR}\s?[点:])",
        _of_month,
    ),
    rule(
        NUMERALS[:10],
        r"(?<![0-9./·])(?P<month>1[0-2]|0?[1-9])(?P<dot>[./·-])(?P<day>3[01]|[12][0-9]|0?[1-9])"
        rf"(?![0-9:/·]|\.[0-9]|[点时月]){_NO_UNIT}(?:[号日](?!楼))?",
        _dots,
    ),
    rule(
        "每月逢初",
        "每逢?个?月(?:的?(?:月?[底末初中]|最后一天|第一天))?|月月|每?逢?初一(?:和|、|跟|及)?十五",
        _monthly,
    ),
)
