"""Assertions about points: LEDGER."""

import re

from bot.replay.errors import ScenarioError, Unmet
from bot.replay.judge import Check, Scene
from bot.replay.kept import created, record_of
from bot.replay.script import Assertion
from community.points import PointsEntry, balance
from community.refs import PersonId

_LEDGER = re.compile(r"(\S+) ([+-][0-9]+) 余=(-?[0-9]+)(?: 因=(\S+))?(?: 据=(#\S+))?")


def read_ledger(assertion: Assertion) -> Check:
    """What somebody earned or spent in the block, for what, and what they have now."""
    found = _LEDGER.fullmatch(assertion.rest)
    if found is None:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    person, delta, left, reason, name = found.groups()

    def run(scene: Scene) -> None:
        entries = [one for one in created(PointsEntry.__name__, scene) if one.person == person]
        with scene.stage.store.reading() as records:
            has = balance(records, PersonId(person), scene.stage.home)
        ref = record_of(name, scene, assertion.line).code if name else None
        wanted = int(delta), int(left)
        told = any(reason in (None, e.reason) and ref in (None, e.ref) for e in entries)
        quiet = wanted[0] == 0 and not entries
        if (sum(e.delta for e in entries), has) != wanted or not (told or quiet):
            got = "; ".join(f"{e.delta:+} {e.reason} {e.ref}" for e in entries)
            raise Unmet(str(assertion), f"{got} 余={has}".strip())

    return run
