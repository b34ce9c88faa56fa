"""撤回：谁撤回了自己的话，谁就不再算报事人；没有别人报的，这件事就撤下。

No handler, but what becomes of a case when a report of it is taken back.
"""

from dataclasses import replace

from community.case_states import OPEN, POOL, Move, State
from community.cases import Case, CaseEvent, CaseKind, EventKind, advance
from community.effects import Effects, Record
from community.incidents import left_incident, without_child
from community.people import Person, Role
from community.reach import can_be_told, staff, tell
from community.records import Records
from community.refs import NO_REF, NOBODY, PersonId
from community.reporters import left_by
from community.wording import Text
from handlers.kit.casework import timeline
from handlers.kit.router import Heard

RETRACTED = Text("media.retracted", "您撤回的 {code} 已撤回，不再办理。")
LEFT = Text("media.left", "您撤回的话已撤回，{code} 不再算您报的。")
RECALL_NEWS = Text("media.recall_news", "{code} 报事人撤回了原话，要不要继续办请与其确认。")

# Nobody has begun to do anything about it.
_NOT_HANDED_ON = POOL | {State.ACCEPTED, State.SHADOW}
_NOT_TOLD = frozenset({State.SHADOW, State.UNSURE})


def opening_recalled(case: Case, heard: Heard, records: Records) -> Effects:
    """The words that opened the case are taken back: it goes, unless others reported it too."""
    silent = replace(case, detail="", spot="", reason="")
    opener = case.reporters[0] if case.reporters else NOBODY
    if case.state is State.MERGED:  # with their answer where it is they joined another
        into = records.get(Case, case.merged_into)
        return (Record(silent), *_left(into, opener, heard, records))
    if case.state in _NOT_HANDED_ON:
        return _taken_back(replace(silent, message=NO_REF), opener, records)
    event = timeline(case, EventKind.RECALLED, heard, records)
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    return (
        Record(replace(silent, recalled=True)),
        Record(event),
        *tell(grid, RECALL_NEWS(code=case.code)),
    )


def joining_recalled(event: CaseEvent, heard: Heard, records: Records) -> Effects:
    """The words by which somebody joined a case are taken back: they leave it again."""
    gone = replace(event, text="", kind=EventKind.RECALLED)
    return (Record(gone), *_left(records.get(Case, event.case), event.by, heard, records))


def _left(case: Case, person: PersonId, heard: Heard, records: Records) -> Effects:
    if person not in case.reporters or case.state not in OPEN | POOL:
        return ()
    if case.kind is CaseKind.INCIDENT and _has_a_child(case, person, records):
        return ()
    if case.state in _NOT_HANDED_ON:
        return _taken_back(case, person, records)
    rest = left_by(case, person)
    if rest.reporters:
        return (Record(rest),)
    return opening_recalled(case, heard, records)


def _taken_back(case: Case, person: PersonId, records: Records) -> Effects:
    """The case without that person, who is told; retracted if nobody else reported it."""
    rest = left_by(case, person)
    if rest.reporters or case.kind is CaseKind.INCIDENT:
        left, words = rest, LEFT(code=case.code)
        around = left_incident(left, person, records)
    else:
        left, words = advance(case, Move.RETRACT), RETRACTED(code=case.code)
        around = without_child(left, records)
    people = [one for one in records.find(Person, code=person) if can_be_told(one)]
    told = () if case.state in _NOT_TOLD else tell(people, words)
    return (Record(left), *map(Record, around), *told)


def _has_a_child(incident: Case, person: PersonId, records: Records) -> bool:
    return any(person in child.reporters for child in records.find(Case, parent=incident.code))
