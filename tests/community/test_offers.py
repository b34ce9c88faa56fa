"""Offers, who could get a case, letters: as values."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from community.assignments import Assignment, AssignmentState, superseded
from community.calendar import ZONE
from community.candidates import MOST_IN_HAND, Ground, burden, suggested
from community.case_errors import IllegalMove
from community.case_states import State
from community.cases import Case, CaseKind, Visibility, Vulnerable
from community.categories import Cat, Level
from community.desk import given_back
from community.digests import average_minutes
from community.intake import at_home_of, names_own_home
from community.offers import is_offered, jobs_of_offer, to_be_asked, trade_of
from community.people import Household, Load, Role
from community.places import Place
from community.referrals import tells_too_much
from community.relief import InterimRelief, concerns, receiver
from tests.kit.past import Past
from tests.kit.town import HOME, person

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
LEAK = Case(
    code="C1",
    community=HOME,
    at=NOW,
    accepted_at=NOW,
    kind=CaseKind.HELP,
    cat=Cat.LEAK,
    visibility=Visibility.RESTRICTED,
    vulnerable=(Vulnerable.LIVES_ALONE,),
    place=Place(HOME, "7栋"),
    house="201",
    reporters=("曾姨",),
)


def craftsperson(name, *skills, **fields):
    return replace(person(name, Role.CRAFTSPERSON), skills=skills, **fields)


def contractor(name, *handles):
    return replace(person(name, Role.CONTRACTOR), handles=handles)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"vulnerable": (Vulnerable.DISABLED,)}, True),
        ({"vulnerable": ()}, False),
        ({"vulnerable": (Vulnerable.POWER_DEPENDENT,)}, False),
        ({"kind": CaseKind.COMPLAINT}, False),
        ({"level": Level.CRITICAL}, False),
        ({"cat": Cat.GAS}, False),
        ({"visibility": Visibility.SPECIALIST}, False),
        ({"state": State.DISPATCHED}, False),
        ({"state": State.FOR_A_PERSON}, False),
    ],
)
def test_neighbours_are_asked_for_what_they_can_mend_of_who_needs_it(changed, expected):
    assert is_offered(replace(LEAK, **changed)) is expected


@pytest.mark.parametrize(
    ("skills", "cat", "expected"),
    [
        (("水电",), Cat.LEAK, "水电"),
        (("理发", "水电维修"), Cat.LIGHTING, "水电维修"),
        (("修锁",), Cat.FACILITIES, "修锁"),
        (("木工",), Cat.LEAK, ""),
        (("水电",), Cat.GAS, ""),
        ((), Cat.LEAK, ""),
    ],
)
def test_a_trade_mends_what_it_mends(skills, cat, expected):
    assert trade_of(craftsperson("某师傅", *skills), cat) == expected


def test_who_is_full_unreachable_or_has_had_their_say_is_not_asked():
    free = craftsperson("李师傅", "水电")
    full = craftsperson("老邱", "水电", load=Load.FULL)
    stranger = craftsperson("阿强", "水电", friend=False)
    declined = craftsperson("老王", "水电")
    outrun = craftsperson("老刘", "水电")
    own = craftsperson("曾姨", "水电")
    records = Past(
        _assignment("AS1", "老王", AssignmentState.DECLINED),
        _assignment("AS2", "老刘", AssignmentState.TAKEN_BY_ANOTHER),
    )

    asked = to_be_asked((free, full, stranger, declined, outrun, own), LEAK, records, NOW)

    assert asked == (free, outrun)


@pytest.mark.parametrize(
    ("full_on", "expected"),
    [(None, True), (NOW.date(), True), (date(2026, 11, 22), False)],
)
def test_who_said_full_is_full_for_that_day(full_on, expected):
    one = craftsperson("李师傅", "水电", load=Load.FULL, full_on=full_on)

    assert one.is_full(NOW.date()) is expected


def test_the_circle_grows_only_while_nobody_has_it():
    offered = replace(LEAK, offered_at=NOW)

    assert [(job.kind, job.due) for job in jobs_of_offer(offered)] == [
        ("抢单外扩", NOW + timedelta(minutes=15)),
        ("抢单升级", NOW + timedelta(hours=2)),
    ]
    assert not list(jobs_of_offer(replace(offered, state=State.UNDERWAY)))
    assert not list(jobs_of_offer(LEAK))


def test_handing_over_ends_offers_and_what_others_had():
    records = Past(
        _assignment("AS1", "甲", AssignmentState.OFFERED),
        _assignment("AS2", "乙", AssignmentState.TIMED_OUT),
        _assignment("AS3", "丙", AssignmentState.SIGNED),
        _assignment("AS4", "丁", AssignmentState.GIVEN_BACK),
    )

    assert {one.code: one.state for one in superseded(LEAK, records)} == {
        "AS1": AssignmentState.TAKEN_BY_ANOTHER,
        "AS2": AssignmentState.TAKEN_BY_ANOTHER,
        "AS3": AssignmentState.REASSIGNED,
    }


@pytest.mark.parametrize(
    ("people", "name", "ground"),
    [
        ((contractor("专管", "漏水"), craftsperson("巧匠", "水电")), "专管", Ground.CATEGORY),
        ((contractor("电梯", "电梯"), craftsperson("巧匠", "水电")), "巧匠", Ground.TRADE),
        ((contractor("电梯", "电梯"), contractor("物业")), "物业", Ground.ROLE),
        ((person("网格", Role.GRID_WORKER),), "网格", Ground.GRID),
    ],
)
def test_the_best_reason_is_suggested_first(people, name, ground):
    found = suggested(LEAK, Past(*people), NOW)

    assert (found.person.name, found.ground) == (name, ground)


def test_who_has_enough_is_suggested_after_others():
    cases = [
        replace(LEAK, code=f"C{n + 2}", handler="专管", state=State.UNDERWAY)
        for n in range(MOST_IN_HAND)
    ]
    records = Past(contractor("专管", "漏水"), person("网格", Role.GRID_WORKER), *cases)

    assert suggested(LEAK, records, NOW).person.name == "网格"
    assert burden(contractor("专管", "漏水"), LEAK, records, NOW).is_busy
    assert not burden(contractor("专管"), cases[0], records, NOW).is_busy


@pytest.mark.parametrize(
    ("changed", "role"),
    [
        ({"visibility": Visibility.SPECIALIST}, Role.SOCIAL_WORKER),
        ({"kind": CaseKind.CONFLICT}, Role.MEDIATOR),
    ],
)
def test_secrets_go_to_social_workers_and_conflicts_to_mediators(changed, role):
    records = Past(craftsperson("巧匠", "水电"), person("合适", role))

    assert suggested(replace(LEAK, **changed), records, NOW).person.name == "合适"


def test_nobody_is_suggested_where_there_is_nobody_or_only_who_has_it():
    grid = person("网格", Role.GRID_WORKER)

    assert suggested(LEAK, Past(), NOW) is None
    assert suggested(replace(LEAK, handler="网格"), Past(grid), NOW) is None


def test_giving_back_leaves_nobody_and_the_clocks():
    had = replace(LEAK, state=State.UNDERWAY, handler="甲", resolve_by=NOW, dispatched_at=NOW)

    assert given_back(had) == replace(had, state=State.ACCEPTED, handler="", dispatched_at=None)
    for state in (State.REDOING, State.SUPERVISED):
        assert given_back(replace(had, state=state)).state is state


@pytest.mark.parametrize(
    "case",
    [
        replace(LEAK, state=State.UNDERWAY),
        replace(LEAK, state=State.CALLING_BACK, handler="甲"),
        replace(LEAK, state=State.DONE, handler="甲"),
    ],
)
def test_what_nobody_has_or_is_over_is_not_given_back(case):
    with pytest.raises(IllegalMove):
        given_back(case)


@pytest.mark.parametrize(
    ("case", "text", "expected"),
    [
        (LEAK, "请检修", True),  # restricted: even the place is somebody's
        (replace(LEAK, visibility=Visibility.PUBLIC), "7栋水管老化，请检修", False),
        (replace(LEAK, visibility=Visibility.PUBLIC), "曾姨家水管老化", True),
        (replace(LEAK, visibility=Visibility.PUBLIC), "201室水管老化", True),
        (replace(LEAK, visibility=Visibility.PUBLIC), "2018年装的水管", False),
        (replace(LEAK, visibility=Visibility.PUBLIC), "请联系138****5678", True),
    ],
)
def test_a_letter_with_more_than_place_and_matter_is_noticed(case, text, expected):
    assert tells_too_much(case, text, [person("曾姨")]) is expected


def test_relief_is_for_who_needs_it_and_asked_of_who_knows():
    proxy = replace(LEAK, reporters=("阿珍", "大军"), beneficiary="曾姨", callback_to="阿珍")
    relief = InterimRelief(
        code="IR1", community=HOME, at=NOW, case="C1", item="水", to=receiver(proxy)
    )

    assert relief.to == "曾姨"
    assert concerns(relief, "阿珍", proxy)
    own = replace(relief, to="大军")
    assert concerns(own, "大军", replace(proxy, callback_to=""))
    assert not concerns(own, "阿珍", replace(proxy, callback_to=""))


def test_minutes_from_offer_to_answer_are_averaged():
    taken = [
        replace(_assignment("AS1", "甲", AssignmentState.TAKEN), at=NOW + timedelta(minutes=n))
        for n in (4, 9)
    ]

    assert average_minutes(taken) == 7


def _assignment(code, to, state):
    return Assignment(
        code=code, community=HOME, at=NOW, case="C1", to=to, state=state, offered_at=NOW
    )


@pytest.mark.parametrize(
    ("kind", "visibility", "expected"),
    [
        (CaseKind.COMPLAINT, Visibility.PUBLIC, (CaseKind.HELP, Visibility.RESTRICTED)),
        (CaseKind.CONFLICT, Visibility.RESTRICTED, (CaseKind.CONFLICT, Visibility.RESTRICTED)),
        (CaseKind.HELP, Visibility.SPECIALIST, (CaseKind.HELP, Visibility.SPECIALIST)),
    ],
)
def test_what_is_in_a_vulnerable_home_is_no_less_private_than_it_was(kind, visibility, expected):
    home = Household(code="7-2-201", community=HOME, at=NOW, person="曾姨", flags=("独居",))
    told = replace(LEAK, kind=kind, visibility=visibility, vulnerable=())

    placed = at_home_of(told, [home])

    assert (placed.kind, placed.visibility) == expected
    assert (str(placed.place), placed.house) == (f"{HOME}7栋2单元", "201")


@pytest.mark.parametrize(
    ("place", "house", "at_home", "expected"),
    [
        (Place(HOME, "7栋"), "201", False, True),
        (Place(HOME, "7栋", "", "2楼"), "", True, True),
        (Place(HOME, "7栋"), "", False, False),
        (Place(HOME, "7栋"), "202", False, False),
        (Place(HOME, "7栋", "3单元"), "201", False, False),
        (Place(HOME, "3栋"), "201", True, False),
        (None, "201", True, False),
    ],
)
def test_a_home_is_known_by_its_room_or_because_they_say_so(place, house, at_home, expected):
    home = Household(code="7-2-201", community=HOME, at=NOW, person="曾姨")
    told = replace(LEAK, place=place, house=house)

    assert names_own_home(told, [home], at_home=at_home) is expected
    assert not names_own_home(told, [], at_home=at_home)
