"""重办和督办：告诉办理的人、网格员、书记，和其他报过的人。

No handler, but what is said when a case has to be done again.
"""

from community.callbacks import Callback
from community.case_states import State
from community.cases import Case, CaseKind
from community.effects import Effects
from community.people import SECRETARIES, Person, Role
from community.reach import can_be_told, staff, tell
from community.records import Records
from community.wording import Text

REDO = Text("callback.redo", "{code} 居民不满意，请重办，{due:moment} 前办好。{reason}")
REDO_TOLD = Text("callback.redo_told", "{code} 有邻居反映还没好，我们重新办理，办好再问您。")
SUPERVISED = Text("callback.supervised", "{code} 两次不满意，转督办，须书记确认才能办结。{reason}")


def told_again(case: Case, heard: Callback, records: Records) -> Effects:
    """Those who do it again hear why; the others who reported it hear that it goes on."""
    if case.kind is CaseKind.INCIDENT:  # hundreds, of whom nobody waits for us
        return _told_who_redo(case, heard, records)
    others = (records.get(Person, one) for one in case.reporters if one != heard.person)
    told = [person for person in others if can_be_told(person)]
    return (*_told_who_redo(case, heard, records), *tell(told, REDO_TOLD(code=case.code)))


def _told_who_redo(case: Case, heard: Callback, records: Records) -> Effects:
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    if case.state is State.SUPERVISED:
        people = (*grid, *staff(records, case.community, sorted(SECRETARIES)))
        return tell(people, SUPERVISED(code=case.code, reason=heard.reason))
    handler = (records.get(Person, case.handler),) if case.handler else ()
    people = tuple({person.code: person for person in (*handler, *grid)}.values())
    return tell(people, REDO(code=case.code, due=case.resolve_by, reason=heard.reason))
