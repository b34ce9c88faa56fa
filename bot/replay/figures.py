"""Assertions about what follows from records: DUE, JOB, NOJOB, METRIC."""

import re
from dataclasses import replace
from datetime import datetime

from bot.replay.errors import ScenarioError, Unmet
from bot.replay.fields import shown
from bot.replay.judge import Check, Scene
from bot.replay.kept import record_of
from bot.replay.language import read_time
from bot.replay.script import Assertion
from bot.replay.words import vocabulary
from community.cases import Case
from community.metrics import METRICS
from community.periods import Period, month_of, read_period
from storage.queries import waiting_jobs

_DUE = re.compile(r"(#\S+) (.+)")
_JOB = re.compile(r"(\S+) (#\S+) @(.+)")
_NOJOB = re.compile(r"(\S+) (#\S+)")
_METRIC = re.compile(r"(\S+)((?: (?:社区|期)=\S+)*) (?:(-?[0-9]+)/([0-9]+))?=(\S+)")
_PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2}|年)")
_DUE_FIELDS = {"级": "level", "受理": "accepted_at", "响应": "respond_by", "办结": "resolve_by"}


def read_due(assertion: Assertion) -> Check:
    found = _DUE.fullmatch(assertion.rest)
    if found is None:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    name = found[1]
    pairs = [part.strip().partition("=") for part in found[2].split(";")]
    if sorted(key for key, _, _ in pairs if key != "重办") != sorted(_DUE_FIELDS):
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    wanted = {_DUE_FIELDS[key]: value for key, _, value in pairs if key != "重办"}

    def run(scene: Scene) -> None:
        case = record_of(name, scene, assertion.line)
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
        community = options.get("社区", scene.stage.home)
        with scene.stage.store.reading() as records:
            figure = METRICS[found[1]](records, community, period)
        got = f"{figure.ratio}={figure.value}"
        if got != wanted:
            raise Unmet(str(assertion), got)

    return run


def _period(line: int, text: str, now: datetime) -> Period:
    if not text:
        return month_of(now)
    period = read_period(text, now) if _PERIOD.fullmatch(text) else None
    if period is None:
        raise ScenarioError(line, f"not a period: {text}")
    return period


def _times(kind: str, name: str, scene: Scene, line: int) -> list[datetime]:
    subject = record_of(name, scene, line)
    with scene.stage.store.reading() as records:
        jobs = waiting_jobs(records, subject.community)
    mine = (job for job in jobs if job.kind == kind and job.subject == subject.code)
    return [job.due.replace(second=0, microsecond=0) for job in mine]
