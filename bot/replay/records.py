"""Assertions about records: REC, NOREC, COUNT, DUE, JOB, NOJOB, METRIC."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.replay.errors import ScenarioError, Unmet
from bot.replay.fields import (
    PLACEHOLDER,
    attribute,
    check,
    matches,
    shown,
    word_for,
)
from bot.replay.judge import Check, Scene
from bot.replay.language import read_fields, read_time
from bot.replay.script import Assertion, Field
from bot.replay.words import NATURAL, vocabulary
from community.calendar import ZONE
from community.cases import Case
from community.metrics import METRICS, Period
from community.refs import number
from storage.queries import created_since, outgoing, waiting_jobs
from storage.schema import KINDS

_RECORD = re.compile(r"([A-Z][A-Za-z]*)(#\S+)?(?: (.*))?")
_COUNT = re.compile(r"([A-Z][A-Za-z]*)(?: (.*?))? = ([0-9]+)")
_DUE = re.compile(r"(#\S+) (.+)")
_JOB = re.compile(r"(\S+) (#\S+) @(.+)")
_NOJOB = re.compile(r"(\S+) (#\S+)")
_METRIC = re.compile(r"(\S+)((?: (?:社区|期)=\S+)*) (?:(-?[0-9]+)/([0-9]+))?=(\S+)")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"([0-9]{4})年")
_DUE_FIELDS = {"级": "level", "受理": "accepted_at", "响应": "respond_by", "办结": "resolve_by"}


def read_rec(assertion: Assertion) -> Check:
    kind, key, fields = _read(assertion)

    def run(scene: Scene) -> None:
        bound = _bound(kind, key, scene)
        if bound is not None:
            _expect(bound, kind, fields, scene, assertion)
            return
        candidates = _candidates(kind, scene)
        if key:
            candidates = [one for one in candidates if one.code not in _claimed(kind, scene)]
        for one in candidates:
            if _all_match(one, kind, fields, scene, assertion.line):
                if key:
                    scene.stage.refs[key] = one
                return
        raise Unmet(str(assertion), _nearest(candidates, kind, fields, scene, assertion.line))

    return run


def read_norec(assertion: Assertion) -> Check:
    kind, key, fields = _read(assertion)
    if key:
        raise ScenarioError(assertion.line, "NOREC takes no name")

    def run(scene: Scene) -> None:
        for one in _created(kind, scene):
            if _all_match(one, kind, fields, scene, assertion.line):
                raise Unmet(str(assertion), _told(one, kind))

    return run


def read_count(assertion: Assertion) -> Check:
    found = _COUNT.fullmatch(assertion.rest)
    if found is None:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    kind, text, wanted = found.groups()
    fields = read_fields(assertion.line, text or "")
    _check(assertion.line, kind, fields)

    def run(scene: Scene) -> None:
        number = sum(
            _all_match(one, kind, fields, scene, assertion.line) for one in _every(kind, scene)
        )
        if number != int(wanted):
            raise Unmet(str(assertion), str(number))

    return run


def read_due(assertion: Assertion) -> Check:
    found = _DUE.fullmatch(assertion.rest)
    if found is None:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    name = found[1]
    pairs = [part.strip().partition("=") for part in found[2].split(";")]
    if any(key not in _DUE_FIELDS and key != "重办" for key, _, _ in pairs):
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    wanted = {_DUE_FIELDS[key]: value for key, _, value in pairs if key != "重办"}

    def run(scene: Scene) -> None:
        case = _of(name, scene, assertion.line)
        if not isinstance(case, Case):
            raise ScenarioError(assertion.line, f"{name} is no case")
        accepted = case.reopened_at if case.reopen else case.accepted_at
        case = replace(case, accepted_at=accepted or case.accepted_at)
        got = {key: shown(getattr(case, key)) for key in wanted}
        if got != wanted:
            raise Unmet(str(assertion), "; ".join(got.values()))

    return run


def read_job(assertion: Assertion) -> Check:
    found = _JOB.fullmatch(assertion.rest)
    if found is None or found[1] not in vocabulary().jobs:
        raise ScenarioError(assertion.line, f"unknown job in {assertion}")
    due = read_time(assertion.line, found[3])

    def run(scene: Scene) -> None:
        times = _times(found[1], found[2], scene, assertion.line)
        if due not in times:
            raise Unmet(str(assertion), "; ".join(shown(when) for when in times))

    return run


def read_nojob(assertion: Assertion) -> Check:
    found = _NOJOB.fullmatch(assertion.rest)
    if found is None or found[1] not in vocabulary().jobs:
        raise ScenarioError(assertion.line, f"unknown job in {assertion}")

    def run(scene: Scene) -> None:
        times = _times(found[1], found[2], scene, assertion.line)
        if times:
            raise Unmet(str(assertion), "; ".join(shown(when) for when in times))

    return run


def read_metric(assertion: Assertion) -> Check:
    found = _METRIC.fullmatch(assertion.rest)
    if found is None or found[1] not in vocabulary().metrics:
        raise ScenarioError(assertion.line, f"unknown metric in {assertion}")
    if found[1] not in METRICS:
        raise ScenarioError(assertion.line, f"{found[1]} is not built yet")
    options = dict(part.split("=") for part in found[2].split())
    wanted = f"{found[3]}/{found[4]}={found[5]}" if found[3] else f"={found[5]}"

    def run(scene: Scene) -> None:
        period = _period(assertion.line, options.get("期", ""), scene.now)
        community = options.get("社区", scene.stage.scenario.community)
        with scene.stage.store.reading() as records:
            figure = METRICS[found[1]](records, community, period)
        got = f"={figure.value}"
        if figure.bottom is not None:
            got = f"{len(figure.top)}/{len(figure.bottom)}{got}"
        if got != wanted:
            raise Unmet(str(assertion), got)

    return run


def _period(line: int, text: str, now: datetime) -> Period:
    month, year = _MONTH.fullmatch(text), _YEAR.fullmatch(text)
    if year is not None:
        first = int(year[1])
        return Period(datetime(first, 1, 1, tzinfo=ZONE), datetime(first + 1, 1, 1, tzinfo=ZONE))
    if text and month is None:
        raise ScenarioError(line, f"not a period: {text}")
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if month is not None:
        start = datetime(int(month[1]), int(month[2]), 1, tzinfo=ZONE)
    carry, last = divmod(start.month, 12)
    return Period(start, start.replace(year=start.year + carry, month=last + 1))


def _read(assertion: Assertion) -> tuple[str, str, tuple[Field, ...]]:
    found = _RECORD.fullmatch(assertion.rest)
    if found is None:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    kind, key, text = found.groups()
    fields = read_fields(assertion.line, text or "")
    _check(assertion.line, kind, fields)
    if key and kind not in NATURAL and not PLACEHOLDER.fullmatch(key):
        raise ScenarioError(assertion.line, f"not a placeholder: {key}")
    return kind, key or "", fields


def _check(line: int, kind: str, fields: Sequence[Field]) -> None:
    check(line, kind, fields)
    if kind not in vocabulary().types:
        raise ScenarioError(line, f"unknown type {kind}")
    if kind not in KINDS and kind != "Outbox":
        raise ScenarioError(line, f"{kind} is not built yet")
    built = KINDS.get(kind)
    for one in fields:
        if built is not None and not hasattr(built, attribute(one.key)):
            raise ScenarioError(line, f"{kind}.{one.key} is not built yet")


def _bound(kind: str, key: str, scene: Scene) -> Any:
    """The record that the key stands for, as it is now; None if the key is free."""
    if not key:
        return None
    code = scene.stage.refs[key].code if key in scene.stage.refs else ""
    if not code and kind in NATURAL:
        code = key[1:]
    if not code:
        return None
    found = [one for one in _every(kind, scene) if one.code == code]
    if not found:
        raise Unmet(f"{kind} {key}", "")
    return found[0]


def _claimed(kind: str, scene: Scene) -> set[str]:
    return {one.code for one in scene.stage.refs.values() if type(one).__name__ == kind}


def _every(kind: str, scene: Scene) -> Sequence[Any]:
    with scene.stage.store.reading() as records:
        if kind == "Outbox":
            return outgoing(records)
        return records.find(KINDS[kind])


def _created(kind: str, scene: Scene) -> Sequence[Any]:
    """Those that came into being in this block, the earliest first."""
    every = _every(kind, scene)
    if kind == "Outbox":
        return [one for one in every if one.id > scene.marks["outbox"]]
    with scene.stage.store.reading() as records:
        new = created_since(records, scene.marks["journal"])
    return [one for one in every if (kind, one.community, one.code) in new]


def _candidates(kind: str, scene: Scene) -> list[Any]:
    """Those created in this block first, the earliest of them before the others."""
    new = list(_created(kind, scene))
    codes = {one.code for one in new}
    return [*new, *(one for one in _every(kind, scene) if one.code not in codes)]


def _all_match(record: Any, kind: str, fields: Sequence[Field], scene: Scene, line: int) -> bool:
    return all(
        matches(record, _resolved(one, scene, line), word_for(line, kind, one), line)
        for one in fields
    )


def _resolved(field: Field, scene: Scene, line: int) -> Field:
    """The field with placeholders replaced by the codes they stand for."""
    if "#" not in field.value:
        return field

    def code(found: re.Match[str]) -> str:
        return str(_of(found[0], scene, line).code)

    return replace(field, value=PLACEHOLDER.sub(code, field.value))


def _of(name: str, scene: Scene, line: int) -> Any:
    """The record bound to a placeholder, as it is now."""
    if name not in scene.stage.refs:
        raise ScenarioError(line, f"unbound {name}")
    bound = scene.stage.refs[name]
    kind = type(bound).__name__
    return next(one for one in _every(kind, scene) if one.code == bound.code)


def _times(kind: str, name: str, scene: Scene, line: int) -> list[datetime]:
    subject = _of(name, scene, line)
    with scene.stage.store.reading() as records:
        jobs = waiting_jobs(records, subject.community)
    mine = (job for job in jobs if job.kind == kind and job.subject == subject.code)
    return [job.due.replace(second=0, microsecond=0) for job in mine]


def _expect(
    record: Any, kind: str, fields: Sequence[Field], scene: Scene, assertion: Assertion
) -> None:
    if not _all_match(record, kind, fields, scene, assertion.line):
        raise Unmet(str(assertion), _told(record, kind, fields))


def _nearest(
    candidates: Sequence[Any], kind: str, fields: Sequence[Field], scene: Scene, line: int
) -> str:
    """The candidate that meets most of what is expected."""

    def met(record: Any) -> tuple[int, int]:
        hits = sum(_all_match(record, kind, (one,), scene, line) for one in fields)
        return hits, -number(str(record.code))

    best = max(candidates, key=met, default=None)
    return _told(best, kind, fields) if best is not None else ""


def _told(record: Any, kind: str, fields: Sequence[Field] = ()) -> str:
    """A record as a failure shows it: its code and the fields in question."""
    keys = [one.key for one in fields] or ["state"]
    built = [key for key in keys if hasattr(record, attribute(key))]
    values = "; ".join(f"{key}={shown(getattr(record, attribute(key)))}" for key in built)
    return f"{kind} {record.code} {values}".rstrip()
