"""案件：工作者在工作群或私信里受理、补地点、签收、查询。"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from community.assignments import Assignment, AssignmentState
from community.case_errors import AlreadySo
from community.case_states import Move
from community.cases import Case, EventKind, Visibility, advance
from community.desk import is_handler, signed
from community.effects import Effects, Forget, Record
from community.errors import Misused
from community.intake import WHERE, needs_place
from community.offers import on_offer
from community.people import WORKERS, Person, Role
from community.records import Records
from community.wording import PHONE_MASKED, Text, Words, lines
from handlers.kit import receipts
from handlers.kit.casework import (
    answer_about,
    place_of,
    refuse_the_uninitiated,
    tell_reporters,
    timeline,
)
from handlers.kit.commands import AT_WORK, Key
from handlers.kit.counting import counted_aloud, due_words, explained
from handlers.kit.helping import helpers
from handlers.kit.history import history
from handlers.kit.offering import offer
from handlers.kit.phones import Datum, phone_told
from handlers.kit.router import Asked, Chapter, Router
from handlers.kit.suggesting import suggestion
from handlers.kit.teaching import confirmed
from nlp.places import Where

router = Router(noun="案件", about="案件的受理、签收与查询", chapter=Chapter.CASES)

NOTED = Text("desk.noted", "{codes} {state}。")
ACCEPTED_NOW = Text("desk.accepted_now", "您反映的 {code}｜{cat} 已受理，有进展会告诉您。")
SUMMARY = Text(
    "desk.summary",
    "{code}｜{kind}｜{cat}｜{place}\n{state}，{level}；受理 {accepted:moment}，办结时限 {due}",
)
BY_WORDS = Text("desk.by_words", "{code} 是凭这些词听出来的：{words}")
NO_WORDS = Text("desk.no_words", "{code} 没有留下当时的词")
WORDS_HIDDEN = Text("desk.words_hidden", "{code} 是专人办理的，不留原话")
WORDS_IN_PRIVATE = Text("desk.words_in_private", "{code} 是受限的，凭哪些词请私信问我")
WAITS = Text("desk.waits", "挂起{whose}，{until:day}接着办")
SUGGESTS = Text("desk.suggests", "建议 {color}·{track}{decided}")
DECIDED = Text("desk.decided", "；已定 {what}")
UNDECIDED = Text("desk.undecided", "；还没定，由人来定：/定色、/分流")


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
    for before, case in zip(cases, taken, strict=True):
        answered = _answered_for(case, records)
        if before.responded and before.state is case.state and not answered:
            raise AlreadySo(case.code, case.state)
        effects += (Record(case), *answered)
        if note:
            effects += (Record(timeline(case, EventKind.PROGRESS, asked, records, note)),)
    undecided = taken[0].color is None and asked.speaker.is_any(WORKERS, asked.community)
    suggested = (_suggestion(taken[0]),) if undecided and len(taken) == 1 else ()
    return (*effects, asked.reply(lines((_noted(taken), *suggested))))


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
    refuse_the_uninitiated(case, asked.speaker)
    words = SUMMARY(
        code=case.code,
        kind=case.kind,
        cat=case.cat,
        place=receipts.shown_place(case.place),
        state=case.state,
        level=case.level,
        accepted=case.accepted_at,
        due=due_words(case),
    )
    told = (
        words,
        *_standing(case),
        *explained(case, records.calendar),
        *helpers(case, records, asked.at),
        *history(case, asked, records),
    )
    return (answer_about(case, asked, lines(told)),)


@router.command("为什么", about="凭什么登记的、时限怎么算的", roles=WORKERS, where=AT_WORK)
def explain(asked: Asked, records: Records, case: Annotated[Case, "案号"]) -> Effects:
    """By which words it was heard, and how its deadline was counted."""
    refuse_the_uninitiated(case, asked.speaker)
    told = (_why(case, asked), *counted_aloud(case, asked, records))
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


def _standing(case: Case) -> Iterator[Words]:
    """What it waits for, what we suggest, and what a person has decided: never we."""
    if case.waiting_for is not None:
        yield WAITS(whose=case.waiting_for, until=case.waiting_until)
    decided = tuple(part for part in (case.color, case.track, *case.parties) if part)
    yield _suggestion(case, DECIDED(what="·".join(decided)) if decided else UNDECIDED())


def _suggestion(case: Case, decided: Words | str = "") -> Words:
    return SUGGESTS(color=case.color_suggest, track=case.track_suggest, decided=decided)


def _taken_on(case: Case, asked: Asked, records: Records) -> Effects:
    """Accepted by a worker: those who reported it hear so, and nobody asks them any more."""
    case, offered = offer(case, records, asked.at)
    said = (_noted((case,)), _suggestion(case), *suggestion(case, records, asked.at))
    return (
        Record(case),
        Forget(WHERE, case.code),
        *tell_reporters(case, ACCEPTED_NOW(code=case.code, cat=case.cat), records),
        *offered,
        asked.reply(lines(said)),
    )


def _answered_for(case: Case, records: Records) -> Effects:
    """What the signature answers: it is signed for, and on offer no longer."""
    handed = records.find(Assignment, case=case.code, state=AssignmentState.HANDED_OVER)
    return (
        *(Record(replace(one, state=AssignmentState.SIGNED)) for one in handed),
        *(
            Record(replace(one, state=AssignmentState.TAKEN_BY_ANOTHER))
            for one in on_offer(case, records)
        ),
    )


def _noted(cases: tuple[Case, ...]) -> Words:
    return NOTED(codes="、".join(case.code for case in cases), state=cases[0].state)
