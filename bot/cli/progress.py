"""A bar on the terminal for what takes a while; nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

from bot.cli import console

Advance = Callable[[int], None]


@contextmanager
def watched() -> Iterator[Progress]:
    """Bars that go away when everything is done."""
    with Progress(
        console=Console(stderr=True), transient=True, disable=not console.is_watched()
    ) as bars:
        yield bars


@contextmanager
def bar(what: str, total: float | None = None, done: int = 0) -> Iterator[Advance]:
    """One bar, moved on by what it is told. `total` is None where nobody knows."""
    with watched() as bars:
        task = bars.add_task(what, total=total, completed=done)
        yield lambda count: bars.advance(task, count)
