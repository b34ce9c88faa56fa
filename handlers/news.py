"""近况：居民说起的进展，记到那件事上；说办好了的，请网格员去看了再办结。"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from community.case_states import OPEN
from community.cases import Case, CaseEvent, CaseKind, EventKind
from community.categories import Cat
from community.desk import signed
from community.effects import Effects, Record
from community.gatherings import overlap
from community.people import Mode, Person, Role
from community.photos import BEFORE_REPORT, claimed, names, unclaimed
from community.reach import shown_name, staff, tell
from community.records import Between, OneOf, Records
from community.refs import PersonId
from community.speech import Manner
from community.wording import Text
from handlers.kit import receipts
from handlers.kit.casework import place_of, quoted, timeline
from handlers.kit.router import Router, Said
from nlp.intents import Intent
from nlp.progress import Progress, lexicon, read_progress

router = Router(noun="近况", about="居民说起的进展")

PROGRESS = Intent(
    name="progress",
    examples=("健身器材修好啦大家可以用了", "王大爷，您上次说的长椅，我们已经联系好师傅了"),
    reader=read_progress,
    lexicon=lexicon(),
)

NOTED = Text("news.noted", "@{name} {code} 已记，谢谢您。")
NOTED_PRIVATELY = Text("news.noted_privately", "{code} 已记，谢谢您。")
DONE = Text("news.done", "{code}｜{what} 有居民说好了，看过属实请发 /办结 {code} 说明")

_TOLD_LATELY = timedelta(minutes=30)
_SHORTEST = 2  # characters in common with what was reported


@router.said(PROGRESS)
def hear(said: Said[Progress], records: Records) -> Effects:
    """Note it on the open case that fits; rather on none than on the wrong one."""
    if said.room is not None and said.room.mode is Mode.LISTEN_ONLY:
        return ()
    case = _meant(said, records)
    if case is None:
        return ()
    photos = unclaimed(records, said.message, said.at, BEFORE_REPORT)
    shown = replace(case, photos=tuple(dict.fromkeys((*case.photos, *names(photos)))))
    event = timeline(case, EventKind.PROGRESS, said, records, said.message.text)
    if said.what.done:
        told = _looked_after(case, said, records)
        return (Record(shown), Record(event), *claimed(photos), *told)
    by = PersonId(said.speaker.code)
    begun = replace(signed(shown), handler=case.handler or by)
    return (Record(begun), Record(event), *claimed(photos), *_receipt(case, said))


def _meant(said: Said[Progress], records: Records) -> Case | None:
    """The one open public case that it can be about; None if there are several, or none."""
    if said.sentence.quoted:
        case = quoted(said.sentence.quoted, said.community, said.at, records)
        return case if case and case.state in OPEN and _may_be(case, said) else None
    cats = [Cat(cat) for cat in sorted(said.what.cats)]
    found = records.find(
        Case, community=said.community, state=OneOf(OPEN), cat=OneOf(cats), newest=True
    )
    fitting = [case for case in found if _may_be(case, said)]
    called = [case for case in fitting if _calls_a_reporter(case, said, records)]
    alike = _most_alike(called or fitting, said.sentence.text)
    if len(alike) != 1:
        return None
    only = alike[0]
    is_clear = said.what.where.is_known or called or _likeness(only, said.sentence.text)
    return only if is_clear or said.speaker.code in only.reporters else None


def _may_be(case: Case, said: Said[Progress]) -> bool:
    """True if nothing speaks against it: the place named, or the group where it was reported."""
    if not case.is_public or case.kind in (CaseKind.INCIDENT, CaseKind.INQUIRY):
        return False
    place = place_of(said.what.where)
    if place is not None:
        return case.place is not None and case.place.agrees(place)
    return said.is_private or case.room == said.message.room


def _calls_a_reporter(case: Case, said: Said[Progress], records: Records) -> bool:
    people = (records.get(Person, one) for one in case.reporters)
    return any(person.nick in said.sentence.text for person in people)


def _most_alike(cases: Sequence[Case], text: str) -> Sequence[Case]:
    """Those whose words have most in common with it."""
    most = max((_likeness(case, text) for case in cases), default=0)
    return [case for case in cases if _likeness(case, text) == most]


def _likeness(case: Case, text: str) -> int:
    """How much of what was reported is named again; a single character is nothing."""
    named = case.place.named if case.place else ""
    shared = max(overlap(text, case.detail), overlap(text, named))
    return shared if shared >= _SHORTEST else 0


def _looked_after(case: Case, said: Said[Progress], records: Records) -> Effects:
    """A grid worker goes and sees, asked once however many say so."""
    lately = Between(said.at - _TOLD_LATELY)
    told = records.find(CaseEvent, case=case.code, kind=EventKind.PROGRESS, at=lately)
    if any(one.message and one.by != said.speaker.code for one in told):
        return ()
    words = DONE(code=case.code, what=receipts.shown_matter(case))
    return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)


def _receipt(case: Case, said: Said[Progress]) -> Effects:
    if said.is_private:
        return (said.reply(NOTED_PRIVATELY(code=case.code)),)
    words = NOTED(name=shown_name(said.message.nick), code=case.code)
    return (said.reply(words, Manner.DAYTIME),)
