"""Whatever happens in whatever order: nothing is handled, fired or said twice; nothing is lost.

A rule is a stretch of time: several messages are heard, several things queued and planted, a fault
or two lie in wait, time passes, and perhaps another process goes on. The model is three lists.
"""

import tempfile
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import select

from bot.outcome import Door
from community.cases import Case
from community.effects import Job, Say
from community.messages import Chat
from community.wording import Text
from handlers.kit.router import Wake
from storage import jobs
from storage.plumbing import JOBS, OUTBOX
from storage.transaction import Cause
from tests.kit.faulty import (
    KILLED_AFTER,
    KILLED_BEFORE,
    LATE,
    LOST,
    REFUSED,
    Killed,
    make_faulty,
)
from tests.kit.town import HOME, Town

WORDS = Text("t.words", "{n}")
CHATS = [Chat("W1"), Chat("W1"), Chat("小王", private=True), Chat("G2")]
FAULTS = ["", "", REFUSED, LOST, LATE, KILLED_BEFORE, KILLED_AFTER]
A_WHILE = timedelta(seconds=40)
PAUSES = [timedelta(), timedelta(seconds=5), A_WHILE, timedelta(minutes=20)]
ON_THE_WAY = {"待发", "退避", "存疑", "已发"}


class Neighbourhood(RuleBasedStateMachine):
    """A town over a channel with faults, and what it was asked to do."""

    def __init__(self, database):
        super().__init__()
        self.stack = ExitStack()
        self.town = Town(self.stack.enter_context(database()))
        self.stack.callback(lambda: self.town.close())
        self.channel = make_faulty(self.town)
        self.heard, self.queued, self.planted = [], [], []
        self.failing = set()
        self._equip()

    @initialize(knows=st.booleans())
    def what_the_channel_knows(self, knows):
        self.channel.knows = knows

    @rule(
        reports=st.integers(0, 3),
        again=st.booleans(),
        said=st.lists(st.sampled_from(CHATS), min_size=2, max_size=5),
        due=st.lists(st.integers(0, 90), max_size=4),
        faults=st.lists(st.sampled_from(FAULTS), max_size=4),
        failing=st.sampled_from([None, None, "raises", "is killed"]),
        pause=st.sampled_from(PAUSES),
        process=st.sampled_from(["goes on", "goes on", "begins again"]),
        answers=st.sampled_from([True, True, False]),
    )
    def some_time_passes(
        self, reports, again, said, due, faults, failing, pause, process, answers
    ):
        self._hear(reports, again)
        self._queue(said)
        self._plant(due)
        self.channel.faults, self.failing, self.channel.answers = [*faults], failing, answers
        self._go_on(pause if answers else min(pause, A_WHILE))
        if process == "begins again":
            self._begin_again()
        self._nothing_was_done_twice()

    def teardown(self):
        try:
            self.channel.faults, self.failing, self.channel.answers = [], None, True
            self._begin_again()
            self._go_on(timedelta(hours=20))
            self._nothing_was_done_twice()
            self._nothing_is_left()
        finally:
            self.stack.close()

    def _equip(self):
        """Jobs of our own, which say their subject."""

        def fire(due, _):
            if self.failing and due.subject == self.planted[-1]:
                failing, self.failing = self.failing, None
                raise Killed if failing == "is killed" else ValueError
            return (Say(Chat("W1"), WORDS(n=due.subject)),)

        self.town.runtime.timekeeper.errands.dispatcher.due = {"试": Wake(fire)}

    def _hear(self, count, again):
        new = [len(self.heard) + n for n in range(count)]
        self.heard += [
            self.town.arrival(f"邻居{n}", f"{n + 1}栋2单元一楼大厅天花板漏水") for n in new
        ]
        old = self.heard[: len(self.heard) - count][-2:] if again else []
        outcomes = run(self.town.runtime.hear([*old, *self.heard[-count:][:count]], self.town.now))
        assert [one.door for one in outcomes[: len(old)]] == [Door.REPEATED] * len(old)

    def _queue(self, chats):
        with self.town.runtime.store.transaction() as transaction:
            for chat in chats:
                text = f"话{len(self.queued)}"
                self.queued.append(text)
                cause = Cause(name=f"test:{text}", at=self.town.now)
                transaction.perform((Say(chat, WORDS(n=text)),), cause)

    def _plant(self, minutes):
        with self.town.runtime.store.plumbing() as connection:
            for after in minutes:
                subject = f"事{len(self.planted)}"
                self.planted.append(subject)
                job = Job("试", subject, self.town.now + timedelta(minutes=after), HOME)
                jobs.plant(connection, job)
                jobs.plant(connection, job)

    def _go_on(self, span):
        until = self.town.now + span
        for _ in range(20):
            try:
                run(self.town.runtime.speak(self.town.now))
                run(self.town.until(max(until, self.town.now)))
            except Killed:
                self.town.now = max(until, self.town.now)  # time does not go back
                self._begin_again()
            else:
                return
        raise AssertionError("it is killed again and again")

    def _begin_again(self):
        """Another process, when the leases of the one before are over."""
        self.town.runtime.close()
        self.town.now += timedelta(seconds=31)
        self.town.runtime = self.town.build()
        self._equip()
        run(self.town.runtime.start(self.town.now))

    def _nothing_was_done_twice(self):
        said = Counter(line for _, text in self.town.heard() for line in text.split("\n"))
        ours = {text: n for text, n in said.items() if text[0] in "话事"}
        ids = [id for message in self.channel.heard for id in message.ids]
        assert max(ours.values(), default=1) == 1
        assert len(ids) == len(set(ids))
        assert set(self._states(OUTBOX.c.state)) <= ON_THE_WAY
        assert len(self.town.all(Case)) == len(self.heard)
        for chat in {message.chat for message in self.channel.heard}:
            in_turn = [min(m.ids) for m in self.channel.heard if m.chat == chat]
            assert self.channel.knows is False or in_turn == sorted(in_turn)

    def _nothing_is_left(self):
        unknown = self._states(OUTBOX.c.state).count("存疑")
        said = {line for _, text in self.town.heard() for line in text.split("\n")}
        lost = {*self.queued, *self.planted} - said
        assert set(self._states(OUTBOX.c.state)) <= {"已发", "存疑"}
        assert len(lost) <= unknown
        assert not (self.channel.knows and unknown)
        assert set(self._states(JOBS.c.state, JOBS.c.kind == "试")) <= {"done"}

    def _states(self, column, *where):
        with self.town.runtime.store.plumbing() as connection:
            return connection.execute(select(column).where(*where)).scalars().all()


def run(coroutine):
    """What it gives: with plain functions in place of threads, nothing has to be waited for."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")


@contextmanager
def a_file():
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'm.db'}"


def run_machine(database, examples):
    """Each example on an empty database of its own."""
    few = settings(
        max_examples=examples,
        stateful_step_count=6,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # shrinking takes minutes: add Phase.shrink to look closely
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(partial(Neighbourhood, database), settings=few)


@pytest.mark.slow
def test_whatever_happens_all_is_done_once():
    run_machine(a_file, examples=12)


@pytest.mark.postgresql
def test_whatever_happens_all_is_done_once_on_a_server(postgresql):
    run_machine(postgresql.prepared, examples=4)
