"""先行安置跟着案件走：办结后待结束，得到的人说好了才结束，重办就接着供。

No handler, but what finishing, calling back and reopening do to interim relief.
"""

from collections.abc import Sequence

from community.callbacks import Callback, Rating
from community.cases import Case
from community.effects import Effects, Record
from community.people import Role
from community.reach import staff, tell
from community.records import Records
from community.refs import PersonId
from community.relief import InterimRelief, ReliefState, concerns, moved, standing
from community.wording import Text, Words

ASKED_WITH = Text("relief.asked_with", "先行安置的“{items}”够不够、还要不要，也请一起说。")
STILL_THERE = Text(
    "relief.still_there",
    "{code} 已归档，先行安置的“{items}”没听到回话。问过以后请发 /先行 结束 {code}",
)

_CONTENT = frozenset({Rating.SATISFIED, Rating.MOSTLY})


def to_end(case: Case, records: Records) -> Effects:
    """The thing itself is mended, somebody says: what helped meanwhile can end."""
    return _moved(standing(case, records), ReliefState.TO_END)


def asked_with(case: Case, person: PersonId, records: Records) -> tuple[Words, ...]:
    """The line of the callback about what that person was brought, if anything was."""
    theirs = [one for one in standing(case, records) if concerns(one, person, case)]
    return (ASKED_WITH(items=_items(theirs)),) if theirs else ()


def after_answer(heard: Callback, case: Case, records: Records) -> Effects:
    """It ends when who has it is content, and goes on when anybody is dissatisfied."""
    if heard.rating is Rating.DISSATISFIED:
        return _moved(standing(case, records), ReliefState.RUNNING)
    if heard.rating not in _CONTENT:
        return ()
    theirs = tuple(one for one in standing(case, records) if concerns(one, heard.person, case))
    return _moved(theirs, ReliefState.ENDED)


def left_over(case: Case, heard: Sequence[Callback], records: Records) -> Effects:
    """The case is closed, and nobody has said how it is with the relief: a worker asks."""
    left = [
        one
        for one in standing(case, records)
        if not any(_ends_with(one, said, case) for said in heard)
    ]
    if not left:
        return ()
    words = STILL_THERE(code=case.code, items=_items(left))
    return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)


def _ends_with(relief: InterimRelief, heard: Callback, case: Case) -> bool:
    return heard.rating in _CONTENT and concerns(relief, heard.person, case)


def _moved(reliefs: tuple[InterimRelief, ...], state: ReliefState) -> Effects:
    return tuple(Record(one) for one in moved(reliefs, state))


def _items(reliefs: list[InterimRelief]) -> str:
    return "、".join(one.item for one in reliefs)
