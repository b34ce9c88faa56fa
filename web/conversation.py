"""The conversation as on a phone: what people said, what we said, and what came of each line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from community.activities import Activity, Signup
from community.audit import Audit, Result
from community.callbacks import Callback
from community.cases import Case
from community.chains import Chain
from community.messages import Message
from community.records import OneOf
from storage.queries import Consequence, Saying, consequences, sayings, still_to_say
from storage.records import SqlRecords
from web.chats import role_of
from web.pictures import PICTURES
from web.sandbox import Line, Town
from web.scene import Scene, View
from web.telling import told

_SHOWN = 200  # lines of each kind
_PAUSE = timedelta(minutes=5)  # after which the time is told again
_NOTHING = Consequence()

# What to say of a record that a line brought into being, and of one that it changed.
_WORDS: Mapping[str, tuple[str, str]] = {
    Case.__name__: ("登记 {code}", "更新 {code}"),
    Activity.__name__: ("记下活动 {code}", ""),
    Signup.__name__: ("记下报名", "报名有变"),
    Callback.__name__: ("", "记下回访"),
    Chain.__name__: ("记下接龙", "接龙已更新"),
    Message.__name__: ("收好图片", ""),
}
_LINKED = frozenset({Case.__name__, Activity.__name__})


@dataclass(frozen=True, slots=True)
class Note:
    """A few words beneath a line on what came of it. Without a link they are just words."""

    words: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One line. `ours` is what we said; `mine` what the one said whose phone this is.

    `since` tells the time where there was a pause before; `picture` is a file, `text` its name.
    """

    id: str
    name: str
    face: str
    role: str
    ours: bool
    mine: bool
    text: str
    picture: str
    at: datetime
    since: str = ""
    notes: tuple[Note, ...] = ()


def bubbles(scene: Scene, town: Town, records: SqlRecords) -> Sequence[Bubble]:
    """What was said in the chat of the scene, oldest first."""
    lines = town.lines(scene.chat)[-_SHOWN:]
    notes = _notes(scene, lines, records)
    theirs = [_theirs(scene, line, notes[line.cause]) for line in lines]
    ours = [_ours(saying) for saying in sayings(records, scene.chat, _SHOWN)]
    return list(_with_pauses(sorted((*theirs, *ours), key=lambda one: one.at), scene.now))


def waiting_until(scene: Scene, records: SqlRecords) -> tuple[datetime, int] | None:
    """When we may speak here again, and of how many things, if we are holding some back."""
    times = still_to_say(records).get(scene.chat, ())
    later = [moment for moment in times if moment > scene.now]
    return (later[0], len(later)) if later else None


def _theirs(scene: Scene, line: Line, notes: tuple[Note, ...]) -> Bubble:
    spoken = line.spoken
    return Bubble(
        id=f"l{spoken.id}",
        name=scene.name(spoken.speaker),
        face=scene.face(spoken.speaker),
        role=role_of(scene, spoken.speaker),
        ours=False,
        mine=spoken.speaker == scene.speaker.code,
        text=spoken.text or spoken.picture,
        picture=PICTURES.get(spoken.picture, ""),
        at=line.at,
        notes=notes,
    )


def _ours(saying: Saying) -> Bubble:
    return Bubble(
        id=f"s{saying.id}",
        name="小格",
        face="",
        role="",
        ours=True,
        mine=False,
        text=saying.text,
        picture="",
        at=saying.at,
    )


def _with_pauses(spoken: Iterable[Bubble], now: datetime) -> Iterable[Bubble]:
    before: datetime | None = None
    for one in spoken:
        paused = before is None or one.at - before > _PAUSE
        before = one.at
        yield replace(one, since=told(one.at, now)) if paused else one


def _notes(
    scene: Scene, lines: Sequence[Line], records: SqlRecords
) -> Mapping[str, tuple[Note, ...]]:
    causes = [line.cause for line in lines]
    came = consequences(records, causes)
    refused = {
        one.cause: f"没有执行：{one.reason}"
        for one in records.find(Audit, cause=OneOf(causes))
        if one.result is Result.REFUSED
    }
    return {
        cause: tuple(_of_one(scene, came.get(cause, _NOTHING), refused.get(cause, "")))
        for cause in causes
    }


def _of_one(scene: Scene, came: Consequence, refused: str) -> Iterable[Note]:
    if refused:
        yield Note(refused)
    yield from dict.fromkeys(_changes(scene, came))
    for chat in came.told:
        if chat.private and chat != scene.chat:
            yield Note(f"私信 {scene.name(chat.id)}", scene.link(chat))
    if came == _NOTHING:
        yield Note("小格没有作声")


def _changes(scene: Scene, came: Consequence) -> Iterable[Note]:
    made = {kind for kind, _, new in came.changes if new}
    for kind, code, new in came.changes:
        if kind in made and not new:
            continue  # what came into being says it all
        words = _WORDS.get(kind, ("", ""))[not new].format(code=code)
        if words:
            board = f"{scene.link(view=View.BOARD)}#{code}"
            yield Note(words, board if kind in _LINKED else "")
