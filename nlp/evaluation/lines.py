"""Files of cases: a JSON object a line."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

Json = Mapping[str, Any]
T = TypeVar("T")


class Malformed(Exception):
    """A line that is no case: its number and what is wrong with it."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(line, fault)
        self.line = line
        self.fault = fault


def read_lines(lines: Iterable[str], read: Callable[[Json, int], T]) -> Sequence[T]:
    """What `read` makes of each line and its number, blank ones left out. Raises Malformed."""
    cases = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                cases.append(read(json.loads(line), number))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise Malformed(number, str(error)) from error
    return cases
