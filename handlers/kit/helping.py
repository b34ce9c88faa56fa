"""案件的另外几行：等谁的回函、先行安置了什么、可以派给谁。

No handler, but lines about a case and the morning list, for staff.
"""

from collections.abc import Iterator
from datetime import datetime

from community.case_states import OPEN
from community.cases import Case, Visibility
from community.records import OneOf, Records
from community.referrals import all_waiting, waiting_for
from community.relief import STANDING, InterimRelief, standing
from community.wording import Text, Words
from handlers.kit.suggesting import suggestion

WAITS_FOR = Text("helping.waits_for", "转办 {body}，{due:day} 前等回函")
RELIEF = Text("helping.relief", "先行安置：{item}（{state}）")
RELIEF_OF = Text("helping.relief_of", "先行安置（{state}）")
LETTERS = Text("helping.letters", "等回函：\n{letters}")
LETTER = Text("helping.letter", "{code} {body}，{due:day} 前")
RELIEFS = Text("helping.reliefs", "先行安置没结束：{codes}")


def helpers(case: Case, records: Records, at: datetime) -> Iterator[Words]:
    """Who else is at it, and who could be. What was brought is said of public cases only."""
    for letter in waiting_for(case, records):
        yield WAITS_FOR(body=letter.body, due=letter.due)
    for relief in standing(case, records):
        if case.visibility is Visibility.PUBLIC:
            yield RELIEF(item=relief.item, state=relief.state)
        else:
            yield RELIEF_OF(state=relief.state)
    yield from suggestion(case, records, at)


def left_open(records: Records, community: str) -> Iterator[Words]:
    """Letters that wait for an answer, and what was brought and not ended, for the morning."""
    letters = tuple(
        LETTER(code=one.case, body=one.body, due=one.due)
        for one in all_waiting(records, community)
        if records.get(Case, one.case).state in OPEN
    )
    if letters:
        yield LETTERS(letters=letters)
    reliefs = records.find(InterimRelief, community=community, state=OneOf(STANDING))
    codes = dict.fromkeys(one.case for one in reliefs)
    if codes:
        yield RELIEFS(codes="、".join(codes))
