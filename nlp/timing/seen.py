"""From where times are seen: nothing is next or last without it."""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Seen:
    """From where a phrase is seen. `named`: the day named before it; `back`: it is past.

    `late`: it is about what people do in the evening. `dawn`: or before the day begins.
    """

    now: datetime
    named: date | None = None
    back: bool = False
    late: bool = False
    dawn: bool = False


def midnight(day: date) -> datetime:
    """When the day begins."""
    return datetime.combine(day, time())
