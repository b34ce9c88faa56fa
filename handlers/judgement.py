"""研判：颜色、三事由人来定，和缓急互不相干；实事由人来认。"""

from dataclasses import replace
from typing import Annotated

from community.case_states import POOL, VOID, State
from community.cases import Case
from community.categories import COLOR_NAMES, OWNERS, Color, Track
from community.effects import Effects, Record
from community.errors import IllegalMove
from community.people import WORKERS
from community.records import Records
from community.wording import Text
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.router import Asked, Router

router = Router(noun="案件", about="案件的定色、分流与实事")

COLORED = Text("judgement.colored", "{code} 定为 {color}（缓急：{level}，不受颜色影响）。")
TRACKED = Text("judgement.tracked", "{code} {track}：{parties}。")
GOOD_DEED = Text("judgement.good_deed", "{code} 记为实事。")


@router.command(
    "定色", about="定权责层级的颜色", roles=WORKERS, where=IN_WORK_GROUP, undoable=True
)
def color(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    color: Annotated[Color, "绿|黄|红"],
    reason: Annotated[str, "理由"],
) -> Effects:
    """Decide whose business it is. How urgent it is stays as it was."""
    del records, reason
    if case.state in VOID:
        raise IllegalMove(case.code, case.state, "定色")
    colored = replace(case, color=color, owner=OWNERS[color], colored_at=asked.at)
    words = COLORED(code=case.code, color=COLOR_NAMES[color], level=case.level)
    return (Record(colored), asked.reply(words))


@router.command(
    "分流", about="定联办、共办、协办与各方", roles=WORKERS, where=IN_WORK_GROUP, undoable=True
)
def route(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    track: Annotated[Track, "联办|共办|协办"],
    parties: Annotated[str, "方,方…"],
) -> Effects:
    """Decide who works together on it."""
    del records
    if case.state in VOID | POOL:
        raise IllegalMove(case.code, case.state, "分流")
    named = tuple(
        part for part in parties.replace("，", ",").replace("、", ",").split(",") if part
    )
    routed = replace(case, track=track, parties=tuple(part.strip() for part in named))
    words = TRACKED(code=case.code, track=track, parties="、".join(routed.parties))
    return (Record(routed), asked.reply(words))


@router.command("实事", about="认定为民生实事", roles=WORKERS, where=IN_WORK_GROUP)
def good_deed(asked: Asked, records: Records, case: Annotated[Case, "案号"]) -> Effects:
    """Count it among the good deeds. Only what is done can be one."""
    del records
    if case.state is not State.DONE:
        raise IllegalMove(case.code, case.state, "记为实事")
    return (Record(replace(case, good_deed=True)), asked.reply(GOOD_DEED(code=case.code)))
