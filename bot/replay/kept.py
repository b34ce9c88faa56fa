"""What is kept, as an assertion looks at it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.replay.errors import ScenarioError
from bot.replay.fields import PLACEHOLDER, matches, word_for
from bot.replay.judge import Scene
from bot.replay.script import Field
from storage.queries import created_since, outgoing
from storage.schema import KINDS

OUTBOX = "Outbox"  # a type of the vocabulary that is plumbing here, not a record


def every(kind: str, scene: Scene) -> Sequence[Any]:
    with scene.stage.store.reading() as records:
        if kind == OUTBOX:
            return outgoing(records)
        return records.find(KINDS[kind])


def created(kind: str, scene: Scene) -> Sequence[Any]:
    """Those that came into being in this block, the earliest first."""
    kept = every(kind, scene)
    if kind == OUTBOX:
        return [one for one in kept if one.id > scene.marks["outbox"]]
    with scene.stage.store.reading() as records:
        new = created_since(records, scene.marks["journal"])
    return [one for one in kept if (kind, one.community, one.code) in new]


def candidates(kind: str, scene: Scene) -> list[Any]:
    """Those created in this block first, the earliest of them before the others."""
    new = list(created(kind, scene))
    codes = {one.code for one in new}
    return [*new, *(one for one in every(kind, scene) if one.code not in codes)]


def all_match(record: Any, kind: str, fields: Sequence[Field], scene: Scene, line: int) -> bool:
    return all(
        matches(record, resolved(one, scene, line), word_for(line, kind, one), line)
        for one in fields
    )


def resolved(field: Field, scene: Scene, line: int) -> Field:
    """The field with placeholders replaced by the codes they stand for."""
    if "#" not in field.value:
        return field

    def code(found: re.Match[str]) -> str:
        return str(record_of(found[0], scene, line).code)

    return replace(field, value=PLACEHOLDER.sub(code, field.value))


def record_of(name: str, scene: Scene, line: int) -> Any:
    """The record bound to a placeholder, as it is now."""
    if name not in scene.stage.refs:
        raise ScenarioError(line, f"unbound {name}")
    bound = scene.stage.refs[name]
    kind = type(bound).__name__
    return next(one for one in every(kind, scene) if one.code == bound.code)
