"""转办：请外面的单位来办，拟一封函由人发出，记一行等回函；到日子没回就提醒。"""

from dataclasses import replace
from datetime import date
from typing import Annotated

from community.case_errors import AlreadySo, IllegalMove, StaysInside
from community.case_states import OPEN
from community.cases import Case, EventKind, Visibility
from community.effects import Effects, Record
from community.errors import Unreadable, WhichLetter
from community.people import WORKERS, Person, Role
from community.reach import staff, tell
from community.records import Records
from community.referrals import (
    ANSWER_WORKDAYS,
    Referral,
    ReferralState,
    tells_too_much,
    waiting_for,
)
from community.refs import PersonId
from community.wording import Text, Words
from handlers.kit import receipts
from handlers.kit.casework import timeline
from handlers.kit.commands import AT_WORK, Key
from handlers.kit.router import Asked, Chapter, Due, Router

router = Router(noun="转办", about="转给社区以外的单位，等回函", chapter=Chapter.CASES)

LETTER = Text(
    "referral.letter",
    "转办函 {letter}\n{body}：\n"
    "我社区 {accepted:day} 受理居民反映：{place}，{cat}（案号 {code}）。{text}\n"
    "请于 {due:day} 前办理并回复。\n{community}社区\n{at:day}",
)
SENT = Text(
    "referral.sent",
    "{code} 转办 {body} 已记，{due:day} 前等回函，函文私信给您。回了请发 /回函 {code} 内容",
)
SURE = Text(
    "referral.sure",
    "{code} 的函里可能有姓名、门牌或不公开的事，发给外单位要慎重。确认这样拟函吗？"
    "回复“确认”或“取消”，5 分钟内有效。",
)
TICKED = Text("referral.ticked", "{code} {body} 的回函已记。要告诉报事人请发 /进展 或 /回音。")
DUE_TODAY = Text(
    "referral.due_today", "{code} 转 {body} 的函今天到期，还没回函。回了请发 /回函 {code} 内容"
)

_MOVE, _ANSWER = "转办", "等到回函"


def sensitive(
    asked: Asked, records: Records, case: Case, body: str, text: str, due: date | None = None
) -> Words | None:
    """The question to ask before a letter says more than place and matter."""
    del asked, due
    _refuse_to_refer(case, body, text, records)
    people = [records.get(Person, one) for one in {*case.reporters, case.beneficiary} if one]
    return SURE(code=case.code) if tells_too_much(case, text, people) else None


@router.command("", about="拟一封转办函，记下等回函", roles=WORKERS, where=AT_WORK, hold=sensitive)
def refer(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    body: Annotated[str, "单位"],
    text: Annotated[str, "内容"],
    due: Annotated[date | None, Key("期限", "M月D日")] = None,
) -> Effects:
    """A letter for the worker to send, and a row to tick. No names, no room number by itself."""
    _refuse_to_refer(case, body, text, records)
    day = due or records.calendar.close_of(asked.at, ANSWER_WORKDAYS).date()
    if day < asked.at.date():
        raise Unreadable(f"{day.month}月{day.day}日", "今天或以后的日子")
    referral = Referral(
        code=records.next_ref(Referral),
        community=case.community,
        at=asked.at,
        case=case.code,
        body=body,
        text=text,
        due=day,
        by=PersonId(asked.speaker.code),
    )
    return (
        Record(referral),
        Record(timeline(case, EventKind.REFERRED, asked, records, body)),
        *tell((asked.speaker,), _letter(referral, case)),
        asked.reply(SENT(code=case.code, body=body, due=day)),
    )


@router.command("回函", about="外单位回函了", roles=WORKERS, where=AT_WORK)
def answered(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    text: Annotated[str, "[单位] 内容"],
) -> Effects:
    """The letter has been answered: its row is ticked."""
    referral = _meant(case, text, records)
    said = text.removeprefix(referral.body).strip(" ：:，,") or text
    ticked = replace(referral, state=ReferralState.ANSWERED, answer=said, answered_at=asked.at)
    event = timeline(case, EventKind.REPLIED, asked, records, f"{referral.body}：{said}")
    words = TICKED(code=case.code, body=referral.body)
    return (Record(ticked), Record(event), asked.reply(words))


@router.due("回函到期")
def remind(due: Due, records: Records) -> Effects:
    """It was to be answered by today. Of a case that is over, nobody needs to hear."""
    referral = records.get(Referral, due.subject)
    case = records.get(Case, referral.case)
    if referral.state is not ReferralState.WAITING or case.state not in OPEN:
        return ()
    words = DUE_TODAY(code=case.code, body=referral.body)
    return tell(staff(records, case.community, (Role.GRID_WORKER,)), words)


def _refuse_to_refer(case: Case, body: str, text: str, records: Records) -> None:
    """Raises StaysInside for what only a specialist may know, IllegalMove for what is not open.

    AlreadySo for the very letter that waits for an answer.
    """
    if case.visibility is Visibility.SPECIALIST:
        raise StaysInside(case.code)
    if case.state not in OPEN:
        raise IllegalMove(case.code, case.state, _MOVE)
    if any((one.body, one.text) == (body, text) for one in waiting_for(case, records)):
        raise AlreadySo(case.code, ReferralState.WAITING)


def _meant(case: Case, text: str, records: Records) -> Referral:
    """The letter that is answered: the one that waits, or that whose body the text begins with."""
    letters = waiting_for(case, records)
    if not letters:
        raise IllegalMove(case.code, case.state, _ANSWER)
    named = [one for one in letters if text.startswith(one.body)]
    bodies = dict.fromkeys(one.body for one in letters)
    if len(bodies) > 1 and not named:
        raise WhichLetter(case.code, "、".join(bodies))
    return (named or letters)[0]


def _letter(referral: Referral, case: Case) -> Words:
    return LETTER(
        letter=referral.code,
        body=referral.body,
        accepted=case.accepted_at,
        place=receipts.shown_place(case.place),
        cat=case.cat,
        code=case.code,
        text=referral.text,
        due=referral.due,
        community=case.community,
        at=referral.at,
    )
