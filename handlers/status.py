"""状态：消息发得出去吗，每个群在说话还是只听。"""

from community.effects import Effects
from community.people import WORKERS, RoomKind
from community.reach import rooms
from community.records import Records
from community.wording import Text, lines
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.router import Asked, Router

router = Router(noun="状态", about="渠道与各群的状态")

SENDING = Text("status.sending", "待发 {waiting} 退避 {backing_off}")
ROOM = Text("status.room", "{room} {mode}（{state}）")


@router.command("", about="看消息发送与各群模式", roles=WORKERS, where=IN_WORK_GROUP)
def status(asked: Asked, records: Records) -> Effects:
    """What waits to be said, and how each group is served."""
    waiting, backing_off = records.unsent(asked.community)
    groups = [
        ROOM(room=room.code, mode=room.mode, state=room.state)
        for kind in RoomKind
        for room in rooms(records, asked.community, kind)
    ]
    words = lines((SENDING(waiting=waiting, backing_off=backing_off), *groups))
    return (asked.reply(words),)
