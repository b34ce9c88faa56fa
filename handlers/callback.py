"""回访：办完第二天问每一位报事人；不满意就重办，两次不满意就督办；没回答不算满意。"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from community.callbacks import HEARD_UNTIL, WAITING, AnswerSource, Callback, CallChannel, Rating
from community.case_states import Move, State
from community.cases import Case, advance
from community.desk import reopened
from community.effects import Ask, Effects, Record
from community.people import Person, Role
from community.reach import can_be_told, staff, tell
from community.records import Records
from community.wording import Text, Words, lines
from handlers.kit import receipts
from handlers.kit.callbacks import (
    MEANT,
    REALLY_DONE,
    REASON_WITHIN,
    REDONE,
    SATISFIED,
    THANKS,
    WAS_IT_DONE,
    WHAT_IS_WRONG,
    WHY,
    answered,
    ask,
    asked,
    callback_of,
    callbacks_of,
    concluded,
    consequences,
    in_words,
    question,
    to_hear_from,
    unasked,
    waiting_for,
)
from handlers.kit.casework import is_another_matter, is_elsewhere, place_of
from handlers.kit.relieving import left_over
from handlers.kit.router import Answered, Due, Router
from handlers.kit.together import asked_together, rates
from nlp.categories import spoken_of
from nlp.choices import Grade, Rated
from nlp.places import read_where

router = Router(noun="回访", about="办结后的回访、重办与督办")

REASON_NOTED = Text("callback.reason_noted", "记下了，{code} 会照您说的再办。")
REASON_NEWS = Text("callback.reason_news", "{code} 报事人说哪里不满意：{reason}")
WHICH = Text("callback.which", "您说的是哪一件？请带上编号再说一次，如“{code} 1”。")
ONE = Text("callback.one_of_several", "{code}｜{what}")

_RATINGS: Mapping[Grade, Rating] = {
    Grade.GOOD: Rating.SATISFIED,
    Grade.MIDDLING: Rating.MOSTLY,
    Grade.BAD: Rating.DISSATISFIED,
    Grade.UNCLEAR: Rating.UNCLEAR,
}
# From the best on: who thinks better of it later may have been asked to.
_WORSE = (Rating.SATISFIED, Rating.MOSTLY, Rating.DISSATISFIED)
# The same of everything asked: 都满意, 两个都好了.
_ALL = re.compile(r"都|全部|两[件个]")
_WITH_REASON = frozenset({Rating.MOSTLY, Rating.DISSATISFIED})


@router.due("回访")
def call_back(due: Due, records: Records) -> Effects:
    """Ask everyone who reported it; a worker asks those who cannot be written to."""
    case = records.get(Case, due.subject)
    if case.state is not State.CALLING_BACK:
        return ()
    people = to_hear_from(case, records)
    if not people:
        return (Record(advance(case, Move.CONFIRM)), *left_over(case, (), records))
    together = asked_together(case, SATISFIED.name, records, due.now)
    things = (one.thing for one in together if isinstance(one, Record))
    there = {one.person for one in things if isinstance(one, Callback)}
    alone = [callback_of(case, one, due.now, records) for one in people if one not in there]
    return (
        *together,
        *(
            effect
            for callback in alone
            if callback.rating in WAITING and callback.sent_at is None
            for effect in asked(callback, case, due.now, records)
        ),
    )


@router.due("回访提醒")
def remind(due: Due, records: Records) -> Effects:
    """Ask once more."""
    callback = records.get(Callback, due.subject)
    if callback.rating not in WAITING:
        return ()
    person = records.get(Person, callback.person)
    return question(callback, records.get(Case, callback.case), person, records)


@router.due("回访截止")
def close(due: Due, records: Records) -> Effects:
    """Stop waiting for whoever was asked then, silently; unanswered is not satisfied.

    A late answer still counts.
    """
    callback = records.get(Callback, due.subject)
    if callback.rating not in WAITING:
        return ()
    case = records.get(Case, callback.case)
    unrated = [
        replace(one, rating=Rating.UNRATED, answered_at=due.now)
        for one in callbacks_of(case, records)
        if one.rating in WAITING and one.sent_at == callback.sent_at
    ]
    return (*map(Record, unrated), *concluded(case, unrated, records))


@router.answer(SATISFIED)
def rated(heard: Answered[Rated], records: Records) -> Effects:
    """Somebody says how they find it; of several things asked about, the one they name."""
    callback = records.get(Callback, heard.subject)
    case = records.get(Case, callback.case)
    if _is_closed_to(callback, case) or is_another_matter(heard, case):
        return ()
    if _names_another_building(case, heard):
        return ()
    if not heard.is_private:
        return _rated(callback, case, heard, records) if rates(heard, case) else ()
    others = [
        (one, records.get(Case, one.case))
        for one in waiting_for(callback.person, records)
        if one.code != callback.code
    ]
    if not others or _is_named(case, heard):
        return _rated(callback, case, heard, records)
    if any(_is_named(other, heard) for _, other in others):
        return ()
    every = ((callback, case), *others)
    if _ALL.search(heard.message.text) and heard.answer.grade is not Grade.UNCLEAR:
        return _all_rated(every, heard, records)
    return (_ask_which(every, heard),)


@router.answer(REALLY_DONE)
def clarified(heard: Answered[bool], records: Records) -> Effects:
    """It was both good and bad; now it is one of them."""
    callback = records.get(Callback, heard.subject)
    case = records.get(Case, callback.case)
    if _is_closed_to(callback, case):
        return ()
    rating = Rating.SATISFIED if heard.answer else Rating.DISSATISFIED
    said = replace(callback, rating=rating, answered_at=heard.at)
    if rating is Rating.DISSATISFIED:
        said = replace(said, reason=callback.text)
    return _taken(said, case, heard, records)


@router.answer(WHY)
def reason(heard: Answered[str], records: Records) -> Effects:
    """What was wrong, in their own words; the grid workers hear it too."""
    callback = records.get(Callback, heard.subject)
    case = records.get(Case, callback.case)
    if is_another_matter(heard, case):
        return ()
    text = heard.message.text
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    return (
        Record(replace(callback, reason=text, text=text)),
        heard.reply(REASON_NOTED(code=case.code)),
        *tell(grid, REASON_NEWS(code=case.code, reason=text)),
    )


@router.answer(MEANT)
def corrected(heard: Answered[Rated], records: Records) -> Effects:
    """Somebody thinks worse of it than they said a moment ago: 按错了，是 3."""
    callback = records.get(Callback, heard.subject)
    case = records.get(Case, callback.case)
    rating = _RATINGS[heard.answer.grade]
    if _is_closed_to(callback, case) or not {rating, callback.rating} <= set(_WORSE):
        return ()
    if _WORSE.index(rating) <= _WORSE.index(callback.rating):
        return ()
    if spoken_of(heard.sentence) - {case.cat} or is_another_matter(heard, case):
        return ()
    return _rated(callback, case, heard, records)


def _is_closed_to(callback: Callback, case: Case) -> bool:
    """True if nobody waits for this answer any more."""
    return callback.over or case.state not in (State.CALLING_BACK, State.DONE)


def _is_named(case: Case, heard: Answered[Any]) -> bool:
    """True if the answer says which case it is about, or quotes the question."""
    if re.search(rf"{case.code}(?![0-9])", heard.message.text, re.IGNORECASE):
        return True
    building = case.place.building if case.place else ""
    is_there = bool(building) and building in heard.sentence.text
    return is_there or case.cat in spoken_of(heard.sentence)


def _names_another_building(case: Case, heard: Answered[Any]) -> bool:
    place = place_of(read_where(heard.sentence.text, heard.neighbourhood))
    return place is not None and bool(place.building) and is_elsewhere(place, case)


def _rated(callback: Callback, case: Case, heard: Answered[Rated], records: Records) -> Effects:
    told = _told(callback, case, heard)
    if told.rating is Rating.UNCLEAR:
        until = (told.sent_at or heard.at) + HEARD_UNTIL
        words = WAS_IT_DONE(code=case.code)
        return (Record(told), *unasked(told), ask(told, REALLY_DONE, words, heard.speaker, until))
    return _taken(told, case, heard, records)


def _told(callback: Callback, case: Case, heard: Answered[Rated]) -> Callback:
    """The callback with the answer; words beyond the grade are why it is no better."""
    said = heard.answer
    source = AnswerSource.DIGIT if said.by_digit else AnswerSource.WORDS
    told = answered(callback, case, _RATINGS[said.grade], heard)
    if heard.is_private:
        told = in_words(told, heard.message.text, source, CallChannel.PRIVATE)
    else:
        told = in_words(told, heard.message.text, AnswerSource.IN_GROUP, CallChannel.GROUP)
    return replace(told, reason=said.reason if told.rating in _WITH_REASON else "")


def _all_rated(
    every: Sequence[tuple[Callback, Case]], heard: Answered[Rated], records: Records
) -> Effects:
    """One answer for everything that was asked, and one reply."""
    effects: Effects = ()
    replies = []
    for callback, case in every:
        told = _told(callback, case, heard)
        done = consequences(told, case, heard, records)
        effects = (*effects, Record(told), *unasked(told), *done)
        replies.append(_thanks(told, case, heard, records))
    return (*effects, heard.reply(lines(replies)))


def _taken(said: Callback, case: Case, heard: Answered[Any], records: Records) -> Effects:
    """What follows from an answer, and one reply to who gave it, who may yet say more."""
    effects: Effects = (Record(said), *unasked(said), *consequences(said, case, heard, records))
    asks_why = said.rating is Rating.DISSATISFIED and not said.reason
    if not heard.is_private and not (asks_why and can_be_told(heard.speaker)):
        return effects  # a group hears no thanks
    until = heard.at + REASON_WITHIN
    words = _thanks(said, case, heard, records)
    if said.rating is not Rating.DISSATISFIED:
        return (*effects, ask(said, MEANT, words, heard.speaker, until))
    if asks_why:
        return (*effects, ask(said, WHY, words, heard.speaker, until))
    return (*effects, heard.reply(words))


def _thanks(said: Callback, case: Case, heard: Answered[Any], records: Records) -> Words:
    if said.rating is not Rating.DISSATISFIED:
        return THANKS(code=case.code)
    if not said.reason:
        return WHAT_IS_WRONG(code=case.code)
    return REDONE(code=case.code, due=reopened(case, heard.at, records.calendar).resolve_by)


def _ask_which(every: Sequence[tuple[Callback, Case]], heard: Answered[Any]) -> Ask:
    """Which of them is meant; the question stays open."""
    callback, case = every[0]
    listed = (ONE(code=one.code, what=receipts.shown_matter(one)) for _, one in every)
    words = lines((WHICH(code=case.code), *listed))
    until = (callback.sent_at or heard.at) + HEARD_UNTIL
    return ask(callback, SATISFIED, words, heard.speaker, until)
