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
from bench.crash.model import Count
from bot.errands import Errands
from bot.pipeline import Pipeline
from bot.relay import Relay
from storage import inbox, outbox


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake. `shows` is the count that tells of it; `patches` are owner, name, instead."""

    name: str
    breaks: str
    shows: Count
    patches: Sequence[tuple[Any, str, Any]]


_TABLE: Sequence[Fault] = (
    Fault(
        "acknowledged-first",
        "a message is acknowledged before it is in the inbox",
        Count.LOST,
        ((GatewayChannel, "take_in", mistakes.acknowledged_first),),
    ),
    Fault(
        "left-over",
        "what a dead process left in the inbox is not taken up",
        Count.LOST,
        ((Pipeline, "retry", mistakes.left_over),),
    ),
    Fault(
        "handled-apart",
        "a message is noted as handled in a transaction of its own",
        Count.LOST,
        ((Pipeline, "hear", mistakes.handled_apart),),
    ),
    Fault(
        "repeats",
        "a message that comes twice is handled twice",
        Count.DOUBLE,
        (
            (inbox, "first_sight", mistakes.always_new),
            (GatewayChannel, "kept", mistakes.all_kept),
        ),
    ),
    Fault(
        "uncounted",
        "an attempt is not kept before it is made: what kills does so for ever",
        Count.LOST,
        ((inbox, "begin", mistakes.uncounted),),
    ),
    Fault(
        "job-apart",
        "a job is settled in a transaction of its own, before its effects",
        Count.LOST,
        ((Errands, "_run_some", mistakes.job_apart),),
    ),
    Fault(
        "settled-first",
        "a send is noted as sent before it is sent",
        Count.LOST,
        ((Relay, "_send", mistakes.settled_first),),
    ),
    Fault(
        "claim-unkept",
        "a send is not claimed before it is sent",
        Count.DOUBLE,
        ((Relay, "_claim", mistakes.claim_unkept),),
    ),
    Fault(
        "unasked",
        "what is in doubt is said again without asking",
        Count.DOUBLE,
        ((GatewayChannel, "said", mistakes.unasked),),
    ),
    Fault(
        "timeout-refused",
        "a timeout is taken for a refusal",
        Count.DOUBLE,
        ((GatewayChannel, "send", mistakes.timeout_refused),),
    ),
    Fault(
        "past-the-outbox",
        "something is said that is in no row",
        Count.DOUBLE,
        ((GatewayChannel, "_stay_connected", mistakes.past_the_outbox),),
    ),
    Fault(
        "disorder",
        "the newest message of a chat is said first",
        Count.OUT_OF_ORDER,
        ((outbox, "_waiting", mistakes.newest_first),),
    ),
)
FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _TABLE}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """With that fault, or with none if there is no name."""
    with ExitStack() as patches:
        for owner, attribute, instead in FAULTS[name].patches if name else ():
            patches.enter_context(patch.object(owner, attribute, instead))
        yield
