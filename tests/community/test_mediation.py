"""Mediation: stages, the tea table, and what follows from where it stands."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from community.calendar import ZONE
from community.case_errors import IllegalMove, LastStage, NotAConflict, NotMediated
from community.case_states import State
from community.cases import Case, CaseKind, Outcome, Visibility
from community.errors import PartOfIt
from community.mediation import (
    Ending,
    Mediation,
    Settlement,
    Tea,
    Team,
    agreed,
    declined,
    ended,
    invited,
    jobs_of_mediation,
    moved,
    over,
    raised,
    settled,
    staged,
    taken_up,
    under_mediation,
    with_outcome,
)
from community.people import Role
from community.promises import jobs_of_case
from community.refs import PersonId, Ref
from tests.kit.past import Past
from tests.kit.town import CALENDAR, HOME, person

NOON = datetime(2025, 8, 4, 12, 0, tzinfo=ZONE)
TEA = datetime(2025, 8, 14, 15, 0, tzinfo=ZONE)
ONE, MATE, OTHER = PersonId("小郑"), PersonId("小夏"), PersonId("楼上")
MEDIATOR = person("赵叔", Role.MEDIATOR)


def conflict(**fields):
    fields = {"state": State.UNDERWAY, "reporters": (ONE,), "kind": CaseKind.CONFLICT} | fields
    return Case(
        code=Ref("C1"),
        community=HOME,
        at=NOON,
        accepted_at=NOON,
        visibility=Visibility.RESTRICTED,
        **fields,
    )


def begun(**fields):
    first = Mediation(
        code=Ref("ME1"), community=HOME, at=NOON, case=Ref("C1"), mediator=MEDIATOR.code
    )
    return replace(staged(first, NOON, CALENDAR), **fields)


def at_the_table(*, one=(ONE,), other=(OTHER,)):
    return invited(begun(), one, other, TEA)


def kinds(jobs):
    return {job.kind: job.due for job in jobs}


def test_each_stage_has_five_working_days_and_its_team():
    climbing = begun()
    teams = [climbing.team]
    for _ in range(3):
        climbing = raised(climbing, "谈不拢", NOON, CALENDAR)
        teams.append(climbing.team)

    assert teams == list(Team)
    assert climbing.due == datetime(2025, 8, 11, 18, 0, tzinfo=ZONE)
    with pytest.raises(LastStage):
        raised(climbing, "谈不拢", NOON, CALENDAR)


def test_the_next_stage_knows_nothing_of_the_last_appointment_and_outcome():
    failed = replace(agreed(at_the_table(), ONE, NOON), outcome=Settlement.FAILED)
    higher = raised(failed, "谈不拢", NOON, CALENDAR)

    assert (higher.tea, higher.tea_at, higher.agreed, higher.outcome) == (None, None, (), None)
    assert higher.reason == "谈不拢"


def test_only_an_open_conflict_is_mediated_and_not_by_a_party():
    with pytest.raises(NotAConflict):
        taken_up(conflict(kind=CaseKind.COMPLAINT), MEDIATOR)
    with pytest.raises(PartOfIt):
        taken_up(conflict(reporters=(MEDIATOR.code,)), MEDIATOR)
    with pytest.raises(IllegalMove):
        taken_up(conflict(state=State.CALLING_BACK), MEDIATOR)
    assert taken_up(conflict(state=State.REDOING), MEDIATOR).state is State.REDOING


def test_what_was_never_mediated_says_so_and_what_is_over_too():
    with pytest.raises(NotMediated):
        under_mediation(Past(conflict()), conflict())
    with pytest.raises(IllegalMove):
        under_mediation(Past(begun()), conflict(state=State.ENDED))


def test_both_sides_agree_one_after_the_other():
    once = agreed(at_the_table(), OTHER, NOON)
    twice = agreed(once, OTHER, NOON)
    both = agreed(twice, ONE, NOON)

    assert (once.tea, twice.tea, both.tea) == (Tea.OTHER, Tea.OTHER, Tea.AGREED)


def test_a_side_of_several_agrees_when_all_of_them_do():
    half = agreed(at_the_table(one=(ONE, MATE)), ONE, NOON)
    side = agreed(half, MATE, NOON)

    assert (half.tea, side.tea) == (Tea.BOTH, Tea.OTHER)
    assert agreed(side, OTHER, NOON).tea is Tea.AGREED


def test_another_day_is_asked_of_everybody_else_as_often_as_it_takes():
    later = TEA + timedelta(days=2)
    proposed = moved(agreed(at_the_table(), ONE, NOON), OTHER, later)
    again = moved(proposed, ONE, TEA + timedelta(days=3))

    assert (proposed.tea, proposed.tea_at, proposed.agreed) == (Tea.MOVED, later, (OTHER,))
    assert agreed(proposed, ONE, NOON).tea is Tea.AGREED
    assert (again.tea, again.agreed) == (Tea.MOVED, (ONE,))


def test_nobody_sits_on_both_sides():
    with pytest.raises(PartOfIt):
        invited(begun(), (ONE, MATE), (MATE,), TEA)


def test_the_reminder_comes_two_hours_before_unless_they_agreed_a_moment_ago():
    in_time = agreed(agreed(at_the_table(), ONE, NOON), OTHER, NOON)
    late = agreed(agreed(at_the_table(), ONE, NOON), OTHER, TEA - timedelta(hours=1))

    assert kinds(jobs_of_mediation(in_time, CALENDAR))["茶桌提醒"] == TEA - timedelta(hours=2)
    assert "茶桌提醒" not in kinds(jobs_of_mediation(late, CALENDAR))
    assert "茶桌提醒" not in kinds(jobs_of_mediation(declined(in_time), CALENDAR))


def test_a_settlement_with_a_payment_is_checked_on_its_day():
    owed = with_outcome(begun(), Settlement.REACHED, 800, date(2025, 8, 20))

    assert kinds(jobs_of_mediation(owed, CALENDAR)) == {
        "履行核对": datetime(2025, 8, 20, 18, 0, tzinfo=ZONE)
    }
    assert kinds(jobs_of_mediation(begun(), CALENDAR)).keys() == {"阶段到期"}
    assert kinds(jobs_of_mediation(over(begun()), CALENDAR)) == {}


def test_what_is_settled_is_looked_back_at_after_a_week_and_a_month():
    done = settled(conflict(), MEDIATOR, MEDIATOR, "说好了", NOON)

    assert (done.state, done.outcome) == (State.CALLING_BACK, Outcome.SETTLED)
    assert kinds(jobs_of_case(done, CALENDAR)) == {
        "回访": NOON + timedelta(days=1),
        "复访": NOON + timedelta(days=7),
        "回头看": NOON + timedelta(days=30),
    }
    asked = replace(done, state=State.DONE, recurrence=False)
    assert kinds(jobs_of_case(asked, CALENDAR)).keys() == {"回头看"}


@pytest.mark.parametrize("ending", Ending)
def test_a_conflict_ends_without_a_callback(ending):
    gone = ended(conflict(), ending)

    assert (gone.state, gone.outcome) == (State.ENDED, Outcome(ending))
    assert kinds(jobs_of_case(gone, CALENDAR)) == {}
    with pytest.raises(NotAConflict):
        ended(conflict(kind=CaseKind.HELP), ending)
    with pytest.raises(IllegalMove):
        ended(gone, ending)
