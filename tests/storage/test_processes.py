"""Several processes on one server: who may change what, who speaks, who keeps the house."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from bot.leases import HOUSE, Leases
from community.cases import Case
from community.effects import Erase, Record, Say
from community.messages import Chat
from community.people import Person, Role
from community.refs import PersonId
from community.wording import Text
from storage import inbox, jobs, leases, locks, outbox
from storage.locks import Elsewhere
from storage.plumbing import JOBS, InboxState, JobState
from storage.queries import outgoing
from storage.store import Store
from storage.transaction import Cause
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE, Town, person

pytestmark = pytest.mark.postgresql
OTHER = "安康"
LEAK = "3栋2单元一楼大厅天花板漏水"


@pytest.fixture
def url(postgresql):
    with postgresql.prepared() as url:
        yield url


@pytest.fixture
def stores(url):
    with ExitStack() as stack:
        opened = [Store(url, CALENDAR) for _ in range(2)]
        for store in opened:
            stack.callback(store.close)
        yield opened


@pytest.fixture
def towns(url):
    """Two processes, as if for two accounts: the second one joins the town of the first."""
    first = Town(url)
    second = Town(url, joins=first)
    yield first, second
    second.close()
    first.close()


def add_role(store, role):
    """Read, decide, write: what every handler does."""
    with store.transaction(HOME) as transaction:
        before = transaction.records.get(Person, "小王")
        after = replace(before, role=(*before.role, role))
        transaction.perform((Record(after),), Cause(name=role, at=MONDAY_NINE))


def test_what_two_processes_change_at_once_is_changed_one_after_the_other(stores):
    with stores[0].transaction() as transaction:
        transaction.perform((Record(person("小王")),), Cause(name="given", at=MONDAY_NINE))
    roles = (Role.GRID_WORKER, Role.SECRETARY)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add_role, stores, roles))

    with stores[0].reading() as records:
        assert set(records.get(Person, "小王").role) == {Role.RESIDENT, *roles}


def test_communities_do_not_wait_for_one_another(stores):
    met = Barrier(2, timeout=10)  # both are inside at once, or it breaks

    def inside(store, community):
        with store.transaction(community):
            met.wait()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(inside, stores, (HOME, OTHER)))


def test_who_holds_one_community_changes_no_other(stores):
    effects = (Record(person("小王", community=OTHER)),)
    cause = Cause(name="t", at=MONDAY_NINE)
    with pytest.raises(Elsewhere), stores[0].transaction(HOME) as transaction:
        transaction.perform(effects, cause)

    stores[0].work(lambda transaction: transaction.perform(effects, cause), HOME)
    with stores[1].reading() as records:
        assert records.get(Person, "小王").community == OTHER


def test_a_community_that_another_process_works_for_is_left_to_it(stores):
    with stores[0].transaction(HOME), stores[1].hold({HOME, OTHER}) as hold:
        assert hold.communities == {OTHER}
    with stores[1].hold({HOME, OTHER}) as hold:
        assert hold.communities == {HOME, OTHER}
    with stores[0].transaction(HOME):
        pass  # nothing is held any more


def test_whoever_needs_the_whole_house_has_it_alone(stores):
    with stores[0].transaction(), stores[1].hold({HOME}) as hold:
        assert hold.communities == frozenset()


def test_numbers_are_given_once(stores):
    def some(store):
        with store.transaction(HOME if store is stores[0] else OTHER) as transaction:
            return [transaction.records.next_ref(Case) for _ in range(20)]

    with ThreadPoolExecutor(2) as pool:
        given = [ref for refs in pool.map(some, stores) for ref in refs]
    assert len(set(given)) == 40


def test_of_two_processes_that_hear_the_same_one_is_the_first(stores):
    causes = {f"sim:m{n}": MONDAY_NINE for n in range(50)}

    def seen(store):
        with store.plumbing() as connection:
            return inbox.first_sight(connection, causes)

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(seen, stores)
    assert (one | other, one & other) == (causes.keys(), frozenset())


def test_of_two_processes_that_begin_the_same_one_goes_on(stores):
    causes = [f"sim:m{n}" for n in range(50)]
    with stores[0].plumbing() as connection:
        for cause in causes:
            inbox.receive(connection, cause, MONDAY_NINE, "{}")

    def begun(store):
        with store.plumbing() as connection:
            return [inbox.begin(connection, cause, MONDAY_NINE) for cause in causes]

    with ThreadPoolExecutor(2) as pool:
        both = zip(*pool.map(begun, stores), strict=True)
    assert {frozenset(one) for one in both} == {frozenset({InboxState.RECEIVED, InboxState.DONE})}


def test_a_lease_is_one_s_own_until_it_runs_out(stores):
    first, second = (Leases(store, f"life{n}") for n, store in enumerate(stores))
    first.hold([HOUSE], MONDAY_NINE)
    second.hold([HOUSE], MONDAY_NINE)
    assert (first.epoch(HOUSE, MONDAY_NINE), second.epoch(HOUSE, MONDAY_NINE)) == (1, None)

    renewed = MONDAY_NINE + leases.SPAN / 2
    first.hold([HOUSE], renewed)
    second.hold([HOUSE], MONDAY_NINE + leases.SPAN)
    assert second.epoch(HOUSE, MONDAY_NINE + leases.SPAN) is None

    over = renewed + leases.SPAN
    assert first.epoch(HOUSE, over - leases.SPAN / 6) is None  # nearly over: not to be relied on
    second.hold([HOUSE], over)
    assert second.epoch(HOUSE, over) == 2


def test_a_process_that_was_paused_claims_nothing_any_more(towns):
    first, second = towns
    later = MONDAY_NINE + timedelta(minutes=5)
    stale = {"sim": first.runtime.relay._ours(MONDAY_NINE)["sim"]}
    assert second.runtime.relay._ours(later)["sim"] == stale["sim"] + 1

    hello = (Say(Chat("W1"), Text("t.hello", "您好")()),)
    with first.runtime.store.transaction() as transaction:
        transaction.perform(hello, Cause(name="hello", at=later))
    with pytest.raises(outbox.Overtaken), first.runtime.store.plumbing() as connection:
        outbox.claim(connection, later, stale)
    with first.runtime.store.plumbing() as connection:
        ours = {"sim": stale["sim"] + 1}
        assert outbox.claim(connection, later, ours).text == "您好"


class Leaping:
    """A clock that leaps by five minutes when it is told to."""

    at = MONDAY_NINE

    def now(self):
        return self.at

    def leap(self):
        self.at += timedelta(minutes=5)


async def test_who_was_paused_between_claim_and_send_says_nothing(towns, monkeypatch):
    first, second = towns
    hello = (Say(Chat("W1"), Text("t.hello", "您好")()),)
    with first.runtime.store.transaction() as transaction:
        transaction.perform(hello, Cause(name="hello", at=MONDAY_NINE))
    clock, claim = Leaping(), outbox.claim

    def pauses(*given):
        message = claim(*given)
        if message is not None:
            clock.leap()
            assert second.runtime.relay._ours(clock.at)
        return message

    monkeypatch.setattr(outbox, "claim", pauses)
    await first.runtime.speak_on(clock)
    assert first.heard() == []

    monkeypatch.undo()
    await second.runtime.speak(clock.at)
    assert second.heard() == [("W1", "您好")]


def test_what_is_taken_back_while_we_choose_is_not_said(towns, monkeypatch):
    first, second = towns
    said = (Say(Chat("W1"), Text("t.hello", "您好")()),)
    with first.runtime.store.transaction() as transaction:
        transaction.perform(said, Cause(name="hello", at=MONDAY_NINE))
    choose = outbox.next_bundle

    def choose_slowly(*chosen, **more):
        with second.runtime.store.transaction() as transaction:
            transaction.perform((Erase("hello"),), Cause(name="recall", at=MONDAY_NINE))
        return choose(*chosen, **more)

    monkeypatch.setattr(outbox, "next_bundle", choose_slowly)
    assert first.runtime.relay._claim(MONDAY_NINE) is None
    with first.runtime.store.reading() as records:
        assert [row.state for row in outgoing(records)] == ["放弃"]


def test_a_clock_that_was_ahead_keeps_nobody_silent_for_long(stores):
    ahead, after = (Leases(store, f"life{n}") for n, store in enumerate(stores))
    ahead.hold([HOUSE], MONDAY_NINE + timedelta(days=365))
    after.hold([HOUSE], MONDAY_NINE)

    assert after.epoch(HOUSE, MONDAY_NINE) == 2


async def test_a_role_given_in_one_process_counts_in_the_other(towns):
    first, second = towns
    await second.say("孙姐", "大家早")
    await first.dm("超管", "/授权 @孙姐 网格员 幸福里")
    await second.say("孙姐", "/群 模式 正常")

    assert second.one(Person, code=PersonId("孙姐")).is_staff
    assert "没有权限" not in str(second.heard())


async def test_due_work_is_done_once_by_whoever_comes_first(towns):
    first, _ = towns
    for n in range(120):
        await first.say(f"邻居{n}", f"{n + 1}栋2单元一楼大厅天花板漏水")
    later = MONDAY_NINE + timedelta(days=3)
    with ThreadPoolExecutor(2) as pool:
        ran = list(pool.map(lambda town: town.runtime.timekeeper.wake(later), towns))

    with first.runtime.store.plumbing() as connection:
        done = connection.execute(JOBS.select().where(JOBS.c.state == JobState.DONE)).all()
        assert not jobs.ripe_in(connection, later, besides=(), most=1)
    assert sum(ran) == len(done)
    assert {row.attempts for row in done} == {1}


def test_nothing_is_locked_in_a_file(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 's.db'}", CALENDAR)
    with store.plumbing() as connection:
        assert locks.hold(connection, [HOME]) == locks.EVERYTHING
    store.close()
