"""办结：有说明或照片才算办完；并案、拆分、撤销上一步。"""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from community.audit import Audit, Result
from community.case_states import OPEN, Move, State
from community.cases import Case, merged
from community.desk import finished, is_handler, restored, split
from community.effects import Effects, Record
from community.errors import IllegalMove, NothingToUndo
from community.incidents import children_of, left_incident, with_child
from community.lessons import Lesson, LessonState, withdrawn
from community.messages import Message
from community.people import WORKERS, Person
from community.photos import BEFORE_COMMAND, claimed, names, unclaimed
from community.records import Between, Records
from community.wording import Text, Words
from handlers.kit.commands import AT_WORK, IN_WORK_GROUP
from handlers.kit.router import Asked, Router

router = Router(noun="案件", about="案件的办结、合并、拆分与撤销")

FINISHED = Text("finishing.finished", "{codes} 已记办结，次日回访报事人。")
SURE = Text("finishing.sure", "要一次办结 {n} 件（{codes}）吗？回复“确认”或“取消”，5 分钟内有效。")
MERGED = Text("finishing.merged", "{gone} 已并入 {kept}，报事人都在。")
SPLIT = Text("finishing.split", "{name} 的报事已从 {code} 拆出为 {own}。发 /撤销 可退回。")
UNDONE = Text("finishing.undone", "已撤销上一步：{what}。")

UNDO_WITHIN = timedelta(minutes=30)
_MANY = 3


def many(_: Asked, __: Records, cases: tuple[Case, ...], note: str = "") -> Words | None:
    """The question to ask before many cases are finished at once."""
    del note
    if len(cases) < _MANY:
        return None
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
    photos = unclaimed(records, asked.message, asked.at, BEFORE_COMMAND)

    def ended(case: Case, worker: Person) -> Case:
        return finished(case, asked.speaker, worker, note, names(photos), asked.at)

    done = tuple(ended(case, _worker(case, asked, records)) for case in cases)
    along = tuple(
        ended(child, _worker(case, asked, records))
        for case in cases
        for child in children_of(case, records)
        if child.state in OPEN - {State.SUPERVISED} and child not in cases
    )
    return (
        *(Record(case) for case in (*done, *along)),
        *claimed(photos),
        asked.reply(FINISHED(codes=_codes(done))),
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
    """Two cases are one matter; nobody who reported either is lost."""
    both, gone = merged(kept, other)
    moved = [replace(one, parent=both.code) for one in records.find(Case, parent=other.code)]
    for child in moved:
        both = with_child(both, child)
    words = MERGED(gone=gone.code, kept=both.code)
    return (
        Record(both),
        Record(gone),
        *(Record(child) for child in moved),
        asked.reply(words),
    )


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


@router.command("撤销", about="撤销自己半小时内的上一步", roles=WORKERS, where=IN_WORK_GROUP)
def undo(asked: Asked, records: Records) -> Effects:
    """Take back one's own last step, once."""
    last = _last_step(asked, records)
    if last is None:
        raise NothingToUndo
    changes = records.changes(last.cause)
    cases = [(one, one.now) for one in changes if isinstance(one.now, Case)]
    for change, case in cases:
        if change.overtaken:
            raise IllegalMove(case.code, case.state, Move.CANCEL)
    back = [restored(case, one.was if isinstance(one.was, Case) else None) for one, case in cases]
    pictures = [one.was for one in changes if isinstance(one.was, Message)]
    lessons = [one.now for one in changes if isinstance(one.now, Lesson) and one.was is None]
    valid = [one for one in lessons if one.state is LessonState.VALID]
    return (
        *(Record(case) for case in back),
        *(Record(withdrawn(lesson)) for lesson in valid),
        *(Record(picture) for picture in pictures),
        Record(replace(last, undone_by=asked.message.cause)),
        asked.reply(UNDONE(what=last.action)),
    )


def _last_step(asked: Asked, records: Records) -> Audit | None:
    """The speaker's last step that can be taken back and has not been."""
    recent = records.find(
        Audit,
        who=asked.speaker.code,
        result=Result.DONE,
        at=Between(asked.at - UNDO_WITHIN),
        undoable=True,
        newest=True,
        limit=1,
    )
    return recent[0] if recent and not recent[0].undone_by else None


def _worker(case: Case, asked: Asked, records: Records) -> Person:
    """Whose work it was: the handler's, or the one's who says that it is done."""
    return records.get(Person, case.handler) if case.handler else asked.speaker


def _codes(cases: tuple[Case, ...]) -> str:
    return "、".join(case.code for case in cases)
