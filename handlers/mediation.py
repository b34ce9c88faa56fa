"""调解：派人、记结果、逐阶往上、到期提醒；当事人只在私信里提，群里一字不说。"""

from dataclasses import replace
from datetime import date
from typing import Annotated

from community.case_errors import AlreadySo
from community.case_states import OPEN
from community.cases import Case, EventKind
from community.desk import is_handler
from community.effects import Effects, Record
from community.errors import Misused, NoHandler
from community.mediation import (
    Ending,
    Mediation,
    Settlement,
    ended,
    mediation_of,
    over,
    settled,
    staged,
    taken_up,
    under_mediation,
    with_outcome,
)
from community.people import SECRETARIES, WORKERS, Person, Role
from community.photos import BEFORE_COMMAND, claimed, names, unclaimed
from community.reach import tell
from community.records import Records
from community.wording import Text, Words
from handlers.kit.casework import tell_reporters, timeline
from handlers.kit.commands import AT_WORK, IN_WORK_GROUP, Key
from handlers.kit.mediating import one_up, responsible, with_mediator
from handlers.kit.router import Asked, Chapter, Due, Router

router = Router(noun="调解", about="邻里纠纷的调解", chapter=Chapter.MEDIATION)

SENT = Text("mediation.sent", "{code} 由{name}调解，第 {stage} 阶 {team}，{due:moment} 到期。")
ENTRUSTED = Text(
    "mediation.entrusted",
    "请调解 {code}｜{cat}{place}{house}，报事人{names}。只私下谈，别在群里说。"
    "谈完请发：/调解 记 {code} 达成 说明",
)
AT_PLACE = Text("mediation.at_place", "，{place}")
ABOUT_HOUSE = Text("mediation.about_house", "，涉及{house}")
NOT_KNOWN = Text("mediation.not_known", "")
NOTED = Text("mediation.noted", "{code} 已记调解{outcome}。{next}")
CALL_BACK = Text("mediation.call_back", "次日回访，七天后复访。")
PAY_DAY = Text("mediation.pay_day", "{due:day}核对 {amount} 元是否履行。")
GO_ON = Text(
    "mediation.go_on", "接着谈；要往上一阶请发 /升阶 {code} 理由，谈不成请书记发 /调解 终。"
)
ENDED = Text("mediation.ended", "{code} 调解终结：{ending}。{text}")
ENDED_NOTED = Text("mediation.ended_noted", "{code} 已终结（{ending}），并告诉了报事人。")
STAGE_OVER = Text(
    "mediation.stage_over",
    "{code} 调解第 {stage} 阶（{team}）到期，请定：再谈，或发 /升阶 {code} 理由。",
)

MEDIATORS = WORKERS | {Role.MEDIATOR}
_USAGE_PAYMENT = "/调解 记 案号 达成 说明 金额 数字 期限 M月D日"


@router.command("派", about="派人调解矛盾", roles=WORKERS, where=IN_WORK_GROUP, short=False)
def send(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], to: Annotated[Person, "@人"]
) -> Effects:
    """Somebody is to mediate; another one than before goes on where that one stopped."""
    if set(to.role) <= {Role.RESIDENT}:
        raise NoHandler(to.name)
    known = mediation_of(records, case.code)
    taken = taken_up(case, to)
    if known is not None and known.mediator == case.handler == to.code:
        raise AlreadySo(case.code, to.name)
    mediation = replace(known, mediator=to.code) if known else _begun(case, to, asked, records)
    words = SENT(
        code=case.code,
        name=to.name,
        stage=mediation.stage,
        team=mediation.team,
        due=mediation.due,
    )
    told = tell((to,), _entrusted(case, records))
    return (Record(taken), Record(mediation), *told, asked.reply(words))


@router.command(
    "记", about="记调解结果", roles=MEDIATORS, own=is_handler, where=AT_WORK, short=False
)
def note(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    outcome: Annotated[Settlement, "达成|未成"],
    text: Annotated[str, "说明"],
    amount: Annotated[int | None, Key("金额", "元")] = None,
    pay_due: Annotated[date | None, Key("期限", "M月D日")] = None,
) -> Effects:
    """They agree, perhaps on a payment by a day; or they do not, and it goes on."""
    mediation = under_mediation(records, case)
    if (amount is None) is not (pay_due is None) or amount == 0:
        raise Misused(_USAGE_PAYMENT)
    event = timeline(case, EventKind.PROGRESS, asked, records, text)
    noted = with_outcome(mediation, outcome, amount, pay_due)
    words = NOTED(code=case.code, outcome=outcome, next=_next(noted))
    kept = (Record(noted), Record(event), asked.reply(words))
    if outcome is Settlement.FAILED or amount:
        return kept
    mediator = records.get(Person, mediation.mediator)
    photos = unclaimed(records, asked.message, asked.at, BEFORE_COMMAND)
    done = settled(case, asked.speaker, mediator, text, asked.at, names(photos))
    return (Record(done), *claimed(photos), *kept)


@router.command("升阶", about="调解升到上一阶", roles=MEDIATORS, own=is_handler, where=AT_WORK)
def climb(
    asked: Asked, records: Records, case: Annotated[Case, "案号"], reason: Annotated[str, "理由"]
) -> Effects:
    """People, not time, raise it to the next team."""
    mediation = under_mediation(records, case)
    higher, words = one_up(mediation, reason, asked.at, records)
    others = [p for p in responsible(mediation, records) if p.code != asked.speaker.code]
    return (Record(higher), *tell(others, words), asked.reply(words))


@router.command("终", about="调解终结", roles=SECRETARIES, where=IN_WORK_GROUP, short=False)
def end(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    ending: Annotated[Ending, "引导诉讼|未达成"],
    text: Annotated[str, "说明"],
) -> Effects:
    """It goes no further here; everyone who reported it hears how it ended."""
    mediation = mediation_of(records, case.code)
    words = ENDED(code=case.code, ending=ending, text=text)
    return (
        Record(ended(case, ending)),
        *((Record(over(mediation)),) if mediation else ()),
        Record(timeline(case, EventKind.PROGRESS, asked, records, text)),
        *tell_reporters(case, words, records),
        asked.reply(ENDED_NOTED(code=case.code, ending=ending)),
    )


@router.due("阶段到期")
def stage_over(due: Due, records: Records) -> Effects:
    """The time of the stage is over; whether it is raised, people decide."""
    mediation = records.get(Mediation, due.subject)
    if records.get(Case, mediation.case).state not in OPEN:
        return ()
    words = STAGE_OVER(code=mediation.case, stage=mediation.stage, team=mediation.team)
    mediator = records.get(Person, mediation.mediator)
    grid = responsible(mediation, records, (Role.GRID_WORKER,))
    return tell(with_mediator(mediator, grid), words)


def _begun(case: Case, to: Person, asked: Asked, records: Records) -> Mediation:
    first = Mediation(
        code=records.next_ref(Mediation),
        community=case.community,
        at=asked.at,
        case=case.code,
        mediator=to.code,
    )
    return staged(first, asked.at, records.calendar)


def _entrusted(case: Case, records: Records) -> Words:
    return ENTRUSTED(
        code=case.code,
        cat=case.cat,
        place=AT_PLACE(place=case.place.short) if case.place else NOT_KNOWN(),
        house=ABOUT_HOUSE(house=case.house) if case.house else NOT_KNOWN(),
        names="、".join(records.get(Person, one).name for one in case.reporters),
    )


def _next(mediation: Mediation) -> Words:
    """What is done now."""
    if mediation.outcome is Settlement.FAILED:
        return GO_ON(code=mediation.case)
    if mediation.amount:
        return PAY_DAY(due=mediation.pay_due, amount=mediation.amount)
    return CALL_BACK()
