"""When a message speaks of: 周三晚上, 明早8点前, 15号下午, 7月19日09:30 (docs/vocabulary.md F).

Times look ahead: the next such day, today included while it is still to come.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from nlp.numerals import NUMERAL, read_number

# Parts of the day, and from which hour to which they last.
PARTS: Mapping[str, tuple[int, int]] = {
    "早上": (6, 9),
    "上午": (9, 12),
    "中午": (12, 14),
    "下午": (14, 18),
    "晚上": (18, 22),
}
_PART_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("早上", "早晨", "清早", "大早", "一早", "明早", "今早", "早"), "早上"),
    **dict.fromkeys(("上午", "午前"), "上午"),
    **dict.fromkeys(("中午", "正午", "晌午"), "中午"),
    **dict.fromkeys(("下午", "午后", "后晌"), "下午"),
    **dict.fromkeys(
        ("晚上", "傍晚", "夜里", "晚间", "今晚", "明晚", "后晚", "当晚", "晚"), "晚上"
    ),
}
_DAYS: Mapping[str, int] = {
    **dict.fromkeys(("今天", "今日", "今儿", "今晚", "今早"), 0),
    **dict.fromkeys(("明天", "明日", "明儿", "明晚", "明早"), 1),
    **dict.fromkeys(("后天", "后晚"), 2),
    "大后天": 3,
}
_YEARS_AROUND = 2  # nobody makes an appointment beyond
_WEEKDAYS = "一二三四五六日"

_DAY = re.compile("大后天|今天|今日|今儿|今晚|今早|明天|明日|明儿|明晚|明早|后天|后晚")
_WEEKDAY = re.compile(r"(这|本|下下|下)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末1-6])")
_DATE = re.compile(rf"(?:([0-9]{{4}})年)?({NUMERAL})月({NUMERAL})(?:日|号)?")
_DAY_OF_MONTH = re.compile(rf"(?<![0-9月栋])({NUMERAL})(?:号|日)(?![楼栋车院门]|{NUMERAL}?单元)")
_MONTH_END = re.compile("月底|月末")
_PART = re.compile(
    "早上|早晨|清早|大早|一早|明早|今早|上午|午前|中午|正午|晌午|下午|午后|后晌"
    "|晚上|傍晚|夜里|晚间|今晚|明晚|后晚|当晚|[早晚](?=[0-9一二三四五六七八九十]{1,2}(?:点|:))"
)
_CLOCK = re.compile(
    r"(?<![0-9:])([01]?[0-9]|2[0-3]):([0-5][0-9])(?![0-9])"
    rf"|(?<![0-9])({NUMERAL})点(?:(半)|(一刻)|(三刻)|({NUMERAL})分?)?(?!菜|建议|意见|心|儿?意思)"
)


@dataclass(frozen=True, slots=True)
class When:
    """What was said of the time. `part` is a part of the day, `clock` a time of day."""

    day: date | None = None
    part: str = ""
    clock: time | None = None

    def start(self, now: datetime) -> datetime | None:
        """The moment meant, if a clock time was said; today if no day was."""
        if self.clock is None:
            return None
        return datetime.combine(self.day or now.date(), self.clock, tzinfo=now.tzinfo)


def read_when(text: str, now: datetime) -> When:
    """All that normalised `text` says about the time, looking ahead from `now`."""
    part = _PART.search(text)
    when = When(part=_PART_WORDS[part[0]] if part else "")
    when = replace(when, clock=_clock(text, when.part))
    return replace(when, day=_day(text, when, now))


def read_moment(said: str, now: datetime) -> datetime | None:
    """ "7月19日09:30" or "2025年7月19日09:30": on the next such day. None if it is not one."""
    found = _DATE.match(said)
    clock = _CLOCK.fullmatch(said[found.end() :].strip()) if found else None
    day = found and _dated(found, now.date())
    if not day or not clock or clock[1] is None:
        return None
    return datetime.combine(day, time(int(clock[1]), int(clock[2])), tzinfo=now.tzinfo)


def read_day(said: str, now: datetime) -> date | None:
    """ "7月19日", "明天", "周三": the next such day. None if no day is named."""
    return _day(said, When(), now)


def _day(text: str, when: When, now: datetime) -> date | None:
    readers: tuple[Callable[[], date | None], ...] = (
        lambda: _relative(text, now.date()),
        lambda: _dated(_DATE.search(text), now.date()),
        lambda: _weekday(text, when, now),
        lambda: _of_month(text, now.date()),
        lambda: _month_end(now.date()) if _MONTH_END.search(text) else None,
    )
    for reader in readers:
        day = reader()
        if day is not None:
            return day
    return None


def _relative(text: str, today: date) -> date | None:
    found = _DAY.search(text)
    return today + timedelta(days=_DAYS[found[0]]) if found else None


def _weekday(text: str, when: When, now: datetime) -> date | None:
    found = _WEEKDAY.search(text)
    if found is None:
        return None
    which, name = found.groups()
    number = {"天": 6, "末": 5}.get(name, _WEEKDAYS.find(name))
    if number < 0:
        number = int(name) - 1
    monday = now.date() - timedelta(days=now.weekday())
    day = monday + timedelta(days=number)
    if which in ("下", "下下"):
        return day + timedelta(weeks=len(which))
    return day if day > now.date() or _still_ahead(day, when, now) else day + timedelta(weeks=1)


def _still_ahead(day: date, when: When, now: datetime) -> bool:
    """True if what is meant on `day` has not begun."""
    if day != now.date():
        return False
    if when.clock is not None:
        return when.clock > now.timetz().replace(tzinfo=None)
    return bool(when.part) and now.hour < PARTS[when.part][1]


def _dated(found: re.Match[str] | None, today: date) -> date | None:
    """The date written; without a year, the next such date."""
    if found is None:
        return None
    year, month, number = found[1], read_number(found[2]), read_number(found[3])
    if not month or not number:
        return None
    if year:
        is_near = abs(int(year) - today.year) <= _YEARS_AROUND
        return _date(int(year), month, number) if is_near else None
    this_year = _date(today.year, month, number)
    if this_year is not None and this_year >= today:
        return this_year
    return _date(today.year + 1, month, number)


def _of_month(text: str, today: date) -> date | None:
    found = _DAY_OF_MONTH.search(text)
    number = read_number(found[1]) if found else None
    if not number:
        return None
    day = _date(today.year, today.month, number)
    if day is not None and day >= today:
        return day
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return _date(following.year, following.month, number)


def _month_end(today: date) -> date:
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _clock(text: str, part: str) -> time | None:
    found = _CLOCK.search(text)
    if found is None:
        return None
    if found[1] is not None:
        hour, minute = int(found[1]), int(found[2])
    else:
        hour, minute = read_number(found[3]) or 0, _minutes(found)
    if part == "晚上" and hour == 12:
        return None  # midnight, of whichever day
    if part in ("下午", "晚上", "中午") and 1 <= hour < 12 and not (part == "中午" and hour > 6):
        hour += 12
    elif not part and 1 <= hour < 7:
        hour += 12  # nobody meets at three in the morning
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _minutes(found: re.Match[str]) -> int:
    if found[4]:
        return 30
    if found[5]:
        return 15
    if found[6]:
        return 45
    return read_number(found[7]) or 0 if found[7] else 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
