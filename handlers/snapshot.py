"""随手拍：采纳了记分，报事人自己清理好的再记一次；照片对不上的不记。"""

from typing import Annotated

from community.cases import Case, EventKind
from community.effects import Effects, Record
from community.people import WORKERS, Person
from community.points import PointsReason
from community.records import Records
from community.snapshots import (
    check_adoption,
    closed_by_residents,
    is_tidied,
    own_snapshot,
    shown_since,
)
from community.wording import Text
from handlers.kit.casework import timeline
from handlers.kit.commands import AT_WORK
from handlers.kit.crediting import credit
from handlers.kit.router import Asked, Chapter, Router, Said
from handlers.kit.tidying import tidied_up
from nlp.intents import Intent
from nlp.progress import Cleared, lexicon, read_cleared

router = Router(noun="随手拍", about="随手拍的采纳与自己清理", chapter=Chapter.CASES)

CLEARED = Intent(
    name="cleared",
    examples=("顺手带下去了", "我已经清了"),
    reader=read_cleared,
    lexicon=lexicon(),
)

ADOPTED = Text("snapshot.adopted", "{code} 已采纳，给 {name} 记了分。")


@router.command("采纳", about="采纳一件随手拍，给报事人记分", roles=WORKERS, where=AT_WORK)
def adopt(asked: Asked, records: Records, case: Annotated[Case, "案号"]) -> Effects:
    """Worth points for whoever showed it first; what they tidied up meanwhile is done with it."""
    check_adoption(case, asked.speaker, records)
    reasons: tuple[PointsReason, ...] = (PointsReason.SNAPSHOT_ADOPTED,)
    closed: Effects = ()
    if is_tidied(case):
        reasons = (*reasons, PointsReason.DONE_ONESELF)
        closed = (Record(closed_by_residents(case, asked.at)),)
    first = records.get(Person, case.reporters[0])
    return (
        *closed,
        *credit(case, first.code, reasons, asked, records),
        asked.reply(ADOPTED(code=case.code, name=first.name)),
    )


@router.said(CLEARED)
def clear(said: Said[Cleared], records: Records) -> Effects:
    """Whoever showed it has tidied up, as a new picture proves; without one it is their word.

    A picture may still follow (handlers/media.py).
    """
    message = said.message
    case = own_snapshot(records, said.speaker.code, message.room, said.at)
    if case is None:
        return ()
    event = timeline(case, EventKind.PROGRESS, said, records, message.text)
    pictures = shown_since(case, message, said.at, records)
    return (Record(event), *tidied_up(case, pictures, said, records))
