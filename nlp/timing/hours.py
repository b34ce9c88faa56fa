"""At which moment a clock time is: which half of the day, on which side of midnight, which day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from nlp.timing.marks import Clock, Daypart
from nlp.timing.phrases import Phrase
from nlp.timing.seen import Seen, midnight
from nlp.timing.values import Part

_DAY = timedelta(days=1)
_NOON = 12
_SMALL = range(1, 6)  # hours at which nobody meets, unless they say so
_DAWN = range(4, 9)  # hours at which who sells breakfast begins
# Parts of the day in which 3点 is 15:00.
_PAST_NOON = (Part.NOON, Part.AFTERNOON, Part.AFTER_SCHOOL, Part.EVENING)


def readings(clock: Clock, part: Daypart | None) -> Sequence[timedelta]:
    """When after midnight of the day named, earliest first: two if it may be either half."""
    return [timedelta(hours=hour, minutes=clock.minute) for hour in _hours(clock, part)]


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
        return midnight(day) + _on_day(clock, part, day, seen)
    around = [seen.now.date() + n * _DAY for n in (-1, 0, 1)]
    moments = sorted(
        midnight(one) + reading for one in around for reading in readings(clock, part)
    )
    past = [one for one in moments if one <= seen.now and one.date() == seen.now.date()]
    if seen.back and past:
        return past[-1]
    return min(moment for moment in moments if moment > seen.now)


def _on_day(clock: Clock, part: Daypart | None, day: date, seen: Seen) -> timedelta:
    """Which of the readings: the next one today; on other days what people do by then."""
    found = readings(clock, part)
    if len(found) == 1:
        return found[0]
    if day == seen.now.date() and not seen.back:
        ahead = (one for one in found if midnight(day) + one > seen.now)
        return next(ahead, found[-1])
    if clock.hour == _NOON:
        return timedelta(hours=_NOON, minutes=clock.minute)
    if seen.dawn and clock.hour in _DAWN:
        return found[0]
    return found[-1] if seen.late or clock.hour in _SMALL else found[0]


def start_clock(phrase: Phrase, until: Phrase) -> Clock | None:
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
