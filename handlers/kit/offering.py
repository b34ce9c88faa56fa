"""抢单：问谁能接、接了才说是谁家在哪里、没人接再问谁。

No handler, but how an offer goes out, whoever brings the case there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from community.assignments import Assignment, AssignmentState
from community.cases import Case
from community.effects import Effects, Record
from community.offers import block_leaders, craftspeople, is_offered, to_be_asked
from community.people import Person, Role
from community.reach import staff, tell
from community.records import Records
from community.refs import PersonId
from community.wording import Text, Words

OFFER = Text(
    "offer.offer",
    "{code}｜{cat}（{level}）邻居家里要人帮忙，能去请回复“接”，先接先得，接了告诉您是哪家。",
)
OUT = Text("offer.out", "{code} 已问 {n} 位巧匠接单。要先送水送餐等，请发 /先行 {code} 物品")
NOBODY_FREE = Text(
    "offer.nobody_free",
    "{code} 有手艺的巧匠今天都没空，一会儿再问邻长。要先送水送餐等，请发 /先行 {code} 物品",
)
WIDER = Text("offer.wider", "{code} 15 分钟没人接单，又问了 {n} 位邻长。")
NOBODY_WIDER = Text("offer.nobody_wider", "{code} 15 分钟没人接单，没有别的邻长可问，请派人。")


def offer(case: Case, records: Records, at: datetime) -> tuple[Case, Effects]:
    """Ask the craftspeople who can do it, where that is fitting; the case says since when."""
    people = craftspeople(case, records) if is_offered(case) else ()
    if not people:
        return case, ()
    asked = to_be_asked(people, case, records, at)
    words = OUT(code=case.code, n=len(asked)) if asked else NOBODY_FREE(code=case.code)
    told = tell(staff(records, case.community, (Role.GRID_WORKER,)), words)
    return replace(case, offered_at=at), (*_put_to(asked, case, records, at), *told)


def wider(case: Case, records: Records, at: datetime) -> Effects:
    """Nobody has taken it: ask the block leaders too."""
    asked = to_be_asked(block_leaders(case, records), case, records, at)
    words: Words = WIDER(code=case.code, n=len(asked))
    if not asked:
        words = NOBODY_WIDER(code=case.code)
    told = tell(staff(records, case.community, (Role.GRID_WORKER,)), words)
    return (*_put_to(asked, case, records, at), *told)


def _put_to(people: Sequence[Person], case: Case, records: Records, at: datetime) -> Effects:
    offered = tuple(
        Record(
            Assignment(
                code=records.next_ref(Assignment),
                community=case.community,
                at=at,
                case=case.code,
                to=PersonId(person.code),
                state=AssignmentState.OFFERED,
                offered_at=at,
            )
        )
        for person in people
    )
    words = OFFER(code=case.code, cat=case.cat, level=case.level)
    return (*offered, *tell(people, words))
