"""争吵：群里吵架、指责人、传谣言，不立案、不接话，只请网格员看一眼。"""

from dataclasses import replace
from datetime import timedelta

from community.effects import Effects, Record
from community.messages import Kind, Message, MessageState
from community.people import Mode, Role
from community.reach import shown_name, staff, tell
from community.records import Between, Records
from community.wording import Text
from handlers.kit.router import Router, Said
from nlp.intents import Intent
from nlp.matters import lexicon as matters
from nlp.quarrels import lexicon, read_quarrel

router = Router(noun="争吵", about="群里的争吵请网格员看一眼")

QUARREL = Intent(
    name="quarrel",
    examples=("你算老几，管得着吗", "听说业委会主任吃回扣了"),
    reader=read_quarrel,
    lexicon={**matters(), **lexicon()},
)

LOOK = Text(
    "quarrel.look",
    "【争吵】{room} {at:time}，{name}的话像是争吵、指责或传言，请看一眼，私下劝劝。",
)

# Who goes on quarrelling is not told of with every word.
_ONCE_IN = timedelta(minutes=10)


@router.said(QUARREL)
def tell_a_worker(said: Said[None], records: Records) -> Effects:
    """No case, and not a word in the group. That a worker was told is kept, the words are not."""
    room, message = said.room, said.message
    if room is None or room.mode is Mode.LISTEN_ONLY:
        return ()
    told_before = records.find(
        Message,
        sender=message.sender,
        room=room.code,
        at=Between(said.at - _ONCE_IN),
        kind=Kind.TEXT,
        state=MessageState.DEALT_WITH,
        limit=1,
    )
    if told_before:
        return ()
    grid = staff(records, said.community, (Role.GRID_WORKER,))
    words = LOOK(room=room.code, at=message.at, name=shown_name(message.nick))
    code = records.next_ref(Message)
    kept = replace(message, code=code, text="", state=MessageState.DEALT_WITH)
    return (Record(kept), *tell(grid, words))
