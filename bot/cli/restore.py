"""restore: a backup becomes the database again, or is only tried out (`--verify`).

Trying out does everything but the last step, in a folder of its own: a backup that was never
restored is a hope.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.exc import DBAPIError

from bot.cli import console, privacy
from bot.cli.databases import idle, listed, shown, unreachable
from bot.cli.opening import too_new
from bot.cli.progress import bar
from bot.clock import SystemClock
from bot.errors import Fatal
from bot.settings import Settings
from storage import ledger
from storage.backup import Unsound
from storage.engine import file_of
from storage.erasure import Erasure
from storage.manifest import Manifest
from storage.restoring import (
    Changed,
    HasData,
    NotOurs,
    Rebuilt,
    Unreadable,
    check,
    erasures_in,
    fill,
    install,
    rebuilt,
)
from storage.schema_version import SchemaTooNew

_REPLACE = "要换成备份，加上 --replace：现在的会改名留着，不会删。"


def verify(settings: Settings, file: Path) -> None:
    """Restore into nowhere, and say what is in the backup. Raises Fatal."""
    folder = settings.storage.folder
    told = _checked(file)
    with _kindly(file, folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        erasures, now = ledger.read(settings.ledger), SystemClock().now()
        with (
            TemporaryDirectory(prefix="verify-", dir=folder) as nowhere,
            rebuilt(file, Path(nowhere), erasures, now, settings.retention.periods) as done,
        ):
            pass
    if told is not None:
        console.put(listed(told.tables))
    console.say(f"{_whole(told)}记录 {done.records} 条都读得出来。{_forgotten(done)}")


def restore(settings: Settings, file: Path, url: str, *, replace: bool) -> None:
    """Make the backup the database at `url`. Raises Fatal."""
    now = SystemClock().now()
    with idle(settings, url):
        database = file_of(url)
        if database is not None and database.exists() and not replace:
            raise Fatal(f"已经有数据库 {database} 了。{_REPLACE}")
        told = _checked(file)
        folder = database.absolute().parent if database else settings.storage.folder
        with _kindly(file, folder):
            erasures = _erasures(settings, url)
            with rebuilt(file, folder, erasures, now, settings.retention.periods) as done:
                kept = _put(done.file, url, now, replace=replace)
            ledger.catch_up(settings.ledger, erasures)
    if kept:
        console.say(f"原来的留在 {kept}。")
    console.say(f"{_whole(told)}已恢复，记录 {done.records} 条。{_forgotten(done)}恢复到：")
    console.put(shown(url))
    for finding in privacy.of_restored(settings, url):
        console.say(str(finding))


def _checked(file: Path) -> Manifest | None:
    with _kindly(file, file.parent), bar("检查") as advance:
        return check(file, advance)


def _erasures(settings: Settings, url: str) -> Collection[Erasure]:
    """All that is known to have been erased: noted in the folder, and in what is replaced."""
    database = file_of(url)
    known = [*ledger.read(settings.ledger)]
    if database is not None:
        known += ledger.read(database.with_name(ledger.NAME))
    if database is None or database.exists():
        try:
            known += erasures_in(url)
        except DBAPIError:
            console.say(f"现在的数据库读不了，撤回过的话按 {ledger.NAME} 再删。")
    return {one.cause: one for one in known}.values()


def _put(scratch: Path, url: str, now: datetime, *, replace: bool) -> str:
    """Put the copy in its place. Where what was there is now; empty if nothing was."""
    database = file_of(url)
    if database is not None:
        aside = database.with_name(f"{database.stem}-old-{now:%Y%m%d-%H%M%S}{database.suffix}")
        return str(aside) if install(scratch, database, aside) else ""
    schema = f"xiaoge_old_{now:%Y%m%d_%H%M%S}"
    try:
        with bar("恢复") as advance:
            was_there = fill(scratch, url, schema, advance, replace=replace)
    except HasData:
        raise Fatal(f"{shown(url)} 里已经有数据。{_REPLACE}") from None
    except DBAPIError as error:
        raise unreachable(url, error) from None
    return f"{schema}（同一个库里的 schema）" if was_there else ""


@contextmanager
def _kindly(file: Path, folder: Path) -> Iterator[None]:
    """Say what is wrong with the backup, or with where it is to be restored. Raises Fatal."""
    other = "换一份备份再试。"
    try:
        yield
    except FileNotFoundError as error:
        raise Fatal(f"没有 {error.filename or file} 这个文件。") from None
    except OSError as error:
        raise Fatal(f"{folder} 里读写不了（{error}）。请检查权限和磁盘空间。") from None
    except Changed as error:
        raise Fatal(
            f"{file} 和备份时记下的不一样（{'、'.join(error.tables)}），不能用。{other}"
        ) from None
    except NotOurs:
        raise Fatal(f"{file} 不是小格的数据库。{other}") from None
    except Unreadable as error:
        raise Fatal(f"{file} 里有这一版读不出的记录（{error.table}），没有恢复。{other}") from None
    except SchemaTooNew as error:
        raise too_new(file, error, "用更早的备份") from None
    except (Unsound, sqlite3.DatabaseError) as error:
        raise Fatal(f"{file} 坏了（{error}），不能用。{other}") from None


def _whole(told: Manifest | None) -> str:
    if told is None:
        return "这份备份没有清单（旧版做的），只查了文件完好。"
    when = f"{told.taken_at:%Y-%m-%d %H:%M}"
    return f"备份完好：{when} 的，{len(told.tables)} 张表 {told.rows} 行，和当时记下的一样。"


def _forgotten(done: Rebuilt) -> str:
    """What the backup still knew and the restored database does not."""
    parts = []
    if done.erased:
        parts.append(f"备份以后撤回的 {done.erased} 条原话再删了一遍")
    if done.cleared.rows:
        parts.append(f"过了期的 {done.cleared.rows} 处按 [retention] 清掉了")
    return f"{'，'.join(parts)}。" if parts else ""
