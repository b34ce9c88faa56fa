"""苗头：同一栋楼同一类事七天三起，早上告诉网格员；立成事件一并办，或者略过。"""

from datetime import time
from typing import Annotated

from community.case_errors import IllegalMove
from community.cases import Case
from community.effects import Effects, Record
from community.hotspots import Hotspot, HotspotState, appearing, is_telling, judged
from community.incidents import child_of, incident_over
from community.people import WORKERS, Role
from community.reach import staff, tell
from community.records import Records
from community.wording import Text
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.router import Asked, Chapter, Due, Late, Router

router = Router(noun="苗头", about="同楼同类的事扎堆时的研判", chapter=Chapter.GROUPS)

SEEN = Text(
    "hotspot.seen",
    "苗头 {code}｜{place}｜{cat} {n} 起，{days} 天内。"
    "立成事件发 /苗头 立 {code}，不用立发 /苗头 略 {code} 理由",
)
RAISED = Text(
    "hotspot.raised",
    "{hotspot} 已立为事件 {code}，并入 {codes}，报事人 {n} 位。派人发 /派 {code} @人",
)
IGNORED = Text("hotspot.ignored", "{code} 已略过：{reason}。再有新的三起会再提醒。")

_MORNING = time(7, 30)


@router.daily("苗头", at=_MORNING, late=Late.RUN)
def look(due: Due, records: Records) -> Effects:
    """Tell the grid workers where the same trouble comes again and again; of the same once."""
    grid = staff(records, due.community, (Role.GRID_WORKER,))
    effects: Effects = ()
    for one in appearing(records, due.community, due.at):
        words = SEEN(code=one.code, place=one.place.short, cat=one.cat, n=one.n, days=one.days)
        effects += (Record(one), *tell(grid, words))
    return effects


@router.command(
    "立", about="把苗头立成事件，一并办", roles=WORKERS, where=IN_WORK_GROUP, short=False
)
def raise_it(asked: Asked, records: Records, hotspot: Annotated[Hotspot, "苗头编号"]) -> Effects:
    """One incident of its cases, which is handled, finished and asked about for all of them."""
    raised = judged(hotspot, HotspotState.RAISED, "立")
    cases = [case for code in hotspot.cases if is_telling(case := records.get(Case, code))]
    if not cases:
        raise IllegalMove(hotspot.code, "案件都已撤下或并走", "立")
    incident = incident_over(cases, hotspot.place, records.next_ref(Case), records, asked.at)
    words = RAISED(
        hotspot=hotspot.code,
        code=incident.code,
        codes="、".join(case.code for case in cases),
        n=incident.reporters_n,
    )
    return (
        Record(incident),
        *(Record(child_of(incident, case)) for case in cases),
        Record(raised),
        asked.reply(words),
    )


@router.command("略", about="略过苗头", roles=WORKERS, where=IN_WORK_GROUP, short=False)
def ignore(
    asked: Asked,
    records: Records,
    hotspot: Annotated[Hotspot, "苗头编号"],
    reason: Annotated[str, "理由"],
) -> Effects:
    """Nothing comes of it; only new cases are a new sign."""
    del records
    ignored = judged(hotspot, HotspotState.IGNORED, "略")
    return (Record(ignored), asked.reply(IGNORED(code=hotspot.code, reason=reason)))
