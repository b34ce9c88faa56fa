"""进展：办到哪一步，告诉每一位报事人；咨询的答复说回提问的地方。"""

from dataclasses import replace
from typing import Annotated

from community.case_states import OPEN, VOID, Move, State
from community.cases import Case, CaseKind, EventKind, advance, illegal
from community.desk import extended, is_handler, refuse_twice
from community.effects import Effects, Record, Say
from community.incidents import released
from community.messages import Chat
from community.people import SECRETARIES, WORKERS, Person
from community.reach import shown_name
from community.records import Records
from community.wording import Text, lines
from handlers.kit.arguments import Workdays
from handlers.kit.casework import tell_reporters, timeline
from handlers.kit.commands import AT_WORK, IN_WORK_GROUP
from handlers.kit.counting import unknown_years
from handlers.kit.router import Asked, Chapter, Router
from handlers.kit.teaching import refuted
from nlp.times import read_day

router = Router(noun="案件", about="案件的进展、延期、回音与答复", chapter=Chapter.CASES)

PROGRESS = Text("progress.told", "{code} 有进展：{text}")
ECHO = Text("progress.echo", "{code} 回音：{text}")
EXTENDED = Text("progress.extended", "{code} 延期到 {due:day}，原因：{reason}。给您添麻烦了。")
DECLINED = Text("progress.declined", "{code} 未采纳，原因：{reason}。有疑问可以回复网格员。")
NOTED = Text("progress.noted", "{code} 已记，并告诉了报事人。")
LATER = Text("progress.later", "{code} 延期到 {due:moment}，已告诉报事人。")
ANSWER = Text("progress.answer", "@{name} 您问的 {code}：{text}")
ANSWER_TO_ALL = Text("progress.answer_to_all", "有人问的 {code}：{text}")
ANSWER_PRIVATELY = Text("progress.answer_privately", "您问的 {code}：{text}")


@router.command(
    "进展", about="记一条进展并告诉报事人", roles=WORKERS, own=is_handler, where=AT_WORK
)
def report(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], text: Annotated[str, "内容"]
) -> Effects:
    """Everyone who reported it hears how it goes; a day that is named is asked about."""
    if case.state not in OPEN:
        raise illegal(case, "记进展")
    refuse_twice(case, EventKind.PROGRESS, text, asked.at, records)
    event = timeline(case, EventKind.PROGRESS, asked, records, text)
    return (
        Record(
            replace(case, chase_on=read_day(text, asked.at) or case.chase_on, news_at=asked.at)
        ),
        Record(event),
        *tell_reporters(case, PROGRESS(code=case.code, text=text), records),
        asked.reply(NOTED(code=case.code)),
    )


@router.command("回音", about="给报事人一个回音", roles=WORKERS, where=AT_WORK)
def echo(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], text: Annotated[str, "内容"]
) -> Effects:
    """Everyone who reported it hears what came of it, if they know of it."""
    if case.state in VOID | {State.MERGED}:
        raise illegal(case, "给回音")
    refuse_twice(case, EventKind.ECHOED, text, asked.at, records)
    return (
        Record(replace(case, news_at=asked.at)),
        Record(timeline(case, EventKind.ECHOED, asked, records, text)),
        *tell_reporters(case, ECHO(code=case.code, text=text), records),
        asked.reply(NOTED(code=case.code)),
    )


@router.command("延期", about="延长办结时限，并告诉报事人", roles=SECRETARIES, where=IN_WORK_GROUP)
def extend(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    days: Annotated[Workdays, "N工作日"],
    reason: Annotated[str, "理由"],
) -> Effects:
    """More time for a reason that the reporters hear."""
    refuse_twice(case, EventKind.EXTENDED, reason, asked.at, records)
    later = extended(case, days, asked.at, records.calendar)
    words = EXTENDED(code=case.code, due=later.resolve_by, reason=reason)
    told = LATER(code=case.code, due=later.resolve_by)
    return (
        Record(later),
        Record(timeline(case, EventKind.EXTENDED, asked, records, reason)),
        *tell_reporters(case, words, records),
        asked.reply(lines((told, *unknown_years(later, records.calendar)))),
    )


@router.command(
    "驳回", about="不采纳，并告诉报事人", roles=WORKERS, where=IN_WORK_GROUP, undoable=True
)
def decline(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], reason: Annotated[str, "理由"]
) -> Effects:
    """It is not taken up, for a reason that the reporters hear."""
    return (
        Record(advance(case, Move.DECLINE)),
        *map(Record, released(case, records)),
        *refuted(case, asked, records),
        *tell_reporters(case, DECLINED(code=case.code, reason=reason), records),
        asked.reply(NOTED(code=case.code)),
    )


@router.command("答", about="答复咨询，说到提问的地方", roles=WORKERS, where=AT_WORK)
def answer(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], text: Annotated[str, "答复"]
) -> Effects:
    """Answer a question where it was asked."""
    if case.kind is not CaseKind.INQUIRY:
        raise illegal(case, Move.ANSWER)
    answered = replace(advance(case, Move.ANSWER), done_at=asked.at, responded=True)
    said = _answer_said(case, text, records)
    return (Record(answered), *said, asked.reply(NOTED(code=case.code)))


def _answer_said(case: Case, text: str, records: Records) -> Effects:
    """Where it was asked, to whoever did; those who are gone, or nobody, are not addressed."""
    privately = ANSWER_PRIVATELY(code=case.code, text=text)
    if not case.room:
        return tell_reporters(case, privately, records)
    known = [records.get(Person, one) for one in case.reporters[:1]]
    askers = [one for one in known if not one.is_gone]
    if not askers:
        return (Say(Chat(case.room), ANSWER_TO_ALL(code=case.code, text=text)),)
    words = ANSWER(name=shown_name(askers[0].nick), code=case.code, text=text)
    return (Say(Chat(case.room), words, mentions=(askers[0].code,)),)
