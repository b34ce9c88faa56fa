"""办结：有说明或照片才算办完；并案、拆分。"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from community.case_states import OPEN, State
from community.cases import Case, CaseKind
from community.desk import finished, is_handler, split, stricter
from community.effects import Effects, Record
from community.incidents import children_of, left_incident, with_child
from community.mediation import Mediation, mediation_of
from community.messages import Message
from community.people import WORKERS, Person
from community.photos import BEFORE_COMMAND, claimed, names, unclaimed
from community.records import Records
from community.referrals import Referral, waiting_for
from community.relief import InterimRelief, standing
from community.reporters import merged
from community.wording import Text, Words
from handlers.kit.commands import AT_WORK, IN_WORK_GROUP
from handlers.kit.relieving import to_end
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="案件", about="案件的办结、合并与拆分", chapter=Chapter.CASES)

FINISHED = Text("finishing.finished", "{codes} 已记办结，次日回访报事人。")
CLOSED = Text("finishing.closed", "{codes} 已办结，不用回访。")
SURE = Text("finishing.sure", "要一次办结 {n} 件（{codes}）吗？回复“确认”或“取消”，5 分钟内有效。")
MERGED = Text("finishing.merged", "{gone} 已并入 {kept}，报事人都在。")
SPLIT = Text("finishing.split", "{name} 的报事已从 {code} 拆出为 {own}。发 /撤销 可退回。")

_MANY = 3
# What was begun for a case, and goes on for the one it is merged into.
_GoingOver = InterimRelief | Referral | Mediation


def many(asked: Asked, records: Records, cases: tuple[Case, ...], note: str = "") -> Words | None:
    """The question to ask before many cases are finished at once, if they can be."""
    if len(cases) < _MANY:
        return None
    _done(asked, records, cases, note)
    return SURE(n=len(cases), codes=_codes(cases))


@router.command(
    "办结",
    about="办结案件，次日回访报事人",
    roles=WORKERS,
    own=is_handler,
    where=AT_WORK,
    undoable=True,
    hold=many,
)
def finish(
    asked: Asked,
    records: Records,
    cases: Annotated[tuple[Case, ...], "案号"],
    note: Annotated[str, "说明"] = "",
) -> Effects:
    """The work is done; pictures sent shortly before belong to it."""
    done, photos = _done(asked, records, cases, note)
    along, _ = _done(asked, records, _going_along(cases, records), note)
    everything = (*done, *along)
    return (
        *(Record(case) for case in everything),
        *(effect for case in everything for effect in to_end(case, records)),
        *claimed(photos),
        asked.reply(_noted(done)),
    )


@router.command(
    "合并", about="把后一件并入前一件", roles=WORKERS, where=IN_WORK_GROUP, undoable=True
)
def merge(
    asked: Asked,
    records: Records,
    kept: Annotated[Case, "留下的案号"],
    other: Annotated[Case, "并入的案号"],
) -> Effects:
    """Two cases are one matter; nobody who reported either is lost, nor what was begun."""
    both, gone = merged(kept, other)
    both = stricter(both, gone)
    moved = [replace(one, parent=both.code) for one in records.find(Case, parent=other.code)]
    for child in moved:
        both = with_child(both, child)
    return (
        Record(both),
        Record(gone),
        *map(Record, moved),
        *(Record(replace(one, case=both.code)) for one in _going_over(both, other, records)),
        asked.reply(MERGED(gone=gone.code, kept=both.code)),
    )


def _going_over(both: Case, other: Case, records: Records) -> Iterator[_GoingOver]:
    """What was begun for `other` and goes on: relief, letters, mediation if there is none yet."""
    yield from standing(other, records)
    yield from waiting_for(other, records)
    mediation = mediation_of(records, other.code)
    is_new = both.kind is CaseKind.CONFLICT and mediation_of(records, both.code) is None
    if mediation is not None and is_new:
        yield mediation


@router.command(
    "拆分", about="把一位报事人拆出另立一案", roles=WORKERS, where=IN_WORK_GROUP, undoable=True
)
def separate(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    person: Annotated[Person, "@人"],
) -> Effects:
    """One of those who joined has another matter after all."""
    rest, own = split(case, person.code, records.next_ref(Case), asked.at)
    words = SPLIT(name=person.name, code=case.code, own=own.code)
    left = left_incident(rest, person.code, records)
    return (Record(rest), Record(own), *map(Record, left), asked.reply(words))


def _done(
    asked: Asked, records: Records, cases: tuple[Case, ...], note: str
) -> tuple[tuple[Case, ...], Sequence[Message]]:
    """The cases as finished, and the pictures that prove it. Raises what `finished` does."""
    photos = unclaimed(records, asked.message, asked.at, BEFORE_COMMAND)
    done = tuple(
        finished(case, asked.speaker, _worker(case, asked, records), note, names(photos), asked.at)
        for case in cases
    )
    return done, photos


def _going_along(cases: tuple[Case, ...], records: Records) -> tuple[Case, ...]:
    """What incidents answer for and is done with them."""
    return tuple(
        child
        for case in cases
        for child in children_of(case, records)
        if child.state in OPEN - {State.SUPERVISED} and child not in cases
    )


def _worker(case: Case, asked: Asked, records: Records) -> Person:
    """Whose work it was: the handler's, or the one's who says that it is done."""
    return records.get(Person, case.handler) if case.handler else asked.speaker


def _noted(done: tuple[Case, ...]) -> Words:
    """What becomes of them: a specialist's case is closed at once, and nobody is asked."""
    asks = any(case.state is State.CALLING_BACK for case in done)
    return (FINISHED if asks else CLOSED)(codes=_codes(done))


def _codes(cases: tuple[Case, ...]) -> str:
    return "、".join(case.code for case in cases)
