"""回访怎么问、怎么收：问到本人或请人代问，一人不满意就重办，都满意才归档。

No handler, but what is done with callbacks, whoever answers: the person, the group, a worker.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from community.callbacks import (
    HEARD_UNTIL,
    WAITING,
    AnswerSource,
    Callback,
    CallChannel,
    Rating,
    is_settled,
)
from community.case_states import Move, State
from community.cases import Case, advance
from community.desk import reopened
from community.effects import Ask, Effects, Forget, Record
from community.incidents import children_of
from community.mediation import mediation_of, staged
from community.people import Person, Role
from community.promises import to_be_asked
from community.reach import can_be_called_back, private, staff, tell
from community.records import OneOf, Records
from community.refs import PersonId
from community.wording import Text, Words, lines
from handlers.kit import receipts
from handlers.kit.redoing import told_again
from handlers.kit.relieving import after_answer, asked_with, left_over
from handlers.kit.router import Heard
from nlp.choices import Question, read_done, read_grade
from nlp.replies import read_reason, read_second_thought

SATISFIED = Question("满意吗", read_grade)
REALLY_DONE = Question("修好没有", read_done)
WHY = Question("哪里不满意", read_reason)
MEANT = Question("改口", read_second_thought)

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
ON_BEHALF = Text(
    "callback.on_behalf",
    "{code} 报事人 {name} {why}，请代为回访，发 /回访 {code} 满意 电话 报事人 {name}",
)
NO_PRIVATE = Text("callback.no_private", "发不了私信")
LEFT = Text("callback.left", "已退群")

REASON_WITHIN = timedelta(hours=24)


def callback_of(case: Case, person: PersonId, at: datetime, records: Records) -> Callback:
    """The one of that person in this round; a new one, if nobody has asked them yet."""
    found = records.find(Callback, case=case.code, round=case.round, person=person, over=False)
    if found:
        return found[0]
    return Callback(
        code=records.next_ref(Callback),
        community=case.community,
        at=at,
        case=case.code,
        person=person,
        round=case.round,
    )


def to_hear_from(case: Case, records: Records) -> tuple[PersonId, ...]:
    """Those to be asked whom anybody still knows."""
    return tuple(one for one in to_be_asked(case) if not records.get(Person, one).is_gone)


def callbacks_of(case: Case, records: Records) -> Sequence[Callback]:
    """Those of the round that still count."""
    return records.find(Callback, case=case.code, round=case.round, over=False)


def asked(callback: Callback, case: Case, at: datetime, records: Records) -> Effects:
    """Ask the person, or have a worker ask them."""
    person = records.get(Person, callback.person)
    sent = replace(callback, sent_at=callback.sent_at or at)
    return (Record(sent), *question(sent, case, person, records))


def question(callback: Callback, case: Case, person: Person, records: Records) -> Effects:
    """The words to ask with; what was unclear is asked as it was."""
    if person.is_gone:  # nobody knows any more whom to ask
        return ()
    if not can_be_called_back(person):
        why = NO_PRIVATE() if person.in_room else LEFT()
        words = ON_BEHALF(code=case.code, name=person.name, why=why)
        return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)
    until = (callback.sent_at or callback.at) + HEARD_UNTIL
    if callback.rating is Rating.UNCLEAR:
        words = WAS_IT_DONE(code=case.code)
        return (ask(callback, REALLY_DONE, words, person, until),)
    again = ROUND(n=callback.round) if callback.round > 1 else FIRST()
    words = CALL_BACK(round=again, code=case.code, what=receipts.shown_matter(case))
    words = lines((words, *asked_with(case, person.code, records)))
    return (ask(callback, SATISFIED, words, person, until),)


def ask(
    callback: Callback, about: Question[Any], words: Words, person: Person, until: datetime
) -> Ask:
    """Ask it in private. An answer may name the case, where several wait for one."""
    return Ask(
        to=private(person),
        person=person.code,
        words=words,
        question=about.name,
        subject=callback.code,
        until=until,
        payload={"case": callback.case},
    )


def answered(callback: Callback, case: Case, rating: Rating, heard: Heard) -> Callback:
    """The callback with an answer by whoever was heard; by who did the work it proves little."""
    by = PersonId(heard.speaker.code)
    return replace(
        callback, rating=rating, by=by, independent=by != case.handler, answered_at=heard.at
    )


def in_words(
    callback: Callback, text: str, source: AnswerSource, channel: CallChannel
) -> Callback:
    """The same with what was said, how and where."""
    return replace(callback, text=text, source=source, channel=channel)


def consequences(heard: Callback, case: Case, by: Heard, records: Records) -> Effects:
    """One who is dissatisfied reopens the case; when all are heard and content, it is closed."""
    if case.state not in (State.CALLING_BACK, State.DONE):
        return ()
    relief = after_answer(heard, case, records)
    if heard.rating is not Rating.DISSATISFIED:
        return (*relief, *concluded(case, (heard,), records))
    return (*relief, *done_again(case, heard.person, heard.reason, by.at, records))


def done_again(
    case: Case,
    by: PersonId,
    reason: str,
    at: datetime,
    records: Records,
    *,
    recurred: bool = False,
) -> Effects:
    """Do it again, since `by` says that it is not done; nobody else is asked now.

    What was mediated is with its team again.
    """
    again = reopened(case, at, records.calendar, recurred=recurred)
    again = replace(again, recurrence=True) if recurred else again
    effects: Effects = (Record(again),)
    for other in callbacks_of(case, records):
        if other.rating in WAITING and other.person != by:
            effects += (Record(replace(other, over=True)), *unasked(other))
    mediation = mediation_of(records, case.code)
    if mediation is not None:
        effects += (Record(staged(mediation, at, records.calendar)),)
    return (*effects, *told_again(again, by, reason, records, recurred=recurred))


def concluded(case: Case, latest: Sequence[Callback], records: Records) -> Effects:
    """The case is closed once nobody of the round is still to be heard, and all are content.

    What an incident answers for goes along.
    """
    if case.state is not State.CALLING_BACK:
        return ()
    known = {one.code: one for one in (*callbacks_of(case, records), *latest)}
    heard = {one.person for one in known.values()}
    unheard = [one for one in to_hear_from(case, records) if one not in heard]
    if unheard:
        return _asked_late(unheard, case, latest[-1], records)
    if not is_settled(tuple(known.values())):
        return ()
    along = (one for one in children_of(case, records) if one.state is State.CALLING_BACK)
    closed = tuple(Record(advance(one, Move.CONFIRM)) for one in (case, *along))
    return (*closed, *left_over(case, latest, records))


def _asked_late(
    people: Sequence[PersonId], case: Case, latest: Callback, records: Records
) -> Effects:
    """Whoever joined after the others had been asked is asked when one of them has answered."""
    if latest.sent_at is None:
        return ()
    at = latest.answered_at or latest.at
    callbacks = [callback_of(case, person, at, records) for person in people]
    return tuple(effect for one in callbacks for effect in asked(one, case, at, records))


def unasked(callback: Callback) -> Effects:
    """Nothing is asked of them any more."""
    questions = (SATISFIED, REALLY_DONE, WHY, MEANT)
    return tuple(Forget(one.name, callback.code) for one in questions)


def waiting_for(person: PersonId, records: Records) -> Sequence[Callback]:
    """What that person has been asked and has not answered, oldest first."""
    found = records.find(Callback, person=person, over=False, rating=OneOf(WAITING))
    return [one for one in found if one.sent_at is not None]
