"""撤销：收回自己半小时内的上一步，听说过的人也听到更正。"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from community.audit import Audit, Result
from community.case_states import State
from community.cases import Case
from community.desk import restored
from community.effects import Effects, Record
from community.errors import NothingToUndo
from community.lessons import Lesson, LessonState, withdrawn
from community.mediation import Mediation
from community.messages import Message
from community.people import WORKERS
from community.records import Between, Change, Records
from community.referrals import Referral
from community.relief import InterimRelief
from community.wording import Text, Words
from handlers.kit.casework import tell_reporters
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="撤销", about="收回自己的上一步", chapter=Chapter.CASES)

UNDONE = Text("undoing.undone", "已撤销上一步：{what}。{now}{told}")
NOW = Text("undoing.now", "{codes} 现在是“{state}”。")
TOLD_SO = Text("undoing.told_so", "已经告诉过报事人的，也更正了。")
GOES_ON = Text("undoing.goes_on", "刚才说 {code} 不办了，是弄错了，这件继续办理。给您添麻烦了。")

UNDO_WITHIN = timedelta(minutes=30)
_DECLINE = "/驳回"
# What changed along with a case, and is put back with it.
_WITH_CASES = Message | InterimRelief | Referral | Mediation


@router.command("撤销", about="撤销自己半小时内的上一步", roles=WORKERS, where=IN_WORK_GROUP)
def undo(asked: Asked, records: Records) -> Effects:
    """Take back one's own last step, once."""
    last = _last_step(asked, records)
    if last is None:
        raise NothingToUndo
    changes = records.changes(last.cause)
    back = [restored(one) for one in changes if isinstance(one.now, Case)]
    told = tuple(say for one in changes for say in _corrected(last, one, records))
    unmoved = [one for one in changes if not one.overtaken]
    along = [one.was for one in unmoved if isinstance(one.was, _WITH_CASES)]
    lessons = [one.now for one in changes if isinstance(one.now, Lesson) and one.was is None]
    valid = [one for one in lessons if one.state is LessonState.VALID]
    return (
        *(Record(case) for case in back),
        *(Record(withdrawn(lesson)) for lesson in valid),
        *(Record(one) for one in along),
        Record(replace(last, undone_by=asked.message.cause)),
        *told,
        asked.reply(_undone(last, back, told=bool(told))),
    )


def _undone(last: Audit, back: Sequence[Case], *, told: bool) -> Words:
    states = dict.fromkeys(case.state for case in reversed(back))
    now = tuple(
        NOW(codes="、".join(c.code for c in reversed(back) if c.state is state), state=state)
        for state in states
    )
    return UNDONE(what=last.action, now=now, told=TOLD_SO() if told else "")


def _corrected(last: Audit, change: Change, records: Records) -> Effects:
    """What was said in private cannot be unsaid: whoever heard it hears that it was wrong."""
    now, was = change.now, change.was
    if not isinstance(now, Case) or not isinstance(was, Case) or now.state is not State.DECLINED:
        return ()
    if last.action != _DECLINE and was.state is State.UNSURE:
        return ()  # nobody had been told that it is a case
    return tell_reporters(was, GOES_ON(code=was.code), records)


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
