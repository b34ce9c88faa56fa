"""replay: the verdicts as lines or as JSON, with a bar for those who wait."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import OperationalError

from bot.cli import console
from bot.errors import Fatal
from bot.holidays import official_calendar
from bot.observability import quiet
from bot.replay.language import read_scenarios
from bot.replay.runner import Verdict, replay
from storage.scratch import scratch

_NO_SERVER = "数据库连不上，或不许在上面建库（{trouble}）。"


class Unreadable(Exception):
    """A file that is not there, or is no text; says so in a sentence."""


def report(files: Sequence[Path], *, database: str, as_json: bool) -> bool:
    """Replay every scenario. True if all passed.

    Raises Unreadable before anything is played, and Fatal where there is no such server.
    """
    number = sum(_count(file) for file in files)
    quiet()
    try:
        with scratch(database) as databases:
            verdicts = asyncio.run(_play(files, number, databases, as_json=as_json))
    except OperationalError as error:
        raise Fatal(_NO_SERVER.format(trouble=str(error.orig).strip())) from None
    passed = sum(verdict.passed for verdict in verdicts)
    failed = len(verdicts) - passed
    if as_json:
        scenarios = [_plain(verdict) for verdict in verdicts]
        console.put_json({"scenarios": scenarios, "passed": passed, "failed": failed})
    else:
        console.put(f"{passed} passed, {failed} failed")
    return not failed


async def _play(
    files: Sequence[Path], number: int, databases: Iterator[str], *, as_json: bool
) -> Sequence[Verdict]:
    """Each verdict is put out as it comes. The bar stands on standard error, and goes away."""
    verdicts = []
    async for verdict in _watched(replay(files, official_calendar(), databases), number):
        verdicts.append(verdict)
        if not as_json:
            console.put(str(verdict))
    return verdicts


async def _watched(verdicts: AsyncIterator[Verdict], number: int) -> AsyncIterator[Verdict]:
    bar = Progress(
        console=Console(stderr=True),
        transient=True,
        disable=not console.is_watched(),
        redirect_stdout=sys.stdout.isatty(),
    )
    with bar:
        task = bar.add_task("重放", total=number)
        async for verdict in verdicts:
            yield verdict
            bar.advance(task)


def _count(file: Path) -> int:
    """How many scenarios. Raises Unreadable."""
    try:
        return sum(1 for _ in read_scenarios(file))
    except FileNotFoundError:
        raise Unreadable(f"没有这个文件：{file}") from None
    except UnicodeDecodeError:
        raise Unreadable(f"不是 UTF-8 文本：{file}") from None
    except OSError as error:
        raise Unreadable(f"读不了：{file}（{error.strerror}）") from None


def _plain(verdict: Verdict) -> dict[str, object]:
    return {
        "id": verdict.id,
        "title": verdict.title,
        "file": verdict.file,
        "passed": verdict.passed,
        "line": verdict.line,
        "failure": verdict.failure,
    }
