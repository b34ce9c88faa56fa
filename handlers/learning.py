"""纠正与学习：听错了由工作人员改过来，小格照着学；学错了可以收回。"""

from collections.abc import Sequence
from typing import Annotated

from community.case_states import State
from community.cases import Case, Visibility
from community.categories import Cat
from community.desk import recategorised
from community.effects import Effects, Erase, Forget, Record
from community.errors import Unreadable
from community.incidents import released
from community.intake import WHERE
from community.lessons import (
    Lesson,
    LessonState,
    Meant,
    before_lesson,
    refused,
    withdrawn,
)
from community.people import WORKERS
from community.records import Records
from community.wording import Text, Words, lines
from handlers.kit import receipts
from handlers.kit.casework import tell_reporters
from handlers.kit.commands import AT_WORK
from handlers.kit.router import Asked, Chapter, Router
from handlers.kit.teaching import learned, lesson_of, unlearned

router = Router(noun="学习", about="纠正听错的话，小格照着学", chapter=Chapter.LEARNING)

REFUSED = Text("learning.refused", "{code} 已改为{state}，这句话当作{meant}。{lesson}")
NOT_A_MATTER = Text(
    "learning.not_a_matter",
    "您说的 {code} 核对后不按诉求办理。要是还有事要办，请再说一声，或直接找网格员。",
)
RECATEGORISED = Text(
    "learning.recategorised", "{code} 改为{cat}（{level}），办结时限 {due}。{lesson}"
)
DUE = Text("learning.due", "{due:moment}")
NO_DUE = Text("learning.no_due", "未定")
COUNT = Text("learning.count", "工作人员教过 {n} 条，有效 {valid} 条。")
ENTRY = Text("learning.entry", "{lesson} {case} {thought} → {meant}{state}")
COMPLAINT_OF = Text("learning.complaint_of", "{intent}·{cat}")
WITHDRAWN = Text("learning.withdrawn", "（已撤销）")
NOTHING_YET = Text(
    "learning.nothing_yet",
    "还没有人教过。听错了请发 /不是 案号、/改类 案号 类别，漏听了引用那句话发 /是诉求。",
)
TAKE_BACK = Text("learning.take_back", "收回一条请发：/学习 撤销 编号")
TAKEN_BACK = Text("learning.taken_back", "{lesson} 已撤销，不再照它学。{case}")
BACK = Text("learning.back", "{code} 回到“{state}”。")
STAYS = Text("learning.stays", "{code} 不动，还是“{state}”。")
GOES_ON = Text("learning.goes_on", "您说的 {code} 我们接着办，有进展告诉您。")

_SHOWN = 5


@router.command(
    "不是",
    about="不是诉求：撤下还没派的案，可以写明是什么（闲聊、志愿、约局…）",
    roles=WORKERS,
    where=AT_WORK,
    undoable=True,
)
def refuse(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    meant: Annotated[Meant, "词"] = Meant.CHAT,
) -> Effects:
    """It was no 诉求. Who has been told that it is one hears otherwise, in private."""
    if meant is Meant.COMPLAINT:
        raise Unreadable(meant, "、".join(one for one in Meant if one is not meant))
    gone = refused(case)
    lesson = lesson_of(case, asked, records, meant)
    unheard = case.state is State.UNSURE
    told = () if unheard else tell_reporters(case, NOT_A_MATTER(code=case.code), records)
    words = REFUSED(code=case.code, state=gone.state, meant=meant, lesson=learned(lesson))
    return (
        Record(gone),
        *map(Record, released(case, records)),
        Forget(WHERE, case.code),
        *_kept(lesson),
        *told,
        asked.reply(words),
    )


@router.command(
    "改类", about="改案件的类别，缓急和时限跟着改", roles=WORKERS, where=AT_WORK, undoable=True
)
def recategorise(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    cat: Annotated[Cat, "类别"],
) -> Effects:
    """It is of another category; what is more urgent or more private now, staff hear of."""
    moved = recategorised(case, cat, records.calendar, asked.at)
    hidden = moved.visibility is Visibility.SPECIALIST
    lesson = None if hidden else lesson_of(case, asked, records, Meant.COMPLAINT, cat)
    news: Effects = ()
    if (moved.level, moved.visibility) != (case.level, case.visibility):
        news = receipts.to_staff(moved, records, asked.at)
    words = RECATEGORISED(
        code=moved.code,
        cat=moved.cat,
        level=moved.level,
        due=DUE(due=moved.resolve_by) if moved.resolve_by else NO_DUE(),
        lesson=learned(lesson),
    )
    forgotten = unlearned(case, records) if hidden else ()
    if moved.minor and case.detail:
        forgotten += (Erase(case.message),)
    return (Record(moved), *_kept(lesson), *forgotten, *news, asked.reply(words))


@router.command("", about="看学了哪些", roles=WORKERS, where=AT_WORK)
def show(asked: Asked, records: Records) -> Effects:
    """How many lessons there are, and the last ones; never the words themselves."""
    lessons = _lessons(asked.community, records)
    if not lessons:
        return (asked.reply(NOTHING_YET()),)
    valid = sum(one.state is LessonState.VALID for one in lessons)
    last = tuple(_entry(one) for one in reversed(lessons[-_SHOWN:]))
    return (asked.reply(lines((COUNT(n=len(lessons), valid=valid), *last, TAKE_BACK()))),)


def _lessons(community: str, records: Records) -> Sequence[Lesson]:
    """The community's own; an admin in private is of none, and sees all."""
    return records.find(Lesson, community=community) if community else records.find(Lesson)


@router.command("撤销", about="收回教过的一条", roles=WORKERS, where=AT_WORK, short=False)
def forget(asked: Asked, records: Records, lesson: Annotated[Lesson, "编号"]) -> Effects:
    """The lesson is not learned from; the case is as before, unless it has gone on since."""
    gone = withdrawn(lesson)
    changes = records.changes(lesson.cause)
    about = [one for one in changes if isinstance(one.now, Case) and one.now.code == lesson.case]
    back = next((case for change in about if (case := before_lesson(change))), None)
    now = records.get(Case, lesson.case)
    if back is None:
        words = TAKEN_BACK(lesson=gone.code, case=STAYS(code=now.code, state=now.state))
        return (Record(gone), asked.reply(words))
    words = TAKEN_BACK(lesson=gone.code, case=BACK(code=back.code, state=back.state))
    return (
        Record(gone),
        Record(back),
        *_told_otherwise(now, back, records),
        asked.reply(words),
    )


def _told_otherwise(now: Case, back: Case, records: Records) -> Effects:
    """Those who reported it hear in private that it is one again, or none after all."""
    if back.state is State.CANCELLED:
        return (
            Forget(WHERE, back.code),
            *tell_reporters(back, NOT_A_MATTER(code=back.code), records),
        )
    if now.state is State.DECLINED and back.state is not State.UNSURE:
        return tell_reporters(back, GOES_ON(code=back.code), records)
    return ()


def _kept(lesson: Lesson | None) -> Effects:
    return (Record(lesson),) if lesson else ()


def _entry(lesson: Lesson) -> Words:
    return ENTRY(
        lesson=lesson.code,
        case=lesson.case,
        thought=_meaning(lesson.thought, lesson.thought_cat),
        meant=_meaning(lesson.intent, lesson.cat),
        state=WITHDRAWN() if lesson.state is LessonState.WITHDRAWN else "",
    )


def _meaning(intent: Meant, cat: Cat | None) -> Words | str:
    return COMPLAINT_OF(intent=intent, cat=cat) if cat else str(intent)
