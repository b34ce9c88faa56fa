"""A test that has never failed is not yet a test: each fault planted here is found by one.

They are mistakes that are easily made: not asked, not counted, not together, not fenced. The state
machine (test_machines.py) finds some of them too, and not others in the few examples it is given:
that what is in doubt does not hold up its chat, for one. So each has a directed test.
"""

import inspect
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, true

from bot.leases import Leases
from bot.relay import Relay
from storage import engine, inbox, jobs, leases, outbox, sends
from storage.plumbing import JOBS, OUTBOX, JobState, OutboxState
from storage.transaction import Transaction
from tests.bot import test_exactly_once
from tests.kit.faulty import KILLED_AFTER, KILLED_BEFORE, LATE, LOST, REFUSED, Killed
from tests.kit.world import World
from tests.storage import (
    test_faults_file,
    test_firing,
    test_inbox,
    test_outbox,
    test_processes,
    test_sending,
)


@dataclass(frozen=True)
class Planted:
    """What is wrong, how it is made so, and the test that finds it; `shared`: on a server."""

    wrong: str
    plant: Callable[[pytest.MonkeyPatch], None]
    found_by: Callable[[World], Any]
    shared: bool = False


def instead(where, name, what):
    return lambda patch: patch.setattr(where, name, what)


def say_again(connection, channel, epoch, now):
    begun = (OUTBOX.c.state == OutboxState.SENDING) & (OUTBOX.c.channel == channel)
    connection.execute(OUTBOX.update().where(begun).values(state=OutboxState.WAITING))
    return 0


def seen_without(state):
    waiting = outbox._waiting
    return lambda *given: [row for row in waiting(*given) if row.state != state]


def forget_it(connection, message, now, error):
    sends.give_up(connection, message.ids, error)
    return 0


def in_doubt_under_any_lease(message):
    doubtful = OUTBOX.c.state == OutboxState.DOUBTFUL
    return OUTBOX.update().where(OUTBOX.c.id.in_(message.ids), doubtful)


def forget_what_cannot_be_written(patch):
    interrupted = sends.doubt_interrupted

    async def note(relay, deed, *arguments):
        await relay.worker.do(deed, *arguments)

    patch.setattr(Relay, "_note", note)
    older = lambda c, channel, epoch, now: interrupted(c, channel, epoch - 1, now)  # noqa: E731
    patch.setattr(sends, "doubt_interrupted", older)


def plant_anew(connection, job):
    connection.execute(JOBS.delete().where(JOBS.c.key == job.key))
    return PLANT(connection, job)


def call_it_done(connection, key, now, error):
    return jobs.settle(connection, [key], JobState.DONE, now)


def never_grows(connection, *given, **options):
    return TAKE(connection, *given, **options) and 1


def from_anybody(connection, *given, **_):
    return TAKE(connection, *given, from_anybody=True)


class WhateverItIs:
    def __init__(self, _):
        pass

    __hash__ = None

    def __eq__(self, _):
        return true()


def though_it_is_over(held, name, now):
    return held._held[name].epoch if name in held._held else None


PLANT, TAKE = jobs.plant, leases.take

PLANTED = [
    Planted(
        "what was being said at a kill is not asked about",
        instead(sends, "doubt_interrupted", lambda *_: 0),
        lambda world: test_sending.test_what_was_being_said_at_a_kill_is_said_once(
            *world.faulty(), KILLED_BEFORE
        ),
    ),
    Planted(
        "what was being said at a kill is said again unasked",
        instead(sends, "doubt_interrupted", say_again),
        lambda world: test_sending.test_what_was_being_said_at_a_kill_is_said_once(
            *world.faulty(), KILLED_AFTER
        ),
    ),
    Planted(
        "no answer is taken for a refusal",
        instead(
            Relay, "_doubtful", lambda relay, message, now, error: relay._refused(message, "", now)
        ),
        lambda world: test_sending.test_what_failed_is_said_once_and_in_its_turn(
            *world.faulty(), LATE
        ),
    ),
    Planted(
        "what is in doubt does not hold up its chat",
        instead(outbox, "_waiting", seen_without(OutboxState.DOUBTFUL)),
        lambda world: test_sending.test_nothing_overtakes_what_may_have_been_said(
            *world.faulty(), LOST
        ),
    ),
    Planted(
        "what was refused is forgotten",
        instead(sends, "settle_failed", forget_it),
        lambda world: test_sending.test_what_failed_is_said_once_and_in_its_turn(
            *world.faulty(), REFUSED
        ),
    ),
    Planted(
        "what waits overtakes what was refused",
        instead(outbox, "_waiting", seen_without(OutboxState.BACKING_OFF)),
        lambda world: (
            test_outbox.test_what_failed_waits_longer_and_longer_and_nothing_overtakes_it(
                world.rooms()
            )
        ),
    ),
    Planted(
        "what nobody can know is said again",
        instead(sends, "settle_unknown", sends.settle_unsaid),
        lambda world: test_sending.test_what_nobody_can_know_is_shown_and_not_said_again(
            *world.faulty(), LATE
        ),
    ),
    Planted(
        "an old answer settles a new doubt",
        instead(sends, "_in_doubt", in_doubt_under_any_lease),
        lambda world: (
            test_sending.test_an_answer_that_comes_after_others_took_over_is_not_believed(
                *world.faulty()
            )
        ),
    ),
    Planted(
        "what became of a send is forgotten if it cannot be written",
        forget_what_cannot_be_written,
        lambda world: locked(world),
    ),
    Planted(
        "every message is new",
        instead(inbox, "first_sight", lambda _, causes: frozenset(causes)),
        lambda world: test_exactly_once.test_a_message_delivered_twice_is_handled_once(
            world.town()
        ),
    ),
    Planted(
        "what a message brings about is not undone together",
        instead(Transaction, "perform_whole", Transaction.perform),
        lambda world: test_exactly_once.test_a_message_that_fails_halfway_leaves_nothing(
            world.town(), world.monkeypatch
        ),
    ),
    Planted(
        "a message that fails is tried for ever",
        instead(inbox, "MOST_ATTEMPTS", 1_000_000),
        lambda world: test_inbox.test_what_fails_is_tried_again_and_then_set_aside(world.memory()),
    ),
    Planted(
        "what a job brings about is not undone together",
        instead(Connection, "begin_nested", lambda _: nullcontext()),
        lambda world: (
            test_firing.test_a_job_that_fails_halfway_leaves_nothing_and_holds_up_nothing(
                test_firing.make_firing(world.town())
            )
        ),
    ),
    Planted(
        "a job that failed is called done",
        instead(jobs, "put_off", call_it_done),
        lambda world: (
            test_firing.test_a_job_that_fails_halfway_leaves_nothing_and_holds_up_nothing(
                test_firing.make_firing(world.town())
            )
        ),
    ),
    Planted(
        "attempts are not counted before they are made",
        instead(jobs, "begin", lambda _, ids: list(ids)),
        lambda world: test_firing.test_a_job_that_ends_the_process_does_so_a_few_times_only(
            test_firing.make_firing(world.town())
        ),
    ),
    Planted(
        "what is planted twice happens twice",
        instead(jobs, "plant", plant_anew),
        lambda world: test_firing.test_what_is_planted_twice_happens_once(
            test_firing.make_firing(world.town())
        ),
    ),
    Planted(
        "jobs run in any order",
        instead(jobs, "_IN_ORDER", (JOBS.c.id,)),
        lambda world: test_firing.test_older_promises_are_kept_first(
            test_firing.make_firing(world.town())
        ),
    ),
    Planted(
        "the epoch does not grow",
        instead(leases, "take", never_grows),
        lambda world: test_processes.test_a_process_that_was_paused_claims_nothing_any_more(
            world.towns()
        ),
        shared=True,
    ),
    Planted(
        "a lease is taken although somebody holds it",
        instead(leases, "take", from_anybody),
        lambda world: test_processes.test_a_lease_is_one_s_own_until_it_runs_out(
            [town.runtime.store for town in world.towns()]
        ),
        shared=True,
    ),
    Planted(
        "who held the lease before may claim",
        instead(outbox, "current_epoch", WhateverItIs),
        lambda world: test_processes.test_a_process_that_was_paused_claims_nothing_any_more(
            world.towns()
        ),
        shared=True,
    ),
    Planted(
        "a lease is relied on although it is over",
        instead(Leases, "epoch", though_it_is_over),
        lambda world: test_processes.test_who_was_paused_between_claim_and_send_says_nothing(
            world.towns(), world.monkeypatch
        ),
        shared=True,
    ),
]


async def locked(world):
    """The file is locked while something is being noted."""
    town = world.town()
    file = town.runtime.store.writer.url.database
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        await test_faults_file.test_what_was_said_is_noted_when_the_file_is_free_again(town, other)


async def finds(planted, world):
    """True if the test fails, as it has to."""
    try:
        done = planted.found_by(world)
        if inspect.isawaitable(done):
            await done
    except (AssertionError, Killed, pytest.fail.Exception):
        return True
    return False


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param(one, id=one.wrong, marks=[pytest.mark.postgresql] if one.shared else [])
        for one in PLANTED
    ],
)
async def test_a_planted_fault_is_found(planted, request, tmp_path):
    with ExitStack() as stack:
        patch, of_the_test = (stack.enter_context(pytest.MonkeyPatch.context()) for _ in range(2))
        url = f"sqlite:///{tmp_path / 'f.db'}"
        if planted.shared:
            url = stack.enter_context(request.getfixturevalue("postgresql").prepared())
        patch.setattr(engine, "_BUSY_MS", 50)
        planted.plant(patch)

        assert await finds(planted, World(url, of_the_test, stack))
