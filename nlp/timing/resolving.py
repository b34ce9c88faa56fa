"""What a phrase means, seen from now: intervals and recurrences.

Without a date, the next occurrence counts. A clock time that may be either half of the day is the
next of the two; on a day to come, nobody means one to five in the night.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from nlp.timing.marks import Clock, Day, DayKind, Daypart, Every, Shift, Span
from nlp.timing.phrases import Bound, Phrase
from nlp.timing.values import (
    WEEKDAYS,
    WINDOWS,
    Freq,
    Grain,
    Interval,
    Meaning,
    Part,
    Recurrence,
)

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_SOME_DAY = date(2000, 1, 1)
_NOON = 12
_MINUTE = Grain.MINUTE
_SMALL = range(1, 6)  # hours at which nobody meets, unless they say so
_LATE = 18  # from this hour on, the weekday that it is means the next one
# Parts of the day in which 3点 is 15:00.
_PAST_NOON = (Part.NOON, Part.AFTERNOON, Part.AFTER_SCHOOL, Part.EVENING)


@dataclass(frozen=True, slots=True)
class Seen:
    """From where a phrase is seen. `named`: the day named before it; `back`: it is past."""

    now: datetime
    named: date | None = None
    back: bool = False


def resolve(phrase: Phrase, seen: Seen) -> Meaning | None:
    """What was meant; None if there is no such time."""
    if phrase.every is not None:
        return _recurrence(phrase, phrase.every)
    if phrase.shift is not None:
        return _shifted(phrase.shift, seen)
    if phrase.until is not None:
        return _range(phrase, phrase.until, seen)
    span = day_meant(phrase, seen)
    if phrase.day is not None and span is None:
        return None
    if phrase.until_now:
        return replace(_interval(phrase, span, seen), end=seen.now)
    if phrase.bound is Bound.BEFORE:
        return _deadline(phrase, span, seen)
    if phrase.bound is Bound.WITHIN and span is not None:
        first = max(_midnight(span.first), _midnight(seen.now.date()))
        return Interval(first, _midnight(span.end), span.grain)
    found = _interval(phrase, span, seen)
    return _onwards(phrase, span, found) if phrase.bound is Bound.AFTER else found


def day_meant(phrase: Phrase, seen: Seen) -> Span | None:
    """The days named: the first that is still to come, or the last that is past."""
    day = phrase.day
    if day is None:
        return None
    today = seen.now.date()
    if day.kind is DayKind.FOLLOWING and seen.named:
        today = seen.named
    spans = day.spans(today)
    if len(spans) < 2:
        return spans[0] if spans else None
    if seen.back:
        past = [span for span in spans if _midnight(span.first) <= seen.now]
        return past[-1] if past else spans[0]
    return next((span for span in spans if _is_ahead(phrase, day, span, seen.now)), None)


def _is_ahead(phrase: Phrase, day: Day, span: Span, now: datetime) -> bool:
    """True if what is meant in that span has not passed."""
    if span.first > now.date() or span.end <= now.date():
        return span.first > now.date()
    if span.first < now.date():
        return day.kind is DayKind.PERIOD
    if phrase.clock is not None:
        return any(
            _midnight(span.first) + one > now for one in readings(phrase.clock, phrase.part)
        )
    if phrase.part is not None:
        return _midnight(span.first) + _window_end(phrase.part) > now
    return not day.is_bare or now.hour < _LATE


def readings(clock: Clock, part: Daypart | None) -> Sequence[timedelta]:
    """When after midnight of the day named, earliest first: two if it may be either half."""
    hour, minute = clock.hour, clock.minute
    hours = _hours(clock, part)
    return [timedelta(hours=one, minutes=minute) for one in hours or (hour,)]


def _hours(clock: Clock, part: Daypart | None) -> Sequence[int]:
    hour = clock.hour
    if part is None:
        return (hour,) if clock.is_exact else (hour % _NOON, hour % _NOON + _NOON)
    if part.is_night and (hour < 6 or hour == _NOON):
        return (24 + hour % _NOON,)
    if part.is_dawn:
        return (hour % _NOON if hour == _NOON else hour,)
    if part.part is Part.EVENING and (hour in (0, _NOON) or hour < 4):
        return (24 + hour % _NOON,)
    if part.part is Part.NOON and hour >= 10:
        return (hour,)
    if part.part in _PAST_NOON and hour < _NOON:
        return (hour + _NOON,)
    return (hour,)


def at_clock(clock: Clock, part: Daypart | None, day: date | None, seen: Seen) -> datetime:
    """The moment meant: on that day, or the next one there is."""
    if day is not None:
        return _midnight(day) + _on_day(clock, part, day, seen)
    around = [seen.now.date() + n * _DAY for n in (-1, 0, 1)]
    moments = sorted(
        _midnight(one) + reading for one in around for reading in readings(clock, part)
    )
    if seen.back and part is not None:
        return max(moment for moment in moments if moment <= seen.now)
    return min(moment for moment in moments if moment > seen.now)


def _on_day(clock: Clock, part: Daypart | None, day: date, seen: Seen) -> timedelta:
    """Which of the readings: the next one today; on other days what people do by then."""
    found = readings(clock, part)
    if len(found) == 1:
        return found[0]
    if day == seen.now.date() and not seen.back:
        ahead = (one for one in found if _midnight(day) + one > seen.now)
        return next(ahead, found[-1])
    if clock.hour in _SMALL or clock.hour == _NOON:
        return found[-1] if clock.hour in _SMALL else timedelta(hours=_NOON, minutes=clock.minute)
    return found[0]


def _interval(phrase: Phrase, span: Span | None, seen: Seen) -> Interval:
    if phrase.clock is not None:
        start = at_clock(phrase.clock, phrase.part, span.first if span else seen.named, seen)
        grain = Grain.HOUR if phrase.clock.is_about else _MINUTE
        return Interval(start, None, grain, phrase.part.part if phrase.part else None)
    if phrase.part is not None:
        return _part(phrase.part, span.first if span else seen.named, seen)
    if span is None:
        return Interval(seen.now, None, _MINUTE)
    return Interval(_midnight(span.first), _midnight(span.end), span.grain)


def _part(part: Daypart, day: date | None, seen: Seen) -> Interval:
    """A part of that day, or of the next day on which it is not over."""
    if day is None:
        today = seen.now.date()
        days = (today - _DAY, today) if part.is_night else (today,)
        over = (one for one in days if _midnight(one) + _window_end(part) > seen.now)
        day = today if seen.back else next(over, today + _DAY)
    start, end = (_midnight(day) + timedelta(minutes=one) for one in (part.start, part.end))
    return Interval(start, end, Grain.DAYPART, part.part)


def _window_end(part: Daypart) -> timedelta:
    return max(timedelta(hours=WINDOWS[part.part][1]), timedelta(minutes=part.end))


def _deadline(phrase: Phrase, span: Span | None, seen: Seen) -> Interval:
    """By a clock time, by what ends a part of the day, or by the end of a day."""
    if phrase.clock is not None:
        return Interval(None, _interval(phrase, span, seen).start, _MINUTE)
    if phrase.part is not None:
        start = _part(phrase.part, span.first if span else seen.named, seen).start
        day = (start or seen.now) - timedelta(minutes=phrase.part.start)
        end = day + timedelta(minutes=phrase.part.before)
        return Interval(None, end, Grain.DAYPART, phrase.part.part)
    return Interval(None, _by(span, seen) if span else seen.now, Grain.DAY)


def _by(span: Span, seen: Seen) -> datetime:
    """A day is included; of a week or a month to come, not even the first day is."""
    is_long = span.end - span.first >= _WEEK
    return _midnight(span.first if is_long and span.first > seen.now.date() else span.end)


def _onwards(phrase: Phrase, span: Span | None, found: Interval) -> Interval:
    """From then on; after a festival, from when it is over."""
    is_over = phrase.day and phrase.day.kind is DayKind.FESTIVAL and not phrase.clock
    if is_over and span and not phrase.part:
        return Interval(_midnight(span.end), None, Grain.DAY)
    return replace(found, end=None) if found.grain is not Grain.DAYPART else found


def _shifted(shift: Shift, seen: Seen) -> Interval:
    now = seen.now.replace(second=0, microsecond=0)
    moment = now + timedelta(minutes=shift.minutes)
    return Interval(now, moment, _MINUTE) if shift.is_within else Interval(moment, None, _MINUTE)


def _range(phrase: Phrase, until: Phrase, seen: Seen) -> Interval | None:
    """From the one to the other, which is the first such time after it."""
    phrase = replace(phrase, clock=_start_clock(phrase, until))
    span = day_meant(phrase, seen)
    if phrase.day is not None and span is None:
        return None
    start = _interval(phrase, span, seen).start or seen.now
    end = _end(until, start, seen)
    if end is None:
        return None
    if end <= start:
        return replace(_interval(phrase, span, seen))
    clocked = phrase.clock or until.clock
    grain = _MINUTE if clocked else Grain.DAYPART if phrase.part or until.part else Grain.DAY
    return Interval(start, end, grain)


def _start_clock(phrase: Phrase, until: Phrase) -> Clock | None:
    """The first clock time, on 24 hours if the second one tells which half it is in."""
    first, last = phrase.clock, until.clock
    if first is None or last is None or phrase.part or first.is_exact:
        return first
    if last.is_exact or until.part:
        late = first.hour in _SMALL and bool(until.part) and not last.is_exact
        return replace(first, hour=first.hour + _NOON * late, is_exact=True)
    if (last.hour, last.minute) <= (first.hour, first.minute) and first.hour < _NOON:
        return replace(first, is_exact=True)
    return first


def _end(until: Phrase, start: datetime, seen: Seen) -> datetime | None:
    day = start.date()
    if until.day is not None:
        from_start = until.day.kind is DayKind.FOLLOWING or len(until.day.spans(day)) > 1
        from_there = Seen(start, day) if from_start else seen
        span = day_meant(until, from_there)
        if span is None:
            return None
        if until.clock is None and until.part is None:
            return _midnight(span.end)
        day = span.first
        if until.clock is not None and until.part is None and day != start.date():
            return at_clock(until.clock, None, day, Seen(start))
    if until.clock is not None:
        around = (day, day + _DAY) if until.day is None else (day,)
        moments = (_midnight(d) + one for d in around for one in readings(until.clock, until.part))
        return next((moment for moment in moments if moment > start), None)
    if until.part is None:
        return None
    ends = (_midnight(d) + timedelta(minutes=until.part.end) for d in (day, day + _DAY))
    return next((end for end in ends if end > start), None)


def _recurrence(phrase: Phrase, every: Every) -> Recurrence:
    """Its clock times stand on the day itself; without a half of the day, the likelier one."""
    clock = _start_clock(phrase, phrase.until) if phrase.until else phrase.clock
    start = end = None
    if clock is not None:
        begun = at_clock(clock, phrase.part, _SOME_DAY, Seen(_midnight(_SOME_DAY - _DAY)))
        start = begun.time()
        until = _end(phrase.until, begun, Seen(begun)) if phrase.until else None
        end = until.time() if until else None
    byday = tuple(WEEKDAYS[number] for number in sorted(set(every.weekdays)))
    freq = Freq.WEEKLY if byday and every.freq is Freq.DAILY else every.freq
    part = phrase.part.part if phrase.part else None
    return Recurrence(freq, byday, start, end, part)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
