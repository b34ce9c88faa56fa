"""会议：就一件案子约人商量，只在工作群里说。"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from community.activities import ON, Activity
from community.case_errors import AlreadySo, IllegalMove
from community.case_states import OPEN, POOL, State
from community.cases import Case
from community.effects import Effects, Record
from community.people import WORKERS
from community.records import OneOf, Records
from community.wording import Text
from handlers.kit.commands import IN_WORK_GROUP, Key
from handlers.kit.planning import planned
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="会议", about="就一件案子开会商量", chapter=Chapter.GROUPS)

PLANNED = Text("meeting.planned", "{code} 已记：{case} {start:moment} 在{place}开会，群里不发。")

_KIND = "会议"
_WORTH_A_MEETING = OPEN | POOL | {State.CALLING_BACK}


@router.command("建", about="就一件案子约会议", roles=WORKERS, where=IN_WORK_GROUP, short=False)
def plan(
    asked: Asked,
    records: Records,
    title: Annotated[str, "标题"],
    start: Annotated[datetime, "M月D日HH:MM"],
    place: Annotated[str, "地点"],
    case: Annotated[Case, Key("案", "#案")],
) -> Effects:
    """A meeting about a case: no group of residents hears of it."""
    if case.state not in _WORTH_A_MEETING:
        raise IllegalMove(case.code, case.state, "开会商量")
    if records.find(
        Activity, community=case.community, case=case.code, start=start, state=OneOf(ON)
    ):
        raise AlreadySo(case.code, f"{start.month}月{start.day}日{start:%H:%M} 开会")
    meeting = replace(planned(asked, records, title, start, place, _KIND), case=case.code)
    words = PLANNED(code=meeting.code, case=case.code, start=start, place=place)
    return (Record(meeting), asked.reply(words))
