"""When to speak in a group: quiet hours, folding of receipts, the budget of a room.

Rather silent than wrong, and rather once than often: a group hears us at most three times in ten
minutes and twelve times an hour, never at night, and several receipts within a minute as two
messages (docs/vocabulary.md F). Danger to life waits for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile

from community.calendar import DAY, at

QUIET_FROM, QUIET_UNTIL = time(21, 30), time(8)
FOLD = timedelta(seconds=60)
BUDGET = ((timedelta(minutes=10), 3), (timedelta(hours=1), 12))
FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(hours=4)
_DOUBLINGS = 4  # from the first to the longest; more would be beyond what a timedelta holds
# What could not be said for so long is given up: an answer of yesterday only confuses a group.
LATEST_IN_GROUP, LATEST_IN_PRIVATE = timedelta(hours=24), timedelta(hours=72)


class Manner(StrEnum):
    """How a message is to be said."""

    PLAIN = "平常"
    RECEIPT = "回执"  # folded by day; at night the morning's summary says it instead
    QUESTION = "询问"  # folded with receipts; at night it waits for the morning
    DAYTIME = "白天"  # at night it is not said at all
    URGENT = "特急"  # at once, outside every limit
    DIGEST = "汇总"  # a scheduled summary for staff


FOLDED = frozenset({Manner.RECEIPT, Manner.QUESTION})


def is_quiet(moment: datetime) -> bool:
    """True in the hours when a resident group hears nothing but danger."""
    clock = moment.timetz().replace(tzinfo=None)
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def next_morning(moment: datetime) -> datetime:
    """The end of the quiet hours in which `moment` lies, or of the next ones."""
    today = at(moment.date(), QUIET_UNTIL)
    return today if moment < today else today + DAY


def night_before(morning: datetime) -> datetime:
    """When the quiet hours began that end at `morning`."""
    return at(morning.date() - DAY, QUIET_FROM)


def release(manner: Manner, moment: datetime) -> datetime | None:
    """When a group may hear what is decided at `moment`; None if it is not said at all."""
    if manner is Manner.URGENT or not is_quiet(moment):
        return moment
    return None if manner in (Manner.RECEIPT, Manner.DAYTIME) else next_morning(moment)


def folded(moment: datetime, opened: datetime | None) -> datetime:
    """When a receipt due at `moment` is said, if the last one said at once was at `opened`."""
    if opened is not None and opened <= moment < opened + FOLD:
        return opened + FOLD
    return moment


def room_again(sent: Sequence[datetime], moment: datetime) -> datetime:
    """The earliest time from `moment` on at which the budget allows one more message.

    `sent` are the times of the messages that count, in any order.
    """
    earliest = moment
    for span, most in BUDGET:
        recent = sorted(when for when in sent if when > moment - span)
        if len(recent) >= most:
            earliest = max(earliest, recent[-most] + span)
    return earliest


def retry_at(failures: int, moment: datetime) -> datetime:
    """15, 30, 60 … minutes after the n-th failure, four hours at the most."""
    wait: timedelta = FIRST_RETRY * 2 ** min(failures - 1, _DOUBLINGS)
    return moment + min(wait, LONGEST_RETRY)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message of a chat that waits to be said."""

    id: int
    manner: Manner
    release: datetime
    alone: bool = False  # a file, which is joined with nothing


def next_bundle(
    waiting: Sequence[Waiting], moment: datetime, free: datetime, *, piled_up: bool
) -> tuple[int, ...]:
    """The ids of those to say now, as one message. `waiting` is in order.

    `free` is when the budget allows the next message. Danger goes first and alone. What piled up
    behind a failed send or a spent budget goes out together, and so do folded receipts.
    """
    ripe = [one for one in waiting if one.release <= moment]
    for one in ripe:
        if one.manner is Manner.URGENT:
            return (one.id,)
    if not ripe or free > moment:
        return ()
    if ripe[0].alone:
        return (ripe[0].id,)
    ripe = list(takewhile(lambda one: not one.alone, ripe))
    if piled_up:
        return tuple(one.id for one in ripe)
    if ripe[0].manner in FOLDED:  # up to the next plain message: what is folded overtakes nothing
        return tuple(one.id for one in takewhile(lambda one: one.manner in FOLDED, ripe))
    return (ripe[0].id,)
