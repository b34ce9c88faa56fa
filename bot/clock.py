"""The only place that reads the time of day."""

from datetime import datetime, timedelta
from typing import Protocol

from community.calendar import ZONE


class Clock(Protocol):
    def now(self) -> datetime:
        """The time it is, in the neighbourhood's zone."""
        ...


class SystemClock:
    """The time it really is."""

    def now(self) -> datetime:
        return datetime.now(ZONE)


class TurnableClock:
    """A clock that runs like the real one, from any time, and can be turned forward."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._real = real
        self._ahead = start - real.now()

    def now(self) -> datetime:
        return self._real.now() + self._ahead

    def turn_to(self, moment: datetime) -> None:
        """Turn forward to `moment`; never back."""
        self._ahead += max(moment - self.now(), timedelta())
