"""What makes an incident, who belongs to it, and what it answers for."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from community.calendar import ZONE
from community.case_errors import IllegalMove
from community.case_states import State
from community.cases import (
    Case,
    CaseEvent,
    CaseKind,
    EventKind,
    Visibility,
    Vulnerable,
)
from community.categories import Cat, Level
from community.desk import split
from community.incidents import (
    child_of,
    children_of,
    counts_apart,
    gathered,
    incident_over,
    left_incident,
    names_its_own,
    released,
    running,
    with_child,
    without_child,
)
from community.people import Community
from community.places import Place
from community.promises import jobs_of_case
from community.reporters import merged
from tests.kit.past import Past
from tests.kit.town import CALENDAR

NOW = datetime(2025, 7, 23, 19, 5, tzinfo=ZONE)
ESTATE = Place("蔚蓝香廷")
HOME = Community(code="信江", at=NOW, estate="蔚蓝香廷")


def case(code, person, building="", *, minutes=1, **fields):
    moment = NOW - timedelta(minutes=minutes)
    made = Case(
        code=code,
        community="信江",
        at=moment,
        accepted_at=moment,
        cat=Cat.POWER,
        level=Level.URGENT,
        place=Place("蔚蓝香廷", building) if building else None,
        reporters=(person,),
    )
    return replace(made, **fields)


ONE, TWO = case("C1", "大军", "12栋", minutes=2), case("C2", "小夏", "10栋")
THIRD = case("", "老余", minutes=0, place=ESTATE)


def codes(cases):
    return [one.code for one in cases]


def test_the_third_person_makes_an_incident_of_those_before():
    assert codes(gathered(THIRD, Past(HOME, ONE, TWO), NOW)) == ["C1", "C2"]


@pytest.mark.parametrize(
    "other",
    [
        case("C2", "大军", "10栋"),  # the same person
        case("C2", "小夏", "10栋", minutes=11),
        case("C2", "小夏", "10栋", cat=Cat.NO_WATER),
        case("C2", "小夏", place=Place("阳光里", "10栋")),
        case("C2", "小夏", "10栋", state=State.UNSURE),
        case("C2", "小夏", "10栋", state=State.SHADOW),
        case("C2", "小夏", "10栋", state=State.RETRACTED),
        case("C2", "小夏", "10栋", visibility=Visibility.RESTRICTED),
        case("C2", "小夏", "10栋", kind=CaseKind.INQUIRY),
        case("C2", "小夏", "10栋", parent="C9"),
        case("C2", "小夏", "10栋", level=Level.CRITICAL),
        case("C2", "小夏", "10栋", community="百合园"),
    ],
)
def test_fewer_do_not(other):
    assert gathered(THIRD, Past(HOME, ONE, other), NOW) == ()


def test_who_depends_on_a_machine_counts_and_a_smell_of_gas_does_not():
    machine = replace(TWO, level=Level.CRITICAL, vulnerable=(Vulnerable.POWER_DEPENDENT,))
    assert codes(gathered(THIRD, Past(HOME, ONE, machine), NOW)) == ["C1", "C2"]
    smell = replace(THIRD, cat=Cat.GAS, level=Level.CRITICAL)
    gas = [replace(one, cat=Cat.GAS) for one in (ONE, TWO)]
    assert gathered(smell, Past(HOME, *gas), NOW) == ()


def test_who_joined_a_moment_ago_counts_too():
    old = case("C1", "阿玲", "12栋", minutes=600)
    joins = [
        CaseEvent(
            code=f"CE{n}",
            community="信江",
            at=NOW - timedelta(minutes=n),
            case="C1",
            kind=EventKind.JOINED,
            by=person,
        )
        for n, person in enumerate(("大军", "小夏"), 1)
    ]
    assert codes(gathered(THIRD, Past(HOME, old, *joins), NOW)) == ["C1"]
    assert gathered(THIRD, Past(HOME, old, joins[0]), NOW) == ()


def test_the_incident_has_all_of_them_and_is_urgent_whatever_is_usual():
    cables = [replace(one, cat=Cat.CABLES, level=Level.ORDINARY) for one in (ONE, TWO)]
    incident = incident_over(cables, ESTATE, "C3", Past(HOME, calendar=CALENDAR), NOW)

    assert (incident.kind, incident.level) == (CaseKind.INCIDENT, Level.URGENT)
    assert incident.reporters == ("大军", "小夏")
    assert incident.children == ("C1", "C2")
    assert incident.resolve_by == NOW + timedelta(hours=24)


def test_an_incident_is_as_private_as_its_most_private_case():
    hidden = replace(TWO, visibility=Visibility.RESTRICTED)
    incident = incident_over((ONE, hidden), ESTATE, "C3", Past(HOME, calendar=CALENDAR), NOW)

    assert incident.visibility is Visibility.RESTRICTED


def incident_and_children():
    incident = incident_over((ONE, TWO), ESTATE, "C3", Past(HOME, calendar=CALENDAR), NOW)
    return incident, child_of(incident, ONE), child_of(incident, TWO)


def test_a_child_promises_nothing_unless_it_is_in_danger():
    incident, one, _ = incident_and_children()
    due = replace(one, respond_by=NOW, resolve_by=NOW + timedelta(hours=2))

    assert list(jobs_of_case(due, CALENDAR)) == []
    assert list(jobs_of_case(replace(due, level=Level.CRITICAL), CALENDAR))
    assert (counts_apart(incident), counts_apart(one)) == (True, False)


def test_a_child_that_was_asked_where_is_not_asked_any_more():
    asked = case("C1", "大军", state=State.ASKED, asked=1)
    child = child_of(incident_and_children()[0], asked)

    assert (child.state, child.place) == (State.ACCEPTED, ESTATE)


def test_only_an_open_incident_of_the_estate_takes_reports_in():
    incident, *_ = incident_and_children()
    late = case("", "小林", "7栋", minutes=0)

    assert running(late, Past(HOME, incident)) == incident
    for over in (State.CALLING_BACK, State.DONE, State.DECLINED):
        assert running(late, Past(HOME, replace(incident, state=over))) is None
    assert running(replace(late, cat=Cat.NO_WATER), Past(HOME, incident)) is None
    assert running(replace(late, kind=CaseKind.INQUIRY), Past(HOME, incident)) is None


def test_a_building_that_was_named_before_makes_no_child_of_its_own():
    assert names_its_own(case("", "小林", "7栋"), (ONE, TWO))
    assert not names_its_own(case("", "小林", "12栋"), (ONE, TWO))
    assert not names_its_own(THIRD, (ONE, TWO))


def test_children_go_along_but_for_those_in_danger_and_all_are_let_go():
    incident, one, two = incident_and_children()
    danger = replace(two, level=Level.CRITICAL)
    past = Past(HOME, incident, one, danger)

    assert codes(children_of(incident, past)) == ["C1"]
    assert [(c.code, c.parent) for c in released(incident, past)] == [("C1", ""), ("C2", "")]
    assert released(one, past) == ()


def test_who_leaves_a_child_leaves_the_incident_unless_they_told_of_it_twice():
    incident, one, two = incident_and_children()
    past = Past(HOME, incident, one, two)
    (left,) = left_incident(one, "大军", past)
    assert left.reporters == ("小夏",)

    again = CaseEvent(
        code="CE1", community="信江", at=NOW, case="C3", kind=EventKind.JOINED, by="大军"
    )
    (stays,) = left_incident(one, "大军", Past(HOME, incident, one, two, again))
    assert stays.reporters == ("大军", "小夏")


def test_a_child_that_is_taken_back_is_no_child():
    incident, one, two = incident_and_children()
    (rest,) = without_child(one, Past(HOME, incident, one, two))

    assert (rest.children, rest.reporters) == (("C2",), ("小夏",))
    assert without_child(ONE, Past(HOME, ONE)) == ()


def test_one_child_more_brings_its_people_and_twice_is_once():
    incident, *_ = incident_and_children()
    own = case("C4", "小林", "13栋")
    more = with_child(with_child(incident, own), own)

    assert more.children == ("C1", "C2", "C4")
    assert more.reporters == ("大军", "小夏", "小林")


def test_an_incident_does_not_go_into_a_case():
    incident, one, _ = incident_and_children()
    with pytest.raises(IllegalMove):
        merged(one, incident)
    kept, gone = merged(incident, one)
    assert (kept.code, gone.merged_into) == ("C3", "C3")


def test_who_is_split_off_has_a_matter_of_their_own():
    incident, *_ = incident_and_children()
    rest, own = split(incident, "小夏", "C9", NOW)

    assert rest.reporters == ("大军",)
    assert (own.kind, own.children, own.parent) == (CaseKind.COMPLAINT, (), "")
