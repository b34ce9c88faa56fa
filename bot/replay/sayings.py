"""Assertions about what was said and done: SAY, DM, QUIET, NODM, DIGEST, OK, DENY, HOLD, STORE."""

import re
from collections.abc import Callable, Sequence

from bot.outcome import Verdict
from bot.phrasebook import slash
from bot.replay.errors import ScenarioError, Unmet
from bot.replay.fields import PLACEHOLDER
from bot.replay.judge import Check, Scene
from bot.replay.language import read_time
from bot.replay.script import Assertion, Block, Event, Where
from bot.replay.speech import (
    Clauses,
    distinct,
    is_digest,
    read_clauses,
    satisfies,
    token_found,
    told,
)
from bot.replay.words import vocabulary
from community.people import STAFF, Person, Room, RoomKind
from storage.outbox import Outgoing

_ROOM = re.compile(r"[GW][0-9]")
_DIGEST = re.compile(r"(\S+) @([0-9-]+ [0-9:]+) (.+)")


def read_say(assertion: Assertion) -> Check:
    return _spoken(assertion, private=False)


def read_dm(assertion: Assertion) -> Check:
    return _spoken(assertion, private=True)


def _spoken(assertion: Assertion, *, private: bool) -> Check:
    place, _, rest = assertion.rest.partition(" ")
    if not private and not _ROOM.fullmatch(place):
        raise ScenarioError(assertion.line, f"not a room: {place}")
    clauses = read_clauses(assertion.line, rest)

    def run(scene: Scene) -> None:
        if not private:
            _known_room(scene, place, assertion.line)
        here = heard(scene, place, private=private)
        filled = with_codes(clauses, scene, assertion.line)
        mine = [
            c for a, c in _lines(scene.block, assertion.word, place) if a.line <= assertion.line
        ]
        wanted = [with_codes(one, scene, assertion.line) for one in mine]
        if not any(satisfies(m, filled) for m in here) or not distinct(wanted, here):
            raise Unmet(str(assertion), told(here))
        for token in filled.lacks:
            if any(token_found(token, m.text) for m in here):
                raise Unmet(str(assertion), told(here))
        most = allowed_by_lines(scene.block, assertion.word, place)
        if filled.most is not None and len(here) > most:
            raise Unmet(str(assertion), told(here))

    return run


def read_quiet(assertion: Assertion) -> Check:
    place = assertion.rest
    if not _ROOM.fullmatch(place):
        raise ScenarioError(assertion.line, f"not a room: {place}")
    return _silent(assertion, place, private=False)


def read_nodm(assertion: Assertion) -> Check:
    if not assertion.rest or " " in assertion.rest:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    return _silent(assertion, assertion.rest, private=True)


def _silent(assertion: Assertion, place: str, *, private: bool) -> Check:
    def run(scene: Scene) -> None:
        if not private:
            _known_room(scene, place, assertion.line)
        here = heard(scene, place, private=private)
        if here:
            raise Unmet(str(assertion), told(here))

    return run


def _known_room(scene: Scene, place: str, line: int) -> None:
    """Raises ScenarioError for a room that is neither given nor has come by an invitation."""
    if place not in scene.stage.addresses:
        raise ScenarioError(line, f"no room {place}")


def read_digest(assertion: Assertion) -> Check:
    found = _DIGEST.fullmatch(assertion.rest)
    if found is None:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")
    place, at = found[1], read_time(assertion.line, found[2])
    clauses = read_clauses(assertion.line, found[3])

    def run(scene: Scene) -> None:
        private = not _ROOM.fullmatch(place)
        here = [
            m
            for m in scene.said
            if is_digest(m)
            and m.chat.id == place
            and m.chat.private is private
            and m.at.replace(second=0, microsecond=0) == at
        ]
        filled = with_codes(clauses, scene, assertion.line)
        lacking = any(token_found(t, m.text) for t in filled.lacks for m in here)
        if not any(satisfies(m, filled) for m in here) or lacking:
            raise Unmet(str(assertion), told(here))

    return run


def read_ok(assertion: Assertion) -> Check:
    return _verdict(assertion, Verdict.OK)


def read_hold(assertion: Assertion) -> Check:
    return _verdict(assertion, Verdict.HOLD)


def read_deny(assertion: Assertion) -> Check:
    if assertion.rest not in vocabulary().reasons:
        raise ScenarioError(assertion.line, f"unknown reason {assertion.rest}")
    return _verdict(assertion, Verdict.DENY)


def _verdict(assertion: Assertion, wanted: Verdict) -> Check:
    if wanted is not Verdict.DENY and assertion.rest:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")

    def run(scene: Scene) -> None:
        expect_verdict(scene, wanted, assertion.rest, str(assertion))

    return run


def expect_verdict(scene: Scene, wanted: Verdict, reason: str, expected: str) -> None:
    """Raises Unmet unless the command ended so."""
    outcome = scene.stage.verdict
    got = "" if outcome is None else f"{outcome.verdict} {outcome.reason or ''}".strip()
    if got != f"{wanted} {reason}".strip():
        raise Unmet(expected, got)


def read_store(assertion: Assertion) -> Check:
    clauses = read_clauses(assertion.line, assertion.rest)
    if clauses.has or clauses.most is not None:
        raise ScenarioError(assertion.line, f"cannot read {assertion}")

    def run(scene: Scene) -> None:
        for word in clauses.lacks:
            holders = scene.stage.holders(word)
            if holders:
                raise Unmet(str(assertion), f"{word} in {', '.join(holders)}")

    return run


def heard(scene: Scene, place: str, *, private: bool) -> list[Outgoing]:
    """What was said there in words in this block, digests left out."""
    return [m for m in _sent(scene, place, private=private) if not m.file]


def _sent(scene: Scene, place: str, *, private: bool) -> list[Outgoing]:
    """The same with the files that were sent."""
    return [
        m
        for m in scene.said
        if m.chat.id == place and m.chat.private is private and not is_digest(m)
    ]


def surplus(scene: Scene) -> tuple[int, Exception] | None:
    """One sentence too many, anywhere."""
    chats = dict.fromkeys((m.chat.id, m.chat.private) for m in scene.said if not is_digest(m))
    for place, private in chats:
        here = _sent(scene, place, private=private)
        most = _cap(scene, place, private=private)
        if most is not None and len(here) > most:
            return scene.block.event.line, Unmet("nothing more", f"{place}: {told(here)}")
    return None


def missing_verdict(scene: Scene) -> tuple[int, Exception] | None:
    """A command without a verdict line must be carried out."""
    event = scene.block.event
    if event.where is Where.SYSTEM or slash(event.text) is None:
        return None
    if any(a.word in ("OK", "DENY", "HOLD") for a in scene.block.assertions):
        return None
    try:
        expect_verdict(scene, Verdict.OK, "", "OK")
    except Unmet as unmet:
        return event.line, unmet
    return None


def _cap(scene: Scene, place: str, *, private: bool) -> int | None:
    """How many messages a place may hear in this block; None is any number (section 7)."""
    event, word = scene.block.event, "DM" if private else "SAY"
    lines = _lines(scene.block, word, place)
    most = allowed_by_lines(scene.block, word, place)
    if any(clauses.most is not None for _, clauses in lines):
        return most
    if not private:
        is_command = event.room == place and _is_command(scene)
        return max(most, 1) if _is_work_room(scene, place) and is_command else most
    if _is_staff(scene, place):
        return None
    if event.actor == place and event.where is Where.PRIVATE:
        return max(most, _channel_messages(event))
    return max(most, 1) if event.actor == place and _is_command(scene) else most


def _is_command(scene: Scene) -> bool:
    """True if the event is a command, or the answer to one that was held."""
    return slash(scene.block.event.text) is not None or scene.stage.verdict is not None


def _channel_messages(event: Event) -> int:
    return len(event.attachments) + (1 if event.text or not event.attachments else 0)


def _is_work_room(scene: Scene, place: str) -> bool:
    with scene.stage.store.reading() as records:
        found = records.find(Room, code=place)
    return bool(found) and found[0].kind is RoomKind.WORK


def _is_staff(scene: Scene, place: str) -> bool:
    with scene.stage.store.reading() as records:
        found = records.find(Person, code=place)
    return bool(found) and not STAFF.isdisjoint(found[0].role)


def allowed_by_lines(block: Block, word: str, place: str) -> int:
    """The sum of max over the block's lines for a place, a line without it counting one."""
    return sum(
        clauses.most if clauses.most is not None else 1
        for _, clauses in _lines(block, word, place)
    )


def _lines(block: Block, word: str, place: str) -> Sequence[tuple[Assertion, Clauses]]:
    return [
        (a, read_clauses(a.line, a.rest.partition(" ")[2]))
        for a in block.assertions
        if a.word == word and a.rest.partition(" ")[0] == place
    ]


def with_codes(clauses: Clauses, scene: Scene, line: int) -> Clauses:
    """The clauses with codes in place of placeholders."""

    def code(found: re.Match[str]) -> str:
        if found[0] not in scene.stage.refs:
            raise ScenarioError(line, f"unbound {found[0]}")
        return scene.stage.refs[found[0]].code

    fill: Callable[[str], str] = lambda token: PLACEHOLDER.sub(code, token)  # noqa: E731
    return Clauses(
        has=tuple(map(fill, clauses.has)),
        lacks=tuple(map(fill, clauses.lacks)),
        most=clauses.most,
    )
