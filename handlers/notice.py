"""公告：就一件事说给它的群，或说给全部居民群；夜里等早上，不公开的事不说。"""

from collections.abc import Sequence
from typing import Annotated

from community.case_errors import IllegalMove, NoGroup, NotForGroups
from community.case_states import VOID, State
from community.cases import Case
from community.effects import Effects, Say
from community.messages import Chat
from community.people import WORKERS, Mode, Room, RoomKind, RoomState
from community.reach import rooms
from community.records import OneOf, Records
from community.speech import is_quiet
from community.wording import Text, Words
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="公告", about="把一句话说到居民群里", chapter=Chapter.GROUPS)

ABOUT_CASE = Text("notice.about_case", "{code} 通知：{text}")
TO_ALL = Text("notice.to_all", "通知：{text}")
SURE = Text(
    "notice.sure", "要在全部 {n} 个群里说这句话吗？回复“确认”或“取消”，5 分钟内有效。\n{text}"
)
SAID = Text("notice.said", "已在 {n} 个群里说了。")
AT_DAWN = Text("notice.at_dawn", "夜里不打扰，{n} 个群早上 8 点说。")


def everywhere(asked: Asked, records: Records, text: str) -> Words:
    """The question to ask before every group hears it. Raises NoGroup."""
    return SURE(n=len(_groups(asked, records)), text=text)


@router.command("", about="就一件公开的事，在它的群里说一句", roles=WORKERS, where=IN_WORK_GROUP)
def tell_its_group(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], text: Annotated[str, "内容"]
) -> Effects:
    """Say it where people have spoken of the case; of an incident, wherever they have."""
    if case.state in VOID | {State.MERGED}:
        raise IllegalMove(case.code, case.state, "公告")
    if not case.is_public:
        raise NotForGroups(case.code)
    parts = records.find(Case, code=OneOf(case.children)) if case.children else ()
    spoken_in = {one.room for one in (case, *parts)}
    groups = [room for room in _open_groups(case.community, records) if room.code in spoken_in]
    if not groups:
        raise NoGroup(case.code, case.state)
    return _said(groups, ABOUT_CASE(code=case.code, text=text), asked)


@router.command(
    "全部群",
    about="在本社区全部居民群里说一句，要确认",
    roles=WORKERS,
    where=IN_WORK_GROUP,
    short=False,
    hold=everywhere,
)
def tell_every_group(asked: Asked, records: Records, text: Annotated[str, "内容"]) -> Effects:
    """Say it in every group of residents that we may speak in."""
    return _said(_groups(asked, records), TO_ALL(text=text), asked)


def _groups(asked: Asked, records: Records) -> Sequence[Room]:
    groups = _open_groups(asked.community, records)
    if not groups:
        raise NoGroup(asked.community)
    return groups


def _open_groups(community: str, records: Records) -> Sequence[Room]:
    """The groups of residents that we are in, and not only listening."""
    return rooms(records, community, RoomKind.RESIDENTS, mode=Mode.NORMAL, state=RoomState.NORMAL)


def _said(groups: Sequence[Room], words: Words, asked: Asked) -> Effects:
    reply = (AT_DAWN if is_quiet(asked.at) else SAID)(n=len(groups))
    return (*(Say(Chat(room.code), words) for room in groups), asked.reply(reply))
