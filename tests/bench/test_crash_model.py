"""The comparison at the end of bench.crash finds whatever can be wrong, in logs made by hand."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bench.crash.model import (
    REPLY,
    Change,
    Count,
    Evidence,
    Finding,
    Kept,
    Promise,
    Queued,
    Received,
    Said,
    Told,
    judge,
)
from community.calendar import ZONE
from community.speech import Manner
from storage.plumbing import OutboxState

NOON = datetime(2026, 11, 23, 12, tzinfo=ZONE)
JOB = "回访:幸福:C1:20261123T093000"


def row(id, cause="crash1:m1", *, chat="G1", private=False, state="已发", manner=Manner.PLAIN):
    return Queued(id, cause, chat, private, f"第{id}句", manner, state)


def said(*ids):
    return Said(ids, "crash1", "G1", "\n".join(f"第{id}句" for id in ids))


def promise(state, key=JOB, kind="回访", due=NOON - timedelta(hours=1)):
    return Promise(key, kind, state, due)


# A complaint that became a case, which was finished and called back; a command that was answered.
GOOD = Evidence(
    at=NOON,
    told=(Told("crash1:m1", "Case"), Told("crash1:m2", REPLY), Told("crash1:m3")),
    acknowledged=frozenset({"crash1:m1", "crash1:m2", "crash1:m3"}),
    said=(said(1), said(2)),
    inbox=tuple(Received(f"crash1:m{n}", "done", 1) for n in (1, 2, 3)),
    outbox=(row(1), row(2, "crash1:m2")),
    jobs=(promise("done"),),
    journal=(
        Change("crash1:m1", "Case", "C1", made=True),
        Change(f"job:{JOB}", "Callback", "CB1", made=True),
    ),
    records=(
        Kept("Case", "C1", ("crash1:m1",)),
        Kept("Callback", "CB1", ("C1", "李阿姨", "1")),
    ),
)


def test_where_all_is_well_nothing_is_found():
    assert judge(GOOD) == ()


def of_inbox(state, attempts=1):
    return (Received("crash1:m1", state, attempts), *GOOD.inbox[1:])


FOUND = [
    ("never acknowledged", Count.LOST, {"acknowledged": GOOD.acknowledged - {"crash1:m3"}}),
    ("acknowledged and not kept", Count.LOST, {"inbox": GOOD.inbox[:2]}),
    ("not handled: received", Count.LOST, {"inbox": of_inbox("received")}),
    ("not handled: failed", Count.LOST, {"inbox": of_inbox("failed", 4)}),
    ("handled without Case", Count.LOST, {"journal": GOOD.journal[1:]}),
    ("handled without reply", Count.LOST, {"outbox": GOOD.outbox[:1], "said": GOOD.said[:1]}),
    (
        "2 × Case",
        Count.DOUBLE,
        {"journal": (*GOOD.journal, Change("crash1:m1", "Case", "C2", made=True))},
    ),
    (
        "2 × Callback",
        Count.DOUBLE,
        {"records": (*GOOD.records, Kept("Callback", "CB2", ("C1", "李阿姨", "1")))},
    ),
    ("Case made 2 times", Count.DOUBLE, {"journal": (*GOOD.journal, GOOD.journal[0])}),
    ("due and not run", Count.LOST, {"jobs": (promise("waiting"),), "journal": GOOD.journal[:1]}),
    ("failed", Count.LOST, {"jobs": (promise("failed"),), "journal": GOOD.journal[:1]}),
    ("run without effect", Count.LOST, {"journal": GOOD.journal[:1]}),
    (
        "ran, and is waiting",
        Count.DOUBLE,
        {"jobs": (promise("waiting", due=NOON + timedelta(hours=1)),)},
    ),
    ("not settled: 待发", Count.LOST, {"outbox": (row(1, state="待发"), GOOD.outbox[1])}),
    ("not settled: 发送中", Count.LOST, {"outbox": (row(1, state="发送中"), GOOD.outbox[1])}),
    ("not settled: 放弃", Count.LOST, {"outbox": (row(1, state="放弃"), GOOD.outbox[1])}),
    ("never reached the gateway", Count.LOST, {"said": (said(2),)}),
    ("said 2 times", Count.DOUBLE, {"said": (said(1), said(1), said(2))}),
    ("said, and in no row", Count.DOUBLE, {"said": (*GOOD.said, said())}),
    ("said, and in no row", Count.DOUBLE, {"said": (*GOOD.said, said(99))}),
    ("said, and in no row", Count.DOUBLE, {"said": (Said((1,), "crash1", "G1", "别的"), said(2))}),
    ("overtook", Count.OUT_OF_ORDER, {"said": (said(2), said(1))}),
]


@pytest.mark.parametrize(("what", "count", "broken"), FOUND)
def test_each_thing_that_is_wrong_is_found_alone(what, count, broken):
    findings = judge(replace(GOOD, **broken))

    assert {(one.count, one.what) for one in findings} == {(count, what)}


def test_what_is_in_doubt_is_counted_and_no_fault():
    doubtful = row(1, state=OutboxState.DOUBTFUL)
    never_said = replace(GOOD, outbox=(doubtful, GOOD.outbox[1]), said=(said(2),))

    assert judge(never_said) == (Finding(Count.DOUBTFUL, "in doubt", "1"),)


def test_what_is_in_doubt_was_not_said_twice_either():
    doubtful = row(1, state=OutboxState.DOUBTFUL)
    twice = replace(GOOD, outbox=(doubtful, GOOD.outbox[1]), said=(said(1), said(1), said(2)))

    assert Finding(Count.DOUBLE, "said 2 times", "1") in judge(twice)


def test_a_job_whose_time_has_not_come_may_wait():
    later = promise("waiting", key="日报", kind="日报", due=NOON + timedelta(hours=6))

    assert judge(replace(GOOD, jobs=(*GOOD.jobs, later))) == ()


def test_a_message_that_kills_is_set_aside_after_its_attempts():
    deadly = (Told("crash1:m1", deadly=True), *GOOD.told[1:])
    aside = replace(GOOD, told=deadly, inbox=of_inbox("failed", 4))

    assert judge(aside) == ()
    assert judge(replace(aside, inbox=of_inbox("received", 3))) == (
        Finding(Count.LOST, "deadly and not set aside", "crash1:m1"),
    )


def test_what_is_said_again_brings_about_one_thing_only():
    told = tuple(Told(f"crash1:m{n}", "Signup", matter="小蔡:书法") for n in (1, 2))
    once = (Change("crash1:m2", "Signup", "S1", made=True), GOOD.journal[1])
    again = replace(GOOD, told=told, outbox=(), said=(), journal=once)
    twice = (*once, Change("crash1:m1", "Signup", "S2", made=True))

    assert judge(again) == ()
    assert [one.what for one in judge(replace(again, journal=twice))] == ["2 × Signup"]


def test_what_may_come_of_a_message_need_not():
    told = (Told("crash1:m1", "Callback", must=False), *GOOD.told[1:])

    assert judge(replace(GOOD, told=told)) == ()


def in_order(*rows, first):
    return judge(replace(GOOD, told=(), outbox=rows, said=tuple(said(id) for id in first)))


def test_danger_may_overtake_and_other_words_may_overtake_folded_receipts():
    assert in_order(row(1), row(2, manner=Manner.URGENT), first=(2, 1)) == ()
    assert in_order(row(1, manner=Manner.RECEIPT), row(2), first=(2, 1)) == ()
    assert in_order(row(1), row(2, chat="G2"), first=(2, 1)) == ()


def test_receipts_overtake_nothing():
    receipts = row(1, manner=Manner.RECEIPT), row(2, manner=Manner.RECEIPT)

    assert [one.name for one in in_order(*receipts, first=(2, 1))] == ["2"]
    assert in_order(row(1), row(2, manner=Manner.RECEIPT), first=(2, 1)) != ()


def test_in_private_nothing_is_folded():
    rows = row(1, private=True, manner=Manner.RECEIPT), row(2, private=True)

    assert in_order(*rows, first=(2, 1)) != ()


def test_what_came_too_late_was_given_up_and_is_counted():
    late = replace(row(1, state="放弃"), error="too late")
    given_up = judge(replace(GOOD, outbox=(late, GOOD.outbox[1]), said=(said(2),)))

    assert [(one.count, one.name) for one in given_up] == [(Count.GIVEN_UP, "1")]


@pytest.mark.parametrize(("state", "found"), [("failed", []), ("cancelled", []), ("done", ["1"])])
def test_a_job_that_kills_is_given_up(state, found):
    deadly = Promise("1", "图片无主", state, NOON, deadly=True)

    assert [one.name for one in judge(replace(GOOD, jobs=(*GOOD.jobs, deadly)))] == found
