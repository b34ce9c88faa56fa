"""咨询与追问：问社区的转给网格员；问旧案办到哪一步，答编号和状态。"""

from dataclasses import replace

from community.case_states import VOID, State
from community.cases import Case, CaseKind, EventKind
from community.categories import Cat
from community.effects import Effects, Record
from community.errors import CommunityError
from community.people import Mode, Role, Standing
from community.promises import promised
from community.reach import shown_name, staff, tell
from community.records import Records
from community.refs import read_ref
from community.talkdays import on_its_talkday
from community.wording import Text
from handlers.kit.casework import quoted, timeline, told
from handlers.kit.router import Router, Said
from nlp.intents import Intent
from nlp.matters import lexicon
from nlp.remarks import (
    Chase,
    Inquiry,
    read_chase,
    read_inquiry,
)

router = Router(noun="咨询", about="居民的咨询与追问", invites=True)

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
PASSED_ON = Text("inquiry.passed_on", "@{name} 您问的已转网格员（{code}），答复会说在这里。")
PASSED_ON_PRIVATELY = Text(
    "inquiry.passed_on_privately", "您问的已转网格员（{code}），有答复告诉您。"
)
ASKED = Text("inquiry.asked", "{code} 居民咨询：{text}\n答复请发：/答 {code} 内容")
STANDS = Text("inquiry.stands", "@{name} {code} 目前{state}。")
STANDS_PRIVATELY = Text("inquiry.stands_privately", "{code} 目前{state}。")
TO_CHECK = Text("inquiry.to_check", "@{name} 您换了账号，要先请网格员核对一下。")


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
    case = promised(on_its_talkday(case, records), records.calendar, message.at)
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
    return quoted(said.what.quoted, said.community, said.at, records)
