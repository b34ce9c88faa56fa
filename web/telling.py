"""Times as neighbours tell them: 09:23 · 昨天 18:00 · 明天 09:30 · 11月28日 09:00."""

from collections.abc import Mapping
from datetime import datetime

_WEEKDAYS = "一二三四五六日"
_NEAR: Mapping[int, str] = {-1: "昨天", 0: "", 1: "明天", 2: "后天"}


def told(moment: datetime, now: datetime) -> str:
    """The moment as seen from `now`; today is not named."""
    days = (moment.date() - now.date()).days
    day = _NEAR.get(days, f"{moment.month}月{moment.day}日")
    return f"{day} {moment:%H:%M}".strip()


def told_day(moment: datetime) -> str:
    """11月24日 周二."""
    return f"{moment.month}月{moment.day}日 周{_WEEKDAYS[moment.weekday()]}"
