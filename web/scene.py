"""What the visitor looks at: which chat, whose phone, which part of a narrow screen, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from community.messages import Chat
from community.people import STAFF, Community, Person, Role, Room, RoomKind
from community.records import Records
from web.sandbox import Town


class View(StrEnum):
    """The part that a narrow screen shows."""

    CHATS = "chats"
    TALK = "talk"
    BOARD = "board"


class Unknown(LookupError):
    """Nobody and no group is called that, or the person is not in that group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`rooms` and `people` are everyone there is, in order of first appearance, by code."""

    community: Community
    rooms: Mapping[str, Room]
    people: Mapping[str, Person]
    chat: Chat
    speaker: Person
    view: View
    now: datetime
    faces: Mapping[str, str]

    @property
    def room(self) -> Room | None:
        """The group that is looked at; None in a private chat."""
        return None if self.chat.private else self.rooms[self.chat.id]

    @property
    def speakers(self) -> Sequence[Person]:
        """Who may speak here."""
        return speakers(self.chat, self.people)

    @property
    def chats(self) -> Sequence[Chat]:
        """Every chat: the groups, then everybody's private one with us."""
        private = (Chat(code, private=True) for code in self.people)
        return (*(Chat(code) for code in self.rooms), *private)

    def name(self, person: str) -> str:
        return self.people[person].name if person in self.people else person

    def face(self, person: str) -> str:
        return self.faces.get(person, "neighbour")

    def link(self, chat: Chat | None = None, speaker: str = "", view: View = View.TALK) -> str:
        """The address of the page with another chat, speaker or part."""
        chosen = speaker or ("" if chat else self.speaker.code)
        where = {"chat": (chat or self.chat).id, "as": chosen, "view": view}
        return f"/?{urlencode({name: value for name, value in where.items() if value})}"


def scene(records: Records, town: Town, *, chat: str, speaker: str, view: str) -> Scene:
    """The scene of those names; empty ones mean the first. Raises Unknown."""
    found = records.find(Community, limit=1)
    rooms = {room.code: room for room in records.find(Room, community=found[0].code)}
    listed = records.find(Person, community=found[0].code)
    people: Mapping[str, Person] = {one.code: one for one in listed}
    where = _chat(chat or next(iter(rooms)), rooms, people)
    return Scene(
        community=found[0],
        rooms=rooms,
        people=people,
        chat=where,
        speaker=_speaker(speaker, speakers(where, people), where, rooms),
        view=View(view) if view in set(View) else View.TALK,
        now=town.now(),
        faces=town.faces,
    )


def speakers(chat: Chat, people: Mapping[str, Person]) -> Sequence[Person]:
    """Members of the group; in private, the one person."""
    if chat.private:
        return (people[chat.id],)
    return tuple(one for one in people.values() if chat.id in one.rooms)


def _chat(name: str, rooms: Mapping[str, Room], people: Mapping[str, Person]) -> Chat:
    if name in rooms:
        return Chat(name)
    if name in people:
        return Chat(name, private=True)
    raise Unknown(name)


def _speaker(name: str, there: Sequence[Person], chat: Chat, rooms: Mapping[str, Room]) -> Person:
    """That person, if they are there; else a neighbour, or in a work group a worker."""
    for one in there:
        if one.code == name:
            return one
    if name or not there:
        raise Unknown(name)
    at_work = not chat.private and rooms[chat.id].kind is RoomKind.WORK
    usual = (one for one in there if at_work is not STAFF.isdisjoint(one.role))
    workers = (one for one in there if at_work and Role.GRID_WORKER in one.role)
    return next(workers, None) or next(usual, there[0])
