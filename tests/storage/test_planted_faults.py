"""A test that has never failed is not yet a test: each fault planted here is found by the one named.

The faults are those that are easily made: something not asked, not counted, not in one transaction,
not fenced.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Planted:
    """What is wrong, how it is made so, and the test that finds it, with its arguments."""

    wrong: str
    made: Callable[[pytest.MonkeyPatch], None]
    found_by: Callable[..., Any]
