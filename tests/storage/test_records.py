"""What is kept is what was given; what is asked of a database is what is asked of a list."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.activities import Activity, Part, Session, Signup
from community.case_states import OPEN, State
from community.cases import Case, Visibility, Vulnerable
from community.categories import Cat, Color
from community.errors import NotFound
from community.people import Household, Person, Role
from community.places import Place
from community.records import Between, Has, Not, OneOf, Under
from storage.schema import TABLES
from tests.kit.past import Past
from tests.kit.town import HOME, MONDAY_NINE, person

EIGHT = Place("幸福里", "8栋")
FULL = Case(
    code="C1",
    community=HOME,
    at=MONDAY_NINE,
    accepted_at=MONDAY_NINE - timedelta(minutes=1),
    cat=Cat.LEAK,
    color=Color.YELLOW,
    place=replace(EIGHT, unit="2单元", floor="1楼"),
    reporters=("阿玲", "大军"),
    vulnerable=(Vulnerable.LIVES_ALONE,),
    photos=("图 1", "[\"']"),
    detail="'); DROP TABLE cases;-- <svg onload=alert(1)> \u4e2d\U0001f600",
    recurrence=False,
    chase_on=date(2026, 11, 30),
)


@pytest.mark.parametrize(
    "thing",
    [
        FULL,
        person("小王", Role.GRID_WORKER, Role.SECRETARY, handles=("电梯",)),
        Activity(
            code="A1", community=HOME, at=MONDAY_NINE, date=date(2026, 11, 25), part=Part.EVENING
        ),
        Signup(code="S1", community=HOME, at=MONDAY_NINE, activity="A1", person="阿玲", n=2),
        Session(code="SE1", community=HOME, at=MONDAY_NINE, in_=13, out=12),
        Household(code="7-201", community=HOME, at=MONDAY_NINE, flags=("独居",)),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_what_is_kept_comes_back_as_it_was(memory, thing):
    memory.keep(thing)

    assert memory.find(type(thing)) == (thing,)


def test_every_table_has_the_fields_of_its_type():
    for kind, table in TABLES.items():
        assert [column.name for column in table.columns] == [f.name for f in fields(kind)]


def test_times_come_back_in_the_neighbourhoods_zone(memory):
    memory.keep(replace(FULL, at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC)))

    assert f"{memory.find(Case)[0].at:%H:%M}" == "09:00"


def test_a_time_without_a_zone_is_refused(memory):
    with pytest.raises(Exception, match="naive"):
        memory.keep(replace(FULL, at=datetime(2026, 11, 23, 1, 0)))  # noqa: DTZ001


def test_keeping_it_again_replaces_it(memory):
    memory.keep(FULL)
    memory.keep(replace(FULL, state=State.DONE))

    assert [case.state for case in memory.find(Case)] == [State.DONE]


def test_what_is_not_there_is_not_found(memory):
    with pytest.raises(NotFound):
        memory.ask(lambda records: records.get(Case, "C7"))


def test_names_unique_within_a_community_are_told_apart_by_it(memory):
    here = Household(code="5-301", community=HOME, at=MONDAY_NINE)
    memory.keep(here, replace(here, community="别处"))

    assert memory.ask(lambda records: records.get(Household, "5-301", "别处")).community == "别处"


def test_numbers_are_given_once(memory):
    with memory.store.transaction() as transaction:
        names = [transaction.records.next_ref(Case) for _ in range(3)]
        names.append(transaction.records.next_ref(Activity))

    assert names == ["C1", "C2", "C3", "A1"]


def test_numbers_taken_in_vain_are_given_again(memory):
    def take_and_fail():
        with memory.store.transaction() as transaction:
            transaction.records.next_ref(Case)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        take_and_fail()
    with memory.store.transaction() as transaction:
        assert transaction.records.next_ref(Case) == "C1"


def test_c2_is_listed_before_c10(memory):
    memory.keep(*(replace(FULL, code=f"C{n}") for n in (10, 2, 1)))

    assert [case.code for case in memory.find(Case)] == ["C1", "C2", "C10"]
    assert [case.code for case in memory.find(Case, newest=True, limit=2)] == ["C10", "C2"]


def test_who_lost_a_role_is_no_longer_found_by_it(memory):
    memory.keep(person("小王", Role.GRID_WORKER))
    memory.keep(person("小王", Role.RIDER))

    assert memory.find(Person, role=Has(Role.GRID_WORKER)) == ()
    assert len(memory.find(Person, role=Has(Role.RIDER))) == 1


PLACES = st.sampled_from(
    [
        *(None, Place("幸福里"), EIGHT, Place("幸福里", "18栋"), replace(EIGHT, unit="2单元")),
        *(Place("幸福里", named="8号车库"), Place("幸福里二期", "8栋")),
    ]
)
CASES = st.lists(
    st.builds(
        replace,
        st.just(FULL),
        place=PLACES,
        state=st.sampled_from(list(State)),
        visibility=st.sampled_from(list(Visibility)),
        reporters=st.lists(st.sampled_from(["阿玲", "大军", "小夏"]), unique=True).map(tuple),
        accepted_at=st.integers(0, 5).map(lambda h: MONDAY_NINE + timedelta(hours=h)),
        done_at=st.none() | st.integers(0, 5).map(lambda h: MONDAY_NINE + timedelta(hours=h)),
        handler=st.sampled_from(["", "小王"]),
    ),
    max_size=8,
)
QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "place": st.sampled_from([Under(EIGHT), Under(Place("幸福里", named="8号车库")), None]),
        "state": st.sampled_from([OneOf(OPEN), State.DONE, Not(State.MERGED)]),
        "reporters": st.sampled_from([Has("阿玲"), Has("没有的人")]),
        "accepted_at": st.sampled_from(
            [
                Between(MONDAY_NINE + timedelta(hours=2)),
                Between(end=MONDAY_NINE + timedelta(hours=2)),
                Between(MONDAY_NINE, MONDAY_NINE + timedelta(hours=3)),
            ]
        ),
        "done_at": st.sampled_from([None, Not(None)]),
        "handler": st.sampled_from(["", "小王", Not("")]),
    },
)


@given(CASES, QUESTIONS, st.booleans(), st.none() | st.integers(1, 3))
@pytest.mark.slow
def test_a_database_answers_as_a_list_does(tmp_path_factory, cases, question, newest, limit):
    from tests.storage.conftest import Memory  # noqa: PLC0415 (a fresh one for each example)

    memory = Memory(f"sqlite:///{tmp_path_factory.mktemp('db') / 'm.db'}")
    numbered = [replace(case, code=f"C{n}") for n, case in enumerate(cases, 1)]
    memory.keep(*numbered)
    asked = {"newest": newest, "limit": limit, **question}

    assert memory.find(Case, **asked) == Past(*numbered).find(Case, **asked)
    memory.store.close()
