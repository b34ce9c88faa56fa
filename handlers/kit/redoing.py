"""重办和督办：告诉办理的人、网格员、书记，和其他报过的人。

No handler, but what is said when a case has to be done again.
"""

from community.case_states import State
from community.cases import Case, CaseKind
from community.effects import Effects
from community.people import SECRETARIES, Person, Role
from community.reach import can_be_told, staff, tell
from community.records import Records
from community.refs import PersonId
from community.wording import Text, Words

REDO = Text("callback.redo", "{code} 居民不满意，请重办，{due:moment} 前办好。{reason}")
RECURRED = Text("callback.recurred", "{code} 又发生了，请重办，{due:moment} 前办好。{reason}")
REDO_TOLD = Text("callback.redo_told", "{code} 有邻居反映还没好，我们重新办理，办好再问您。")
SUPERVISED = Text(
    "callback.supervised",
    "{code} 两次不满意，转督办，须书记确认才能办结。{reason}\n"
    "前两次由{handler}办，建议换人：/派 {code} @人",
)
SAME_HAND = Text(
    "callback.same_hand", "{code} 前几次也是{name}办的，居民不满意，建议换人：/派 {code} @人"
)
SOMEBODY = Text("callback.somebody", "原承办人")


def told_again(
    case: Case, by: PersonId, reason: str, records: Records, *, recurred: bool = False
) -> Effects:
    """Those who do it again hear why; the others who reported it, but `by`, that it goes on.

    Of an incident hundreds have told, of whom nobody waits for us.
    """
    redo = RECURRED if recurred else REDO
    if case.kind is CaseKind.INCIDENT:
        return _told_who_redo(case, reason, records, redo)
    others = (records.get(Person, one) for one in case.reporters if one != by)
    told = [person for person in others if can_be_told(person)]
    return (*_told_who_redo(case, reason, records, redo), *tell(told, REDO_TOLD(code=case.code)))


def another_hand(case: Case, to: Person) -> tuple[Words, ...]:
    """Advice to who gives a supervised case back to whom people were dissatisfied with."""
    if case.state is not State.SUPERVISED or case.handler != to.code:
        return ()
    return (SAME_HAND(code=case.code, name=to.name),)


def _told_who_redo(case: Case, reason: str, records: Records, redo: Text) -> Effects:
    """Those who do it again hear why; under supervision the secretaries do."""
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    handler = (records.get(Person, case.handler),) if case.handler else ()
    if case.state is State.SUPERVISED:
        people = (*grid, *staff(records, case.community, sorted(SECRETARIES)))
        name: str | Words = handler[0].name if handler else SOMEBODY()
        return tell(people, SUPERVISED(code=case.code, reason=reason, handler=name))
    people = tuple({person.code: person for person in (*handler, *grid)}.values())
    return tell(people, redo(code=case.code, due=case.resolve_by, reason=reason))
