"""The list of chats: groups first, then everybody's private chat with us, with unread counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from community.messages import Chat
from community.people import Role
from storage.queries import Voice, voices
from storage.records import SqlRecords
from web.sandbox import Line, Town
from web.scene import Scene, speakers
from web.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRow:
    """One chat in the list. `unread` is how many messages of ours nobody has looked at yet."""

    name: str
    link: str
    faces: tuple[str, ...]
    role: str
    private: bool
    current: bool
    unread: int
    last: str
    when: str


def chat_rows(
    scene: Scene, town: Town, records: SqlRecords, seen: dict[Chat, int]
) -> Sequence[ChatRow]:
    """Every chat. Looking at one is having seen what we said in it, which `seen` remembers."""
    said = voices(records)
    if not seen and town.resumed:  # what was said in a former life is no news
        seen.update({chat: voice.count for chat, voice in said.items()})
    if scene.chat in said:
        seen[scene.chat] = said[scene.chat].count
    return [_row(scene, town, chat, said.get(chat), seen) for chat in scene.chats]


def _row(
    scene: Scene, town: Town, chat: Chat, voice: Voice | None, seen: Mapping[Chat, int]
) -> ChatRow:
    last, when = _last(scene, town.lines(chat), voice)
    return ChatRow(
        name=scene.name(chat.id),
        link=scene.link(chat),
        faces=tuple(scene.face(one.code) for one in speakers(chat, scene.people)),
        role=role_of(scene, chat.id) if chat.private else "",
        private=chat.private,
        current=chat == scene.chat,
        unread=(voice.count if voice else 0) - seen.get(chat, 0),
        last=last,
        when=when,
    )


def role_of(scene: Scene, person: str) -> str:
    """The role beside a name; residents, who are most, bear none."""
    roles = scene.people[person].role if person in scene.people else ()
    return next((str(role) for role in roles if role is not Role.RESIDENT), "")


def _last(scene: Scene, lines: Sequence[Line], voice: Voice | None) -> tuple[str, str]:
    """The last words of a chat, and when they were said."""
    line = lines[-1] if lines else None
    if voice and (line is None or line.at <= voice.last.at):
        return f"小格：{voice.last.text}", told(voice.last.at, scene.now)
    if line is None:
        return "", ""
    words = line.spoken.text or f"［图片］{line.spoken.picture}"
    who = "" if line.spoken.chat.private else f"{scene.name(line.spoken.speaker)}："
    return f"{who}{words}", told(line.at, scene.now)
