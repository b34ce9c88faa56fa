"""backup: the whole database in one file, checked before it counts.

What neighbours sent as pictures and files lies beside it, in `files/`, and is not in the copy
(docs/running.md says how to copy it).
"""

import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.cli import console
from bot.clock import SystemClock
from bot.errors import Fatal
from bot.settings import Settings
from storage.backup import Unsound, back_up, part_of

_LOOK_EVERY_SECONDS = 0.2


def back_up_to(settings: Settings, target: Path | None) -> None:
    """Back up, and put out where to. Raises Fatal."""
    source = settings.database_file
    if source is None or not source.is_file():
        raise Fatal(f"还没有数据库文件 {settings.database_name}，没有东西可备份。")
    file = _file(settings, target)
    if file.exists():
        raise Fatal(f"已经有 {file} 了，从不覆盖。换个名字，或者不写名字。")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ThreadPoolExecutor(max_workers=1) as pool:
            _watch(pool.submit(back_up, source, file), source, file)
    except (OSError, sqlite3.OperationalError) as error:
        raise Fatal(f"备份写不进 {file}（{error}）。请检查权限和磁盘空间。") from None
    except (Unsound, sqlite3.DatabaseError) as error:
        raise Fatal(f"备份没通过检查（{error}），没有留下。运行 python3 run.py doctor。") from None
    console.say(f"备份好了，已检查完好（{file.stat().st_size / 2**20:.1f} MB）：")
    console.put(str(file))


def _file(settings: Settings, target: Path | None) -> Path:
    """The file meant; a folder means a file in it, named by the time."""
    folder = target or settings.storage.folder / "backups"
    if target is not None and not target.is_dir():
        return target
    return folder / f"xiaoge-{SystemClock().now():%Y%m%d-%H%M%S}.db"


def _watch(copying: Future[None], source: Path, file: Path) -> None:
    """Show how the copy grows until it is done. Raises what it raises."""
    bar = Progress(console=Console(stderr=True), transient=True, disable=not console.is_watched())
    with bar:
        task = bar.add_task("备份", total=source.stat().st_size)
        while not wait([copying], timeout=_LOOK_EVERY_SECONDS).done:
            part = part_of(file)
            bar.update(task, completed=part.stat().st_size if part.exists() else 0)
    copying.result()
