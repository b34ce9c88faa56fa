"""Where a chat of ours is: on which channel, and by which address there."""

from sqlalchemy import Connection, bindparam, select

from community.messages import Chat
from community.people import Person, Room, RoomKind, RoomState
from storage.schema import TABLES

NO_CHANNEL = ""
_NOWHERE = (NO_CHANNEL, "", False)

_PEOPLE, _ROOMS = TABLES[Person].c, TABLES[Room].c
# As parts of other statements too; `to` is the chat's id.
PERSON = select(_PEOPLE.channel, _PEOPLE.address).where(_PEOPLE.code == bindparam("to"))
ROOM = select(_ROOMS.channel, _ROOMS.address, _ROOMS.kind).where(
    _ROOMS.code == bindparam("to"), _ROOMS.state == RoomState.NORMAL
)


def address_of(connection: Connection, chat: Chat) -> tuple[str, str, bool]:
    """Channel, address, and whether the speaking budget applies.

    Empty for who is unknown, and for a room that we have been put out of.
    """
    if chat.private:
        person = connection.execute(PERSON, {"to": chat.id}).one_or_none()
        return (person.channel, person.address, False) if person else _NOWHERE
    room = connection.execute(ROOM, {"to": chat.id}).one_or_none()
    return (room.channel, room.address, room.kind == RoomKind.RESIDENTS) if room else _NOWHERE
