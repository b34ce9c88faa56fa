"""Marks that belong together: 明天 + 下午 + 3点 is one time, 3点 + 到 + 5点 a range."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import partial

from nlp.numerals import read_number
from nlp.timing.marks import (
    Clock,
    Day,
    DayKind,
    Daypart,
    Every,
    Mark,
    Piece,
    Shift,
    Span,
    Whole,
    one_day,
)
from nlp.timing.spans import days_on, within
from nlp.timing.values import Freq


class Bound(Enum):
    """On which side of the time said something lies."""

    AT = 0
    BEFORE = 1  # 前, 之前, 截止
    AFTER = 2  # 后, 以后, 起
    WITHIN = 3  # 内


@dataclass(frozen=True, slots=True)
class Phrase:
    """What was said of one time; `until` is the other end of a range."""

    start: int
    end: int
    day: Day | None = None
    part: Daypart | None = None
    clock: Clock | None = None
    every: Every | None = None
    shift: Shift | None = None
    until: "Phrase | None" = None
    until_now: bool = False
    bound: Bound = Bound.AT

    @property
    def is_empty(self) -> bool:
        return not (self.day or self.part or self.clock or self.every or self.shift)

    @property
    def tells_half(self) -> bool:
        """True if a clock time is after 12: then all of the message are on 24 hours."""
        return any(one is not None and one.hour > 12 for one in self._clocks)

    @property
    def _clocks(self) -> tuple[Clock | None, Clock | None]:
        return self.clock, self.until.clock if self.until else None

    def on_24_hours(self) -> "Phrase":
        until = self.until.on_24_hours() if self.until else None
        clock = replace(self.clock, is_exact=True) if self.clock else None
        return replace(self, clock=clock, until=until)


# 国庆前一天, 开学前两天, 中秋第二天.
_BESIDE = re.compile(
    "的?(?:(?P<before>前一晚|前夜|前夕|头天|前(?P<count>[一两二三])天)|(?:后一|第二)天)"
)
# What may stand between two pieces of one time.
_GLUE = re.compile(
    r"[\s,，、:：()（）\[\]【】/]{0,3}(?:的|那天|当天|这天|大概|大约|差不多|约|就是|也就是|不到|正好|准时|时间)?[\s:：(（]{0,2}"
)
_STOP = re.compile("[,，、。:：/]")
_TIGHT = re.compile(r"[\s(（的]{0,2}")
_TO = re.compile(
    r"[\s)）]{0,2}(?:起|开始)?\s?(?:一直|直)?(?:到|至|-{1,2}|~{1,2}|—{1,2}|–{1,2}|→)了?\s?[(（]?"
)
_NOW = re.compile(r"\s?(?:一直)?[到至](?:现在|今(?![天日晚早])|目前|这会儿?)")
_BEFORE = re.compile(
    r"[)）]?\s?(?:之前|以前|前(?![来往门面台后几天些排院厅任进方期夜半晌])|(?:截止|为止|止|截至)(?!到))"
)
_INSIDE = re.compile(r"\s?(?:之内|以内|内(?![容部科外衣裤裤]))")
_AFTER = re.compile(
    r"[)）]?\s?(?:之后|以后|过后|后(?![天面勤来续门台半山院备果悔期方排厨晌])|起(?![床码来飞诉火因点重]))"
)
_UNTIL = re.compile(
    r"(?:截止(?:到|至|时间|日期|于)?|截至|截到|最晚|最迟|不晚于|不超过|赶在|限时?|(?<!推)迟至|(?:报名|报|停|持续|延续|开|营业|开放|有效|一直|放假|放|休息|施工|封|关|住|卖|展|忙|干|玩|等)(?:到|至))"
    r"\s?(?:时间)?[是为:：在]?\s?(?:是|为)?$"
)
_LED = 10  # characters that are looked at before a phrase


def phrases_of(text: str, marks: Sequence[Mark]) -> Iterator[Phrase]:
    """The times of the text, in order."""
    at = 0
    end = 0
    while at < len(marks):
        if marks[at].start < end:  # 前三天 in 国庆前三天
            at += 1
            continue
        phrase, at = _gathered(text, marks, at)
        if phrase.is_empty:
            continue
        to = _TO.match(text, phrase.end)
        if phrase.until is None and to and at < len(marks) and marks[at].start == to.end():
            until, after = _gathered(text, marks, at)
            if not until.is_empty and until.every is None and until.until is None:
                phrase, at = replace(phrase, until=until, end=until.end), after
        phrase = _bounded(text, phrase)
        end = phrase.end
        yield phrase


def _gathered(text: str, marks: Sequence[Mark], at: int) -> tuple[Phrase, int]:
    """All marks from there on that make up one time, and where the next begins."""
    phrase = _with(Phrase(marks[at].start, marks[at].start), marks[at])
    at += 1
    while phrase is not None and at < len(marks) and not phrase.until and marks[at].pieces:
        if not _is_glued(text, phrase, marks[at]):
            break
        longer = _with(phrase, marks[at])
        if longer is None:
            break
        phrase, at = longer, at + 1
    return phrase or Phrase(0, 0), at


def _is_glued(text: str, phrase: Phrase, mark: Mark) -> bool:
    """A day said behind its clock time must stand close by."""
    if phrase.is_empty and _STOP.search(text, phrase.end, mark.start):
        return False  # 半小时, 周三: how long says nothing of when
    late = phrase.clock is not None and any(isinstance(p, Day) for p in mark.pieces)
    if phrase.day and _BESIDE.match(text, phrase.end):
        return False
    return bool((_TIGHT if late else _GLUE).fullmatch(text, phrase.end, mark.start))


def _with(phrase: Phrase, mark: Mark) -> Phrase | None:
    """The phrase and the mark as one; None if they are two times."""
    longer: Phrase | None = phrase
    for piece in mark.pieces:
        longer = _joined(longer, piece) if longer else None
    if longer is None:
        return None
    if mark.until:
        longer = replace(longer, until=Phrase(mark.start, mark.end, clock=mark.until))
    return replace(longer, end=mark.end)


def _joined(phrase: Phrase, piece: Piece) -> Phrase | None:
    match piece:
        case Whole():
            return phrase
        case Shift():
            return replace(phrase, shift=piece) if phrase.is_empty else None
        case Clock():
            return None if phrase.clock or phrase.shift else replace(phrase, clock=piece)
        case Daypart():
            return _in_part(phrase, piece)
        case Every():
            return _again(phrase, piece)
        case Day():
            return _on_day(phrase, piece)


def _in_part(phrase: Phrase, part: Daypart) -> Phrase | None:
    """今晚 + 凌晨 is the night after, 中午 + 吃完饭 noon; else the later word is better."""
    if phrase.clock or phrase.shift:
        return None
    if phrase.part and phrase.part.end > part.end and part.is_dawn:
        part = replace(part, is_night=True)
    elif phrase.part and part.start >= phrase.part.end:
        return phrase
    return replace(phrase, part=part)


def _again(phrase: Phrase, every: Every) -> Phrase | None:
    """工作日 + 每天, and 每天 + 周一到周五: the days said."""
    if phrase.clock or phrase.shift:
        return None
    if phrase.every is None:
        days = phrase.day.weekdays if phrase.day else ()
        if every.freq is Freq.DAILY and len(days) == 1:
            return None
        return replace(phrase, every=replace(every, weekdays=every.weekdays or days), day=None)
    if phrase.every.weekdays and not every.weekdays:
        return phrase
    return replace(phrase, every=every)


def _on_day(phrase: Phrase, day: Day) -> Phrase | None:
    if phrase.shift:
        return None
    if phrase.every:
        return _every_on(phrase, phrase.every, day)
    if phrase.day is None:
        return replace(phrase, day=day)
    return _same_day(phrase, phrase.day, day)


def _every_on(phrase: Phrase, every: Every, day: Day) -> Phrase | None:
    if day.weekdays and not every.weekdays and phrase.clock is None:
        return replace(phrase, every=replace(every, weekdays=day.weekdays))
    return None


def _same_day(phrase: Phrase, day: Day, other: Day) -> Phrase | None:
    """9月6日(周六), 明年国庆: what is said twice, or the day and what it lies in."""
    if other.kind is DayKind.FOLLOWING:
        return phrase if other.spans(date.min)[0].first == date.min else None
    if day.kind is DayKind.PERIOD and other.kind is not DayKind.PERIOD:
        return replace(phrase, day=_lying_in(day, other))
    if day.kind is other.kind or DayKind.PERIOD in (day.kind, other.kind):
        return None
    return phrase if day.kind.value < other.kind.value else replace(phrase, day=other)


def _lying_in(period: Day, day: Day) -> Day:
    return replace(day, spans=partial(_spans_in, period=period, day=day), is_bare=False)


def _spans_in(today: date, period: Day, day: Day) -> tuple[Span, ...]:
    found = day.spans(today)
    return within(found, period.spans(today)) or found


def _beside(day: Day, found: re.Match[str]) -> Day:
    count = -(read_number(found["count"] or "一") or 1) if found["before"] else 1
    return replace(day, spans=partial(_spans_beside, day=day, days=count), is_bare=False)


def _spans_beside(today: date, day: Day, days: int) -> tuple[Span, ...]:
    return tuple(one_day(days_on(span.first, days)) for span in day.spans(today))


def _bounded(text: str, phrase: Phrase) -> Phrase:
    """With what stands right behind it or before it: 前, 内, 起, 截止到."""
    if phrase.until is not None:
        return phrase
    beside = _BESIDE.match(text, phrase.end)
    if beside and phrase.day:
        return replace(phrase, day=_beside(phrase.day, beside), end=beside.end())
    if _NOW.match(text, phrase.end):
        return replace(phrase, until_now=True)
    before = text[max(0, phrase.start - _LED) : phrase.start]
    if _BEFORE.match(text, phrase.end) or _UNTIL.search(before):
        return replace(phrase, bound=Bound.BEFORE)
    if _INSIDE.match(text, phrase.end):
        return replace(phrase, bound=Bound.WITHIN)
    if _AFTER.match(text, phrase.end):
        return replace(phrase, bound=Bound.AFTER)
    return phrase
