"""Months and years, and pieces of them: 10月, 三月份, 6月初, 下个月, 月底, 明年, 2026年, 年底."""

import re
from functools import partial

from nlp.numerals import read_year
from nlp.timing import spans
from nlp.timing.clocks import NUMERALS
from nlp.timing.dates import DAY, MONTH, MONTHS, WHICH, YEAR, YEARS, number_of
from nlp.timing.marks import Day, DayKind, Mark, marked, rule

_PIECE = "(?:的?(?P<piece>[上中下]旬|最后一天|第一天|[底末初中](?![学考专间])))"
# 2月30号, and 一月一交: no month is meant.
_NO_DAY = rf"(?!\s?{DAY}(?:[号日,，。 ]|$)|[一两二三][交付次换结回趟])"
# 今年六十五 is how old one is.
_NO_AGE = rf"(?!\s?[也都才刚快满上读]?[{NUMERALS}]{{1,3}}(?:多?岁|周岁|了|出头|年级|[,，。!！]|$))"
_NO_MOON = "(?![亮薪租嫂饼卡票费子供抛龄])"


def _month(found: re.Match[str], _: Mark | None) -> Mark | None:
    """10月, 三月份, 6月初, 明年3月."""
    month, said = number_of(found["month"]), (found["year"] or "").rstrip("年 ")
    piece = found["piece"] or ""
    looked = partial(spans.month_piece, month=month, piece=piece, shift=None)
    year = read_year(said) if said and said not in YEARS else None
    if year is not None:
        looked = partial(spans.dated_month, year=year, month=month, piece=piece)
    elif said in YEARS:
        looked = partial(spans.year_month, shift=YEARS[said], month=month, piece=piece)
    return marked(found, Day(DayKind.PERIOD, looked))


def _this_month(found: re.Match[str], _: Mark | None) -> Mark | None:
    """这个月, 下月初; 月底 alone."""
    shift = MONTHS.get(found["which"] or "")
    looked = partial(spans.month_piece, month=None, piece=found["piece"] or "", shift=shift)
    return marked(found, Day(DayKind.PERIOD, looked))


def _year(found: re.Match[str], _: Mark | None) -> Mark | None:
    """明年, 2026年; 年底 alone."""
    said = found["year"] or "今"
    year = None if said in YEARS else read_year(said)
    looked = partial(
        spans.year_piece, year=year, shift=YEARS.get(said, 0), piece=found["piece"] or ""
    )
    return marked(found, Day(DayKind.PERIOD, looked))


RULES = (
    rule(
        NUMERALS + "今明去前后元",
        rf"(?:(?P<year>{YEAR})的?)?(?<![0-9.半])(?P<month>{MONTH})\s?月{_NO_DAY}份?{_PIECE}?{_NO_MOON}",
        _month,
    ),
    rule("上下这本当今", rf"(?P<which>{WHICH})一?个?月份?{_PIECE}?", _this_month),
    rule(
        "月",
        r"(?P<which>)(?<![岁个0-9])月(?P<piece>[底末初中](?![学考])|(?=之?内(?!容)))",
        _this_month,
    ),
    rule(
        "2二今明去前后",
        rf"(?:(?P<year>20[0-9]{{2}}|二零[零一二三四五六七八九]{{2}}|[今明去]|(?<![以之目])前(?!年[以前后])"
        rf"|(?<![以之然今往])后))\s?年(?![级前后]){_NO_AGE}(?:的?年?(?P<piece>[底末初]|最后一天))?",
        _year,
    ),
    rule(
        "年",
        r"(?P<year>)(?<![0-9一二三四五六七八九十几多半百去前])年(?P<piece>[底末初]|(?=之?内(?!容)))",
        _year,
    ),
)
