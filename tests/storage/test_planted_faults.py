"""A test that has never failed is not yet a test: each fault planted here is found by the one named.

The faults are those that are easily made: something not asked, not counted, not in one transaction,
not fenced.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, literal

from bot.leases import Leases
from bot.relay import Relay
from storage import inbox, jobs, leases, outbox, sends
from storage.plumbing import JOBS, OUTBOX, OutboxState
from storage.transaction import Transaction
from tests.bot import test_exactly_once, test_time
from tests.kit.faulty import KILLED_AFTER, KILLED_BEFORE, LATE, LOST, REFUSED, make_faulty
from tests.storage import test_faults_clock, test_faults_file, test_firing, test_inbox, test_processes, test_sending


@dataclass(frozen=True)
class Planted:
    """What is wrong, how it is made so, and the test that finds it, with its arguments."""

    wrong: str
    made: Callable[[pytest.MonkeyPatch], None]
    found_by: Callable[..., Any]
