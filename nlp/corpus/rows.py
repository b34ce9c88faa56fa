"""Files of labelled things: a JSON object a row."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

Json = Mapping[str, Any]
T = TypeVar("T")


class NotALine(Exception):
    """`number` is that of the row, from 1; `why` says in Chinese what is wrong with it."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"第 {number} 行：{why}")
        self.number = number


def read_rows(rows: Iterable[str], read: Callable[[Json, int], T]) -> Iterator[T]:
    """What `read` makes of each row and its number; blank ones are passed over.

    Raises NotALine, also for whatever `read` stumbles over.
    """
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            found = json.loads(row)
        except (ValueError, RecursionError):
            raise NotALine(number, "不是 JSON") from None
        if not isinstance(found, dict):
            raise NotALine(number, "不是一个对象")
        try:
            yield read(found, number)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise NotALine(number, f"写法不对：{error}") from error
