"""Work in order within a chat, chats beside one another."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class Lanes:
    """One queue for every chat that has something to do. A job must not raise."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, chat: str, job: Job) -> None:
        """Do it when everything put there before is done."""
        if chat in self._waiting:
            self._waiting[chat].append(job)
            return
        self._waiting[chat] = deque((job,))
        task = asyncio.create_task(self._work_off(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, then give the rest up: it is still in the inbox."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work_off(self, chat: str) -> None:
        waiting = self._waiting[chat]
        try:
            while waiting:
                await waiting.popleft()()
        finally:
            del self._waiting[chat]
