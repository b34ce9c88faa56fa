"""Faults put in on purpose: the harness must find each, or it proves nothing.

python -m bench.crash --fault NAME
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from bench.crash import mistakes
from bench.crash.channel import GatewayChannel
from bench.crash.model import Count, Finding
from bot.errands import Errands
from bot.pipeline import Pipeline
from bot.relay import Relay
from storage import inbox, jobs, outbox


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake. A finding with `shows` in it tells of it.

    `patches` are owner, name and what stands there instead.
    """

    name: str
    breaks: str
    count: Count
    shows: str
    patches: Sequence[tuple[Any, str, Any]]


_TABLE: Sequence[Fault] = (
    Fault(
        "acknowledged-first",
        "a message is acknowledged before it is in the inbox",
        Count.LOST,
        "acknowledged and not kept",
        ((GatewayChannel, "take_in", mistakes.acknowledged_first),),
    ),
    Fault(
        "left-over",
        "what a dead process left in the inbox is not taken up",
        Count.LOST,
        "not handled: received",
        ((Pipeline, "retry", mistakes.left_over),),
    ),
    Fault(
        "handled-apart",
        "a message is noted as handled in a transaction of its own",
        Count.LOST,
        "handled without",
        ((Pipeline, "hear", mistakes.handled_apart),),
    ),
    Fault(
        "repeats",
        "a message that comes twice is handled twice",
        Count.DOUBLE,
        " × Message",
        (
            (inbox, "first_sight", mistakes.always_new),
            (GatewayChannel, "kept", mistakes.all_kept),
        ),
    ),
    Fault(
        "uncounted",
        "an attempt is not kept before it is made: what kills does so for ever",
        Count.LOST,
        "deadly and not set aside",
        ((inbox, "begin", mistakes.uncounted),),
    ),
    Fault(
        "job-apart",
        "a job is settled in a transaction of its own, before its effects",
        Count.LOST,
        "run without effect",
        (
            (Errands, "_begin", mistakes.job_apart),
            (jobs, "settle", mistakes.settled_already),
        ),
    ),
    Fault(
        "settled-first",
        "a send is noted as sent before it is sent",
        Count.LOST,
        "never reached",
        ((Relay, "_send", mistakes.settled_first),),
    ),
    Fault(
        "claim-unkept",
        "a send is not claimed before it is sent",
        Count.DOUBLE,
        " times",
        ((Relay, "_claim", mistakes.claim_unkept),),
    ),
    Fault(
        "unasked",
        "what is in doubt is said again without asking",
        Count.DOUBLE,
        " times",
        ((GatewayChannel, "said", mistakes.unasked),),
    ),
    Fault(
        "timeout-refused",
        "a timeout is taken for a refusal",
        Count.DOUBLE,
        " times",
        ((GatewayChannel, "send", mistakes.timeout_refused),),
    ),
    Fault(
        "past-the-outbox",
        "something is said that is in no row",
        Count.DOUBLE,
        "in no row",
        ((GatewayChannel, "_stay_connected", mistakes.past_the_outbox),),
    ),
    Fault(
        "disorder",
        "the newest message of a chat is said first",
        Count.OUT_OF_ORDER,
        "overtook",
        ((outbox, "_waiting", mistakes.newest_first),),
    ),
)
FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _TABLE}


def found(fault: Fault, findings: Sequence[Finding]) -> int:
    """How often it was found: as what it is, not as some other trouble that it made."""
    return sum(one.count is fault.count and fault.shows in one.what for one in findings)


@contextmanager
def planted(name: str) -> Iterator[None]:
    """With that fault, or with none if there is no name."""
    with ExitStack() as patches:
        for owner, attribute, instead in FAULTS[name].patches if name else ():
            patches.enter_context(patch.object(owner, attribute, instead))
        yield
