"""One process to a data folder. Two would put each other out of the gateway for ever."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "xiaoge.lock"


class AlreadyRunning(Exception):
    """Another process holds the folder."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder, until the end or until the process dies. Raises AlreadyRunning."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _NAME).open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield
