"""进群出群：小格被移出的群记为失联，不再往那里说话，网格员会知道；拉回来就恢复。"""

from dataclasses import replace

from community.effects import Effects, Record
from community.messages import Kind
from community.people import Role, RoomState
from community.reach import admins, staff, tell
from community.records import Records
from community.wording import Text
from handlers.kit.router import Heard, Router
from nlp.neighbourhood import OUR_NAMES

router = Router(noun="进出", about="小格被移出群、再进群")

REMOVED = Text(
    "rooms.removed", "小格被移出 {room}，那里听不到也说不出了。还要用的话，请把小格再拉进群。"
)


@router.arrived(Kind.LEAVE)
def removed(heard: Heard, records: Records) -> Effects:
    """We are in that room no more; a grid worker hears of it, or an admin where there is none."""
    if heard.room is None or not _is_about_us(heard):
        return ()
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


def _is_about_us(heard: Heard) -> bool:
    return not set(OUR_NAMES).isdisjoint(heard.message.people)
