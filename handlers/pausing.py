"""挂起：等居民、等第三方的时候办结时限停住，到日子、有回话或一句话就接着走。"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from community.calendar import at
from community.case_states import OPEN, WaitingFor
from community.cases import Case, EventKind, Visibility
from community.desk import is_handler
from community.effects import Ask, Effects, Forget, Record, Say
from community.pausing import put_aside, taken_up
from community.people import WORKERS, Person, Role
from community.promises import MORNING
from community.reach import can_be_told, staff, tell
from community.records import Records
from community.refs import PersonId
from community.wording import Text
from handlers.kit import receipts
from handlers.kit.casework import by_itself, is_another_matter, tell_reporters, timeline
from handlers.kit.commands import AT_WORK, Key
from handlers.kit.router import Answered, Asked, Chapter, Due, Router
from nlp.choices import Question, read_reply

router = Router(noun="案件", about="案件的挂起与恢复", chapter=Chapter.CASES)

REPLY = Question("等居民回话", read_reply)

# Later than that, what they write is hardly about this.
_HEARD_FOR = timedelta(days=7)

WAITS_FOR_YOU = Text(
    "pausing.waits_for_you",
    "{code} 有进展：要请您这边配合：{reason}。好了回我一句就接着办，最晚 {until:day} 再找您。",
)
WAITS = Text("pausing.waits", "{code} 有进展：{reason}。{until:day}接着办，预计 {due:day}前办好。")
PUT_ASIDE = Text(
    "pausing.put_aside",
    "{code} 挂起{whose}，办结时限停住，{until:day}自动接着算，那时到 {due:moment}。"
    "提前好了请发 /恢复 {code}",
)
RESUMED = Text("pausing.resumed", "{code} 接着办，办结时限 {due:moment}。")
HEARD = Text("pausing.heard", "收到，{code} 接着办，{due:day}前办好再告诉您。")
ANSWERED = Text(
    "pausing.answered", "{code}｜{what} 报事人回话了{words}，时限接着算，{due:moment}前办结。"
)
IN_WORDS = Text("pausing.in_words", "：{text}")
TIME_IS_UP = Text(
    "pausing.time_is_up",
    "{code}｜{what} {whose}等到今天了，时限接着算，{due:moment}前办结。还要等请再发 /挂起。",
)


@router.command(
    "挂起",
    about="等居民或第三方，办结时限先停住",
    roles=WORKERS,
    own=is_handler,
    where=AT_WORK,
)
def pause(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    whose: Annotated[WaitingFor, "等居民|等第三方"],
    reason: Annotated[str, "理由"],
    until: Annotated[date | None, Key("至", "M月D日")] = None,
) -> Effects:
    """It is somebody else's turn; the reporters hear whose, and until when."""
    waiting = put_aside(case, whose, until, asked.speaker, asked.at, records.calendar)
    event = timeline(case, EventKind.PUT_ASIDE, asked, records, f"{whose} {reason}")
    words = PUT_ASIDE(
        code=case.code, whose=whose, until=waiting.waiting_until, due=waiting.resolve_by
    )
    return (
        Record(waiting),
        Record(event),
        *_told(waiting, reason, records),
        asked.reply(words),
    )


@router.command(
    "恢复", about="挂起的接着办，时限接着算", roles=WORKERS, own=is_handler, where=AT_WORK
)
def resume(asked: Asked, records: Records, case: Annotated[Case, "案号"]) -> Effects:
    """It is our turn again; the reporters know of a day, and need not hear of a sooner one."""
    going_on = taken_up(case, asked.at, records.calendar)
    return (
        Record(going_on),
        Record(timeline(case, EventKind.TAKEN_UP, asked, records)),
        Forget(REPLY.name, case.code),
        asked.reply(RESUMED(code=case.code, due=going_on.resolve_by)),
    )


@router.answer(REPLY)
def heard(answered: Answered[str], records: Records) -> Effects:
    """The resident whom we waited for says something; who handles it hears what."""
    asked = records.get(Case, answered.subject)
    case = records.get(Case, asked.merged_into) if asked.merged_into else asked
    waits = case.waiting_for is WaitingFor.RESIDENT
    if not (waits or asked.merged_into) or case.state not in OPEN:
        return ()
    if is_another_matter(answered, case):
        return ()
    going_on = taken_up(case, answered.at, records.calendar) if waits else case
    secret = case.visibility is Visibility.SPECIALIST or case.minor
    text = "" if secret else answered.answer
    words = ANSWERED(
        code=case.code,
        what=receipts.shown_matter(case),
        words=IN_WORDS(text=text) if text else "",
        due=going_on.resolve_by,
    )
    return (
        Record(going_on),
        Record(timeline(case, EventKind.TAKEN_UP, answered, records, text)),
        Forget(REPLY.name, asked.code),
        *tell(_handling(case, records), words),
        answered.reply(HEARD(code=case.code, due=going_on.resolve_by)),
    )


@router.due("恢复办理")
def time_is_up(due: Due, records: Records) -> Effects:
    """The day has come for which it was put aside."""
    case = records.get(Case, due.subject)
    if case.state not in OPEN or case.waiting_for is None:
        return ()
    going_on = taken_up(case, due.now, records.calendar)
    event = by_itself(case, EventKind.TAKEN_UP, due.at, records)
    words = TIME_IS_UP(
        code=case.code,
        what=receipts.shown_matter(case),
        whose=case.waiting_for,
        due=going_on.resolve_by,
    )
    return (
        Record(replace(going_on, news_at=due.at)),
        Record(event),
        Forget(REPLY.name, case.code),
        *tell(_handling(case, records), words),
    )


def _told(waiting: Case, reason: str, records: Records) -> Effects:
    """Each reporter is asked, if it is their turn, or told that it is not ours."""
    until, due = waiting.waiting_until, waiting.resolve_by
    if waiting.waiting_for is not WaitingFor.RESIDENT:
        words = WAITS(code=waiting.code, reason=reason, until=until, due=due)
        return tell_reporters(waiting, words, records)
    words = WAITS_FOR_YOU(code=waiting.code, reason=reason, until=until)
    said = tell_reporters(waiting, words, records)
    return tuple(_question(one, waiting) for one in said if isinstance(one, Say))


def _question(said: Say, waiting: Case) -> Ask | Say:
    """What a reporter is told is a question to them; a worker is only told."""
    person = PersonId(said.to.id)
    if person not in waiting.reporters or waiting.waiting_until is None or not waiting.news_at:
        return said
    return Ask(
        to=said.to,
        person=person,
        words=said.words,
        question=REPLY.name,
        subject=waiting.code,
        until=min(at(waiting.waiting_until, MORNING), waiting.news_at + _HEARD_FOR),
        payload={"case": waiting.code},
    )


def _handling(case: Case, records: Records) -> tuple[Person, ...]:
    """Whoever has it in hand, and the grid workers."""
    grid = staff(records, case.community, (Role.GRID_WORKER,))
    handler = (records.get(Person, case.handler),) if case.handler else ()
    people = (one for one in (*handler, *grid) if can_be_told(one))
    return tuple({one.code: one for one in people}.values())
