"""Which jobs follow from a record. A job is never planted by hand: it follows or it does not.

Whenever a record is kept, the jobs that wait for it are made equal to what is said here.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from community.activities import Activity, jobs_of_activity
from community.calendar import Calendar
from community.callbacks import Callback, jobs_of_callback
from community.cases import Case
from community.effects import Job
from community.mediation import Mediation, jobs_of_mediation
from community.messages import Message
from community.photos import jobs_of_message
from community.promises import jobs_of_case
from community.records import Kept
from community.referrals import Referral, jobs_of_referral

# Any: each function takes the one type beside which it stands.
_FOLLOW: Mapping[type, Callable[[Any, Calendar], Iterable[Job]]] = {
    Case: jobs_of_case,
    Callback: jobs_of_callback,
    Mediation: jobs_of_mediation,
    Activity: jobs_of_activity,
    Message: jobs_of_message,
    Referral: jobs_of_referral,
}


def follow_ups(thing: Kept, calendar: Calendar) -> tuple[Job, ...]:
    """The jobs that follow from `thing` as it stands, done ones included."""
    follow = _FOLLOW.get(type(thing))
    return tuple(follow(thing, calendar)) if follow else ()


def has_follow_ups(kind: type) -> bool:
    return kind in _FOLLOW
