"""A clock that all processes of a run agree on, and that runs so fast that promises fall due.

Nights are left out: a group hears nothing then, and the run would stand still. So every evening
the clock jumps, as it does in a laptop that was shut.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import Clock
from community.calendar import DAY, at

MORNING, EVENING = time(7, 30), time(22, 30)
_AWAKE = timedelta(hours=15)


@dataclass(frozen=True, slots=True)
class FastClock:
    """`rate` seconds go by in each real one; when it really was `began`, it was `first`."""

    real: Clock
    began: datetime
    first: datetime
    rate: float

    def now(self) -> datetime:
        morning = at(self.first.date(), MORNING)
        awake = self.first - morning + (self.real.now() - self.began) * self.rate
        days, since = divmod(awake, _AWAKE)
        return morning + days * DAY + since
