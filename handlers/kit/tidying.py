"""自己清理好的随手拍：照片对得上、采纳过的，当场结案记分；照片对不上的交网格员看。

No handler: it answers to nothing by itself.
"""

from collections.abc import Sequence
from dataclasses import replace

from community.cases import Case, Suspicious
from community.effects import Effects, Record
from community.messages import Message
from community.people import Role
from community.photos import claimed, names
from community.points import PointsReason
from community.reach import staff, tell
from community.records import Records
from community.snapshots import closed_by_residents, doubtful, is_adopted, tidied
from community.wording import Text
from handlers.kit import receipts
from handlers.kit.crediting import credit
from handlers.kit.router import Heard

SUSPICIOUS = Text(
    "tidying.suspicious", "{code}｜{what} 报事人说自己清理了，照片是{why}，没有计分。"
)
BY_WORD = Text(
    "tidying.by_word", "{code}｜{what} 报事人说自己清理了，没有照片。属实请发 /办结 {code} 说明"
)
TIDIED = Text(
    "tidying.tidied",
    "{code}｜{what} 报事人说自己清理了，有照片。属实请发 /采纳 {code}，或 /办结 {code} 说明",
)


def tidied_up(case: Case, pictures: Sequence[Message], heard: Heard, records: Records) -> Effects:
    """What comes of pictures that show a case tidied up by who reported it; of none, a look."""
    if not pictures:
        return _to_grid(BY_WORD, case, records)
    found = [why for one in pictures if (why := doubtful(one, case, records)) is not None]
    if found:
        return (*claimed(pictures), *_suspected(case, found[0], records))
    done = tidied(case, names(pictures))
    if not is_adopted(case, records):
        return (Record(done), *claimed(pictures), *_to_grid(TIDIED, case, records))
    reasons = (PointsReason.DONE_ONESELF,)
    return (
        Record(closed_by_residents(done, heard.at)),
        *claimed(pictures),
        *credit(case, case.reporters[0], reasons, heard, records),
    )


def _suspected(case: Case, why: Suspicious, records: Records) -> Effects:
    news = _to_grid(SUSPICIOUS, case, records, why=why)
    return (Record(replace(case, suspicious=why)), *news)


def _to_grid(text: Text, case: Case, records: Records, **fields: object) -> Effects:
    words = text(code=case.code, what=receipts.shown_matter(case), **fields)
    return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)
