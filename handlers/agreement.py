"""调解之后：到日核对赔付；七天复访没再发生，给调解的人记分；满一个月再请人看一眼。"""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from community.case_errors import IllegalMove, LastStage
from community.case_states import OPEN, State
from community.cases import Case, Outcome
from community.desk import reopened
from community.effects import Ask, Effects, Forget, Record
from community.mediation import (
    NOT_PAID,
    Mediation,
    Settlement,
    mediation_of,
    settled,
    staged,
)
from community.people import WORKERS, Person, Role
from community.points import PointsReason, has_earned
from community.promises import to_be_asked
from community.reach import can_be_told, private, tell
from community.records import Records
from community.refs import NOBODY, PersonId
from community.wording import Text, Words
from handlers.kit.callbacks import done_again
from handlers.kit.commands import AT_WORK
from handlers.kit.crediting import credit
from handlers.kit.mediating import asked_for, one_up, responsible, with_mediator
from handlers.kit.router import Answered, Asked, Chapter, Due, Heard, Router
from nlp.choices import Question
from nlp.replies import Paid, read_paid, read_recurred

router = Router(noun="复访", about="调解后的履行核对与复访", chapter=Chapter.MEDIATION)

PAID = Question("收到没有", read_paid)
RECURRED = Question("复访", read_recurred)

WAS_IT_PAID = Text(
    "agreement.was_it_paid", "{code} 说好今天前给您 {amount} 元，收到了吗？回复“收到”或“没给”。"
)
PAID_NOTED = Text("agreement.paid", "记下了，{code} 已履行，明天再问您满不满意。")
PARTLY_NOTED = Text("agreement.partly", "记下了，{code} 请网格员接着跟。")
PARTLY_NEWS = Text("agreement.partly_news", "{code} 只履行了一部分，报事人说：{text}")
UNPAID_NOTED = Text("agreement.unpaid", "明白了，{code} 没履行，请{team}接着调解。")
NO_HIGHER = Text(
    "agreement.no_higher",
    "{code} 调解第 {stage} 阶（{team}）没履行，再往上没有了，请书记定：再谈，或发 /调解 终。",
)
FOR_A_SECRETARY = Text("agreement.for_a_secretary", "{code} 已履行，是督办件，请书记办结。")
VISIT_AGAIN = Text(
    "agreement.visit_again",
    "{code} 复访：说和以后这些天，又发生过吗？没有请回“没再发生”，又有了请说一句。",
)
VISIT_FOR_US = Text(
    "agreement.visit_for_us", "代为复访，再发 /复访 {code} 没再发生，或 /复访 {code} 又发生了"
)
STILL_GOOD = Text("agreement.still_good", "那就好，{code} 记下了，有事随时说。")
AGAIN_NOTED = Text("agreement.again", "明白了，{code} 重新办理，{due:moment} 前给您说法。")
LOOK_BACK = Text(
    "agreement.look_back",
    "{code} 说和满一个月了，请私下看一眼；又有反复请网格员发 /复访 {code} 又发生了",
)
NOTED = Text("agreement.noted", "{code} 复访已记：{answer}。")

_HEARD_FOR = timedelta(days=7)
_STANDS = frozenset({State.CALLING_BACK, State.DONE})


class Since(StrEnum):
    """What a worker found on somebody's behalf."""

    QUIET = "没再发生"
    AGAIN = "又发生了"


@router.due("履行核对")
def check(due: Due, records: Records) -> Effects:
    """The day by which something was to be paid: was it?"""
    mediation = records.get(Mediation, due.subject)
    case = records.get(Case, mediation.case)
    if mediation.outcome is not Settlement.REACHED or case.state not in OPEN:
        return ()
    words = WAS_IT_PAID(code=case.code, amount=mediation.amount)
    return _asked(PAID, mediation.code, case, words, mediation, due, records)


@router.answer(PAID)
def paid(heard: Answered[Paid], records: Records) -> Effects:
    """Then it is done; if not, the next team takes it up."""
    mediation = records.get(Mediation, heard.subject)
    case = records.get(Case, mediation.case)
    if mediation.outcome is not Settlement.REACHED or case.state not in OPEN:
        return ()
    forget = Forget(PAID.name, mediation.code)
    if heard.answer is Paid.NO:
        return (forget, *_unpaid(mediation, heard, records))
    if heard.answer is Paid.PARTLY:
        news = PARTLY_NEWS(code=case.code, text=heard.message.text)
        told = tell(responsible(mediation, records), news)
        return (forget, heard.reply(PARTLY_NOTED(code=case.code)), *told)
    reply = heard.reply(PAID_NOTED(code=case.code))
    if case.state is State.SUPERVISED:
        words = FOR_A_SECRETARY(code=case.code)
        return (forget, reply, *tell(responsible(mediation, records), words))
    mediator = records.get(Person, mediation.mediator)
    done = settled(case, mediator, mediator, heard.message.text, heard.at)
    return (forget, Record(done), reply)


@router.due("复访")
def visit_again(due: Due, records: Records) -> Effects:
    """A week later: has it happened again?"""
    case = records.get(Case, due.subject)
    if not _holds(case) or case.recurrence is not None:
        return ()
    words = VISIT_AGAIN(code=case.code)
    return _asked(RECURRED, case.code, case, words, mediation_of(records, case.code), due, records)


@router.answer(RECURRED)
def recurred(heard: Answered[bool], records: Records) -> Effects:
    """Nothing since: who mediated earns points. Again: it is taken up again."""
    case = records.get(Case, heard.subject)
    if not _holds(case):
        return ()
    if not heard.answer:
        return (*_held(case, heard, records), heard.reply(STILL_GOOD(code=case.code)))
    due = reopened(case, heard.at, records.calendar, recurred=True).resolve_by
    again = _again(case, heard.speaker.code, heard.message.text, heard, records)
    return (*again, heard.reply(AGAIN_NOTED(code=case.code, due=due)))


@router.due("回头看")
def look_back(due: Due, records: Records) -> Effects:
    """After a month staff have a look; the parties are left in peace."""
    case = records.get(Case, due.subject)
    mediation = mediation_of(records, case.code)
    if not _holds(case) or mediation is None:
        return ()
    mediator = records.get(Person, mediation.mediator)
    grid = responsible(mediation, records, (Role.GRID_WORKER,))
    return tell(with_mediator(mediator, grid), LOOK_BACK(code=case.code))


@router.command("", about="替报事人记复访结果", roles=WORKERS, where=AT_WORK)
def on_behalf(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    since: Annotated[Since, "没再发生|又发生了"],
    text: Annotated[str, "说明"] = "",
) -> Effects:
    """A worker has asked, or seen for themselves; nobody earns points by their own word."""
    if not _holds(case):
        raise IllegalMove(case.code, case.state, "复访")
    noted = asked.reply(NOTED(code=case.code, answer=since))
    if since is Since.AGAIN:
        return (*_again(case, NOBODY, text, asked, records), noted)
    return (*_held(case, asked, records), noted)


def _holds(case: Case) -> bool:
    """True if it was settled, and nobody has said otherwise since."""
    return case.outcome is Outcome.SETTLED and case.state in _STANDS


def _asked(
    question: Question[bool] | Question[Paid],
    subject: str,
    case: Case,
    words: Words,
    mediation: Mediation | None,
    due: Due,
    records: Records,
) -> Effects:
    """Ask those who reported it; a worker asks those who cannot be written to."""
    effects: Effects = ()
    for one in to_be_asked(case):
        person = records.get(Person, one)
        if can_be_told(person):
            until = due.now + _HEARD_FOR
            payload = {"case": case.code}
            asking = Ask(private(person), one, words, question.name, subject, until, payload)
            effects += (asking,)
        elif mediation is not None:
            for_us = VISIT_FOR_US(code=case.code) if question is RECURRED else words
            effects += asked_for(person, for_us, mediation, records)
    return effects


def _unpaid(mediation: Mediation, heard: Heard, records: Records) -> Effects:
    """The next team; at the last one, a secretary decides."""
    try:
        higher, words = one_up(mediation, NOT_PAID, heard.at, records)
    except LastStage:
        anew = staged(replace(mediation, reason=NOT_PAID), heard.at, records.calendar)
        higher = anew
        words = NO_HIGHER(code=anew.case, stage=anew.stage, team=anew.team)
    reply = heard.reply(UNPAID_NOTED(code=mediation.case, team=higher.team))
    return (Record(higher), reply, *tell(responsible(mediation, records), words))


def _again(case: Case, by: PersonId, text: str, heard: Heard, records: Records) -> Effects:
    """Nobody else is asked about it now."""
    again = done_again(case, by, text, heard.at, records, recurred=True)
    return (Forget(RECURRED.name, case.code), *again)


def _held(case: Case, heard: Heard, records: Records) -> Effects:
    """It holds; whoever mediated is credited, once, but not on their own word."""
    kept = Record(replace(case, recurrence=False))
    mediation = mediation_of(records, case.code)
    if mediation is None or mediation.mediator == heard.speaker.code:
        return (kept,)
    if has_earned(records, case.code, PointsReason.SETTLED):
        return (kept,)
    credited = credit(case, mediation.mediator, (PointsReason.SETTLED,), heard, records)
    return (kept, *credited)
