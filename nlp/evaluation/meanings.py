"""Whether a time that was read is what was expected. Expected ones are JSON, as in the cases.

How much is compared depends on the grain that is expected: minute, hour, daypart, day or week.
Ends are exclusive; without one, only the start is compared; without a start, only the end.
"""

from datetime import datetime, time, timedelta

from nlp.corpus.rows import Json
from nlp.timing.values import WINDOWS, Grain, Interval, Meaning, Part, Recurrence


def check(wanted: Json | None) -> None:
    """Raises ValueError, TypeError or KeyError, so that nothing does while it is compared."""
    if wanted is None:
        return
    if "recur" in wanted:
        _check_recurrence(wanted["recur"])
        return
    bounds = [moment(one) for one in (wanted["start"], wanted.get("end")) if one is not None]
    if not bounds:
        raise ValueError("start, end")
    if Grain(wanted["grain"]) is Grain.DAYPART and not wanted.get("end"):
        Part(wanted["part"])


def _check_recurrence(wanted: Json) -> None:
    str(wanted["freq"])
    set(wanted.get("byday") or ())
    for clock in (wanted.get("start_time"), wanted.get("end_time")):
        if clock:
            _clock(clock)


def matches(wanted: Json | None, meaning: Meaning | None, slack: timedelta) -> bool:
    if wanted is None or meaning is None:
        return wanted is None and meaning is None
    if "recur" in wanted:
        return isinstance(meaning, Recurrence) and _recurs(wanted["recur"], meaning, slack)
    grain = Grain(wanted["grain"])
    if not isinstance(meaning, Interval):
        return False
    if wanted["start"] is None:
        end = meaning.end or meaning.start
        return end is not None and abs(end - moment(wanted["end"])) <= slack
    return _lies(wanted, grain, meaning, slack)


def _lies(wanted: Json, grain: Grain, meaning: Interval, slack: timedelta) -> bool:
    """The bounds that this grain compares."""
    start = meaning.start
    if start is None:
        return False
    first, end = moment(wanted["start"]), wanted.get("end")
    match grain:
        case Grain.HOUR:
            hour = first.replace(minute=0, second=0)
            return hour - slack <= start < hour + timedelta(hours=1) + slack
        case Grain.DAYPART:
            last = moment(end) if end else _window_end(first, wanted)
            return first - slack <= start < last + slack
        case Grain.WEEK:
            return _same_day(start, first, slack) and _ends(end, meaning, slack, by_day=True)
        case Grain.DAY:
            return _same_day(start, first, slack) and _ends(end, meaning, slack)
        case Grain.MINUTE:
            return abs(start - first) <= slack and _ends(end, meaning, slack)


def _window_end(first: datetime, wanted: Json) -> datetime:
    hours = WINDOWS[Part(wanted["part"])][1]
    return datetime.combine(first, time()) + timedelta(hours=hours)


def _same_day(one: datetime, other: datetime, slack: timedelta) -> bool:
    return abs(one.date() - other.date()) <= slack


def _ends(end: str | None, meaning: Interval, slack: timedelta, *, by_day: bool = False) -> bool:
    if not end:
        return True
    if meaning.end is None:
        return False
    if by_day:
        return _same_day(meaning.end, moment(end), slack)
    return abs(meaning.end - moment(end)) <= slack


def _recurs(wanted: Json, meaning: Recurrence, slack: timedelta) -> bool:
    times = (
        (wanted.get("start_time"), meaning.start_time),
        (wanted.get("end_time"), meaning.end_time),
    )
    return (
        wanted["freq"] == meaning.freq
        and set(wanted.get("byday") or ()) == set(meaning.byday)
        and all(not said or _same_time(said, found, slack) for said, found in times)
        and wanted.get("part") in (None, "", meaning.part)
    )


def _same_time(said: str, found: time | None, slack: timedelta) -> bool:
    if found is None:
        return False
    apart = abs(_minutes(_clock(said)) - _minutes(found))
    return timedelta(minutes=min(apart, 24 * 60 - apart)) <= slack


def _clock(said: str) -> time:
    return time.fromisoformat(said.replace("24:00", "00:00"))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=None)


def plain(meaning: Meaning | None) -> Json | None:
    """The meaning in the form of `expect`."""
    if meaning is None:
        return None
    part = {"part": str(meaning.part)} if meaning.part else {}
    if isinstance(meaning, Recurrence):
        times = {"start_time": meaning.start_time, "end_time": meaning.end_time}
        said = {key: f"{at:%H:%M}" for key, at in times.items() if at}
        days = {"byday": list(meaning.byday)} if meaning.byday else {}
        return {"recur": {"freq": str(meaning.freq), **days, **said, **part}}
    bounds = {"start": meaning.start, "end": meaning.end}
    written = {key: at and at.isoformat(timespec="minutes") for key, at in bounds.items()}
    return {**written, "grain": str(meaning.grain), **part}
