"""Mediation of a conflict: a ladder of teams, a tea table, an agreement that is looked back at.

    网格员 ──▶ 解忧茶桌 ──▶ 社区联合 ──▶ 街道司法      a stage is raised by people, never by time

    (asked) ──▶ 待双方 ──one side──▶ 待对方 ──the other──▶ 已约
       any of them ──another day──▶ 改期协商 ──everybody else──▶ 已约
       any of them ──no──▶ 已拒

docs/vocabulary.md G.7.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar

from community.calendar import Calendar, at
from community.case_errors import IllegalMove, LastStage, NotAConflict, NotMediated
from community.case_states import OPEN, Move
from community.cases import Case, CaseKind, Outcome, advance
from community.desk import finished, signed
from community.effects import Job
from community.errors import PartOfIt
from community.people import Person
from community.records import Records
from community.refs import NOBODY, PersonId, Ref

STAGE_WORKDAYS = 5
REMIND_BEFORE = timedelta(hours=2)
NOT_PAID = "未履行"
_CHECKED_AT = time(18)


class Team(StrEnum):
    """Who mediates, by stage."""

    GRID = "网格员"
    TEA_TABLE = "解忧茶桌"
    COMMUNITY = "社区联合"
    STREET = "街道司法"


class Tea(StrEnum):
    """How far the appointment at the tea table is."""

    BOTH = "待双方"
    OTHER = "待对方"
    MOVED = "改期协商"
    AGREED = "已约"
    DECLINED = "已拒"


class Settlement(StrEnum):
    REACHED = "达成"
    FAILED = "未成"


class Ending(StrEnum):
    """How a secretary may end it, if it was not settled."""

    UNSETTLED = "未达成"
    TO_COURT = "引导诉讼"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mediation:
    """The attempt to settle one conflict. Fields as in docs/vocabulary.md B.1.

    Beyond those: `one` and `other` are the two sides at the tea table, each of one or several
    people; `agreed` those of them who will come at that time, `agreed_at` since when all will.
    """

    letter: ClassVar[str] = "ME"

    code: Ref
    community: str
    at: datetime
    case: Ref
    stage: int = 1
    due: datetime | None = None
    mediator: PersonId = NOBODY
    team: Team = Team.GRID
    tea: Tea | None = None
    tea_at: datetime | None = None
    one: tuple[PersonId, ...] = ()
    other: tuple[PersonId, ...] = ()
    agreed: tuple[PersonId, ...] = ()
    agreed_at: datetime | None = None
    outcome: Settlement | None = None
    reason: str = ""
    amount: int | None = None
    pay_due: date | None = None

    @property
    def sides(self) -> tuple[PersonId, ...]:
        """Everybody who is to come to the tea table, besides the mediator."""
        return (*self.one, *self.other)

    @property
    def appointment(self) -> tuple[datetime | None, frozenset[PersonId], frozenset[PersonId]]:
        """When they are to come to the tea table, and who on which side."""
        return self.tea_at, frozenset(self.one), frozenset(self.other)


def mediation_of(records: Records, case: Ref) -> Mediation | None:
    """The mediation of a case, if somebody was sent to mediate."""
    found = records.find(Mediation, case=case, newest=True, limit=1)
    return found[0] if found else None


def under_mediation(records: Records, case: Case) -> Mediation:
    """The same, of a case that is still open. Raises IllegalMove, NotMediated."""
    found = mediation_of(records, case.code)
    if found is None:
        raise NotMediated(case.code, case.state)
    if case.state not in OPEN:
        raise IllegalMove(case.code, case.state, "调解")
    return found


def taken_up(case: Case, mediator: Person) -> Case:
    """The conflict in the hands of a mediator. Raises IllegalMove, NotAConflict, PartOfIt."""
    if case.kind is not CaseKind.CONFLICT:
        raise NotAConflict(case.code, case.kind)
    if mediator.code in case.reporters:
        raise PartOfIt(mediator.name)
    if case.state not in OPEN:
        raise IllegalMove(case.code, case.state, "调解")
    return replace(signed(case), handler=mediator.code)


def staged(mediation: Mediation, moment: datetime, calendar: Calendar) -> Mediation:
    """Open, with its stage's time counted from now; no appointment."""
    return replace(
        mediation,
        team=tuple(Team)[mediation.stage - 1],
        due=calendar.close_of(moment, STAGE_WORKDAYS),
        outcome=None,
        tea=None,
        tea_at=None,
        agreed=(),
        agreed_at=None,
    )


def raised(mediation: Mediation, reason: str, moment: datetime, calendar: Calendar) -> Mediation:
    """One stage up. Raises LastStage."""
    if mediation.stage == len(Team):
        raise LastStage(mediation.case, mediation.team)
    higher = replace(mediation, stage=mediation.stage + 1, reason=reason)
    return staged(higher, moment, calendar)


def with_outcome(
    mediation: Mediation, outcome: Settlement, amount: int | None, pay_due: date | None
) -> Mediation:
    """What came of it, as far as it is known; a payment is still to be made."""
    return replace(mediation, outcome=outcome, amount=amount, pay_due=pay_due)


def over(mediation: Mediation) -> Mediation:
    """It came to nothing, and nobody waits for anything any more."""
    return replace(mediation, outcome=Settlement.FAILED, due=None, tea=None)


def settled(
    case: Case,
    by: Person,
    mediator: Person,
    note: str,
    moment: datetime,
    photos: tuple[str, ...] = (),
) -> Case:
    """Both agree, and whatever had to be paid is. Raises NeedsSecretary, IllegalMove."""
    done = finished(case, by, mediator, note, photos, moment)
    return replace(done, outcome=Outcome.SETTLED, recurrence=None)


def ended(case: Case, ending: Ending) -> Case:
    """It goes no further here. Raises IllegalMove, NotAConflict."""
    if case.kind is not CaseKind.CONFLICT:
        raise NotAConflict(case.code, case.kind)
    return replace(advance(case, Move.END), outcome=Outcome(ending))


def invited(
    mediation: Mediation, one: tuple[PersonId, ...], other: tuple[PersonId, ...], when: datetime
) -> Mediation:
    """Both sides are asked to the tea table. Raises PartOfIt if somebody is on both."""
    for person in one:
        if person in other:
            raise PartOfIt(person)
    asked = replace(mediation, one=one, other=other, agreed=(), agreed_at=None)
    return replace(asked, tea=Tea.BOTH, tea_at=when)


def agreed(mediation: Mediation, person: PersonId, moment: datetime) -> Mediation:
    """One more of them will come; a side agrees when everybody on it does."""
    yes = tuple(dict.fromkeys((*mediation.agreed, person)))
    coming = replace(mediation, agreed=yes)
    if set(mediation.sides) <= set(yes):
        return replace(coming, tea=Tea.AGREED, agreed_at=moment)
    if mediation.tea is Tea.MOVED:
        return coming
    a_side = set(mediation.one) <= set(yes) or set(mediation.other) <= set(yes)
    return replace(coming, tea=Tea.OTHER if a_side else Tea.BOTH)


def moved(mediation: Mediation, person: PersonId, when: datetime) -> Mediation:
    """One of them proposes another time; everybody else is asked again."""
    return replace(mediation, tea=Tea.MOVED, tea_at=when, agreed=(person,), agreed_at=None)


def put_off(mediation: Mediation) -> Mediation:
    """One of them cannot come then after all; on which day they can is not known yet."""
    return replace(mediation, tea=Tea.MOVED, agreed=(), agreed_at=None)


def declined(mediation: Mediation) -> Mediation:
    """One of them will not come."""
    return replace(mediation, tea=Tea.DECLINED, agreed=(), agreed_at=None)


def jobs_of_mediation(mediation: Mediation, _: Calendar) -> Iterator[Job]:
    """The end of the stage, the reminder of the appointment, the day of payment."""
    if mediation.outcome is Settlement.REACHED:
        if mediation.amount and mediation.pay_due:
            yield _job(mediation, "履行核对", at(mediation.pay_due, _CHECKED_AT))
        return
    if mediation.due:
        yield _job(mediation, "阶段到期", mediation.due)
    if mediation.tea is Tea.AGREED and mediation.tea_at and mediation.agreed_at:
        remind = mediation.tea_at - REMIND_BEFORE
        if mediation.agreed_at < remind:  # who agreed a moment ago has not forgotten
            yield _job(mediation, "茶桌提醒", remind)


def _job(mediation: Mediation, kind: str, due: datetime) -> Job:
    return Job(kind, mediation.code, due, mediation.community)
