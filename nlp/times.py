"""When a message speaks of: 周三晚上, 明早8点前, 15号下午, 每周三放学后 (docs/vocabulary.md F).

Times look ahead: the next such day, today included while it is still to come. Words such as 昨晚,
上周 and 刚才 point back. How times are said is in nlp/timing/: lexing finds marks, phrases puts
them together, resolving tells what they mean.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from nlp.normalise import LONGEST, simplified
from nlp.timing.hours import at_clock
from nlp.timing.lexing import marks_of
from nlp.timing.marks import Day, DayKind, Daypart, Every
from nlp.timing.phrases import Bound, Phrase, phrases_of
from nlp.timing.resolving import day_meant, resolve
from nlp.timing.seen import Seen
from nlp.timing.values import Interval, Meaning, Part, TimeExpression

# What a call is announced with (docs/vocabulary.md F).
_PART_NAMES: Mapping[Part, str] = {
    Part.EARLY: "早上",
    Part.FORENOON: "上午",
    Part.NOON: "中午",
    Part.AFTERNOON: "下午",
    Part.AFTER_SCHOOL: "下午",
    Part.EVENING: "晚上",
}
_YEARS_AROUND = 2  # nobody makes an appointment beyond
_SMALL = range(1, 7)  # hours of a call that are in the afternoon: nobody meets at three at night
# Character for character: what is quoted keeps its place.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x301C: 0x7E}
# Without one of these, traditional or of full width, nothing is a time.
_ANY = re.compile(
    "[0-9０-９点點时時天日号號周週期拜今明昨晚早午夜晨月年节節庆慶夕秋阳陽旦晌黑饭飯学學班假初除冬春夏霜暑寒芒蛰"
    "刚剛现現钟鐘至宵昏腊臘双雙昼晝宿圣聖元龙龍灯燈工]|[后後前][儿兒]|[五六七八十]一"
)
# What happened already: 早上7点就开始钻墙了.
_PAST = re.compile(
    r"[^,，。!?]{0,4}就(?:没|停|断|开始|坏|响|吵|闹|报|说|在|有|听|来)[^,，。!?]{0,10}[了着]"
)
_JUST_NOW = re.compile(r"(?:刚才|方才|刚刚)[,，]?\s?$")
# 早上八点停的水, 周一来看过了; 上次是5月20号.
_DONE = re.compile("[停断]的[水电气网]|报的[修警]|[丢捡坏漏]的(?![^,，。]{0,6}[再请])")
_SEEN_TO = re.compile("[^,，。!?过]{1,4}过了(?!再|就|才)")
_LAST_TIME = re.compile("(?:上次|上回|上一次|上一回)(?:是|在|说)?$")
_OVER = re.compile("节?(?:都|早|已经|才|刚)?过(?:了(?!年)|完|去)")  # 端午过了
# What is done in the evening: 周六七点看电影.
_EVENING = re.compile("灯会|亮灯|烟花|电影|晚会|晚饭|晚餐|夜市|夜跑|聚餐|烧烤|火锅|喝酒|乘凉|赏月")
# What is done before the day begins.
_DAWN = re.compile("早餐|早点[铺摊车]|早市|早饭|豆浆|油条|豆腐脑|晨练|晨跑|晨读|看日出")
# 周三的课改到周五, 不是周三是周四, 原定周六; 跳舞跳到十点.
_CHANGED = re.compile(
    "(?:改|挪|推迟|延|延期|延迟|换|调|调整|提前|顺延|推|移)(?:到|至|成|为|在)?了?$|[定约](?:在|到|好|于)了?$|(?<!不)(?<!上[次回])是$"
)
_DENIED = re.compile("(?:不是|原定|原来|本来|原计划|取消|别|并非|除了?)的?(?:在|是|于)?$")
_UNTIL = re.compile("[到至]$")
_LED = 6  # characters that are looked at before an expression


@dataclass(frozen=True, slots=True)
class When:
    """What was said of the time. `part` is a part of the day, `clock` a time of day."""

    day: date | None = None
    part: str = ""
    clock: time | None = None

    def start(self, now: datetime) -> datetime | None:
        """The moment meant, if a clock time was said; the next such one if no day was."""
        if self.clock is None:
            return None
        start = datetime.combine(self.day or now.date(), self.clock, tzinfo=now.tzinfo)
        return start if self.day or start > now else start + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Read:
    """`led`: the few characters before the phrase."""

    phrase: Phrase
    meaning: Meaning
    seen: Seen
    led: str


def read_times(text: str, now: datetime) -> Sequence[TimeExpression]:
    """The times a message speaks of, in order; of a very long one, those at its beginning."""
    return [_expression(text, one, now) for one in _read(text, now)]


def time_spans(text: str) -> Sequence[tuple[int, int]]:
    """Start and end of every time said in simplified `text`, in order, whatever it means."""
    if not _ANY.search(text, 0, LONGEST):
        return ()
    return [(one.start, one.end) for one in phrases_of(text, marks_of(text))]


def read_time(text: str, now: datetime) -> TimeExpression | None:
    """The time a message is about, if it speaks of any."""
    main = _main(_read(text, now))
    return _expression(text, main, now) if main else None


def read_when(text: str, now: datetime) -> When:
    """All that `text` says about the time, looking ahead from `now`."""
    main = _main(_read(text, now))
    if main is None:
        return When()
    part = main.phrase.part
    return When(_day(main), _PART_NAMES[part.part] if part else "", _clock(main))


def read_moment(said: str, now: datetime) -> datetime | None:
    """ "7月19日09:30" or "2025年7月19日09:30": on the next such day. None if it is not one."""
    read = _read(said, now)
    if len(read) != 1 or read[0].phrase.end - read[0].phrase.start != len(said):
        return None
    phrase = read[0].phrase
    day = _day(read[0]) if phrase.day and phrase.day.kind is DayKind.DATE else None
    if day is None or not _is_near(day, now) or phrase.clock is None or ":" not in said:
        return None
    days, hour = divmod(phrase.clock.hour, 24)  # 24:00 is the end of that day
    moment = datetime.combine(day, time(hour, phrase.clock.minute), now.tzinfo)
    return moment + timedelta(days=days)


def read_day(said: str, now: datetime) -> date | None:
    """ "7月19日", "明天", "周三": the next such day. None if no day is named."""
    days = (_day(one) for one in _read(said, now))
    return next((day for day in days if day and _is_near(day, now)), None)


def _is_near(day: date, now: datetime) -> bool:
    return abs(day.year - now.year) <= _YEARS_AROUND


def _day(read: _Read) -> date | None:
    """The first day said; of a recurrence, the next one."""
    phrase, today = read.phrase, read.seen.now.date()
    if phrase.every is not None and phrase.every.weekdays:
        days = (today + timedelta(days=n) for n in range(7))
        return next(day for day in days if day.weekday() in phrase.every.weekdays)
    span = day_meant(phrase, read.seen)
    return span.first if span else read.seen.named


def _clock(read: _Read) -> time | None:
    """The clock time said; None for midnight, of whichever day."""
    phrase, clock = read.phrase, read.phrase.clock
    if clock is None:
        return None
    moment = at_clock(clock, phrase.part, _day(read), read.seen)
    if phrase.part is not None:
        return moment.time() if moment.hour >= clock.hour else None
    is_small = moment.hour in _SMALL and not clock.is_exact
    return moment.replace(hour=moment.hour + 12 * is_small).time()


def _read(text: str, now: datetime) -> Sequence[_Read]:
    """Every phrase that means something; one without a day is on the day named before it."""
    if not _ANY.search(text, 0, LONGEST):
        return ()
    folded = _folded(text)
    found: list[_Read] = []
    late, dawn = bool(_EVENING.search(folded)), bool(_DAWN.search(folded))
    seen = Seen(now.replace(tzinfo=None), late=late, dawn=dawn)
    every: Every | None = None
    part: Daypart | None = None
    phrases = list(phrases_of(folded, marks_of(folded)))
    if any(phrase.tells_half for phrase in phrases):
        phrases = [phrase.on_24_hours() for phrase in phrases]
    for phrase in phrases:
        if (every or part) and not (phrase.day or phrase.every or phrase.shift):
            phrase = replace(phrase, every=every, part=phrase.part or part)
        around = replace(seen, back=True) if _is_past(folded, phrase) else seen
        meaning = resolve(phrase, around)
        if meaning is not None:
            led = folded[max(0, phrase.start - _LED) : phrase.start]
            found.append(_Read(phrase, meaning, around, led))
            every = phrase.every or (every if not phrase.day else None)
            part = phrase.part if phrase.clock is None else None
            named = _named(phrase, meaning, seen)
            seen = seen if named == seen.named else replace(seen, named=named)
    return found


def _folded(text: str) -> str:
    """Half width and simplified, as long as before."""
    wide = text[:LONGEST].translate(_WIDE).replace("～", "~")
    plain = simplified(wide)
    return plain if len(plain) == len(wide) else "".join(map(_one, wide))


def _one(character: str) -> str:
    plain = simplified(character)
    return plain if len(plain) == 1 else character


def _is_past(text: str, phrase: Phrase) -> bool:
    if phrase.until_now or _is_over(text, phrase):
        return True
    led = text[max(0, phrase.start - _LED) : phrase.start]
    if _JUST_NOW.search(led) or _LAST_TIME.search(led) or _SEEN_TO.match(text, phrase.end):
        return True
    if phrase.day is None and _DONE.match(text, phrase.end):
        return True
    is_open = phrase.part is not None and (phrase.day is None or phrase.clock is not None)
    return is_open and bool(_PAST.match(text, phrase.end))


def _is_over(text: str, phrase: Phrase) -> bool:
    is_festival = phrase.day is not None and phrase.day.kind is DayKind.FESTIVAL
    return is_festival and bool(_OVER.match(text, phrase.end))


def _named(phrase: Phrase, meaning: Meaning, seen: Seen) -> date | None:
    """The day that what follows is on: the last one named, unless it is past or several."""
    if phrase.day is None or not isinstance(meaning, Interval) or meaning.start is None:
        return seen.named
    span = day_meant(phrase, seen)
    if span is None or (span.end - span.first > timedelta(days=1) and not phrase.day.weekdays):
        return None
    return span.first if span.first >= seen.now.date() else None


def _main(read: Sequence[_Read]) -> _Read | None:
    """The one said most exactly; what something was moved to before what it was moved from."""
    return max(read, key=_weight, default=None)


def _weight(read: _Read) -> float:
    phrase, led = read.phrase, read.led
    moved = 10 * bool(_CHANGED.search(led)) or -10 * bool(_DENIED.search(led))
    weight = moved or -2 * bool(_UNTIL.search(led))
    if phrase.shift and not phrase.shift.minutes:
        return weight - 1  # 刚才: of what else was said
    if phrase.clock or phrase.shift:
        return weight + 3
    if phrase.part or phrase.every or phrase.until:
        return weight + 2
    if read.seen.back:
        return weight - 1
    by = 0.25 * (phrase.bound is Bound.BEFORE)  # what one has to keep
    return weight + by + _weight_of_day(phrase.day, read.meaning)


def _weight_of_day(day: Day | None, meaning: Meaning) -> float:
    """国庆放假, 3号值班: a day by its number says more than a name, and a name than 正月里."""
    if day is None or day.kind is DayKind.PERIOD:
        return 0
    if day.kind is DayKind.DATE:
        return 1.5
    start, end = (meaning.start, meaning.end) if isinstance(meaning, Interval) else (None, None)
    is_long = start is not None and end is not None and end - start > timedelta(weeks=1)
    return 0.5 if is_long else 1


def _expression(text: str, read: _Read, now: datetime) -> TimeExpression:
    start, end = read.phrase.start, read.phrase.end
    meaning = read.meaning
    if isinstance(meaning, Interval) and now.tzinfo:
        meaning = replace(
            meaning,
            start=meaning.start and meaning.start.replace(tzinfo=now.tzinfo),
            end=meaning.end and meaning.end.replace(tzinfo=now.tzinfo),
        )
    return TimeExpression(start, end, text[start:end], meaning)
