"""案件：工作者在工作群或私信里受理、补地点、派单、签收、查询。"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from community.calendar import Calendar
from community.case_states import Move
from community.cases import Assignment, AssignmentState, Case, EventKind, Visibility, advance
from community.desk import assigned, handed_over, is_handler, signed
from community.effects import Effects, Forget, Record
from community.errors import Misused, NoHandler, NotAllowed
from community.intake import WHERE, needs_place
from community.people import RESPONSIBLE, WORKERS, Person, Role
from community.promises import reckoned
from community.reach import tell
from community.records import Records
from community.wording import PHONE_MASKED, Text, Words, lines
from handlers.kit import receipts
from handlers.kit.casework import answer_about, place_of, tell_reporters, timeline
from handlers.kit.commands import AT_WORK, IN_WORK_GROUP, Key
from handlers.kit.phones import Datum, phone_told
from handlers.kit.router import Asked, Router
from handlers.kit.teaching import confirmed, unlearned
from nlp.places import Where

router = Router(noun="案件", about="案件的受理、派单、签收与查询")

NOTED = Text("desk.noted", "{codes} {state}。")
ACCEPTED_NOW = Text("desk.accepted_now", "您反映的 {code}｜{cat} 已受理，有进展会告诉您。")
DISPATCHED = Text("desk.dispatched", "{code} 已派给 {name}。")
SUMMARY = Text(
    "desk.summary",
    "{code}｜{kind}｜{cat}｜{place}\n{state}，{level}；受理 {accepted:moment}，办结时限 {due}",
)
DUE_AT = Text("desk.due_at", "{due:moment}")
NO_DUE = Text("desk.no_due", "未定")
BY_CLOCK = Text("desk.by_clock", "时限从 {since:moment} 起算 {n} 小时，不分昼夜")
BY_WORKDAYS = Text("desk.by_workdays", "时限从 {since:moment} 起算 {n} 个工作日")
EXTENDED = Text("desk.extended", "延期过 {n} 次")
BY_WORDS = Text("desk.by_words", "{code} 是凭这些词听出来的：{words}")
NO_WORDS = Text("desk.no_words", "{code} 没有留下当时的词")
WORDS_HIDDEN = Text("desk.words_hidden", "{code} 是专人办理的，不留原话")
WORDS_IN_PRIVATE = Text("desk.words_in_private", "{code} 是受限的，凭哪些词请私信问我")
RESOLVE_BY = Text("desk.resolve_by", "办结时限 {due}")
HOLIDAY = Text("desk.holiday", "{first:day}至{last:day}放假，不算")
MAKEUP = Text("desk.makeup", "{day:day}调休补班，算")


@router.command("受理", about="受理待确认、待人工的案件", roles=WORKERS, where=AT_WORK)
def accept(asked: Asked, records: Records, case: Annotated[Case, "案号"]) -> Effects:
    """A worker takes on what was unsure; where the place is needed and missing, it still waits."""
    if case.place is None and needs_place(case):
        waiting = advance(case, Move.HAND_OVER)
        words = receipts.NO_PLACE(code=case.code, cat=case.cat)
        return (Record(waiting), *confirmed(case, asked, records), asked.reply(words))
    taken = _taken_on(advance(case, Move.ACCEPT), asked, records)
    return (*taken, *confirmed(case, asked, records))


@router.command("补", about="补上地点，案件随即受理", roles=WORKERS, where=AT_WORK)
def locate(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    where: Annotated[Where, Key("地点", "几栋几单元")],
) -> Effects:
    """A worker has found out where."""
    located = replace(
        case, place=place_of(where), spot=where.spot or case.spot, house=where.house or case.house
    )
    taken = _taken_on(advance(located, Move.ACCEPT), asked, records)
    return (*taken, *confirmed(case, asked, records))


@router.command("派", about="派给承办人", roles=WORKERS, where=AT_WORK)
def dispatch(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], to: Annotated[Person, "@人"]
) -> Effects:
    """Put a case into somebody's hands, and tell them where."""
    return _hand_over(handed_over(case, to.code, asked.at), to, asked, records)


@router.command("转专人", about="转给专人保密办理", roles=WORKERS, where=IN_WORK_GROUP)
def entrust(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], to: Annotated[Person, "@人"]
) -> Effects:
    """From now on only the specialist, the grid workers and the secretaries know of it."""
    hidden = replace(case, visibility=Visibility.SPECIALIST, reason="")
    entrusted = _hand_over(handed_over(hidden, to.code, asked.at), to, asked, records)
    return (*entrusted, *unlearned(case, records))


@router.command(
    "签收", about="接手案件", roles=WORKERS | {Role.ON_DUTY}, own=is_handler, where=AT_WORK
)
def sign(
    asked: Asked,
    records: Records,
    cases: Annotated[tuple[Case, ...], "案号"],
    note: Annotated[str, "说明"] = "",
) -> Effects:
    """Take cases in hand: somebody answers for them now."""
    taken = tuple(signed(case) for case in cases)
    effects: Effects = ()
    for case in taken:
        effects += (Record(case), *_answered_for(case, records))
        if note:
            effects += (Record(timeline(case, EventKind.PROGRESS, asked, records, note)),)
    return (*effects, asked.reply(_noted(taken)))


def _is_own(thing: Case | Person, person: Person) -> bool:
    return isinstance(thing, Case) and is_handler(thing, person)


@router.command(
    "查", about="查一件案子，或一个人的电话", roles=WORKERS, own=_is_own, where=AT_WORK
)
def look_up(
    asked: Asked,
    records: Records,
    thing: Annotated[Case | Person, "案号或@人"],
    what: Annotated[Datum | None, "电话"] = None,
) -> Effects:
    """How a case stands; of a person the number they gave us, masked, never in a group."""
    match thing, what:
        case Case(), None:
            return _stands(thing, asked, records)
        case Person(), Datum.PHONE:
            return (phone_told(thing, asked.speaker, PHONE_MASKED),)
    raise Misused("/查 <案号>，或 /查 <@人> 电话")


def _stands(case: Case, asked: Asked, records: Records) -> Effects:
    """How it stands and how its deadline was counted, without names and room numbers."""
    _refuse_the_uninitiated(case, asked.speaker)
    words = SUMMARY(
        code=case.code,
        kind=case.kind,
        cat=case.cat,
        place=receipts.shown_place(case.place),
        state=case.state,
        level=case.level,
        accepted=case.accepted_at,
        due=_due(case),
    )
    told = lines((words, *_explained(case, records.calendar)))
    return (answer_about(case, asked, told),)


@router.command("为什么", about="凭什么登记的、时限怎么算的", roles=WORKERS, where=AT_WORK)
def explain(asked: Asked, records: Records, case: Annotated[Case, "案号"]) -> Effects:
    """By which words it was heard, and how its deadline was counted."""
    _refuse_the_uninitiated(case, asked.speaker)
    due = RESOLVE_BY(due=_due(case))
    told = (_why(case, asked), due, *_explained(case, records.calendar))
    return (answer_about(case, asked, lines(told)),)


def _why(case: Case, asked: Asked) -> Words:
    """The words it went by; those of private matters are for no group, or for nobody."""
    if case.visibility is Visibility.SPECIALIST or case.minor:
        return WORDS_HIDDEN(code=case.code)
    if not case.reason:
        return NO_WORDS(code=case.code)
    if case.visibility is not Visibility.PUBLIC and not asked.is_private:
        return WORDS_IN_PRIVATE(code=case.code)
    return BY_WORDS(code=case.code, words=case.reason)


def _due(case: Case) -> Words:
    return DUE_AT(due=case.resolve_by) if case.resolve_by else NO_DUE()


def _explained(case: Case, calendar: Calendar) -> Iterator[Words]:
    """How the deadline was counted, a line each."""
    reckoning = reckoned(case, calendar)
    if reckoning is None or case.resolve_by is None:
        return
    if reckoning.workdays is None:
        hours = round((case.resolve_by - reckoning.since) / timedelta(hours=1))
        yield BY_CLOCK(since=reckoning.since, n=hours)
    else:
        yield BY_WORKDAYS(since=reckoning.since, n=reckoning.workdays)
    if case.extension:
        yield EXTENDED(n=case.extension)
    for stretch in reckoning.exceptions:
        if stretch.worked:
            yield MAKEUP(day=stretch.first)
        else:
            yield HOLIDAY(first=stretch.first, last=stretch.last)


def _refuse_the_uninitiated(case: Case, person: Person) -> None:
    """Raises NotAllowed for who must not know of it, though they may of others."""
    initiated = case.handler == person.code or not RESPONSIBLE.isdisjoint(person.role)
    if case.visibility is Visibility.SPECIALIST and not initiated:
        raise NotAllowed(tuple(sorted(RESPONSIBLE)))


def _taken_on(case: Case, asked: Asked, records: Records) -> Effects:
    """Accepted by a worker: those who reported it hear so, and nobody asks them any more."""
    return (
        Record(case),
        Forget(WHERE, case.code),
        *tell_reporters(case, ACCEPTED_NOW(code=case.code, cat=case.cat), records),
        asked.reply(_noted((case,))),
    )


def _hand_over(case: Case, to: Person, asked: Asked, records: Records) -> Effects:
    if set(to.role) <= {Role.RESIDENT}:
        raise NoHandler(to.name)
    return (
        Record(case),
        Record(assigned(case, records, asked.at)),
        *tell((to,), receipts.handed_over(case, records)),
        asked.reply(DISPATCHED(code=case.code, name=to.name)),
    )


def _answered_for(case: Case, records: Records) -> Effects:
    """The assignments that the signature answers."""
    handed = records.find(Assignment, case=case.code, state=AssignmentState.HANDED_OVER)
    return tuple(Record(replace(one, state=AssignmentState.SIGNED)) for one in handed)


def _noted(cases: tuple[Case, ...]) -> Words:
    return NOTED(codes="、".join(case.code for case in cases), state=cases[0].state)
