"""backup: the whole database in one file, checked before it counts.

What neighbours sent as pictures and files lies beside it, in `files/`, and is not in the copy
(docs/running.md says how to copy it).
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.cli import console, privacy
from bot.cli.databases import unreachable
from bot.cli.progress import watched
from bot.clock import SystemClock
from bot.errors import Fatal
from bot.settings import Settings
from storage import ledger
from storage.backup import OtherSchema, Unsound, back_up, part_of
from storage.engine import file_of
from storage.manifest import Manifest
from storage.restoring import erasures_in

_LOOK_EVERY_SECONDS = 0.2


def back_up_to(settings: Settings, target: Path | None) -> None:
    """Back up, and put out where to. Raises Fatal."""
    url, now = settings.database_url, SystemClock().now()
    source = file_of(url)
    if source is not None and not source.is_file():
        raise Fatal(f"还没有数据库 {source}，没有东西可备份。")
    file = _file(settings, target, now)
    if file.exists():
        raise Fatal(f"已经有 {file} 了，从不覆盖。换个名字，或者不写名字。")
    made = _made(url, file, now)
    with suppress(OSError):  # the bot catches up with it
        ledger.catch_up(settings.ledger, erasures_in(url))
    size = file.stat().st_size / 2**20
    if privacy.in_database(url)[0]:
        console.say("里面有加密的手机号；密钥不在备份里，要另外存好。")
    console.say(f"备份好了，已检查完好（{len(made.tables)} 张表 {made.rows} 行，{size:.1f} MB）：")
    console.put(str(file))


def _made(url: str, file: Path, now: datetime) -> Manifest:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _watch(url, file, now)
    except (OSError, sqlite3.OperationalError) as error:
        raise Fatal(f"备份写不进 {file}（{error}）。请检查权限和磁盘空间。") from None
    except (Unsound, sqlite3.DatabaseError) as error:
        raise Fatal(f"备份没通过检查（{error}），没有留下。运行 python3 run.py doctor。") from None
    except OtherSchema as error:
        raise Fatal(
            f"数据库的表结构（{error.found or '没有表'}）不是这一版的。先启动一次小格，再备份。"
        ) from None
    except DBAPIError as error:
        raise unreachable(url, error) from None


def _file(settings: Settings, target: Path | None, now: datetime) -> Path:
    """The file meant; a folder means a file in it, named by the time."""
    folder = target or settings.storage.folder / "backups"
    if target is not None and not target.is_dir():
        return target
    return folder / f"xiaoge-{now:%Y%m%d-%H%M%S}.db"


def _watch(url: str, file: Path, now: datetime) -> Manifest:
    """Back up, showing how the copy grows and how its rows are counted. Raises what it raises."""
    source = file_of(url)
    with watched() as bars, ThreadPoolExecutor(max_workers=1) as pool:
        copied = bars.add_task("备份", total=source.stat().st_size if source else None)
        counted = bars.add_task("清点", total=None, visible=False)
        copying = pool.submit(
            back_up, url, file, now, lambda rows: bars.update(counted, advance=rows, visible=True)
        )
        while not wait([copying], timeout=_LOOK_EVERY_SECONDS).done:
            part = part_of(file)
            bars.update(copied, completed=part.stat().st_size if part.exists() else 0)
        return copying.result()
