"""进群出群：小格被移出的群记为失联，拉回来就恢复；报事人退了群，网格员会知道。"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from community.case_states import OPEN, POOL, State
from community.cases import Case
from community.effects import Effects, Record
from community.messages import Kind
from community.people import Person, Role, Room, RoomKind, RoomState
from community.reach import admins, staff, tell
from community.records import Has, OneOf, Records
from community.wording import Text
from handlers.kit.router import Heard, Router
from nlp.neighbourhood import OUR_NAMES

router = Router(noun="进出", about="小格和邻居进群、出群")

REMOVED = Text(
    "rooms.removed", "小格被移出 {room}，那里听不到也说不出了。还要用的话，请把小格再拉进群。"
)


LEFT = Text("rooms.left", "{code} 报事人 {name} 已退群，请代联。")

# What is still owed to those who reported it.
_WAITING = OPEN | POOL | {State.CALLING_BACK}


@router.arrived(Kind.LEAVE)
def removed(heard: Heard, records: Records) -> Effects:
    """We are in that room no more; a grid worker hears of it, or an admin where there is none."""
    if heard.room is None:
        return ()
    if not _is_about_us(heard):
        return _left(heard, heard.room, records)
    workers = staff(records, heard.community, (Role.GRID_WORKER,)) or admins(records)
    words = REMOVED(room=heard.room.code)
    return (Record(replace(heard.room, state=RoomState.LOST)), *tell(workers, words))


@router.arrived(Kind.JOIN)
def returned(heard: Heard, records: Records) -> Effects:
    """We are in that room again, with everything as it was; or a neighbour is."""
    if heard.room is None:
        return ()
    if not _is_about_us(heard):
        back = (replace(p, in_room=True) for p in _neighbours(heard, heard.room, records))
        return tuple(Record(person) for person in back)
    if heard.room.state is not RoomState.LOST:
        return ()
    return (Record(replace(heard.room, state=RoomState.NORMAL)),)


def _left(heard: Heard, room: Room, records: Records) -> Effects:
    """Neighbours have left the room; who waits for an answer from us is told of to a worker."""
    effects: Effects = ()
    grid = staff(records, heard.community, (Role.GRID_WORKER,))
    for person in _neighbours(heard, room, records):
        rooms = tuple(one for one in person.rooms if one != room.code)
        left = replace(person, rooms=rooms, in_room=_is_among_residents(rooms, records))
        effects += (Record(left),)
        mine = records.find(
            Case, community=heard.community, state=OneOf(_WAITING), reporters=Has(person.code)
        )
        for case in mine if not left.in_room else ():
            effects += tell(grid, LEFT(code=case.code, name=person.name))
    return effects


def _is_among_residents(rooms: Sequence[str], records: Records) -> bool:
    return any(records.get(Room, one).kind is RoomKind.RESIDENTS for one in rooms)


def _neighbours(heard: Heard, room: Room, records: Records) -> Iterator[Person]:
    """Those who joined or left, as far as we know them."""
    for address in heard.message.people:
        known = records.find(Person, channel=room.channel, address=address)
        yield from (one for one in known if not one.is_gone)


def _is_about_us(heard: Heard) -> bool:
    return not set(OUR_NAMES).isdisjoint(heard.message.people)
