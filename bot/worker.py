"""Where plain functions run: beside the event loop on one thread of their own, or right here.

One thread, so that commands are serial and SQLite has its one writer.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

T = TypeVar("T")


class Worker(Protocol):
    async def do(self, work: Callable[..., T], *arguments: object) -> T:
        """What `work(*arguments)` gives."""
        ...

    def close(self) -> None:
        """Finish what is under way."""
        ...


class Inline:
    """Right here: for replay and tests, where nothing else is going on."""

    async def do(self, work: Callable[..., T], *arguments: object) -> T:
        return work(*arguments)

    def close(self) -> None:
        """There is nothing to finish."""


class OneThread:
    """On one thread of its own, in order."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="xiaoge")

    async def do(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)

    def close(self) -> None:
        self._pool.shutdown(wait=True)
