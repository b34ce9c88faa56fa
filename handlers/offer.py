"""抢单：巧匠回“接”，先接先得；没人接就扩大去问，再没人接请书记。满了、有空了，自己说一声。"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from community.assignments import ON_OFFER, Assignment, AssignmentState
from community.case_states import OPEN, State
from community.cases import Case, ClosedLevel, EventKind, Visibility
from community.desk import signed
from community.effects import Effects, Record
from community.offers import on_offer
from community.people import HANDLERS, Load, Person, Role
from community.reach import can_be_told, shown_name, staff, tell
from community.records import Between, Records
from community.refs import PersonId
from community.relief import receiver
from community.wording import Text, Words
from handlers.kit import receipts
from handlers.kit.casework import by_itself
from handlers.kit.offering import wider
from handlers.kit.router import Due, Router, Said
from nlp.intents import Intent
from nlp.offers import Take, Workload, lexicon, read_take, read_workload

router = Router(noun="抢单", about="巧匠接单")

TAKE = Intent(
    name="take_offer", examples=("接", "接 C5", "接不了"), reader=read_take, lexicon=lexicon()
)
WORKLOAD = Intent(
    name="workload",
    examples=("今天满了", "有空了"),
    reader=read_workload,
    lexicon=lexicon(),
)

YOURS = Text(
    "offer.yours",
    "{code} 归您了：{name}家，{place}{house}｜{cat}。办完请发 /办结 {code} 说明（可带照片），"
    "去不了请发 /退单 {code} 理由",
)
TAKEN_NEWS = Text("offer.taken_news", "{code} {name} 已接单，正在去。")
TAKEN = Text("offer.taken", "{code} 已有人接，谢谢您。")
NO_LONGER = Text("offer.no_longer", "{code} 已经不用去了，谢谢您。")
ALREADY_YOURS = Text("offer.already_yours", "{code} 已经归您了。")
WHICH = Text("offer.which", "您有几单可接：{codes}。接哪一单？请回复“接 {first}”。")
DECLINED = Text("offer.declined", "好的，{codes} 不用您接。")
ESCALATED = Text(
    "offer.escalated", "{code}｜{what}｜{whom} 两小时没人接单，升级到社区，请书记安排人上门。"
)
FULL = Text("offer.full", "好的，今天不再问您接单。有空了说一声“有空了”。")
FREE = Text("offer.free", "好的，有单再问您。")

# Who answers later than that means something else.
_ANSWERED_WITHIN = timedelta(days=7)
Offer = tuple[Assignment, Case]


@router.said(TAKE)
def take(said: Said[Take], records: Records) -> Effects:
    """The first who answers has it, and only then hears whose home it is."""
    if not said.is_private or not _may_take(said.speaker):
        return ()
    offers = _offers_to(said.speaker, said, records)
    to_be_had = [(one, case) for one, case in offers if _may_be_had(one, case, said.what.code)]
    if not said.what.takes:
        return _declined(to_be_had, said)
    if len(to_be_had) > 1:
        codes = [case.code for _, case in to_be_had]
        return (said.reply(WHICH(codes="、".join(codes), first=codes[0])),)
    if to_be_had:
        return _taken(*to_be_had[0], said, records)
    return (said.reply(_too_late(offers[-1][1], said.speaker)),) if offers else ()


@router.due("抢单外扩")
def ask_further(due: Due, records: Records) -> Effects:
    """Nobody with the trade has answered."""
    case = records.get(Case, due.subject)
    if case.state is not State.ACCEPTED:
        return ()
    return wider(case, records, due.now)


@router.due("抢单升级")
def escalate(due: Due, records: Records) -> Effects:
    """Nobody at all has: a secretary's business; who takes it after all still may."""
    case = records.get(Case, due.subject)
    if case.state is not State.ACCEPTED:
        return ()
    event = by_itself(case, EventKind.ESCALATED, due.now, records, ClosedLevel.COMMUNITY)
    words = ESCALATED(
        code=case.code, what=receipts.shown_matter(case), whom="、".join(case.vulnerable)
    )
    late = (replace(one, state=AssignmentState.TIMED_OUT) for one in on_offer(case, records))
    told = tell(staff(records, case.community, (Role.SECRETARY, Role.GRID_WORKER)), words)
    return (*map(Record, late), Record(event), *told)


@router.said(WORKLOAD)
def say_load(said: Said[Workload], records: Records) -> Effects:
    """Who has enough for today is asked nothing more until tomorrow, or until they say so."""
    del records
    person = said.speaker
    if not said.is_private or not (person.is_staff or set(person.role) & HANDLERS):
        return ()
    if said.what.full:
        full = replace(person, load=Load.FULL, full_on=said.at.date())
        return (Record(full), said.reply(FULL()))
    return (Record(replace(person, load=Load.FREE, full_on=None)), said.reply(FREE()))


def _may_take(person: Person) -> bool:
    """True if they still are who was asked: no role is lost, no new account to be checked."""
    return can_be_told(person) and not HANDLERS.isdisjoint(person.role)


def _offers_to(person: Person, said: Said[Take], records: Records) -> Sequence[Offer]:
    """What they were offered, the oldest first; only the case they named, if they did."""
    lately = Between(said.at - _ANSWERED_WITHIN)
    found = records.find(Assignment, to=PersonId(person.code), offered_at=lately)
    latest = {one.case: one for one in found}
    cases = ((one, records.get(Case, one.case)) for one in latest.values())
    named = said.what.code.upper().replace("-", "")
    return [(one, case) for one, case in cases if named in ("", case.code)]


def _may_be_had(offer: Assignment, case: Case, named: str) -> bool:
    """True if nobody has it; what somebody has put aside only if they name it.

    What has become a specialist's since is nobody else's.
    """
    secret = case.visibility is Visibility.SPECIALIST
    free = case.state is State.ACCEPTED and not case.handler and not secret
    return free and (offer.state in ON_OFFER or bool(named))


def _taken(offer: Assignment, case: Case, said: Said[Take], records: Records) -> Effects:
    """It is theirs: they hear whose home it is; the others hear that somebody goes."""
    others = [one for one in on_offer(case, records) if one.code != offer.code]
    taken = replace(signed(case), handler=offer.to)
    whose = records.get(Person, receiver(case))
    words = YOURS(
        code=case.code,
        name=shown_name(whose.name),
        place=receipts.shown_place(case.place),
        house=case.house,
        cat=case.cat,
    )
    news = TAKEN_NEWS(code=case.code, name=said.speaker.name)
    return (
        Record(taken),
        Record(replace(offer, state=AssignmentState.TAKEN, at=said.at)),
        *(Record(replace(one, state=AssignmentState.TAKEN_BY_ANOTHER)) for one in others),
        said.reply(words),
        *tell([records.get(Person, one.to) for one in others], TAKEN(code=case.code)),
        *tell(staff(records, case.community, (Role.GRID_WORKER,)), news),
    )


def _declined(offers: Sequence[Offer], said: Said[Take]) -> Effects:
    """They cannot: nobody asks them about it again."""
    if not offers:
        return ()
    codes = "、".join(case.code for _, case in offers)
    put_aside = (replace(one, state=AssignmentState.DECLINED) for one, _ in offers)
    return (*map(Record, put_aside), said.reply(DECLINED(codes=codes)))


def _too_late(case: Case, person: Person) -> Words:
    if case.handler == person.code:
        return ALREADY_YOURS(code=case.code)
    underway = case.state in OPEN and case.state is not State.ACCEPTED
    return (TAKEN if underway else NO_LONGER)(code=case.code)
