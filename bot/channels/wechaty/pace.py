"""How fast we may speak, so that the account is not taken for a machine.

WeChat publishes no limits; these come from what users of such accounts report (docs/wechat.md).
Times are seconds of one clock, whichever it is.
"""

from collections import deque

_MINUTE, _DAY = 60.0, 24 * 3600.0


class Pace:
    """At most so many messages a minute and a day in all, a pause between two in a chat.

    A long pause if told, and in a room where a person speaks for us.
    """

    def __init__(self, most_per_minute: int, most_per_day: int, chat_pause: float) -> None:
        self._most = most_per_minute
        self._chat_pause = chat_pause
        self._said: deque[float] = deque(maxlen=most_per_minute)
        self._today: deque[float] = deque(maxlen=most_per_day)
        self._last: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._paused_until = 0.0

    def wait(self, chat: str, now: float) -> float:
        """How long to wait before one may speak there; 0 if one may now."""
        again = self._last.get(chat, now - self._chat_pause) + self._chat_pause
        if len(self._said) == self._most:
            again = max(again, self._said[0] + _MINUTE)
        return max(again - now, 0.0)

    def is_paused(self, now: float) -> bool:
        """True while nothing at all may be said."""
        return now < self._paused_until

    def is_held(self, chat: str, now: float) -> bool:
        """True while there only danger may be said: a person speaks, or the day is spent."""
        is_spent = len(self._today) == self._today.maxlen and now < self._today[0] + _DAY
        return is_spent or now < self._held.get(chat, now)

    def spoke(self, chat: str, now: float) -> None:
        """Something was said there, or may have been."""
        self._said.append(now)
        self._today.append(now)
        self._last = {one: at for one, at in self._last.items() if now - at < self._chat_pause}
        self._last[chat] = now

    def pause(self, now: float, seconds: float) -> None:
        """Say nothing for so long."""
        self._paused_until = now + seconds

    def hold(self, chat: str, now: float, seconds: float) -> None:
        """Say nothing but danger there for so long."""
        self._held = {one: until for one, until in self._held.items() if now < until}
        self._held[chat] = now + seconds
