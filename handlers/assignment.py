"""派单：派给谁、为什么派给他；改派、转专人；接不了的退单，说明理由，另找人办。"""

from dataclasses import replace
from typing import Annotated

from community.assignments import IN_HAND, Assignment, AssignmentState, assigned, superseded
from community.case_errors import AlreadySo
from community.cases import Case, EventKind, Visibility
from community.desk import given_back, handed_over, has_been_given, is_handler
from community.effects import Effects, Record
from community.errors import NoHandler
from community.people import WORKERS, Person, Role
from community.reach import staff, tell
from community.records import OneOf, Records
from community.refs import NOBODY, PersonId
from community.wording import Text, Words, lines
from handlers.kit import receipts
from handlers.kit.casework import timeline
from handlers.kit.commands import AT_WORK, IN_WORK_GROUP
from handlers.kit.offering import offer
from handlers.kit.redoing import another_hand
from handlers.kit.router import Asked, Chapter, Router
from handlers.kit.suggesting import busy, suggestion, unnamed
from handlers.kit.teaching import unlearned

router = Router(noun="派单", about="案件的派单、改派、转专人与退单", chapter=Chapter.CASES)

DISPATCHED = Text("desk.dispatched", "{code} 已派给 {name}。")
NOT_YOURS = Text("assignment.not_yours", "{code} 已改派给 {name}，您不用再办。")
GIVEN_BACK = Text("assignment.given_back", "{code} 已退单。")
GIVEN_BACK_NEWS = Text("assignment.given_back_news", "{code} {name} 退单：{reason}")


@router.command("派", about="派给承办人；不写人就给一个建议", roles=WORKERS, where=AT_WORK)
def dispatch(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    to: Annotated[Person | None, "@人"] = None,
) -> Effects:
    """Put a case into somebody's hands, and tell them where; nobody named, say who could be."""
    if to is not None and has_been_given(case, to.code):
        raise AlreadySo(case.code, case.state)
    handed = handed_over(case, to.code if to else NOBODY, asked.at)
    if to is None:
        raise unnamed(case, records, asked.at)
    return _hand_over(case, handed, to, asked, records, another_hand(case, to))


@router.command("转专人", about="转给专人保密办理", roles=WORKERS, where=IN_WORK_GROUP)
def entrust(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], to: Annotated[Person, "@人"]
) -> Effects:
    """From now on only the specialist, the grid workers and the secretaries know of it."""
    if case.visibility is Visibility.SPECIALIST and has_been_given(case, to.code):
        raise AlreadySo(case.code, case.state)
    hidden = replace(case, visibility=Visibility.SPECIALIST, reason="")
    handed = handed_over(hidden, to.code, asked.at)
    return (*_hand_over(hidden, handed, to, asked, records), *unlearned(case, records))


@router.command("退单", about="接不了，退回重派", roles=WORKERS, own=is_handler, where=AT_WORK)
def give_back(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], reason: Annotated[str, "理由"]
) -> Effects:
    """Who has it cannot do it: others with the trade are asked, or a worker sees to it."""
    free = given_back(case)
    had = records.find(Assignment, case=case.code, to=case.handler, state=OneOf(IN_HAND))
    returned = tuple(replace(one, state=AssignmentState.GIVEN_BACK) for one in had)
    offered: Effects = ()
    if any(one.offered_at for one in returned):
        free, offered = offer(free, records, asked.at)
    else:
        free = replace(free, offered_at=None)
    words = GIVEN_BACK_NEWS(
        code=case.code, name=records.get(Person, case.handler).name, reason=reason
    )
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    return (
        Record(free),
        *map(Record, returned),
        Record(timeline(case, EventKind.RETURNED, asked, records, reason)),
        *tell(grid, lines((words, *suggestion(free, records, asked.at, case.handler)))),
        *offered,
        asked.reply(GIVEN_BACK(code=case.code)),
    )


def _hand_over(
    case: Case,
    handed: Case,
    to: Person,
    asked: Asked,
    records: Records,
    advice: tuple[Words, ...] = (),
) -> Effects:
    """`case` becomes `handed`: it is theirs now, and nobody else's. Raises NoHandler."""
    if set(to.role) <= {Role.RESIDENT}:
        raise NoHandler(to.name)
    said = (DISPATCHED(code=case.code, name=to.name), *busy(to, case, records, asked.at), *advice)
    return (
        Record(handed),
        *map(Record, superseded(case, records)),
        Record(assigned(handed, records, asked.at)),
        *tell((to,), receipts.handed_over(handed, records)),
        *_told_former(case, to, records),
        asked.reply(lines(said)),
    )


def _told_former(case: Case, to: Person, records: Records) -> Effects:
    """A colleague who had it hears that they need not; others would be told too much (I.3)."""
    if not case.handler or case.handler == to.code:
        return ()
    former = records.get(Person, PersonId(case.handler))
    return tell((former,), NOT_YOURS(code=case.code, name=to.name)) if former.is_staff else ()
