"""进群出群：小格被移出的群记为失联；居民退群，没办完的事网格员会知道；回来就恢复。"""

from collections.abc import Sequence
from dataclasses import replace

from community.case_states import OPEN, POOL, State
from community.cases import Case
from community.effects import Effects, Record
from community.messages import Kind
from community.people import Person, Role, Room, RoomKind, RoomState
from community.reach import admins, can_be_told, shown_name, staff, tell
from community.records import Has, OneOf, Records
from community.wording import Text
from handlers.kit.router import Heard, Router
from nlp.neighbourhood import OUR_NAMES

router = Router(noun="进出", about="小格被移出群、再进群")

REMOVED = Text(
    "rooms.removed", "小格被移出 {room}，那里听不到也说不出了。还要用的话，请把小格再拉进群。"
)

STILL_REACHED = Text(
    "rooms.still_reached", "{name} 退群了，{codes} 还没办完，进展和回访仍私信本人。"
)
OUT_OF_REACH = Text(
    "rooms.out_of_reach", "{name} 退群了，也发不了私信，{codes} 还没办完，请代联，办完代为回访。"
)


@router.arrived(Kind.LEAVE)
def removed(heard: Heard, records: Records) -> Effects:
    """We are in that room no more; a grid worker hears of it, or an admin where there is none."""
    if heard.room is None:
        return ()
    if not _is_about_us(heard):
        return _left(heard, records)
    workers = staff(records, heard.community, (Role.GRID_WORKER,)) or admins(records)
    words = REMOVED(room=heard.room.code)
    return (Record(replace(heard.room, state=RoomState.LOST)), *tell(workers, words))


@router.arrived(Kind.JOIN)
def returned(heard: Heard, records: Records) -> Effects:
    """We are in that room again, with everything as it was."""
    del records
    if heard.room is None or heard.room.state is not RoomState.LOST or not _is_about_us(heard):
        return ()
    return (Record(replace(heard.room, state=RoomState.NORMAL)),)


def _left(heard: Heard, records: Records) -> Effects:
    """Neighbours leave: they are no longer of the room, and a worker hears whose case is open."""
    effects: Effects = ()
    channel, room = heard.message.cause.partition(":")[0], heard.message.room
    for address in heard.message.people:
        for person in records.find(Person, channel=channel, address=address):
            if person.is_gone or room not in person.rooms:
                continue
            rooms = tuple(one for one in person.rooms if one != room)
            left = replace(person, rooms=rooms, in_room=_is_among_residents(rooms, records))
            effects += (Record(left), *_open_cases_of(left, heard, records))
    return effects


def _is_among_residents(rooms: Sequence[str], records: Records) -> bool:
    return any(records.get(Room, one).kind is RoomKind.RESIDENTS for one in rooms)


def _open_cases_of(person: Person, heard: Heard, records: Records) -> Effects:
    """What they wait to hear of is told them by a worker, if they are out of our reach."""
    waiting = OPEN | POOL | {State.CALLING_BACK}
    cases = records.find(Case, reporters=Has(person.code), state=OneOf(waiting))
    if not cases or person.in_room:
        return ()
    codes = "、".join(case.code for case in cases)
    text = STILL_REACHED if can_be_told(person) else OUT_OF_REACH
    grid = staff(records, heard.community, (Role.GRID_WORKER,))
    return tell(grid, text(name=shown_name(person.name), codes=codes))


def _is_about_us(heard: Heard) -> bool:
    return not set(OUR_NAMES).isdisjoint(heard.message.people)
