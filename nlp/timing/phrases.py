"""Marks that belong together: 明天 + 下午 + 3点 is one time, 3点 + 到 + 5点 a range."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from nlp.timing.marks import (
    Clock,
    Day,
    DayKind,
    Daypart,
    Every,
    Mark,
    Piece,
    Shift,
    Whole,
)
from nlp.timing.reckoning import BESIDE, beside, lying_in
from nlp.timing.values import Freq


class Bound(Enum):
    """On which side of the time said something lies."""

    AT = 0
    BEFORE = 1  # 前, 之前, 截止
    AFTER = 2  # 后, 以后: of a festival, when it is over
    WITHIN = 3  # 内
    FROM = 4  # 起


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
_AFTER = re.compile(r"[)）]?\s?(?:之后|以后|过后|后(?![天面勤来续门台半山院备果悔期方排厨晌]))")
_FROM = re.compile(r"[)）]?\s?(?:开始)?起(?![床码来飞诉火因点重])")
_UNTIL = re.compile(
    r"(?:截止(?:到|至|时间|日期|于)?|截至|截到|最晚|最迟|不晚于|不超过|赶在|限时?|(?<!推)迟至|(?:报名|报|停|持续|延续|开|营业|开放|有效|一直|放假|放|休息|施工|封|关|住|卖|展|忙|干|玩|等)(?:到|至))"
    r"\s?(?:时间)?[是为:：在]?\s?(?:是|为)?$"
)
# Opening hours hold every such day, unless they are for once.
_OPEN = re.compile(r"[)）]?\s?(?:都?开(?:放|门|馆)?(?:[,，。!~]|$)|营业|可以|有人|值班)")
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
            until, after = _ending(text, marks, at, phrase)
            if not until.is_empty and until.every is None and until.until is None:
                phrase, at = replace(phrase, until=until, end=until.end), after
        phrase = _opened(text, _bounded(text, phrase))
        end = phrase.end
        yield phrase


def _ending(text: str, marks: Sequence[Mark], at: int, begun: Phrase) -> tuple[Phrase, int]:
    """The other end of a range; of days if it begins with a day, without the hours behind a comma.

    What is named behind its clock time is what happens then: 31号晚九点到一点跨年晚会.
    """
    until, after = _gathered(text, marks, at, is_whole=not (begun.clock or begun.part))
    if begun.day and until.clock and not any(isinstance(p, Day) for p in marks[at].pieces):
        until = replace(until, day=None)
    return until, after


def _opened(text: str, phrase: Phrase) -> Phrase:
    """周末10点到18点开放 is every such day."""
    day = phrase.day
    if not (day and day.is_bare and day.weekdays and phrase.until and phrase.until.day is None):
        return phrase
    if not _OPEN.match(text, phrase.end):
        return phrase
    return replace(phrase, day=None, every=Every(Freq.WEEKLY, day.weekdays))


def _gathered(
    text: str, marks: Sequence[Mark], at: int, *, is_whole: bool = False
) -> tuple[Phrase, int]:
    """All marks from there on that make up one time, and where the next begins.

    `is_whole`: a day behind which a comma ends it.
    """
    phrase = _with(Phrase(marks[at].start, marks[at].start), marks[at])
    at += 1
    while phrase is not None and at < len(marks) and not phrase.until and marks[at].pieces:
        is_stopped = is_whole and phrase.day and _STOP.search(text, phrase.end, marks[at].start)
        if is_stopped or not _is_glued(text, phrase, marks[at]):
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
    is_beside = any(isinstance(p, Day) for p in mark.pieces) and BESIDE.match(text, mark.end)
    if phrase.day and (is_beside or BESIDE.match(text, phrase.end)):
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
    elif phrase.part and part.start >= phrase.part.end and not part.is_night:
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
        return replace(phrase, day=lying_in(day, other))
    if day.kind is other.kind or DayKind.PERIOD in (day.kind, other.kind):
        return None
    return phrase if day.kind.value < other.kind.value else replace(phrase, day=other)


def _bounded(text: str, phrase: Phrase) -> Phrase:
    """With what stands right behind it or before it: 前, 内, 起, 截止到."""
    if phrase.until is not None:
        return phrase
    near = BESIDE.match(text, phrase.end)
    if near and phrase.day:
        return replace(phrase, day=beside(phrase.day, near), end=near.end())
    if _NOW.match(text, phrase.end):
        return replace(phrase, until_now=True)
    before = text[max(0, phrase.start - _LED) : phrase.start]
    if _BEFORE.match(text, phrase.end) or _UNTIL.search(before):
        return replace(phrase, bound=Bound.BEFORE)
    if _INSIDE.match(text, phrase.end):
        return replace(phrase, bound=Bound.WITHIN)
    if _AFTER.match(text, phrase.end):
        return replace(phrase, bound=Bound.AFTER)
    if _FROM.match(text, phrase.end):
        return replace(phrase, bound=Bound.FROM)
    return phrase
