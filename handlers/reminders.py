"""催办：到点没响应、没签收、没办完，先找承办人和网格员，再往上找书记；群里不说。"""

from community.calendar import at as on
from community.case_states import OPEN
from community.cases import Case, ClosedLevel, EventKind, Visibility
from community.categories import Level
from community.effects import Effects, Record
from community.people import RESPONSIBLE, Person, Role
from community.promises import (
    MORNING,
    NEWS_WITHIN,
    awaits_signature,
    news_due,
    owes_answer,
)
from community.reach import can_be_told, staff, tell
from community.records import Records
from community.wording import Text
from handlers.kit import receipts
from handlers.kit.casework import by_itself
from handlers.kit.router import Due, Router

router = Router(noun="催办", about="到点的提醒与逐级升级")

NOT_ANSWERED = Text("reminders.not_answered", "{code}｜{what} 到响应时限，还没人签收。")
ON_DUTY = Text("reminders.on_duty", "【特急】{code}｜{what} 15 分钟无人签收，请值班立即处理。")
DUE_TODAY = Text("reminders.due_today", "{code}｜{what} 今天到期（{due:time}）。")
OVERDUE = Text("reminders.overdue", "{code}｜{what} 已超期，请尽快办结或 /延期。")
PLEASE_SIGN = Text("reminders.please_sign", "{code}｜{what} 派给您了还没签收，请发 /签收 {code}")
NOT_SIGNED = Text("reminders.not_signed", "{code}｜{what} {name} 未签收，请跟一下。")
ESCALATED = Text("reminders.escalated", "{code}｜{what} 一直没签收，升级到社区，请书记过问。")
NO_NEWS = Text(
    "reminders.no_news",
    "{code}｜{what} 有 {n} 个工作日没给报事人消息了，请发 /进展 {code} 办到哪了。",
)
HOW_IS_IT = Text("reminders.how_is_it", "{code}｜{what} 说好今天有进展，办得怎么样了？")


@router.due("响应到期")
def not_answered(due: Due, records: Records) -> Effects:
    """The answer that was promised has not been given."""
    case = records.get(Case, due.subject)
    if case.responded or not owes_answer(case):
        return ()
    if _overtaken(due, case) and case.level is not Level.CRITICAL:
        return ()
    what = receipts.shown_matter(case)
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    told = tell(grid, NOT_ANSWERED(code=case.code, what=what))
    if case.level is Level.CRITICAL:
        on_duty = staff(records, case.community, (Role.ON_DUTY,))
        told += tell(on_duty, ON_DUTY(code=case.code, what=what))
    return told


@router.due("办结到期")
def not_finished(due: Due, records: Records) -> Effects:
    """On the morning of the day it is due today; from then on it is late."""
    case = records.get(Case, due.subject)
    if case.state not in OPEN or case.resolve_by is None:
        return ()
    what = receipts.shown_matter(case)
    people = staff(records, case.community, sorted(RESPONSIBLE))
    if due.at >= case.resolve_by or due.at != on(case.resolve_by.date(), MORNING):
        return tell(people, OVERDUE(code=case.code, what=what))
    if _overtaken(due, case):
        return ()
    people = _in_charge(case, records) or people
    return tell(people, DUE_TODAY(code=case.code, what=what, due=case.resolve_by))


@router.due("签收到期")
def not_signed(due: Due, records: Records) -> Effects:
    """Who got it has not said that they have it."""
    case = records.get(Case, due.subject)
    if not awaits_signature(case):
        return ()
    handler = records.get(Person, case.handler)
    what = receipts.shown_matter(case)
    late = _overtaken(due, case)
    grid = () if late else staff(records, case.community, (Role.GRID_WORKER,))
    reached = (handler,) if can_be_told(handler) else ()
    return (
        *tell(reached, PLEASE_SIGN(code=case.code, what=what)),
        *tell(grid, NOT_SIGNED(code=case.code, what=what, name=handler.name)),
    )


@router.due("签收升级")
def escalate(due: Due, records: Records) -> Effects:
    """Still not signed for: a secretary's business now."""
    case = records.get(Case, due.subject)
    if not awaits_signature(case):
        return ()
    event = by_itself(case, EventKind.ESCALATED, due.now, records, ClosedLevel.COMMUNITY)
    words = ESCALATED(code=case.code, what=receipts.shown_matter(case))
    upwards = () if _overtaken(due, case) else _secretaries(case, records)
    return (Record(event), *tell(upwards, words))


@router.due("进展到期")
def no_news(due: Due, records: Records) -> Effects:
    """Those who reported it have heard nothing for days; who works for us is asked for some."""
    case = records.get(Case, due.subject)
    if news_due(case, records.calendar) != due.at or _overtaken(due, case):
        return ()
    what, days = receipts.shown_matter(case), NEWS_WITHIN[case.level]
    people = _in_charge(case, records) or staff(records, case.community, (Role.GRID_WORKER,))
    handler = (records.get(Person, case.handler),) if case.handler else ()
    told = {one.code: one for one in (*handler, *people) if one.is_staff}
    return tell(told.values(), NO_NEWS(code=case.code, what=what, n=days))


@router.due("进展追问")
def chase(due: Due, records: Records) -> Effects:
    """Progress was announced for today."""
    case = records.get(Case, due.subject)
    if case.state not in OPEN:
        return ()
    if _overtaken(due, case):
        return ()
    words = HOW_IS_IT(code=case.code, what=receipts.shown_matter(case))
    return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)


def _in_charge(case: Case, records: Records) -> tuple[Person, ...]:
    """Who alone is reminded of a specialist's case as long as nothing is late."""
    if case.visibility is not Visibility.SPECIALIST or not case.handler:
        return ()
    return (records.get(Person, case.handler),)


def _overtaken(due: Due, case: Case) -> bool:
    """After a standstill, and meanwhile it should have been done: that is told, once."""
    return due.late and case.resolve_by is not None and case.resolve_by <= due.now


def _secretaries(case: Case, records: Records) -> tuple[Person, ...]:
    """The secretary; where there is none, the vice."""
    return staff(records, case.community, (Role.SECRETARY,)) or staff(
        records, case.community, (Role.VICE_SECRETARY,)
    )
