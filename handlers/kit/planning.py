"""一场活动怎么定下来。几个活动处理文件共用。

No handler: it answers to nothing by itself.
"""

from datetime import datetime

from community.activities import Activity, ActivityState, timed
from community.records import Records
from community.refs import PersonId
from handlers.kit.router import Asked


def planned(
    asked: Asked, records: Records, title: str, start: datetime, place: str, kind: str
) -> Activity:
    """What a worker or an organizer has fixed; they are its host."""
    activity = Activity(
        code=records.next_ref(Activity),
        community=asked.community,
        at=asked.at,
        kind=kind,
        title=title,
        state=ActivityState.CONFIRMED,
        host=PersonId(asked.speaker.code),
        place=place,
        confirmed_at=asked.at,
    )
    return timed(activity, start)
