"""导出：把一个月的公开案件导成表格私信给工作者；没有姓名、门牌，也没有受限和专人案件。"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from community.calendar import ZONE
from community.cases import Case, Visibility
from community.effects import Effects, Send
from community.errors import NotFound, OtherCommunity
from community.metrics import counted
from community.people import WORKERS, Community, Role
from community.periods import Month
from community.records import Records
from community.sheets import written
from community.wording import Text
from handlers.kit.commands import IN_PRIVATE
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="导出", about="案件的导出", chapter=Chapter.FIGURES)

EXPORTED = Text("export.exported", "{community} {month}公开案件 {n} 件，表格随后发到。")
NOTHING = Text("export.nothing", "{community} {month}没有公开案件可导出。")

HEAD = (
    *("案号", "受理时间", "类型", "类别", "地点", "级别", "三色", "三事"),
    *("状态", "办结时限", "办结时间", "诉求人数"),
)


class Exportable(StrEnum):
    """What can be exported."""

    CASES = "案件"


@router.command("导出", about="导出一个月的公开案件", roles=WORKERS, where=IN_PRIVATE)
def export(
    asked: Asked,
    records: Records,
    kind: Annotated[Exportable, "案件"],
    month: Annotated[Month, "YYYY-MM"],
    community: Annotated[str, "社区"] = "",
) -> Effects:
    """What everybody may know of a month's cases, as a table for whoever asked."""
    home = _home(asked, records, community)
    cases = [c for c in counted(records, home, month) if c.visibility is Visibility.PUBLIC]
    if not cases:
        return (asked.reply(NOTHING(community=home, month=month.label)),)
    name = f"{kind}-{home}-{month.name}.csv"
    told = EXPORTED(community=home, month=month.label, n=len(cases))
    return (asked.reply(told), Send(asked.chat, name, written(HEAD, _rows(cases))))


def _home(asked: Asked, records: Records, named: str) -> str:
    """The community meant. Raises OtherCommunity, NotFound: an admin names one that there is."""
    if named and named != asked.community and Role.ADMIN not in asked.speaker.role:
        raise OtherCommunity(named)
    home = named or asked.community
    if not records.find(Community, code=home):
        raise NotFound(home or "社区")
    return home


def _rows(cases: Sequence[Case]) -> Iterator[Sequence[str]]:
    for case in cases:
        yield (
            case.code,
            _moment(case.accepted_at),
            case.kind,
            case.cat,
            str(case.place or ""),
            case.level,
            case.color or "",
            case.track or "",
            case.state,
            _moment(case.resolve_by),
            _moment(case.done_at),
            str(case.reporters_n),
        )


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
