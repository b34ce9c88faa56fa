"""Where the clock may be turned to: a little further, to tomorrow morning, to what comes next."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from community.calendar import DAY, at
from storage.queries import still_to_say
from storage.records import SqlRecords
from web.board import upcoming
from web.scene import Scene

_FURTHEST = timedelta(days=31)  # at once
_MORNING = time(9)


class Leap(StrEnum):
    """The buttons beside the clock."""

    HALF_AN_HOUR = "half-an-hour"
    TWO_HOURS = "two-hours"
    MORNING = "morning"
    NEXT = "next"


def leap(to: str, scene: Scene, records: SqlRecords) -> datetime | None:
    """The moment that `to` means, a Leap or a time in ISO form; None if it means none to come."""
    now = scene.now
    match to:
        case Leap.HALF_AN_HOUR:
            return now + timedelta(minutes=30)
        case Leap.TWO_HOURS:
            return now + timedelta(hours=2)
        case Leap.MORNING:
            return at(now.date() + DAY, _MORNING)
        case Leap.NEXT:
            return next_moment(scene, records)
    try:
        moment = datetime.fromisoformat(to)
    except ValueError:
        return None
    known = moment.tzinfo is not None
    return moment if known and now < moment <= now + _FURTHEST else None


def next_moment(scene: Scene, records: SqlRecords) -> datetime | None:
    """When something happens by itself the next time."""
    jobs = [row.at for row in upcoming(scene, records)]
    words = [moment for times in still_to_say(records).values() for moment in times]
    return min((moment for moment in (*jobs, *words) if moment > scene.now), default=None)
