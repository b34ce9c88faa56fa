"""先行安置：修好之前先送水、送餐、搬东西；修好了连它一起问、一起关。"""

from typing import Annotated

from community.case_errors import AlreadySo, IllegalMove
from community.case_states import OPEN
from community.cases import Case
from community.effects import Effects, Record
from community.people import WORKERS, Person, Role
from community.reach import can_be_told, shown_name, staff, tell
from community.records import Records
from community.relief import InterimRelief, ReliefState, moved, receiver, standing
from community.wording import Text
from handlers.kit import receipts
from handlers.kit.casework import refuse_the_uninitiated
from handlers.kit.commands import AT_WORK
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="先行", about="修好之前的先行安置", chapter=Chapter.CASES)

BROUGHT = Text("relief.brought", "{code} 修好之前先给您安排：{item}。")
NOTED = Text("relief.noted", "{code} 先行安置已记，修好后一起回访。")
ENDED = Text("relief.ended", "{code} 先行安置已结束。")


@router.command("", about="先安排物品或帮手，修好为止", roles=WORKERS, where=AT_WORK)
def bring(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], item: Annotated[str, "物品"]
) -> Effects:
    """Something is brought to who needs it, until the thing itself is mended."""
    refuse_the_uninitiated(case, asked.speaker)
    if case.state not in OPEN:
        raise IllegalMove(case.code, case.state, "先行安置")
    if any(one.item == item for one in standing(case, records)):
        raise AlreadySo(case.code, ReliefState.RUNNING)
    relief = InterimRelief(
        code=records.next_ref(InterimRelief),
        community=case.community,
        at=asked.at,
        case=case.code,
        item=item,
        to=receiver(case),
    )
    return (
        Record(relief),
        *_told(relief, case, records),
        asked.reply(NOTED(code=case.code)),
    )


@router.command("结束", about="先行安置不用了", roles=WORKERS, where=AT_WORK, short=False)
def end(asked: Asked, records: Records, case: Annotated[Case, "案号"]) -> Effects:
    """A worker has seen that it is not needed any more."""
    refuse_the_uninitiated(case, asked.speaker)
    reliefs = standing(case, records)
    if not reliefs:
        raise IllegalMove(case.code, case.state, "结束先行安置")
    ended = moved(reliefs, ReliefState.ENDED)
    return (*map(Record, ended), asked.reply(ENDED(code=case.code)))


def _told(relief: InterimRelief, case: Case, records: Records) -> Effects:
    """Who gets it hears so; a worker hears whom that does not reach."""
    if not relief.to:
        return ()
    person = records.get(Person, relief.to)
    if can_be_told(person):
        return tell((person,), BROUGHT(code=case.code, item=relief.item))
    words = receipts.TO_CONTACT(code=case.code, name=shown_name(person.name))
    return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)
