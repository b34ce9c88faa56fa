"""What a phrase means, seen from now: intervals and recurrences.

Without a date, the next occurrence counts. A clock time that may be either half of the day is the
next of the two; on a day to come, nobody means one to five in the night.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from nlp.timing.hours import at_clock, readings, start_clock
from nlp.timing.marks import Day, DayKind, Daypart, Every, Shift, Span
from nlp.timing.phrases import Bound, Phrase
from nlp.timing.seen import Seen, midnight
from nlp.timing.values import (
    WEEKDAYS,
    WINDOWS,
    Freq,
    Grain,
    Interval,
    Meaning,
    Recurrence,
)

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_SOME_DAY = date(2000, 1, 1)
_MINUTE = Grain.MINUTE
_LATE = 18  # from this hour on, the weekday that it is means the next one


def resolve(phrase: Phrase, seen: Seen) -> Meaning | None:
    """What was meant; None if there is no such time."""
    if phrase.every is not None:
        return _recurrence(phrase, phrase.every, seen)
    if phrase.shift is not None:
        return _shifted(phrase.shift, seen)
    if phrase.until is not None:
        return _range(phrase, phrase.until, seen)
    span = day_meant(phrase, seen)
    if phrase.day is not None and span is None:
        return None
    if phrase.until_now:
        return _until_now(_interval(phrase, span, seen), seen)
    if phrase.bound is Bound.BEFORE:
        return _deadline(phrase, span, seen)
    if phrase.bound is Bound.WITHIN and span is not None:
        today = seen.now.date()
        first = today if span.first < today < span.end else span.first
        return Interval(midnight(first), midnight(span.end), span.grain)
    found = _interval(phrase, span, seen)
    return found if phrase.bound is Bound.AT else _onwards(phrase, span, found)


def _until_now(found: Interval, seen: Seen) -> Interval:
    is_past = found.start is not None and found.start <= seen.now
    return replace(found, end=seen.now if is_past else None)


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
        past = [span for span in spans if midnight(span.first) <= seen.now]
        return past[-1] if past else spans[0]
    return next((span for span in spans if _is_ahead(phrase, day, span, seen.now)), None)


def _is_ahead(phrase: Phrase, day: Day, span: Span, now: datetime) -> bool:
    """True if what is meant in that span has not passed."""
    if span.first > now.date() or span.end <= now.date():
        return span.first > now.date()
    if span.first < now.date():
        return day.kind in (DayKind.PERIOD, DayKind.FESTIVAL)
    if phrase.clock is not None:
        return any(midnight(span.first) + one > now for one in readings(phrase.clock, phrase.part))
    if phrase.part is not None:
        return midnight(span.first) + _window_end(phrase.part) > now
    return not day.is_bare or now.hour < _LATE


def _interval(phrase: Phrase, span: Span | None, seen: Seen) -> Interval:
    if phrase.clock is not None:
        start = at_clock(phrase.clock, phrase.part, span.first if span else seen.named, seen)
        grain = Grain.HOUR if phrase.clock.is_about else _MINUTE
        return Interval(start, None, grain, phrase.part.part if phrase.part else None)
    if phrase.part is not None:
        return _part(phrase.part, span.first if span else seen.named, seen)
    if span is None:
        return Interval(seen.now, None, _MINUTE)
    return Interval(midnight(span.first), midnight(span.end), span.grain)


def _part(part: Daypart, day: date | None, seen: Seen) -> Interval:
    """A part of that day, or of the next day on which it is not over."""
    day = day or _day_of(part, seen)
    start, end = (midnight(day) + timedelta(minutes=one) for one in (part.start, part.end))
    return Interval(start, end, Grain.DAYPART, part.part)


def _day_of(part: Daypart, seen: Seen) -> date:
    today = seen.now.date()
    if seen.back:
        has_begun = midnight(today) + timedelta(minutes=part.start) <= seen.now
        return today if has_begun else today - _DAY
    days = (today - _DAY, today) if part.is_night else (today,)
    coming = (one for one in days if midnight(one) + _window_end(part) > seen.now)
    return next(coming, today + _DAY)


def _window_end(part: Daypart) -> timedelta:
    return max(timedelta(hours=WINDOWS[part.part][1]), timedelta(minutes=part.end))


def _deadline(phrase: Phrase, span: Span | None, seen: Seen) -> Interval:
    """By a clock time, by what ends a part of the day, or by the end of a day."""
    if phrase.clock is not None:
        return Interval(None, _interval(phrase, span, seen).start, _MINUTE)
    if phrase.part is not None:
        end = _before(phrase.part, span.first if span else seen.named, seen)
        return Interval(None, end, Grain.DAYPART, phrase.part.part)
    if phrase.day is None or span is None:
        return Interval(None, seen.now, Grain.DAY)
    return Interval(None, _by(phrase.day, span, seen), Grain.DAY)


def _before(part: Daypart, day: date | None, seen: Seen) -> datetime:
    """On that day, or the next time: 天亮前, 下班前."""
    end = midnight(day or seen.now.date()) + timedelta(minutes=part.before)
    return end if day or end > seen.now else end + _DAY


def _by(day: Day, span: Span, seen: Seen) -> datetime:
    """A day is included; of a week or a month to come, not even the first one is."""
    if day.kind is DayKind.FESTIVAL:
        return midnight(span.first + _DAY)
    is_long = span.end - span.first >= _WEEK
    return midnight(span.first if is_long and span.first > seen.now.date() else span.end)


def _onwards(phrase: Phrase, span: Span | None, found: Interval) -> Interval:
    """From then on; after a festival, from when it is over."""
    is_after = phrase.bound is Bound.AFTER
    is_over = is_after and phrase.day and phrase.day.kind is DayKind.FESTIVAL and not phrase.clock
    if is_over and span and not phrase.part:
        return Interval(midnight(span.end), None, Grain.DAY)
    return replace(found, end=None) if found.grain is not Grain.DAYPART else found


def _shifted(shift: Shift, seen: Seen) -> Interval:
    now = seen.now.replace(second=0, microsecond=0)
    moment = now + timedelta(minutes=shift.minutes)
    return Interval(now, moment, _MINUTE) if shift.is_within else Interval(moment, None, _MINUTE)


def _range(phrase: Phrase, until: Phrase, seen: Seen) -> Interval | None:
    """From the one to the other, which is the first such time after it."""
    phrase = replace(phrase, clock=start_clock(phrase, until))
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


def _end(until: Phrase, start: datetime, seen: Seen) -> datetime | None:
    day = start.date()
    if until.day is not None:
        from_start = until.day.kind is DayKind.FOLLOWING or len(until.day.spans(day)) > 1
        from_there = Seen(start, day) if from_start else seen
        span = day_meant(until, from_there)
        if span is None:
            return None
        if until.clock is None and until.part is None:
            return midnight(span.end)
        day = span.first
        if until.clock is not None and until.part is None and day != start.date():
            return at_clock(until.clock, None, day, Seen(start))
    if until.clock is not None:
        around = (day, day + _DAY) if until.day is None else (day,)
        moments = (midnight(d) + one for d in around for one in readings(until.clock, until.part))
        return next((moment for moment in moments if moment > start), None)
    if until.part is None:
        return None
    ends = (midnight(d) + timedelta(minutes=until.part.end) for d in (day, day + _DAY))
    return next((end for end in ends if end > start), None)


def _recurrence(phrase: Phrase, every: Every, seen: Seen) -> Recurrence:
    """Its clock times stand on the day itself; without a half of the day, the likelier one."""
    clock = start_clock(phrase, phrase.until) if phrase.until else phrase.clock
    start = end = None
    if clock is not None:
        around = Seen(midnight(_SOME_DAY - _DAY), late=seen.late, dawn=seen.dawn)
        begun = at_clock(clock, phrase.part, _SOME_DAY, around)
        start = begun.time()
        until = _end(phrase.until, begun, Seen(begun)) if phrase.until else None
        end = until.time() if until else None
    byday = tuple(WEEKDAYS[number] for number in sorted(set(every.weekdays)))
    freq = Freq.WEEKLY if byday and every.freq is Freq.DAILY else every.freq
    part = phrase.part.part if phrase.part else None
    return Recurrence(freq, byday, start, end, part)
