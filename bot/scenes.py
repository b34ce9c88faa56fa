"""Who speaks, and where: from channel addresses to people and rooms of ours, and remembered.

People are kept when they first appear. A room that no community has claimed is not our business.
"""

from dataclasses import replace

from bot.channels import OURSELVES
from community.effects import Effects, Record
from community.messages import Arrival, Kind
from community.people import Membership, Person, Room, RoomKind, RoomState
from community.records import Records
from community.refs import PersonId
from handlers.kit.around import neighbourhood_of
from nlp.neighbourhood import Neighbourhood

NOWHERE = Neighbourhood()
_MOST = 5000  # people remembered at a time; then it begins anew, for memory is bounded


class Scenes:
    """A memory of rooms and people; `forget` empties it when one of them has changed.

    `home` is the community of people who write to us in private and are in no room of ours.
    """

    def __init__(self, home: str = "") -> None:
        self.home = home
        self._rooms: dict[tuple[str, str], Room | None] = {}
        self._neighbourhoods: dict[tuple[str, str], Neighbourhood] = {}
        self._people: dict[tuple[str, str], Person] = {}
        self._seen: set[tuple[str, str, str, str, str, bool]] = set()
        self._revision = 0

    def see(self, revision: int) -> None:
        """Forget everything if it is of an older revision: another process changed something."""
        if revision != self._revision:
            self.forget()
            self._revision = revision

    def forget(self) -> None:
        """Look everything up again."""
        for memory in (self._rooms, self._neighbourhoods, self._people, self._seen):
            memory.clear()

    def room(self, arrival: Arrival, records: Records) -> Room | None:
        """The room it was said in, if a community has claimed it and we are in it."""
        key = arrival.channel, arrival.room
        if key not in self._rooms or _brings_us_back(arrival):
            found = records.find(Room, channel=arrival.channel, address=arrival.room)
            ours = [one for one in found if one.community and _is_within(one, arrival)]
            self._rooms[key] = ours[0] if ours else None
        return self._rooms[key]

    def neighbourhood(self, community: str, room: str, records: Records) -> Neighbourhood:
        """What is taken for granted there."""
        if not community:
            return NOWHERE
        key = community, room
        if key not in self._neighbourhoods:
            self._neighbourhoods[key] = neighbourhood_of(records, community, room)
        return self._neighbourhoods[key]

    def person(self, arrival: Arrival, records: Records) -> Person | None:
        """The sender, if we know them."""
        key = arrival.channel, arrival.sender
        if key not in self._people:
            known = records.find(Person, channel=arrival.channel, address=arrival.sender)
            found = [one for one in known if not one.is_gone]
            if not found:
                return None
            self._remember(arrival, found[0])
        return self._people[key]

    def is_familiar(self, arrival: Arrival) -> bool:
        """True if nothing about the sender is new since they were last met."""
        return _appearance(arrival) in self._seen

    def meet(
        self, arrival: Arrival, room: Room | None, records: Records
    ) -> tuple[Person, Effects]:
        """The sender as they are now, and what has to be kept about them; of us, nothing.

        They are remembered as if it were kept already: whoever cannot keep it calls `forget`.
        """
        if arrival.sender == OURSELVES:
            return _newcomer(arrival, room, self.home, records), ()
        known = self.person(arrival, records)
        before = known or _newcomer(arrival, room, self.home, records)
        person = _updated(before, arrival, room)
        effects: Effects = () if person == known else (Record(person),)
        if room is not None and arrival.alias and arrival.alias != person.nick:
            effects += _named_in_room(person, room, arrival, records)
        self._remember(arrival, person)
        self._seen.add(_appearance(arrival))
        return person, effects

    def _remember(self, arrival: Arrival, person: Person) -> None:
        if max(len(self._people), len(self._seen)) >= _MOST:
            self._people.clear()
            self._seen.clear()
        self._people[arrival.channel, arrival.sender] = person


def _is_within(room: Room, arrival: Arrival) -> bool:
    """True if we are in the room, or come back to it with this."""
    returned = room.state is RoomState.LOST and _brings_us_back(arrival)
    return room.state is RoomState.NORMAL or returned


def _brings_us_back(arrival: Arrival) -> bool:
    return arrival.kind is Kind.JOIN and OURSELVES in arrival.people


def _appearance(arrival: Arrival) -> tuple[str, str, str, str, str, bool]:
    return (
        arrival.channel,
        arrival.sender,
        arrival.room,
        arrival.nick,
        arrival.alias,
        arrival.friend,
    )


def _newcomer(arrival: Arrival, room: Room | None, home: str, records: Records) -> Person:
    """Somebody new, named as they name themselves; their id is their address, if it is free."""
    code = arrival.sender
    if records.find(Person, code=PersonId(code)):
        code = f"{arrival.channel}:{arrival.sender}"
    return Person(
        code=PersonId(code),
        community=room.community if room else home,
        at=arrival.at,
        name=arrival.nick or arrival.sender,
        nick=arrival.nick or arrival.sender,
        friend=arrival.friend,
        channel=arrival.channel,
        address=arrival.sender,
    )


def _is_among_residents(room: Room | None) -> bool:
    return room is not None and room.kind is RoomKind.RESIDENTS


def _updated(person: Person, arrival: Arrival, room: Room | None) -> Person:
    rooms = person.rooms
    # A change of members says nothing of who brought it about, or is the one who leaves.
    is_change = arrival.kind in (Kind.JOIN, Kind.LEAVE)
    if room is not None and room.code not in rooms and not is_change:
        rooms = (*rooms, room.code)
    return replace(
        person,
        nick=arrival.nick or person.nick,
        friend=person.friend if is_change else arrival.friend,
        rooms=rooms,
        in_room=person.in_room or (_is_among_residents(room) and not is_change),
        community=person.community or (room.community if room and not person.is_staff else ""),
    )


def _named_in_room(person: Person, room: Room, arrival: Arrival, records: Records) -> Effects:
    found = records.find(Membership, person=person.code, room=room.code)
    if found and found[0].nick == arrival.alias:
        return ()
    membership = (
        found[0]
        if found
        else Membership(
            code=records.next_ref(Membership),
            community=room.community,
            at=arrival.at,
            room=room.code,
            person=person.code,
            nick=arrival.alias,
        )
    )
    return (Record(replace(membership, nick=arrival.alias)),)
