"""What the operator has the demo count and say in another way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.holidays import official_calendar
from community.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Customs:
    """The calendar promises are counted by, and sentences by key."""

    calendar: Calendar = field(default_factory=official_calendar)
    wording: Mapping[str, str] = field(default_factory=dict)
