"""回访：办完第二天问每一位报事人；不满意就重办，两次不满意就督办；没回答不算满意。"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from community.callbacks import (
    HEARD_UNTIL,
    WAITING,
    AnswerSource,
    Callback,
    CallChannel,
    Means,
    Noted,
    Rating,
    is_settled,
)
from community.case_states import Move, State
from community.cases import Case, advance
from community.desk import reopened
from community.effects import Ask, Effects, Forget, Record
from community.errors import IllegalMove
from community.people import WORKERS, Person, Role
from community.reach import can_be_told, private, staff, tell
from community.records import Records
from community.refs import PersonId
from community.wording import Text, Words
from handlers.kit import receipts
from handlers.kit.commands import AT_WORK
from handlers.kit.redoing import told_again
from handlers.kit.router import Answered, Asked, Due, Heard, Router
from nlp.choices import Grade, Question, Rated, read_done, read_grade, read_words
from nlp.matters import category
from nlp.places import read_where

router = Router(noun="回访", about="办结后的回访、重办与督办")

SATISFIED = Question("满意吗", read_grade)
REALLY_DONE = Question("修好没有", read_done)
WHY = Question("哪里不满意", read_words)

CALL_BACK = Text(
    "callback.ask",
    "{round}{code}｜{what} 办好了，您满意吗？回复 1 满意、2 基本满意、3 不满意，也可以直接说。",
)
ROUND = Text("callback.round", "第 {n} 次回访：")
FIRST = Text("callback.first", "")
THANKS = Text("callback.thanks", "谢谢您的反馈，{code} 已记下。")
REDONE = Text("callback.redone", "明白了，{code} 重新办理，{due:moment} 前办好再告诉您。")
WHAT_IS_WRONG = Text("callback.why", "{code} 哪里不满意？请说一句，我们重新办理。")
WAS_IT_DONE = Text("callback.unclear", "{code} 算修好还是没修好？回复“修好”或“没修好”。")
REASON_NOTED = Text("callback.reason_noted", "记下了，已转给办理的人。")
ON_BEHALF = Text(
    "callback.on_behalf", "{code} 报事人 {name} 发不了私信，请代为回访，发 /回访 {code} 满意 电话"
)
NOTED = Text("callback.noted", "{code} 回访已记：{rating}。")

_REASON_WITHIN = timedelta(hours=24)
_RATINGS: Mapping[Grade, Rating] = {
    Grade.GOOD: Rating.SATISFIED,
    Grade.MIDDLING: Rating.MOSTLY,
    Grade.BAD: Rating.DISSATISFIED,
    Grade.UNCLEAR: Rating.UNCLEAR,
}


@router.due("回访")
def call_back(due: Due, records: Records) -> Effects:
    """Ask everyone who reported it; a worker asks those who cannot be written to."""
    case = records.get(Case, due.subject)
    if case.state is not State.CALLING_BACK:
        return ()
    asked = [one for one in case.reporters if not records.get(Person, one).is_gone]
    if not asked:
        return (Record(advance(case, Move.CONFIRM)),)
    effects: Effects = ()
    for person in asked:
        callback = Callback(
            code=records.next_ref(Callback),
            community=case.community,
            at=due.now,
            case=case.code,
            person=person,
            round=case.round,
            sent_at=due.now,
        )
        effects += (Record(callback), *_question(callback, case, records, due))
    return effects


@router.due("回访提醒")
def remind(due: Due, records: Records) -> Effects:
    """Ask once more."""
    callback = records.get(Callback, due.subject)
    if callback.rating not in WAITING:
        return ()
    return _question(callback, records.get(Case, callback.case), records, due)


@router.due("回访截止")
def close(due: Due, records: Records) -> Effects:
    """Stop waiting, silently; a late answer still counts. Unanswered is not satisfied."""
    callback = records.get(Callback, due.subject)
    if callback.rating not in WAITING:
        return ()
    unrated = replace(callback, rating=Rating.UNRATED, answered_at=due.now)
    return (
        Record(unrated),
        *_concluded(records.get(Case, callback.case), unrated, records),
    )


@router.answer(SATISFIED)
def rated(answered: Answered[Rated], records: Records) -> Effects:
    """Somebody says how they find it."""
    callback = records.get(Callback, answered.subject)
    case = records.get(Case, callback.case)
    said = answered.answer
    if callback.over or (not said.by_digit and _is_another_matter(answered, case)):
        return ()
    source = AnswerSource.DIGIT if said.by_digit else AnswerSource.WORDS
    rating = _RATINGS[said.grade]
    heard = replace(
        _answered(callback, case, rating, answered),
        text=answered.message.text,
        source=source,
        channel=CallChannel.PRIVATE,
        reason=said.reason if rating is Rating.DISSATISFIED else "",
    )
    if rating is Rating.UNCLEAR:
        return (Record(heard), _ask(heard, REALLY_DONE, WAS_IT_DONE(code=case.code), answered))
    return _taken(heard, case, answered, records)


@router.answer(REALLY_DONE)
def clarified(answered: Answered[bool], records: Records) -> Effects:
    """It was both good and bad; now it is one of them."""
    callback = records.get(Callback, answered.subject)
    if callback.over:
        return ()
    rating = Rating.SATISFIED if answered.answer else Rating.DISSATISFIED
    heard = replace(callback, rating=rating, answered_at=answered.at)
    if rating is Rating.DISSATISFIED:
        heard = replace(heard, reason=callback.text)
    return _taken(heard, records.get(Case, callback.case), answered, records)


@router.answer(WHY)
def reason(answered: Answered[str], records: Records) -> Effects:
    """What was wrong, in their own words; who does it again hears it too."""
    callback = records.get(Callback, answered.subject)
    return (
        Record(replace(callback, reason=answered.message.text, text=answered.message.text)),
        answered.reply(REASON_NOTED()),
    )


@router.command(
    "",
    about="替报事人记回访结果",
    roles=WORKERS | {Role.SOCIAL_WORKER},
    where=AT_WORK,
)
def on_behalf(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    grade: Annotated[Noted, "满意|基本满意|不满意|无法联系"],
    means: Annotated[Means, "电话|上门"],
) -> Effects:
    """A worker asked somebody who cannot be written to. By the handler, it is not independent."""
    open_ones = [one for one in _round(case, records) if one.rating in WAITING]
    if case.state is not State.CALLING_BACK or not open_ones:
        raise IllegalMove(case.code, case.state, "代填回访")
    callback = _of_the_unreachable(open_ones, records)
    rating = Rating.UNREACHABLE if grade is Noted.UNREACHABLE else Rating(grade.value)
    heard = replace(
        _answered(callback, case, rating, asked),
        source=AnswerSource.ON_BEHALF,
        channel=CallChannel(means),
    )
    return (
        Record(heard),
        *_unasked(callback),
        *_consequences(heard, case, asked, records),
        asked.reply(NOTED(code=case.code, rating=grade)),
    )


def _is_another_matter(heard: Answered[Rated], case: Case) -> bool:
    """True if it tells of something else, somewhere: 6栋电梯又坏了, asked about a leak."""
    cat = category(heard.sentence)
    return (
        bool(cat)
        and cat != case.cat
        and read_where(heard.sentence.text, heard.neighbourhood).is_known
    )


def _unasked(callback: Callback) -> Effects:
    """Nothing is asked of them any more."""
    return tuple(Forget(question.name, callback.code) for question in (SATISFIED, REALLY_DONE))


def _answered(callback: Callback, case: Case, rating: Rating, heard: Heard) -> Callback:
    by = PersonId(heard.speaker.code)
    return replace(
        callback, rating=rating, by=by, independent=by != case.handler, answered_at=heard.at
    )


def _taken(heard: Callback, case: Case, answered: Heard, records: Records) -> Effects:
    """What follows from an answer, and one reply to who gave it."""
    effects: Effects = (Record(heard), *_consequences(heard, case, answered, records))
    if heard.rating is not Rating.DISSATISFIED:
        return (*effects, answered.reply(THANKS(code=case.code)))
    if not heard.reason:
        return (*effects, _ask(heard, WHY, WHAT_IS_WRONG(code=case.code), answered))
    again = reopened(case, answered.at, records.calendar)
    return (*effects, answered.reply(REDONE(code=case.code, due=again.resolve_by)))


def _consequences(heard: Callback, case: Case, by: Heard, records: Records) -> Effects:
    """One who is dissatisfied reopens the case; when all are heard and content, it is closed."""
    if case.state not in (State.CALLING_BACK, State.DONE):
        return ()
    if heard.rating is Rating.DISSATISFIED:
        return _reopened(heard, case, by, records)
    return _concluded(case, heard, records)


def _concluded(case: Case, latest: Callback, records: Records) -> Effects:
    if case.state is not State.CALLING_BACK:
        return ()
    others = (one for one in _round(case, records) if one.code != latest.code)
    if not is_settled((*others, latest)):
        return ()
    return (Record(advance(case, Move.CONFIRM)),)


def _reopened(heard: Callback, case: Case, by: Heard, records: Records) -> Effects:
    """Do it again: who handles it and the other reporters hear so; nobody else is asked now."""
    again = reopened(case, by.at, records.calendar)
    effects: Effects = (Record(again),)
    for other in _round(case, records):
        if other.code != heard.code and other.rating in WAITING:
            effects += (Record(replace(other, over=True)), *_unasked(other))
    return (*effects, *told_again(again, heard, records))


def _question(callback: Callback, case: Case, records: Records, due: Due) -> Effects:
    """Ask the person, or ask a worker to ask them."""
    person = records.get(Person, callback.person)
    if person.is_gone:
        return ()
    if not can_be_told(person):
        words = ON_BEHALF(code=case.code, name=person.name)
        return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)
    again = ROUND(n=callback.round) if callback.round > 1 else FIRST()
    words = CALL_BACK(round=again, code=case.code, what=receipts.shown_matter(case))
    sent_at = callback.sent_at or due.now
    return (
        Ask(
            to=private(person),
            person=person.code,
            words=words,
            question=SATISFIED.name,
            subject=callback.code,
            until=sent_at + HEARD_UNTIL,
            payload={"case": case.code},
        ),
    )


def _ask(callback: Callback, question: Question[Any], words: Words, heard: Heard) -> Ask:
    return Ask(
        to=heard.chat,
        person=callback.person,
        words=words,
        question=question.name,
        subject=callback.code,
        until=heard.at + _REASON_WITHIN,
    )


def _round(case: Case, records: Records) -> Sequence[Callback]:
    return records.find(Callback, case=case.code, round=case.round, over=False)


def _of_the_unreachable(callbacks: Sequence[Callback], records: Records) -> Callback:
    """The one whom nobody could write to; else the first still open."""
    for one in callbacks:
        if not can_be_told(records.get(Person, one.person)):
            return one
    return callbacks[0]
