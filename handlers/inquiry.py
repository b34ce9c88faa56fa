"""咨询与追问：问社区的转给网格员；问旧案办到哪一步，答编号和状态；说错了就改，质疑只记下。"""

from dataclasses import replace
from datetime import timedelta

from community.case_states import OPEN, POOL, VOID, State
from community.cases import Case, CaseKind, EventKind, Visibility
from community.categories import Cat
from community.effects import Effects, Record, Say
from community.errors import CommunityError
from community.intake import own_latest
from community.messages import Chat
from community.people import Mode, Role, Standing
from community.promises import promised
from community.reach import shown_name, staff, tell
from community.records import Between, OneOf, Records
from community.refs import read_ref
from community.wording import Text
from handlers.kit.casework import place_of, timeline, told
from handlers.kit.router import Router, Said
from nlp.intents import Intent
from nlp.matters import lexicon
from nlp.normalise import normalise
from nlp.remarks import (
    Chase,
    Correction,
    Doubt,
    Inquiry,
    read_chase,
    read_correction,
    read_doubt,
    read_inquiry,
)

router = Router(noun="咨询", about="居民的咨询、追问、更正与质疑")

INQUIRY = Intent(
    name="inquiry",
    examples=("电梯要是坏了找谁", "居住证去哪办，物业能办吗"),
    reader=read_inquiry,
    lexicon=lexicon(),
)
CHASE = Intent(
    name="chase",
    examples=("「吴婶：一楼老有人堆放杂物」这个后来咋样了", "C12修好了吗"),
    reader=read_chase,
    lexicon=lexicon(),
)
CORRECTION = Intent(
    name="correction",
    examples=("说错了，是4栋",),
    reader=read_correction,
    lexicon=lexicon(),
)
DOUBT = Intent(name="doubt", examples=("不是吧，没坏",), reader=read_doubt, lexicon=lexicon())

PASSED_ON = Text("inquiry.passed_on", "@{name} 您问的已转网格员（{code}），答复会说在这里。")
PASSED_ON_PRIVATELY = Text(
    "inquiry.passed_on_privately", "您问的已转网格员（{code}），有答复告诉您。"
)
ASKED = Text("inquiry.asked", "{code} 居民咨询：{text}\n答复请发：/答 {code} 内容")
STANDS = Text("inquiry.stands", "@{name} {code} 目前{state}。")
STANDS_PRIVATELY = Text("inquiry.stands_privately", "{code} 目前{state}。")
TO_CHECK = Text("inquiry.to_check", "@{name} 您换了账号，要先请网格员核对一下。")
CORRECTED = Text("inquiry.corrected", "@{name} {code} 已改为 {place}。")
CORRECTED_NEWS = Text(
    "inquiry.corrected_news", "{code} 地点更正为 {place}{house}，请按新地点处理。"
)
DOUBTED = Text("inquiry.doubted", "{code} 有人质疑：{text}")

CORRECT_WITHIN = timedelta(minutes=10)
DOUBT_WITHIN = timedelta(minutes=30)
_SHORTEST_QUOTE = 4
_QUOTED_WITHIN = timedelta(days=90)
_STANDING = OPEN | POOL | {State.CALLING_BACK, State.DONE}


@router.said(INQUIRY)
def ask(said: Said[Inquiry], records: Records) -> Effects:
    """A question to the community: a worker answers it."""
    message = said.message
    case = told(
        said,
        code=records.next_ref(Case),
        kind=CaseKind.INQUIRY,
        cat=Cat(said.what.cat),
        state=State.FOR_A_PERSON,
        detail=message.text,
        parts=said.what.parts,
    )
    case = promised(case, records.calendar, message.at)
    if said.room is not None and said.room.mode is Mode.LISTEN_ONLY:
        return (Record(replace(case, state=State.SHADOW)),)
    words = (
        PASSED_ON_PRIVATELY(code=case.code)
        if said.is_private
        else PASSED_ON(name=shown_name(message.nick), code=case.code)
    )
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    return (
        Record(case),
        said.reply(words),
        *tell(grid, ASKED(code=case.code, text=message.text)),
    )


@router.said(CHASE)
def chase(said: Said[Chase], records: Records) -> Effects:
    """How a public case stands, not whose it is; in private one's own, public or not."""
    case = _case_meant(said, records)
    if case is None or case.community != said.community or not _may_hear(case, said):
        return ()
    name = shown_name(said.message.nick)
    if said.speaker.state is Standing.TO_REBIND:
        return (said.reply(TO_CHECK(name=name)),)
    words = (
        STANDS_PRIVATELY(code=case.code, state=case.state)
        if said.is_private
        else STANDS(name=name, code=case.code, state=case.state)
    )
    event = timeline(case, EventKind.CHASED, said, records, said.message.text)
    return (Record(event), said.reply(words))


@router.said(CORRECTION)
def correct(said: Said[Correction], records: Records) -> Effects:
    """The reporter named the wrong place a moment ago."""
    case = own_latest(records, said.speaker.code, said.message.room, said.at - CORRECT_WITHIN)
    place = place_of(said.what.where)
    if case is None or place is None or case.state not in OPEN | POOL:
        return ()
    where = said.what.where
    corrected = replace(
        case,
        place=place.filled(case.place) if case.place else place,
        house=where.house or case.house,
        corrected=case.corrected + 1,
    )
    news = CORRECTED_NEWS(code=case.code, place=place.short, house=where.house)
    told: Effects = (Say(Chat(case.handler, private=True), news),) if case.handler else ()
    if case.is_public or said.is_private:
        name = shown_name(said.message.nick)
        told += (said.reply(CORRECTED(name=name, code=case.code, place=place.short)),)
    event = timeline(case, EventKind.CORRECTED, said, records, said.message.text)
    return (Record(corrected), Record(event), *told)


@router.said(DOUBT)
def doubt(said: Said[Doubt], records: Records) -> Effects:
    """Somebody says that it is not so: noted, and a worker hears of it; the group does not."""
    recent = records.find(
        Case,
        room=said.message.room,
        accepted_at=Between(said.at - DOUBT_WITHIN),
        state=OneOf(OPEN),
        visibility=Visibility.PUBLIC,
        newest=True,
        limit=1,
    )
    if not recent or said.is_private or said.speaker.code in recent[0].reporters:
        return ()
    case = replace(recent[0], doubt=recent[0].doubt + 1)
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    return (
        Record(case),
        Record(timeline(case, EventKind.DOUBTED, said, records, said.message.text)),
        *tell(grid, DOUBTED(code=case.code, text=said.message.text)),
    )


def _may_hear(case: Case, said: Said[Chase]) -> bool:
    own = said.is_private and said.speaker.code in case.reporters
    return case.is_public or (own and case.state not in VOID)


def _case_meant(said: Said[Chase], records: Records) -> Case | None:
    """The case named by its code, or the public one whose words are quoted."""
    if said.what.code:
        try:
            return records.get(Case, read_ref(said.what.code, Case.letter))
        except CommunityError:
            return None
    quoted = said.what.quoted
    if len(quoted) < _SHORTEST_QUOTE:
        return None
    recent = records.find(
        Case,
        community=said.community,
        state=OneOf(_STANDING),
        accepted_at=Between(said.at - _QUOTED_WITHIN),
        newest=True,
    )
    return next((c for c in recent if _says(c, quoted)), None)


def _says(case: Case, quoted: str) -> bool:
    return case.is_public and quoted in normalise(case.detail)
