"""更正：报事人十分钟内说错了就改，改了原话也跟着改；别人说没坏，只记下转网格员。"""

from dataclasses import replace
from datetime import timedelta
from functools import cache

from community.case_states import OPEN, POOL, State
from community.cases import Case, CaseEvent, CaseKind, EventKind
from community.categories import Level
from community.effects import Effects, Forget, Record
from community.intake import WHERE, own_latest, related, same_kind_near, same_matter
from community.messages import Kind
from community.people import Person, Role
from community.places import Place
from community.promises import promised
from community.reach import staff, tell
from community.records import Between, OneOf, Records
from community.refs import PersonId
from community.reporters import joined, left_by
from community.speech import Manner
from community.wording import Text
from handlers.kit import receipts
from handlers.kit.admission import open_or_join
from handlers.kit.around import neighbourhood_of
from handlers.kit.casework import handed_directly, place_of, timeline, told
from handlers.kit.router import Heard, Router, Said
from nlp.intents import Intent
from nlp.matters import lexicon
from nlp.normalise import normalise
from nlp.places import read_where
from nlp.remarks import Correction, Doubt, read_correction, read_doubt
from nlp.scan import Scanner
from nlp.sentence import prepare
from nlp.several import read_matters

router = Router(noun="更正", about="更正、改原话与质疑")

CORRECTION = Intent(
    name="correction",
    examples=("说错了，是4栋",),
    reader=read_correction,
    lexicon=lexicon(),
)
DOUBT = Intent(name="doubt", examples=("不是吧，没坏",), reader=read_doubt, lexicon=lexicon())

CORRECTED = Text("inquiry.corrected", "{to}{code} 已改为 {place}。")
CORRECTED_NEWS = Text(
    "inquiry.corrected_news", "{code} 地点更正为 {place}{house}，请按新地点处理。"
)
DOUBTED = Text("inquiry.doubted", "{code} 有人质疑：{text}")

CORRECT_WITHIN = timedelta(minutes=10)
DOUBT_WITHIN = timedelta(minutes=30)


@router.said(CORRECTION)
def correct(said: Said[Correction], records: Records) -> Effects:
    """The reporter named the wrong place a moment ago."""
    place = place_of(said.what.where)
    if place is None:
        return ()
    joining = _joined_lately(said, records)
    case = own_latest(records, said.speaker.code, said.message.room, said.at - CORRECT_WITHIN)
    if joining is not None and (case is None or joining.at > case.accepted_at):
        return _elsewhere(records.get(Case, joining.case), joining.text, place, said, records)
    if case is None or case.state not in OPEN | POOL or case.reporters[0] != said.speaker.code:
        return ()
    if _is_where_others_are(case, said, records):
        return _elsewhere(case, case.detail, place, said, records)
    moved = _moved(case, place, said.what.where.house)
    if (moved.place, moved.house) == (case.place, case.house):
        return ()  # what they got wrong is not where it is
    event = timeline(case, EventKind.CORRECTED, said, records, said.message.text)
    return (
        Record(replace(moved, corrected=case.corrected + 1)),
        Record(event),
        *_corrected(moved, place, said),
        *_told_handler(moved, place, records),
    )


@router.said(DOUBT)
def doubt(said: Said[Doubt], records: Records) -> Effects:
    """Somebody says that it is not so: noted, and a worker hears of it; the group does not."""
    recent = records.find(
        Case,
        room=said.message.room,
        accepted_at=Between(said.at - DOUBT_WITHIN),
        state=OneOf(OPEN),
        newest=True,
    )
    doubted = next((one for one in recent if one.is_public), None)
    if doubted is None or said.is_private or said.speaker.code in doubted.reporters:
        return ()
    case = replace(doubted, doubt=doubted.doubt + 1)
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    return (
        Record(case),
        Record(timeline(case, EventKind.DOUBTED, said, records, said.message.text)),
        *tell(grid, DOUBTED(code=case.code, text=said.message.text)),
    )


@router.arrived(Kind.EDIT)
def edit(heard: Heard, records: Records) -> Effects:
    """Words that were heard read otherwise now: the case says what they say, silently.

    What turns out to be dangerous is not kept silent, and a place that was asked for is answered.
    """
    cause = heard.message.about
    opened = [one for one in records.find(Case, message=cause) if one.state in OPEN | POOL]
    joinings = records.find(CaseEvent, message=cause, kind=EventKind.JOINED)
    changed: Effects = tuple(Record(replace(one, text=heard.message.text)) for one in joinings)
    for case in opened:
        changed += _edited(case, heard, records)
    return changed


def _edited(case: Case, heard: Heard, records: Records) -> Effects:
    around = neighbourhood_of(records, heard.community, heard.message.room)
    sentence = _scanner()(prepare(heard.message.text))
    where = read_where(sentence.text, around)
    place = place_of(where)
    now = replace(case, edited=case.edited + 1)
    now = replace(now, detail=heard.message.text) if case.detail else now
    if place is not None:
        now = replace(now, place=place, house=where.house, spot=where.spot)
    if case.state is State.ASKED and place is not None:
        return (Forget(WHERE, case.code), *open_or_join(now, heard, records))
    told: Effects = ()
    if place is not None and place != case.place:
        told = _told_handler(now, place, records)
    matter = read_matters(sentence, around, heard.at)
    if matter is None or matter.what.level != Level.CRITICAL or case.level is Level.CRITICAL:
        return (Record(now), *told)
    risen = promised(replace(now, level=Level.CRITICAL), records.calendar, heard.at)
    words = receipts.danger(risen, heard.message.nick, private=heard.is_private)
    return (
        Record(risen),
        heard.reply(words, Manner.URGENT),
        *receipts.danger_to_staff(risen, records, heard.at),
        *receipts.risen(risen, records),
    )


@cache
def _scanner() -> Scanner:
    return Scanner((lexicon(),))


def _joined_lately(said: Said[Correction], records: Records) -> CaseEvent | None:
    """How the speaker joined a case of others a moment ago, if they did."""
    found = records.find(
        CaseEvent,
        community=said.community,
        kind=EventKind.JOINED,
        at=Between(said.at - CORRECT_WITHIN),
        by=PersonId(said.speaker.code),
        newest=True,
        limit=1,
    )
    return found[0] if found else None


def _is_where_others_are(case: Case, said: Said[Correction], records: Records) -> bool:
    """True if somebody who joined it named the place themselves: for them it is right."""
    if case.place is None:
        return False
    events = records.find(CaseEvent, case=case.code, kind=EventKind.JOINED)
    named = (place_of(read_where(normalise(e.text), said.neighbourhood)) for e in events)
    return any(one is not None and one.node == case.place.node for one in named)


def _elsewhere(
    left: Case, words: str, place: Place, said: Said[Correction], records: Records
) -> Effects:
    """The speaker leaves a case of others for the one that they meant."""
    event = timeline(left, EventKind.CORRECTED, said, records, said.message.text)
    if left.kind is CaseKind.INCIDENT:  # wherever in the estate: it is the same
        return (Record(event),)
    if left.state not in OPEN | POOL:
        return ()
    meant = told(
        said,
        code=records.next_ref(Case),
        kind=left.kind,
        cat=left.cat,
        place=place,
        house=said.what.where.house,
        detail=words,
        corrected=1,
    )
    return (
        Record(left_by(left, PersonId(said.speaker.code))),
        Record(event),
        *_opened(promised(meant, records.calendar, said.message.at), place, said, records),
    )


def _opened(case: Case, place: Place, said: Said[Correction], records: Records) -> Effects:
    """Their own case where they meant it, or that of those who reported it before."""
    near = same_kind_near(case, records, said.at)
    known = same_matter(case, near, said.at)
    if known is not None:
        event = timeline(known, EventKind.JOINED, said, records, case.detail)
        kept = joined(known, PersonId(said.speaker.code))
        return (Record(kept), Record(event), *_corrected(kept, place, said))
    own = replace(case, related=related(near, said.at))
    own, handed = handed_directly(own, records, said.at)
    news = receipts.to_staff(own, records, said.at)
    return (Record(own), *handed, *_corrected(own, place, said), *news)


def _moved(case: Case, place: Place, house: str) -> Case:
    filled = place.filled(case.place) if case.place else place
    return replace(case, place=filled, house=house or case.house)


def _corrected(case: Case, place: Place, said: Heard) -> Effects:
    """The speaker hears of it; a group does not, of what is not for it."""
    if not (case.is_public or said.is_private):
        return ()
    uncalled = said.is_private or said.speaker.muted
    to = receipts.to(said.message.nick, private=uncalled)
    return (said.reply(CORRECTED(to=to, code=case.code, place=place.short)),)


def _told_handler(case: Case, place: Place, records: Records) -> Effects:
    """Who is on the way hears where to."""
    if not case.handler:
        return ()
    words = CORRECTED_NEWS(code=case.code, place=place.short, house=case.house)
    return tell((records.get(Person, case.handler),), words)
