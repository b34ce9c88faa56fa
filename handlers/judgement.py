"""研判：颜色、三事由人来定，和缓急互不相干；实事由人来认。"""

from dataclasses import replace
from typing import Annotated

from community.case_errors import AlreadySo
from community.case_states import State
from community.cases import Case, illegal
from community.categories import COLOR_NAMES, Color, Track
from community.desk import colored, routed
from community.effects import Effects, Record
from community.people import WORKERS
from community.records import Records
from community.wording import Text
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="案件", about="案件的定色、分流与实事", chapter=Chapter.CASES)

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
    words = COLORED(code=case.code, color=COLOR_NAMES[color], level=case.level)
    return (Record(colored(case, color, asked.at)), asked.reply(words))


@router.command(
    "分流", about="定联办、共办、协办与各方", roles=WORKERS, where=IN_WORK_GROUP, undoable=True
)
def route(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    track: Annotated[Track, "联办|共办|协办"],
    parties: Annotated[tuple[str, ...], "方,方…"],
) -> Effects:
    """Decide who works together on it, each with the share that was named: 电信:整线."""
    del records
    words = TRACKED(code=case.code, track=track, parties="、".join(parties))
    return (Record(routed(case, track, parties)), asked.reply(words))


@router.command("实事", about="认定为民生实事", roles=WORKERS, where=IN_WORK_GROUP)
def good_deed(asked: Asked, records: Records, case: Annotated[Case, "案号"]) -> Effects:
    """Count it among the good deeds. Only what is done can be one."""
    del records
    if case.state is not State.DONE:
        raise illegal(case, "记为实事")
    if case.good_deed:
        raise AlreadySo(case.code, "实事")
    return (Record(replace(case, good_deed=True)), asked.reply(GOOD_DEED(code=case.code)))
