"""What is taken of a message as a channel tells it: names without numbers, a likely time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from community.calendar import ZONE
from community.messages import LONGEST_ID, Arrival
from nlp.normalise import clean
from nlp.privacy import mask

_LONGEST_NAME = 64  # characters; WeChat itself ends at 32
_AHEAD = timedelta(minutes=5)
_BEHIND = timedelta(days=7)


def is_absurd(arrival: Arrival) -> bool:
    """True if an id in it is longer than any channel's: nothing can be kept under it."""
    ids = (arrival.id, arrival.room, arrival.sender, arrival.about, *arrival.people)
    return max(map(len, ids)) > LONGEST_ID


def masked(arrival: Arrival, seal: Callable[[str], str]) -> Arrival:
    """Without numbers in its text; the speaker's own phone number is kept as `seal` makes it.

    What stands in a file is nobody's own.
    """
    if arrival.content:
        arrival = replace(arrival, content=mask(clean(arrival.content)).text)
    found = mask(clean(arrival.text))
    if found.found:  # what is tried again was masked the first time, and says so
        sealed = seal(found.own)
        return replace(arrival, text=found.text, redacted=found.found, sealed=sealed)
    return arrival if found.text == arrival.text else replace(arrival, text=found.text)


def presentable(arrival: Arrival, text: str, now: datetime) -> Arrival:
    """With `text`, a time to be believed, and names that hide numbers and end."""
    nick, alias, file = _seemly(arrival.nick), _seemly(arrival.alias), mask(arrival.file).text
    at = _plausible(arrival.at, now)
    told = (arrival.text, arrival.nick, arrival.alias, arrival.file)
    if (text, nick, alias, file) == told and at is arrival.at:
        return arrival  # as nearly all are: a copy costs more than a look
    return replace(arrival, text=text, nick=nick, alias=alias, file=file, at=at)


@lru_cache(maxsize=1024)  # the same few hundred people speak all day
def _seemly(name: str) -> str:
    return mask(clean(name)).text[:_LONGEST_NAME]


def _plausible(said_at: datetime, now: datetime) -> datetime:
    """When it was said, in our zone; now, if the channel's clock says something absurd."""
    if now - _BEHIND <= said_at <= now + _AHEAD:
        return min(said_at, now).astimezone(ZONE)
    return now
