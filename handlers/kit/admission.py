"""登记：一件事立案、并入同案，或者先问一句在哪里；回执怎么说。

No handler, but what is done with a matter, whoever brought it up.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from community.case_states import State
from community.cases import (
    ANSWER_WITHIN,
    Case,
    CaseKind,
    Confidence,
    EventKind,
    Source,
    Visibility,
    Vulnerable,
    joined,
    merged,
)
from community.categories import Cat, Level, Risk
from community.desk import assigned, handed_over
from community.effects import Ask, Effects, Record, Say
from community.intake import (
    WHERE,
    at_home_of,
    direct_handler,
    higher,
    needs_place,
    own_place,
    related,
    same_kind_near,
    same_matter,
)
from community.messages import Chat
from community.people import Household, Mode
from community.photos import BEFORE_REPORT, claimed, names, unclaimed
from community.places import Place
from community.promises import promised
from community.reach import can_be_told
from community.records import Records
from community.refs import PersonId, Ref
from community.speech import Manner, is_quiet, next_morning
from community.talkdays import on_its_talkday
from community.wording import Text, Words
from handlers.kit import receipts
from handlers.kit.casework import place_of, timeline, told
from handlers.kit.router import Heard, Said
from nlp.guess import Tier
from nlp.matters import Matter
from nlp.places import Where

WHERE_IS_IT = Text("intake.where", "{to}收到，请问是哪一栋、哪个位置？")
WHERE_PRIVATELY = Text(
    "intake.where_privately", "您说的事已记下 {code}，不在群里说。请问是哪一栋、哪个位置？"
)
REPORTED_BEFORE = Text("intake.before", "您报过的 {code} 目前{state}，有进展告诉您。")


def admit(said: Said[Matter], matter: Matter, records: Records) -> Effects:
    """Open a case, or join one; where we only listen a shadow, of what is half sure a row."""
    case = case_of(said, matter, records)
    if said.room is not None and said.room.mode is Mode.LISTEN_ONLY:
        return (Record(_named(replace(case, state=State.SHADOW), records)),)
    if said.meaning.tier is Tier.HALF_SURE:
        unsure = replace(case, state=State.UNSURE, confidence=Confidence.MEDIUM)
        return (Record(_named(unsure, records)),)
    photos = unclaimed(records, said.message, said.at, BEFORE_REPORT)
    if photos:
        case = replace(case, photos=names(photos), source=Source.SNAPSHOT)
    return (*open_or_join(case, said, records), *claimed(photos))


def case_of(said: Said[Matter], matter: Matter, records: Records) -> Case:
    """The case that the words make, not yet accepted and without a code."""
    case = told(
        said,
        Level(matter.level) if matter.level else None,
        code=Ref(""),
        kind=CaseKind(matter.kind),
        cat=Cat(matter.cat),
        visibility=Visibility(matter.visibility),
        minor=matter.minor,
        vulnerable=(Vulnerable.POWER_DEPENDENT,) if matter.power_dependent else (),
        risk=Risk(matter.risk) if matter.risk else None,
        place=place_of(matter.where),
        house=matter.where.house,
        spot=matter.where.spot,
        detail="" if matter.minor else said.message.text,
    )
    if matter.where.at_home and not matter.where.is_known:
        case = at_home_of(
            replace(case, place=case.place or Place(matter.where.estate)),
            records.find(Household, community=case.community, person=said.speaker.code),
        )
        case = case if case.place and case.place.building else replace(case, place=None)
    if matter.again and case.place is None:
        case = replace(case, place=own_place(records, case))
    if said.what.also:  # of which matter the words are, nobody says
        case = replace(case, reason="")
    return promised(on_its_talkday(case, records), records.calendar, said.message.at)


def open_or_join(case: Case, heard: Heard, records: Records) -> Effects:
    near = same_kind_near(case, records, heard.at)
    known = same_matter(case, near, heard.at)
    if known is not None:
        return join(known, case, heard, records)
    if case.place is None and needs_place(case):
        return _ask_where(_named(case, records), heard, records)
    return _accept(_named(case, records), near, heard, records)


def _named(case: Case, records: Records) -> Case:
    """The case with a code, which it gets only when it is kept."""
    return case if case.code else replace(case, code=records.next_ref(Case))


def join(known: Case, new: Case, heard: Heard, records: Records) -> Effects:
    """One more reporter for a case that is known; who had reported it already hears nothing."""
    if new.state is State.ASKED:  # it was asked where, and turns out to be the same
        kept, gone = merged(known, new)
        effects: Effects = (Record(gone),)
    else:
        kept, effects = joined(known, PersonId(heard.speaker.code)), ()
        kept = replace(kept, photos=tuple(dict.fromkeys((*kept.photos, *new.photos))))
    if kept == known:
        return (*effects, *_reported_before(known, heard))
    if higher(kept.level, new.level) is not kept.level:
        kept = promised(replace(kept, level=new.level), records.calendar, heard.at)
        effects += receipts.to_staff(kept, records, heard.at)
    event = timeline(kept, EventKind.JOINED, heard, records, heard.message.text)
    name, private = heard.message.nick, heard.is_private
    words, manner = receipts.joined(kept, name, private=private), Manner.RECEIPT
    if new.level is Level.CRITICAL and known.level is not Level.CRITICAL:
        words, manner = receipts.danger(new, name, private=private), Manner.URGENT
    return (Record(kept), Record(event), *effects, _receipt(heard, words, manner))


def _reported_before(case: Case, heard: Heard) -> Effects:
    """In private everybody gets an answer; a group need not hear it twice."""
    words = REPORTED_BEFORE(code=case.code, state=case.state)
    return (heard.reply(words),) if heard.is_private else ()


def _ask_where(case: Case, heard: Heard, records: Records) -> Effects:
    """The one question. At night it waits for the morning, unless life is at stake."""
    name, private = heard.message.nick, heard.is_private
    in_danger = case.level is Level.CRITICAL
    if case.visibility is not Visibility.PUBLIC and not (private or in_danger):
        return _ask_privately(case, heard, records)
    waits = is_quiet(heard.at) and not (private or in_danger)
    asked_at = next_morning(heard.at) if waits else heard.at
    words, manner = WHERE_IS_IT(to=receipts.to(name, private=private)), Manner.QUESTION
    if in_danger:
        words, manner = receipts.danger_somewhere(case, name, private=private), Manner.URGENT
    question = _question(case, heard, words, asked_at=asked_at, manner=manner)
    asked = replace(case, state=State.ASKED, asked=1, asked_at=asked_at)
    told = receipts.to_staff(case, records, heard.at) if in_danger else ()
    return (Record(asked), question, *told)


def _ask_privately(case: Case, heard: Heard, records: Records) -> Effects:
    """Where it is, of what a group must not hear; who cannot be asked is left to a worker."""
    said = receipts.to_the_group(case, heard.speaker, heard.message.nick, heard.at)
    receipt = _receipt(heard, *said)
    if not can_be_told(heard.speaker):
        manual = replace(case, state=State.FOR_A_PERSON)
        told = (
            *receipts.to_staff(manual, records, heard.at),
            *receipts.to_the_reporter(manual, heard.speaker, records, heard.at),
        )
        return (Record(manual), receipt, *told, *receipts.no_place(manual, records))
    words = WHERE_PRIVATELY(code=case.code)
    question = _question(case, heard, words, asked_at=heard.at, manner=Manner.PLAIN)
    asked = replace(case, state=State.ASKED, asked=1, asked_at=heard.at)
    return (
        Record(asked),
        receipt,
        replace(question, to=Chat(heard.speaker.code, private=True), mentions=()),
    )


def _question(
    case: Case, heard: Heard, words: Words, *, asked_at: datetime, manner: Manner
) -> Ask:
    where = heard.what.where if isinstance(heard, Said) else Where()
    return Ask(
        to=heard.chat,
        person=PersonId(heard.speaker.code),
        words=words,
        question=WHERE,
        subject=case.code,
        until=asked_at + ANSWER_WITHIN,
        payload={"unit": where.unit, "floor": where.floor},
        manner=manner,
        mentions=(PersonId(heard.speaker.code),),
    )


def _accept(case: Case, near: Sequence[Case], heard: Heard, records: Records) -> Effects:
    """The case is accepted: hand it on if that is clear, and tell everyone who must know."""
    case = replace(case, state=State.ACCEPTED, related=related(near, heard.at))
    effects: Effects = ()
    handler = direct_handler(case, records)
    if handler is not None:
        case = handed_over(case, PersonId(handler.code), heard.at)
        effects = (Record(assigned(case, records, heard.at)),)
    words, manner = (
        (receipts.told_privately(case, heard.at), Manner.PLAIN)
        if heard.is_private
        else receipts.to_the_group(case, heard.speaker, heard.message.nick, heard.at)
    )
    if not heard.is_private:
        effects += receipts.to_the_reporter(case, heard.speaker, records, heard.at)
    return (
        Record(case),
        *effects,
        _receipt(heard, words, manner),
        *receipts.to_staff(case, records, heard.at),
    )


def _receipt(heard: Heard, words: Words, manner: Manner) -> Say:
    """To whom it is, unless they do not want to be called."""
    called = () if heard.speaker.muted else (PersonId(heard.speaker.code),)
    return Say(heard.chat, words, manner, called)
