"""What a time expression can mean: an interval or a recurrence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class Grain(StrEnum):
    """How exactly an interval was said."""

    MINUTE = "minute"
    HOUR = "hour"
    DAYPART = "daypart"
    DAY = "day"
    WEEK = "week"


class Part(StrEnum):
    """A part of the day."""

    EARLY = "early"
    FORENOON = "forenoon"
    NOON = "noon"
    AFTERNOON = "afternoon"
    AFTER_SCHOOL = "after_school"
    EVENING = "evening"


class Freq(StrEnum):
    """How often something recurs."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


# From which hour to which a part of the day may be meant, at its widest.
WINDOWS: Mapping[Part, tuple[int, int]] = {
    Part.EARLY: (4, 10),
    Part.FORENOON: (6, 12),
    Part.NOON: (11, 14),
    Part.AFTERNOON: (12, 18),
    Part.AFTER_SCHOOL: (15, 19),
    Part.EVENING: (17, 24),
}
# As iCalendar names them (RFC 5545, BYDAY), Monday first.
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Interval:
    """start <= t < end. No start: a deadline. No end: a point, or from then on."""

    start: datetime | None
    end: datetime | None
    grain: Grain
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Again and again. `byday`: as in WEEKDAYS, Monday first; none for every day or month."""

    freq: Freq
    byday: tuple[str, ...] = ()
    start_time: time | None = None
    end_time: time | None = None
    part: Part | None = None


Meaning = Interval | Recurrence


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """`text` is literal: the characters from `start` to before `end` of what was read."""

    start: int
    end: int
    text: str
    meaning: Meaning
