"""幸福账单：当月办成的实事。先出草稿，书记看过再发到群里；不带人名和楼号。"""

from datetime import time
from typing import Annotated

from community.bills import Bill, BillStep, by_category, deeds, sent
from community.case_errors import IllegalMove
from community.effects import Effects, Record, Say
from community.messages import Chat
from community.people import SECRETARIES, RoomKind
from community.periods import Month, is_last_workday, month_of
from community.reach import rooms, staff, tell
from community.records import Records
from community.refs import PersonId
from community.wording import Text, Words
from handlers.kit.commands import IN_WORK_GROUP
from handlers.kit.router import Asked, Chapter, Due, Late, Router

router = Router(noun="账单", about="每月的幸福账单", chapter=Chapter.FIGURES)

BILL = Text("bill.bill", "{month}幸福账单：实事 {n} 件{kinds}。谢谢大家一起把小区住好。")
KINDS = Text("bill.kinds", "（{kinds}）")
NO_KINDS = Text("bill.no_kinds", "")
DRAFT = Text("bill.draft", "草稿｜{bill}\n看过没问题就发：/账单 {month} 发")
SENT = Text("bill.sent", "{month}账单已发到居民群。")

_FIVE = time(17)


@router.command("账单", about="当月实事的账单，先看再发", roles=SECRETARIES, where=IN_WORK_GROUP)
def bill(
    asked: Asked,
    records: Records,
    month: Annotated[Month, "N月"],
    step: Annotated[BillStep, "预览|发"],
) -> Effects:
    """A draft for those who answer for it; then, once, the bill in every group of residents."""
    cases = deeds(records, asked.community, month)
    words = _bill(records, asked.community, month)
    if step is BillStep.DRAFT:
        return (asked.reply(DRAFT(bill=words, month=month.name)),)
    if sent(records, asked.community, month):
        raise IllegalMove(f"{month.label}账单", "已发", "再发")
    if not cases:
        raise IllegalMove(f"{month.label}账单", "没有实事", "发")
    kept = Bill(
        code=records.next_ref(Bill),
        community=asked.community,
        at=asked.at,
        month=month.name,
        deeds=tuple(case.code for case in cases),
        by=PersonId(asked.speaker.code),
    )
    groups = rooms(records, asked.community, RoomKind.RESIDENTS)
    said = tuple(Say(Chat(room.code), words) for room in groups)
    return (Record(kept), *said, asked.reply(SENT(month=month.label)))


@router.daily("账单草稿", at=_FIVE, late=Late.RUN)
def draft(due: Due, records: Records) -> Effects:
    """On the last working day of a month, for whom it is to send."""
    if not is_last_workday(due.at.date(), records.calendar):
        return ()
    month = month_of(due.at)
    words = DRAFT(bill=_bill(records, due.community, month), month=month.name)
    return tell(staff(records, due.community, sorted(SECRETARIES)), words)


def _bill(records: Records, community: str, month: Month) -> Words:
    cases = deeds(records, community, month)
    told = "、".join(f"{cat} {n}" for cat, n in by_category(cases).items())
    kinds = KINDS(kinds=told) if told else NO_KINDS()
    return BILL(month=month.label, n=len(cases), kinds=kinds)
