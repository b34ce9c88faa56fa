"""Festivals and lunar days: 中秋, 大年初二, 腊月廿三, 清明, 国庆假期, 暑假, 母亲节."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

from nlp.numerals import read_number
from nlp.timing import lunar, spans
from nlp.timing.dayparts import EVENING
from nlp.timing.marks import Day, DayKind, Mark, Span, Whole, marked, rule
from nlp.timing.terms import LONGITUDES, solar_term

# The first day of a festival in that year of its calendar; None if the tables end before.
Found = Callable[[int], date | None]


def _nth_sunday(year: int, month: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (count - 1))


def _thanksgiving(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


def _solar(month: int, day: int) -> Found:
    return partial(spans.day_of, month=month, day=day)


def _lunar(month: int, day: int) -> Found:
    return partial(lunar.solar, month=month, day=day)


# What follows a name that is no day: 七夕街, 元宵 that is eaten, 八一路.
_PLACE = (
    "(?!街(?![上头道])|[巷弄]|路(?![上灯边面])|大道|小区(?![里办搞有发内])|新村|花园|[中小]学(?!生)|儿童公园"
    "|[东西南北]街)"
)
_NAMELESS = "(?!树|老人|帽|河|上河|路|街|小学|中学|大学|校|桥|公园|广场|村|厂|超市)"
_NOT_NUMBER = (
    "(?![一二三四五六七八九十百0-9点月号楼栋单层个人位块元室户次条路街中厂幼巷村桥]|小(?!长)"
    "|大道|公园|广场|社区)"
)
_EATEN = "(?<![吃煮包卖买滚送做碗袋个])"
_HOLIDAY = (
    "(?=假|放假|期间|黄金周|小长假|长假|出|去|回|前|后|当天|那天|国庆|的时候|[,，。 不要想有]|$)"
)
_MARKED = "(?=[上中下]午|早上|晚上|建|慰|文|晚|活|汇|庆|歌|演|[,，]|前|后|那天|当天|期间|节|放)"

_NO_DIGIT = "(?<![0-9一二三四五六七八九十])"
_UNNUMBERED = "(?![十0-9点号日])"

# What names begin with, a pattern for them, and when the festival is. The longer one stands first.
_NAMES: tuple[tuple[str, str, Found], ...] = (
    (
        "大年除三",
        "大年三十|大年二十九|大年夜|年三十|年卅|年夜(?!饭|市)|除夕|三十晚上",
        lunar.new_years_eve,
    ),
    ("元阳", "元旦|阳历年", _solar(1, 1)),
    ("春大过新", "春节|大过年|过年(?!好)|新春佳节", _lunar(1, 1)),
    ("元正上", f"{_EATEN}元宵(?![吃煮馅皮])|正月半|上元节", _lunar(1, 15)),
    ("情", "情人节", _solar(2, 14)),
    ("龙二", f"龙抬头|二月二{_UNNUMBERED}", _lunar(2, 2)),
    ("三妇女", "(?:三八)?妇女节|三八节|女[神生]节", _solar(3, 8)),
    ("植", "植树节", _solar(3, 12)),
    ("消", "消费者(?:权益)?日", _solar(3, 15)),
    ("愚", "愚人节", _solar(4, 1)),
    ("三", f"三月三{_UNNUMBERED}", _lunar(3, 3)),
    ("五国劳", f"(?:五一)?(?:国际)?劳动节|{_NO_DIGIT}五一{_NOT_NUMBER}", _solar(5, 1)),
    ("五青", "(?:五四)?青年节|五四(?=活动|晚会|节)", _solar(5, 4)),
    ("护", "护士节", _solar(5, 12)),
    ("母", "母亲节", partial(_nth_sunday, month=5, count=2)),
    ("六国儿", f"(?:六一)?(?:国际)?儿童节|{_NO_DIGIT}六一{_NOT_NUMBER}", _solar(6, 1)),
    ("父", "父亲节", partial(_nth_sunday, month=6, count=3)),
    ("端五", f"端午|端阳|五月(?:初五|五){_UNNUMBERED}", _lunar(5, 5)),
    ("七建", f"(?:七一)?建党节|{_NO_DIGIT}七一{_MARKED}", _solar(7, 1)),
    ("八建", f"(?:八一)?建军节|{_NO_DIGIT}八一{_MARKED}", _solar(8, 1)),
    ("七乞", f"七夕|乞巧节|七月七{_UNNUMBERED}", _lunar(7, 7)),
    ("中鬼七盂", "中元节?|鬼节|七月半|七月十五(?![号日])|盂兰盆?节?", _lunar(7, 15)),
    ("教", "教师节", _solar(9, 10)),
    ("中八仲", "中秋|八月半|仲秋节|八月十五(?![号日])", _lunar(8, 15)),
    (
        "十国",
        f"(?:十一)?国庆(?![路街巷村]|小区)|(?<![二三四五六七八九0-9])十一{_HOLIDAY}",
        _solar(10, 1),
    ),
    ("重老九", f"重阳(?!糕)|老人节|九月九{_UNNUMBERED}", _lunar(9, 9)),
    ("程", "程序员节", _solar(10, 24)),
    ("万", "万圣节", _solar(10, 31)),
    ("寒", "寒衣节", _lunar(10, 1)),
    ("消", "消防(?:宣传)?日", _solar(11, 9)),
    ("双", "双十一|双11", _solar(11, 11)),
    ("感", "感恩节", _thanksgiving),
    ("双", "双十二|双12", _solar(12, 12)),
    ("平", "平安夜", _solar(12, 24)),
    ("圣", f"圣诞{_NAMELESS}", _solar(12, 25)),
    ("跨", "跨年", _solar(12, 31)),
    ("腊", "腊八(?![蒜粥醋豆])", _lunar(12, 8)),
    ("小", "小年(?![轻纪])", _lunar(12, 23)),
)
# How many days are off at the longest ones (State Council, since 2025).
_LONG = (("国庆", 7), ("十一", 7), ("五一", 5), ("劳动节", 5), ("春节", 8), ("过年", 8))
# Terms that mean nothing else; the others are weather, or a name.
_PLAIN = frozenset(LONGITUDES) - {"雨水", "小雪", "大雪", "小寒", "大寒", "小满", "寒露", "白露"}
_OF_THE_TERM = "(?:节气|那天|当天|当日|前后)"
_REST = (
    "(?:节(?![目省约点能奏]))?(?P<off>期间|假期|长假|小长假|放假|黄金周|假|(?=[之以过]?后))?"
    "(?P<night>夜|当晚)?"
)
_WISHED = re.compile("节?日?(?:快乐|安康|愉快|吉祥|幸福|好(?=[,，。!！~～啊呀]|$)|大吉|祝福)")
_MONTH = "(?:正|腊|冬|十[一二]?|[二三四五六七八九])月"
_DIGIT = "[一二三四五六七八九]"
_FIRST_DAYS = f"初(?:十|{_DIGIT})"
_LATER_DAYS = f"(?:二十|廿|十){_DIGIT}?|三十"
_MONTHS: Mapping[str, int] = {"正": 1, "冬": 11, "腊": 12, "年": 12}
_NO_YEARS = "(?<![0-9一二三四五六七八九十几多半百今明去前后每本当来])"
# 初二 is also a year at school: the lunar day is meant around the New Year, or with 农历.
_SCHOOL = re.compile("[年级生班的学毕升家数语英化男女]|物理|[上中下](?![午班])")
_SCHOOL_YEARS = 3
_SEASONS: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "寒": ((1, 20), (2, 25)),
    "暑": ((7, 1), (9, 1)),
}


def _named(found: re.Match[str], _: Mark | None, which: Found) -> Mark | None:
    if _WISHED.match(found.string, found.end()):
        return marked(found)
    is_off = found["off"] is not None
    length = next((days for word, days in _LONG if word in found[0]), 1) if is_off else 1
    looked = partial(_around, which=which, length=length)
    by_night = found["night"] or found[0].startswith(("平安夜", "大年夜", "三十晚上"))
    return marked(found, Day(DayKind.FESTIVAL, looked), *((EVENING,) if by_night else ()))


def _around(today: date, which: Found, length: int) -> tuple[Span, ...]:
    """Last year's, this one's and the next, in whatever calendar."""
    days = (which(year) for year in range(today.year - 2, today.year + 3))
    return tuple(Span(day, spans.days_on(day, length)) for day in days if day)


def _term(found: re.Match[str], _: Mark | None) -> Mark | None:
    name = found["plain"] or found["other"]
    if _WISHED.match(found.string, found.end()):
        return marked(found)
    which = partial(solar_term, name=name)
    day = Day(DayKind.FESTIVAL, partial(_around, which=which, length=1))
    return marked(found, day, *((EVENING,) if found["night"] else ()))


def _lunar_day(found: re.Match[str], _: Mark | None) -> Mark | None:
    """正月初八, 腊月廿三, 农历八月十五."""
    said = found["month"] or found["bare_month"]
    month = _MONTHS.get(said[0]) or read_number(said.rstrip("月"))
    day = read_number((found["day"] or found["bare_day"]).removeprefix("初"))
    if not (month and day and 1 <= month <= 12):
        return None
    which: Found = partial(lunar.solar, month=month, day=day)
    if (month, day) == (12, 30):
        which = lunar.new_years_eve
    return marked(found, Day(DayKind.FESTIVAL, partial(_around, which=which, length=1)))


def _new_years_days(found: re.Match[str], _: Mark | None) -> Mark | None:
    """大年初二; 初二 alone only around the New Year."""
    day = read_number(found["day"].removeprefix("初")) or 1
    is_said = found["great"] or found["lunar"]
    if day <= _SCHOOL_YEARS and not is_said and _SCHOOL.match(found.string, found.end()):
        return None
    if found["great"]:
        which = partial(lunar.solar, month=1, day=day)
        looked = partial(_around, which=which, length=_length(found, day))
    else:
        looked = partial(
            _next_such, day=day, count=_length(found, day), always=bool(found["lunar"])
        )
    return marked(found, Day(DayKind.FESTIVAL, looked))


def _length(found: re.Match[str], day: int) -> int:
    """初三初四 are two days."""
    following = read_number((found["next"] or "").removeprefix("初") or "零")
    return 2 if following == day + 1 else 1


def _later_day(found: re.Match[str], before: Mark | None) -> Mark | None:
    """十五 in 初八到十五."""
    day = read_number(found[0])
    if before is None or day is None or "初" not in found.string[before.start : before.end]:
        return None
    if found.string[before.end : found.start()].strip() not in ("到", "至", "-", "~"):
        return None
    return marked(found, Day(DayKind.FESTIVAL, partial(_next_such, day=day, always=True)))


def _next_such(today: date, day: int, *, count: int = 1, always: bool) -> tuple[Span, ...]:
    year, month, _ = lunar.lunar_month(today)
    if month not in (1, 12) and day <= _SCHOOL_YEARS and not always:
        return ()
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    days = (lunar.solar(*one, day) for one in ((year, month), following))
    return tuple(Span(found, spans.days_on(found, count)) for found in days if found)


def _lunar_month(found: re.Match[str], _: Mark | None) -> Mark | None:
    """正月里, 腊月."""
    looked = partial(_months, month=_MONTHS[found["month"]])
    return marked(found, Day(DayKind.FESTIVAL, looked))


def _months(today: date, month: int) -> tuple[Span, ...]:
    years = range(today.year - 2, today.year + 2)
    ends = [
        (lunar.solar(y, month, 1), lunar.solar(y + month // 12, month % 12 + 1, 1)) for y in years
    ]
    return tuple(Span(first, end) for first, end in ends if first and end)


def _season(found: re.Match[str], _: Mark | None) -> Mark | None:
    start, end = _SEASONS[found["which"]]
    return marked(found, Day(DayKind.FESTIVAL, partial(_seasons, start=start, end=end)))


def _seasons(today: date, start: tuple[int, int], end: tuple[int, int]) -> tuple[Span, ...]:
    years = (today.year - 1, today.year, today.year + 1)
    return tuple(Span(date(year, *start), date(year, *end)) for year in years)


def _new_year(found: re.Match[str], _: Mark | None) -> Mark | None:
    """年前, 年后: before and after the lunar New Year."""
    looked = partial(_around, which=_lunar(1, 1), length=1)
    return marked(found, Day(DayKind.FESTIVAL, looked))


def _whole(found: re.Match[str], _: Mark | None) -> Mark | None:
    """年后初八: the day says it all."""
    return marked(found, Whole.DAY)


RULES = (
    *(
        rule(begins, f"(?:{words}){_PLACE}{_REST}", partial(_named, which=which))
        for begins, words, which in _NAMES
    ),
    rule(
        "".join(sorted({name[0] for name in LONGITUDES})),
        f"(?:(?P<plain>{'|'.join(sorted(_PLAIN))})(?!上河){_PLACE}节?气?"
        f"|(?P<other>{'|'.join(sorted(LONGITUDES.keys() - _PLAIN))}){_OF_THE_TERM})"
        "(?P<night>夜|当晚)?",
        _term,
    ),
    rule(
        "农阴旧正腊冬年十二三四五六七八九",
        rf"(?:农历|阴历|旧历)\s?(?P<month>{_MONTH}|[0-9]{{1,2}}月)"
        rf"(?P<day>{_FIRST_DAYS}|{_LATER_DAYS}|{_DIGIT}|[0-9]{{1,2}})[日号]?"
        rf"|(?P<bare_month>[正腊冬]月|{_MONTH}(?=初|廿)|{_NO_YEARS}年(?=二十|廿))"
        rf"(?P<bare_day>{_FIRST_DAYS}|{_LATER_DAYS}|[0-9]{{1,2}}(?![0-9日号点:]))",
        _lunar_day,
    ),
    rule(
        "大年初农阴旧",
        rf"(?:(?P<great>大?年)|(?P<lunar>农历|阴历|旧历)\s?|(?<![月上读念升最当起]))(?P<day>{_FIRST_DAYS})"
        rf"(?:[、和跟]?(?P<next>{_FIRST_DAYS}))?(?!(?:[和、跟]|及)?十五)",
        _new_years_days,
    ),
    rule("十二廿三", rf"(?:{_LATER_DAYS})(?![0-9点号日月天个])", _later_day),
    rule("正腊冬", f"(?P<month>[正腊冬])月里?(?!{_FIRST_DAYS}|[0-9十廿二三])", _lunar_month),
    rule("寒暑", "(?P<which>[寒暑])假(?:期间|里|期)?", _season),
    rule("年", f"{_NO_YEARS}年[前后](?=的?(?:初|正月|腊月|小年|除夕))", _whole),
    rule(
        "年",
        f"{_NO_YEARS}年(?=前(?!面)|后)",
        _new_year,
    ),
)
