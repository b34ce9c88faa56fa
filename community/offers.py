"""Offers (抢单): which craftspeople are asked to help somebody at home, and who is asked next.

Whoever answers first has it, and only then hears whose home it is. After 15 minutes the block
leaders are asked too, after two hours a secretary sees to it (docs/vocabulary.md F, I.3 D4).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from community.assignments import ON_OFFER, Assignment, AssignmentState
from community.case_states import State
from community.cases import Case, CaseKind, Visibility, Vulnerable
from community.categories import Cat, Level
from community.effects import Job
from community.people import Person, Role
from community.reach import can_be_told
from community.records import Has, OneOf, Records

WIDER_AFTER = timedelta(minutes=15)
ESCALATED_AFTER = timedelta(hours=2)

# Which trades mend what breaks in a home, by what a craftsperson's skill is called. Mains, gas and
# danger are for those who are paid and insured for it.
TRADES: Mapping[Cat, tuple[str, ...]] = {
    Cat.LEAK: ("水电", "水管", "管道", "防水"),
    Cat.DRAIN: ("水电", "水管", "管道", "疏通"),
    Cat.LIGHTING: ("水电", "电工"),
    Cat.FACILITIES: ("木工", "门窗", "锁"),
}
# For whom neighbours with a trade are asked.
_HELPED = frozenset({Vulnerable.LIVES_ALONE, Vulnerable.DISABLED, Vulnerable.LOW_INCOME})


def is_offered(case: Case) -> bool:
    """True if a neighbour with the trade may help: nobody has it, and somebody vulnerable asks."""
    return (
        case.state is State.ACCEPTED
        and case.kind is CaseKind.HELP
        and case.visibility is not Visibility.SPECIALIST
        and case.level is not Level.CRITICAL
        and case.cat in TRADES
        and not _HELPED.isdisjoint(case.vulnerable)
    )


def trade_of(person: Person, cat: Cat) -> str:
    """The skill of theirs that mends what is of that category; empty if none does."""
    trades = TRADES.get(cat, ())
    fitting = (skill for skill in person.skills if any(trade in skill for trade in trades))
    return next(fitting, "")


def craftspeople(case: Case, records: Records) -> tuple[Person, ...]:
    """All of the community who have the trade, whether they have time or not."""
    found = records.find(Person, community=case.community, role=Has(Role.CRAFTSPERSON))
    return tuple(person for person in found if trade_of(person, case.cat))


def block_leaders(case: Case, records: Records) -> Sequence[Person]:
    return records.find(Person, community=case.community, role=Has(Role.BLOCK_LEADER))


def to_be_asked(
    people: Sequence[Person], case: Case, records: Records, at: datetime
) -> tuple[Person, ...]:
    """Those of `people` who have time, can be written to, and have not had their say."""
    before = records.find(Assignment, case=case.code)
    answered = {one.to for one in before if one.state is not AssignmentState.TAKEN_BY_ANOTHER}
    theirs = {*case.reporters, case.beneficiary}
    return tuple(
        person
        for person in people
        if person.code not in answered | theirs
        and can_be_told(person)
        and not person.is_full(at.date())
    )


def on_offer(case: Case, records: Records) -> Sequence[Assignment]:
    """The offers of the case that nobody has taken."""
    return records.find(Assignment, case=case.code, state=OneOf(ON_OFFER))


def jobs_of_offer(case: Case) -> Iterator[Job]:
    """While nobody has taken it, the circle grows."""
    if case.offered_at is not None and case.state is State.ACCEPTED:
        for kind, span in (("抢单外扩", WIDER_AFTER), ("抢单升级", ESCALATED_AFTER)):
            yield Job(kind, case.code, case.offered_at + span, case.community)
