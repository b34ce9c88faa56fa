"""12345 比对：把当月的 12345 清单和群里先报的案件逐条比一比；只记类别，不留内容。"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Annotated

from community.effects import Effects, Record
from community.errors import NoFile, UnreadableSheet
from community.hotline import COLUMNS, Call, calls_of, compared, home_of, of_month
from community.imports import Import, ImportKind
from community.messages import Kind, Message
from community.people import SECRETARIES, Community, Role, Room
from community.periods import Month
from community.photos import BEFORE_COMMAND, read_through, unclaimed
from community.records import Records
from community.refs import Ref
from community.sheets import rows
from community.wording import Text, Words, lines
from handlers.kit.casework import place_of
from handlers.kit.commands import IN_PRIVATE
from handlers.kit.day_lines import listed
from handlers.kit.router import Asked, Chapter, Router
from nlp.neighbourhood import Neighbourhood
from nlp.normalise import normalise
from nlp.places import read_where

router = Router(noun="12345", about="12345 清单的导入与比对", chapter=Chapter.FIGURES)

READ = Text("hotline.read", "{community} {month} 12345 共 {n} 件：先见 {seen}，没见过 {unseen}")
SEEN = Text("hotline.seen", "先见的案件：{cases}")
UNSEEN = Text("hotline.unseen", "没见过的：{kinds}")
REPLACED = Text("hotline.replaced", "替换了之前导入的 {n} 件。")
MORE = Text("hotline.more", "看明细：/下钻 群先见率 没见过 {month}")

_MOST = 60  # cases named


class Importable(StrEnum):
    """What is imported by this command."""

    HOTLINE = "12345"


@router.command(
    "导入",
    about="导入刚发的 12345 清单（CSV），和群里的案件比对",
    roles=SECRETARIES | {Role.ADMIN},
    where=IN_PRIVATE,
)
def take_in(
    asked: Asked,
    records: Records,
    kind: Annotated[Importable, "12345"],
    month: Annotated[Month, "YYYY-MM"],
) -> Effects:
    """Compare a month's calls with our own cases. A second list of a month replaces the first."""
    sent = unclaimed(records, asked.message, asked.at, BEFORE_COMMAND, Kind.FILE)
    if not sent:
        raise NoFile(f"/导入 {kind} {month.name}")
    file = sent[-1]
    table = _table(file)
    community = asked.community or home_of(table, records)
    calls = calls_of(table, month, _nodes(records, community))
    former = of_month(records, community, month)
    new = former or Import(
        code=records.next_ref(Import),
        community=community,
        at=asked.at,
        kind=ImportKind.HOTLINE,
        month=month.name,
    )
    kept = _filled(new, calls, compared(calls, records, community))
    told = lines(_told(kept, month, former))
    return (Record(kept), *read_through(file), asked.reply(told))


def _table(file: Message) -> Sequence[Mapping[str, str]]:
    """The rows of the file. Raises BadFile."""
    if not file.text:
        raise UnreadableSheet(file.file)
    return rows(file.file, file.text, COLUMNS)


def _nodes(records: Records, community: str) -> Callable[[str, str], str]:
    """How the list's places are named by us: 5号楼 is 5栋, wherever a street writes it so."""
    home = records.get(Community, community)
    estates = {room.estate for room in records.find(Room, community=community) if room.estate}

    @cache
    def node(estate: str, said: str) -> str:
        around = Neighbourhood(estate, home.places, (*estates, estate))
        place = place_of(read_where(normalise(said), around))
        return place.node if place is not None else f"{estate}{said}"

    return node


def _filled(new: Import, calls: Sequence[Call], found: Sequence[Ref | None]) -> Import:
    seen = sum(ref is not None for ref in found)
    return replace(
        new,
        rows=len(calls),
        matched=seen,
        unmatched=len(calls) - seen,
        cats=tuple(call.cat for call in calls),
        cases=tuple(ref or "" for ref in found),
    )


def _told(kept: Import, month: Month, former: Import | None) -> Iterator[Words]:
    yield READ(
        community=kept.community,
        month=month.label,
        n=kept.rows,
        seen=kept.matched,
        unseen=kept.unmatched,
    )
    seen = dict.fromkeys(row.case for row in kept.each() if row.seen)
    if seen:
        yield SEEN(cases=listed(list(seen)[:_MOST]))
    unseen = Counter(row.cat for row in kept.each() if not row.seen)
    if unseen:
        yield UNSEEN(kinds=listed(f"{cat} {n}" for cat, n in unseen.most_common()))
        yield MORE(month=month.name)
    if former is not None:
        yield REPLACED(n=former.rows)
