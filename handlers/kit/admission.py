"""登记：一件事立案、并入同案，或者先问一句在哪里；回执怎么说。

No handler, but what is done with a matter, whoever brought it up.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from community.case_states import State
from community.cases import Case, CaseKind, Confidence, EventKind, Source, Visibility, Vulnerable
from community.categories import Cat, Level, Risk
from community.effects import Effects, Record
from community.incidents import gathered, of_the_outage, running, with_child
from community.intake import (
    at_home_of,
    higher,
    names_own_home,
    needs_place,
    own_place,
    related,
    same_kind_near,
    same_matter,
)
from community.people import Household, Mode
from community.photos import BEFORE_REPORT, claimed, names, unclaimed
from community.places import Place
from community.promises import promised
from community.records import Records
from community.refs import PersonId, Ref
from community.reporters import joined, merged
from community.speech import Manner
from community.talkdays import on_its_talkday
from community.wording import Text
from handlers.kit import outages, receipts
from handlers.kit.asking import ask_where, receipt_to
from handlers.kit.casework import handed_directly, place_of, timeline, told
from handlers.kit.offering import offer
from handlers.kit.proxies import beneficiary, with_proxy
from handlers.kit.router import Heard, Said
from nlp.guess import Tier
from nlp.matters import Matter
from nlp.moods import is_asked
from nlp.places import Where

REPORTED_BEFORE = Text("intake.before", "您报过的 {code} 目前{state}，有进展告诉您。")


def admit(said: Said[Matter], matter: Matter, records: Records) -> Effects:
    """Open a case, or join one; where we only listen a shadow, of what is half sure a row."""
    case = case_of(said, matter, records)
    if said.room is not None and said.room.mode is Mode.LISTEN_ONLY:
        return (Record(_named(replace(case, state=State.SHADOW), records)),)
    if said.meaning.tier is Tier.HALF_SURE and not is_expected(case, said, records):
        known = same_matter(case, same_kind_near(case, records, said.at), said.at)
        if known is not None and said.speaker.code in known.reporters:
            return ()  # they have told of it before
        unsure = replace(case, state=State.UNSURE, confidence=Confidence.MEDIUM)
        unsure = _named(unsure, records)
        danger = unsure.level is Level.CRITICAL or _sounds_dangerous(said)
        warned = receipts.danger_to_staff(unsure, records, said.at) if danger else ()
        return (Record(unsure), *warned)
    photos = unclaimed(records, said.message, said.at, BEFORE_REPORT)
    if photos:
        case = replace(case, photos=names(photos), source=Source.SNAPSHOT)
    return (*open_or_join(case, said, records), *claimed(photos))


def _sounds_dangerous(said: Said[Matter]) -> bool:
    """True if the whole wording speaks of danger: somebody looks at once, sure or not."""
    guess = said.sentence.guess
    return guess is not None and guess.urgent


def is_expected(case: Case, said: Said[Matter], records: Records) -> bool:
    """True if what is half sure is not surprising, as others have it too, and is no question."""
    if is_asked(said.sentence):
        return False
    return running(case, records) is not None or bool(gathered(case, records, said.at))


def case_of(said: Said[Matter], matter: Matter, records: Records) -> Case:
    """The case that the words make, not yet accepted and without a code."""
    whom = beneficiary(matter.beneficiary, said, records)
    case = told(
        said,
        Level(matter.level) if matter.level else None,
        code=Ref(""),
        proxy=bool(whom),
        beneficiary=whom,
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
    case = _at_home(case, matter.where, records)
    if matter.again and case.place is None:
        case = replace(case, place=own_place(records, case))
    if said.what.also:  # of which matter the words are, nobody says
        case = replace(case, reason="")
    return promised(on_its_talkday(case, records), records.calendar, said.message.at)


def _at_home(case: Case, where: Where, records: Records) -> Case:
    """What is in the home of whom it is about has its place, and who lives there their care."""
    if not (where.at_home or (where.is_known and case.house)):
        return case
    whom = case.beneficiary or case.reporters[0]
    homes = records.find(Household, community=case.community, person=whom)
    if where.is_known:
        own = names_own_home(case, homes, at_home=where.at_home)
        return at_home_of(case, homes) if own else case
    placed = at_home_of(replace(case, place=case.place or Place(where.estate)), homes)
    return placed if placed.place and placed.place.building else replace(case, place=None)


def open_or_join(case: Case, heard: Heard, records: Records) -> Effects:
    """Join what is known, be part of an incident, or open a case of its own."""
    incident = running(case, records)
    if incident is None:
        earlier = gathered(case, records, heard.at)
        if earlier:
            return _begin(case, earlier, heard, records)
    elif case.level is not Level.CRITICAL:
        return outages.one_more_of(incident, case, heard, records)
    else:
        return _lifted_out(incident, of_the_outage(case), heard, records)
    near = same_kind_near(case, records, heard.at)
    known = same_matter(case, near, heard.at)
    if known is not None:
        return join(known, case, heard, records)
    return _open(_named(case, records), near, heard, records)


def _begin(case: Case, earlier: Sequence[Case], heard: Heard, records: Records) -> Effects:
    """The third person: an incident; one in danger is seen to for themselves."""
    incident, effects = outages.begun(case, earlier, heard, records)
    if case.level is not Level.CRITICAL:
        return effects
    return (*effects, *_lifted_out(incident, case, heard, records))


def _lifted_out(incident: Case, case: Case, heard: Heard, records: Records) -> Effects:
    """Danger in an outage: a child of its own, with a receipt and promises of its own."""
    siblings = records.find(Case, parent=incident.code, level=Level.CRITICAL, newest=True)
    known = same_matter(case, siblings, heard.at)
    if known is not None:
        everyone = joined(incident, PersonId(heard.speaker.code))
        return (Record(everyone), *join(known, case, heard, records))
    child = _named(replace(case, parent=incident.code), records)
    return (Record(with_child(incident, child)), *_open(child, (), heard, records))


def _open(case: Case, near: Sequence[Case], heard: Heard, records: Records) -> Effects:
    if case.place is None and needs_place(case):
        return ask_where(case, heard, records)
    return _accept(case, near, heard, records)


def admit_quietly(case: Case, records: Records, now: datetime) -> Effects:
    """Nobody can be thanked or asked: a worker sees to the place, and to telling who said it."""
    missing = case.place is None and needs_place(case)
    state = State.FOR_A_PERSON if missing else State.ACCEPTED
    opened = _named(replace(case, state=state), records)
    asked_for = receipts.no_place(opened, records) if missing else ()
    return (Record(opened), *receipts.to_staff(opened, records, now), *asked_for)


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
        kept = _as_urgent_as(new, kept)
        kept = promised(kept, records.calendar, heard.at)
        if kept.level is Level.CRITICAL:
            effects += receipts.danger_to_staff(kept, records, heard.at)
            effects += receipts.risen(kept, records)
    event = timeline(kept, EventKind.JOINED, heard, records, heard.message.text)
    name, private = heard.message.nick, heard.is_private
    words, manner = receipts.joined(kept, name, private=private), Manner.RECEIPT
    if new.level is Level.CRITICAL and known.level is not Level.CRITICAL:
        words, manner = receipts.danger(new, name, private=private), Manner.URGENT
    return (Record(kept), Record(event), *effects, receipt_to(heard, words, manner))


def _as_urgent_as(new: Case, known: Case) -> Case:
    """The case that is known, with what makes the new report more urgent."""
    return replace(
        known,
        level=new.level,
        risk=known.risk or new.risk,
        house=known.house or new.house,
        vulnerable=tuple(dict.fromkeys((*known.vulnerable, *new.vulnerable))),
    )


def _reported_before(case: Case, heard: Heard) -> Effects:
    """In private everybody gets an answer; a group need not hear it twice."""
    words = REPORTED_BEFORE(code=case.code, state=case.state)
    return (heard.reply(words),) if heard.is_private else ()


def _accept(case: Case, near: Sequence[Case], heard: Heard, records: Records) -> Effects:
    """The case is accepted: hand it on if that is clear, and tell everyone who must know."""
    case = replace(case, state=State.ACCEPTED, related=related(near, heard.at))
    case, effects = handed_directly(case, records, heard.at)
    case, offered = offer(case, records, heard.at)
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
        *with_proxy(receipt_to(heard, words, manner), case, heard, records),
        *receipts.to_staff(case, records, heard.at),
        *offered,
    )
