"""Assertions about records: REC, NOREC, COUNT."""

import re
from collections.abc import Sequence
from typing import Any

from bot.replay.errors import ScenarioError, Unmet
from bot.replay.fields import PLACEHOLDER, attribute, check, shown
from bot.replay.judge import Check, Scene
from bot.replay.kept import OUTBOX, all_match, candidates, created, every
from bot.replay.language import read_fields
from bot.replay.script import Assertion, Field
from bot.replay.words import NATURAL, vocabulary
from community.refs import number
from storage.schema import KINDS

_RECORD = re.compile(r"([A-Z][A-Za-z]*)(#\S+)?(?: (.*))?")
_COUNT = re.compile(r"([A-Z][A-Za-z]*)(?: (.*?))? = ([0-9]+)")


def read_rec(assertion: Assertion) -> Check:
    kind, key, fields = _read(assertion)

    def run(scene: Scene) -> None:
        bound = _bound(kind, key, scene)
        if bound is not None:
            _expect(bound, kind, fields, scene, assertion)
            return
        possible = candidates(kind, scene)
        if key:
            possible = [one for one in possible if one.code not in _claimed(kind, scene)]
        for one in possible:
            if all_match(one, kind, fields, scene, assertion.line):
                if key:
                    scene.stage.refs[key] = one
                return
        raise Unmet(str(assertion), _nearest(possible, kind, fields, scene, assertion.line))

    return run


def read_norec(assertion: Assertion) -> Check:
    kind, key, fields = _read(assertion)
    if key:
        raise ScenarioError(assertion.line, "NOREC takes no name")

    def run(scene: Scene) -> None:
        for one in created(kind, scene):
            if all_match(one, kind, fields, scene, assertion.line):
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
            all_match(one, kind, fields, scene, assertion.line) for one in every(kind, scene)
        )
        if number != int(wanted):
            raise Unmet(str(assertion), str(number))

    return run


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
    if kind not in KINDS and kind != OUTBOX:
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
    kept = every(kind, scene)
    found = [one for one in kept if one.code == code] or scene.stage.anonymous(kind, code, kept)
    if not found:
        raise Unmet(f"{kind} {key}", "")
    return found[0]


def _claimed(kind: str, scene: Scene) -> set[str]:
    return {one.code for one in scene.stage.refs.values() if type(one).__name__ == kind}


def _expect(
    record: Any, kind: str, fields: Sequence[Field], scene: Scene, assertion: Assertion
) -> None:
    if not all_match(record, kind, fields, scene, assertion.line):
        raise Unmet(str(assertion), _told(record, kind, fields))


def _nearest(
    candidates: Sequence[Any], kind: str, fields: Sequence[Field], scene: Scene, line: int
) -> str:
    """The candidate that meets most of what is expected."""

    def met(record: Any) -> tuple[int, int]:
        hits = sum(all_match(record, kind, (one,), scene, line) for one in fields)
        return hits, -number(str(record.code))

    best = max(candidates, key=met, default=None)
    return _told(best, kind, fields) if best is not None else ""


def _told(record: Any, kind: str, fields: Sequence[Field] = ()) -> str:
    """A record as a failure shows it: its code and the fields in question."""
    keys = [one.key for one in fields] or ["state"]
    built = [key for key in keys if hasattr(record, attribute(key))]
    values = "; ".join(f"{key}={shown(getattr(record, attribute(key)))}" for key in built)
    return f"{kind} {record.code} {values}".rstrip()
