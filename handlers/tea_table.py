"""解忧茶桌：约双方坐下来谈，都同意才算约好；可以改期，前两小时提醒；只走私信。"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from community.calendar import at as on
from community.case_errors import AlreadySo, IllegalMove
from community.case_states import OPEN
from community.cases import Case
from community.effects import Ask, Effects, Forget, Record
from community.errors import Unreadable
from community.mediation import (
    Mediation,
    Tea,
    agreed,
    declined,
    invited,
    moved,
    put_off,
    under_mediation,
)
from community.people import WORKERS, Person, Role
from community.reach import can_be_told, private, tell
from community.records import Records
from community.refs import PersonId
from community.wording import Text, Words
from handlers.kit.commands import AT_WORK, Key
from handlers.kit.mediating import asked_for, responsible, told_or_asked_for
from handlers.kit.router import Answered, Asked, Chapter, Due, Router
from nlp.categories import spoken_of
from nlp.choices import Question
from nlp.replies import Coming, proposed, read_coming, takes_back
from nlp.sentence import prepare
from nlp.times import read_when

router = Router(noun="茶桌", about="解忧茶桌的约谈", chapter=Chapter.MEDIATION)

COMING = Question("茶桌", read_coming)

INVITED = Text(
    "tea.invited",
    "解忧茶桌请您 {at:moment} 来坐下谈谈“{cat}”的事（{code}），同去的有{names}。"
    "能来请回“同意”，不方便就说哪天可以。",
)
MOVED = Text(
    "tea.moved", "{code} 的解忧茶桌，对方想改到 {at:moment}。能来请回“同意”，不方便就说哪天可以。"
)
AGREED = Text("tea.agreed", "约好了：{code} 的解忧茶桌 {at:moment}，请准时来。")
WAITING = Text("tea.waiting", "记下了，您 {at:moment} 能来。等对方答复，约好了告诉您。")
PROPOSED = Text("tea.proposed", "记下了，我去问对方 {at:moment} 行不行。")
WHICH_DAY = Text("tea.which_day", "{code} 的茶桌，您哪天方便？说个日子和几点，如“16号下午3点”。")
PAST = Text("tea.past", "{at:moment} 已经过了，您哪天方便？说个日子和几点，如“16号下午3点”。")
CANNOT = Text(
    "tea.cannot",
    "明白了，{code} 的茶桌 {at:moment} 先不坐，已经告诉对方。您哪天方便？说个日子和几点，"
    "如“16号下午3点”。",
)
NOT_THEN = Text(
    "tea.not_then", "对方临时有事，{code} 的茶桌 {at:moment} 先不坐了，改到哪天再问您。"
)
CALLED_OFF = Text("tea.called_off", "对方来不了，{code} 的茶桌不坐了，调解的人会再联系您。")
STAFF_NOT_THEN = Text(
    "tea.staff_not_then", "{code} 茶桌 {at:moment} {name}临时来不了，已经问哪天方便，对方也说了。"
)
DECLINED = Text("tea.declined", "明白了，这次不约，调解的人会再联系您。")
REMINDER = Text("tea.reminder", "提醒：今天 {at:time} 解忧茶桌（{code}），请准时来。")
ASKED = Text("tea.asked", "{code} 茶桌 {at:moment} 已私下问双方，都同意才算约好。")
TURNED_DOWN = Text("tea.turned_down", "{code} 茶桌没约成：{name}不来。请私下再谈，或发 /茶桌 约。")
IT_IS_ON = Text("tea.it_is_on", "{code} 茶桌约好了，{at:moment}，{names}都来。")
NOTED = Text("tea.noted", "{code} 已替{name}记下。")

# When a part of the day is named instead of a time: from which hour to which it lasts.
_HOURS: Mapping[str, tuple[int, int]] = {
    "早上": (6, 9),
    "上午": (9, 12),
    "中午": (12, 14),
    "下午": (14, 18),
    "晚上": (18, 22),
}
_WITHIN = timedelta(days=92)
_TO_NAME_A_DAY = timedelta(hours=48)
_OPEN_TO_ANSWERS = frozenset({Tea.BOTH, Tea.OTHER, Tea.MOVED})
_STANDS = _OPEN_TO_ANSWERS | {Tea.AGREED}


@router.command("约", about="约双方到解忧茶桌", roles=WORKERS, where=AT_WORK, short=False)
def invite(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    when: Annotated[datetime, "M月D日HH:MM"],
    one: Annotated[tuple[Person, ...], Key("甲", "人", "=")],
    other: Annotated[tuple[Person, ...], Key("乙", "人", "=")],
) -> Effects:
    """Ask both sides, each of one or several people; who was asked before is not waited for."""
    if when > asked.at + _WITHIN:  # a day that is past is next year's
        raise Unreadable(f"{when.month}月{when.day}日", "三个月以内、还没过的日子")
    mediation = under_mediation(records, case)
    both = invited(mediation, _codes(one), _codes(other), when)
    if mediation.tea in _STANDS and both.appointment == mediation.appointment:
        raise AlreadySo(case.code, mediation.tea)
    forgotten = tuple(Forget(COMING.name, mediation.code, one) for one in mediation.sides)
    questions = _questions(both, both.sides, INVITED, records)
    words = ASKED(code=case.code, at=when)
    return (Record(both), *forgotten, *questions, asked.reply(words))


@router.command(
    "代答", about="替发不了私信的当事人答复茶桌", roles=WORKERS, where=AT_WORK, short=False
)
def answer_for(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    party: Annotated[Person, "@人"],
    words: Annotated[str, "同意|不来|改到哪天几点"],
) -> Effects:
    """A worker has asked somebody who cannot be written to."""
    mediation = under_mediation(records, case)
    if party.code not in mediation.sides or mediation.tea not in _OPEN_TO_ANSWERS:
        raise IllegalMove(case.code, mediation.tea or case.state, "代答茶桌")
    coming = read_coming(prepare(words), asked.neighbourhood)
    when = _time_meant(coming, words, mediation, asked.at)
    if coming is None or (coming is not Coming.NEVER and (when is None or when <= asked.at)):
        raise Unreadable(words, "同意、不来，或改到哪天几点")
    _, effects = _decided(mediation, party, coming, when, asked.at, records)
    noted = asked.reply(NOTED(code=case.code, name=party.name))
    return (*effects, Forget(COMING.name, mediation.code, party.code), noted)


@router.answer(COMING)
def answered(heard: Answered[Coming], records: Records) -> Effects:
    """One of them comes, or not, or another day; who said yes may have second thoughts."""
    mediation = records.get(Mediation, heard.subject)
    is_open = records.get(Case, mediation.case).state in OPEN
    if mediation.tea not in _STANDS or not is_open:
        return ()
    if heard.speaker.code in mediation.agreed:
        return _thought_again(mediation, heard, records) if _takes_back(heard) else ()
    when = _time_meant(heard.answer, heard.message.text, mediation, heard.at)
    if when is None and heard.answer is not Coming.NEVER:
        return (_question(mediation, heard.speaker, WHICH_DAY(code=mediation.case)),)
    if when is not None and when <= heard.at:
        return (_question(mediation, heard.speaker, PAST(at=when)),)
    words, effects = _decided(mediation, heard.speaker, heard.answer, when, heard.at, records)
    return (*effects, heard.reply(words))


def _takes_back(heard: Answered[Coming]) -> bool:
    """True if who had said yes cannot come; what they say of other matters is none of this."""
    return takes_back(heard.sentence) and not spoken_of(heard.sentence)


def _thought_again(mediation: Mediation, heard: Answered[Coming], records: Records) -> Effects:
    """It is off for all of them: another day, if there is one, or none."""
    others = [one for one in mediation.sides if one != heard.speaker.code]
    if heard.answer is Coming.NEVER:
        words = CALLED_OFF(code=mediation.case)
        off = _turned_down(mediation, heard.speaker, records)
        return (*off, *_told(others, words, mediation, records), heard.reply(DECLINED()))
    when = _time_meant(heard.answer, heard.message.text, mediation, heard.at)
    if when is not None and when > heard.at and when != mediation.tea_at:
        words, effects = _decided(mediation, heard.speaker, heard.answer, when, heard.at, records)
        return (*effects, heard.reply(words))
    meant = {"code": mediation.case, "at": mediation.tea_at}
    staff_words = STAFF_NOT_THEN(name=heard.speaker.name, **meant)
    asks = _question(mediation, heard.speaker, CANNOT(**meant))
    return (
        Record(put_off(mediation)),
        *_told(others, NOT_THEN(**meant), mediation, records),
        *_staff_told(mediation, staff_words, records),
        replace(asks, until=heard.at + _TO_NAME_A_DAY),
    )


@router.due("茶桌提醒")
def remind(due: Due, records: Records) -> Effects:
    """Two hours before."""
    mediation = records.get(Mediation, due.subject)
    case = records.get(Case, mediation.case)
    if mediation.tea_at is None or due.now >= mediation.tea_at or case.state not in OPEN:
        return ()
    words = REMINDER(at=mediation.tea_at, code=mediation.case)
    return _told(mediation.sides, words, mediation, records)


def _time_meant(
    coming: Coming | None, text: str, mediation: Mediation, at: datetime
) -> datetime | None:
    """When they come: as invited, or when they say; None if that is not clear."""
    if coming is Coming.YES or mediation.tea_at is None:
        return mediation.tea_at
    said = read_when(proposed(text), at)
    if coming is not Coming.ANOTHER_TIME or not (said.day or said.clock):
        return None
    clock = said.clock or mediation.tea_at.time()
    first, last = _HOURS.get(said.part, (0, 24))
    if said.clock is None and not first <= clock.hour < last:
        return None
    return on(said.day or mediation.tea_at.date(), clock)


def _decided(
    mediation: Mediation,
    party: Person,
    coming: Coming,
    when: datetime | None,
    at: datetime,
    records: Records,
) -> tuple[Words, Effects]:
    """What the party hears, and everything else that follows."""
    others = [one for one in mediation.sides if one != party.code]
    if when is None:
        return DECLINED(), _turned_down(mediation, party, records)
    if when != mediation.tea_at:
        asks = moved(mediation, party.code, when)
        asked = _questions(asks, others, MOVED, records)
        return PROPOSED(at=when), (Record(asks), *asked, _question(asks, party))
    coming_too = agreed(mediation, party.code, at)
    listening = _question(coming_too, party)
    if coming_too.tea is not Tea.AGREED:
        return WAITING(at=when), (Record(coming_too), listening)
    words = AGREED(code=mediation.case, at=when)
    names = _names(mediation.sides, records)
    staff_words = IT_IS_ON(code=mediation.case, at=when, names=names)
    told = _told(others, words, mediation, records)
    staff_told = _staff_told(mediation, staff_words, records)
    return words, (Record(coming_too), listening, *told, *staff_told)


def _turned_down(mediation: Mediation, party: Person, records: Records) -> Effects:
    """Nobody is asked any more; people will see how to go on."""
    words = TURNED_DOWN(code=mediation.case, name=party.name)
    return (
        Record(declined(mediation)),
        Forget(COMING.name, mediation.code),
        *_staff_told(mediation, words, records),
    )


def _staff_told(mediation: Mediation, words: Words, records: Records) -> Effects:
    return tell(responsible(mediation, records, (Role.GRID_WORKER,)), words)


def _questions(
    mediation: Mediation, people: Iterable[PersonId], text: Text, records: Records
) -> Effects:
    """Ask each of them in private; a worker asks those who cannot be written to."""
    effects: Effects = ()
    for one in people:
        person = records.get(Person, one)
        words = _asking(text, mediation, person, records)
        if can_be_told(person):
            effects += (_question(mediation, person, words),)
        else:
            effects += asked_for(person, words, mediation, records)
    return effects


def _asking(text: Text, mediation: Mediation, person: Person, records: Records) -> Words:
    if text is MOVED:
        return text(code=mediation.case, at=mediation.tea_at)
    case = records.get(Case, mediation.case)
    others = [one for one in mediation.sides if one != person.code]
    names = _names(others, records)
    return text(code=case.code, cat=case.cat, at=mediation.tea_at, names=names)


def _question(mediation: Mediation, person: Person, words: Words | None = None) -> Ask:
    """Without words: who has said yes may still find that they cannot come."""
    return Ask(
        to=private(person),
        person=person.code,
        words=words,
        question=COMING.name,
        subject=mediation.code,
        until=mediation.tea_at or mediation.at,
        payload={"case": mediation.case},
    )


def _told(
    people: Iterable[PersonId], words: Words, mediation: Mediation, records: Records
) -> Effects:
    return tuple(
        effect for one in people for effect in told_or_asked_for(one, words, mediation, records)
    )


def _names(people: Iterable[PersonId], records: Records) -> str:
    return "、".join(records.get(Person, one).name for one in people)


def _codes(people: Iterable[Person]) -> tuple[PersonId, ...]:
    return tuple(person.code for person in people)
