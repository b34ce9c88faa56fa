"""诉求：居民说了事，登记成案、并入同案，最多问一句在哪里；敏感的只走私信。"""

from dataclasses import replace

from community.case_states import Move, State
from community.cases import (
    Case,
    CaseKind,
    advance,
)
from community.effects import Effects, Forget, Record
from community.gatherings import meant
from community.intake import WHERE, last_report, may_be_seconded
from community.places import Place
from community.promises import promised
from community.records import Records
from community.refs import Ref
from handlers.kit import receipts
from handlers.kit.admission import admit, join, open_or_join
from handlers.kit.casework import place_of, quoted, told
from handlers.kit.router import Answered, Due, Router, Said
from nlp.categories import category
from nlp.choices import Placed, Question, read_place
from nlp.guess import Tier
from nlp.intents import Intent
from nlp.matters import Matter, lexicon
from nlp.places import Where
from nlp.remarks import Echo, read_echo
from nlp.reports import read_report

router = Router(noun="诉求", about="居民诉求的登记、并案与询问地点", invites=True)

MATTER = Intent(
    name="matter",
    examples=("3栋2单元楼道灯坏了", "8栋一楼大厅天花板漏水"),
    reader=read_report,
    lexicon=lexicon(),
)
ECHO = Intent(name="echo", examples=("我家也是", "同求"), reader=read_echo, lexicon=lexicon())
PLACE = Question(WHERE, read_place)


@router.said(MATTER, tier=Tier.HALF_SURE)
def hear(said: Said[Matter], records: Records) -> Effects:
    """Open a case, or join the one that is about the same; ask where, once, if need be."""
    return (
        *admit(said, said.what, records),
        *(effect for also in said.what.also for effect in admit(said, also, records)),
    )


@router.said(ECHO)
def second(said: Said[Echo], records: Records) -> Effects:
    """One more reporter for what a neighbour of the group reported a moment ago, or quoted."""
    known = _meant(said, records)
    if known is not None and known.parent:
        known = records.get(Case, known.parent)
    if known is None or not may_be_seconded(known, said.at):
        return ()
    if known.kind is CaseKind.INCIDENT or said.what.where.is_known:
        return open_or_join(_same_as(known, said, records), said, records)
    new = told(said, known.level, code=Ref(""), kind=known.kind, cat=known.cat)
    return join(known, new, said, records)


def _meant(said: Said[Echo], records: Records) -> Case | None:
    """What is seconded: what is quoted, else what was reported last, unless a call came later."""
    if said.is_private:
        return None
    if said.sentence.quoted:
        return quoted(said.sentence.quoted, said.community, said.at, records)
    last = last_report(said.community, said.message.room, said.at, records)
    if last is None:
        return None
    case, moment = last
    call = meant(records, said.community, said.message.room, "", said.at)
    return None if call is not None and call.at > moment else case


def _same_as(known: Case, said: Said[Echo], records: Records) -> Case:
    """The same matter where the speaker is: of an incident, anywhere in its estate."""
    incident = known.kind is CaseKind.INCIDENT
    new = told(
        said,
        code=Ref(""),
        kind=CaseKind.COMPLAINT if incident else known.kind,
        cat=known.cat,
        place=place_of(said.what.where) or known.place,
        house=said.what.where.house,
        detail=said.message.text,
    )
    return promised(new, records.calendar, said.message.at)


@router.answer(PLACE)
def place(answered: Answered[Placed], records: Records) -> Effects:
    """The reporter says where it is, or tries to: then a worker takes over."""
    case = records.get(Case, answered.subject)
    told = category(answered.sentence)
    if case.state is not State.ASKED or (told and told != case.cat):
        return ()  # another matter, whose place is its own
    if answered.answer.where is None:
        manual = advance(case, Move.HAND_OVER)
        return (Record(manual), *receipts.no_place(manual, records))
    place, spot = _combined(answered.answer.where, dict(answered.payload), case)
    located = replace(
        case, place=place, spot=spot, house=answered.answer.where.house or case.house
    )
    return open_or_join(located, answered, records)


@router.due("补充截止")
def give_up(due: Due, records: Records) -> Effects:
    """Nobody said where: a worker takes over, and the group hears nothing more of it."""
    case = records.get(Case, due.subject)
    if case.state is not State.ASKED:
        return ()
    manual = advance(case, Move.HAND_OVER)
    return (Record(manual), Forget(WHERE, case.code), *receipts.no_place(manual, records))


def _combined(where: Where, said_before: dict[str, str], case: Case) -> tuple[Place | None, str]:
    """The place answered, with the parts that the report had named already."""
    place = place_of(where)
    if place is not None:
        before = Place(
            place.estate, unit=said_before.get("unit", ""), floor=said_before.get("floor", "")
        )
        place = place.filled(before)
    return place, where.spot or case.spot
