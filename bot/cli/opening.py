"""Before anything else: sound settings, a data folder of our own, a database with our tables."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.clock import SystemClock
from bot.configuration import load
from bot.errors import Fatal, Misconfigured
from bot.holidays import official_calendar
from bot.seeding import seed
from bot.settings import Settings
from bot.wordings import unsound
from community.calendar import Calendar
from storage.schema_version import UNFINISHED, SchemaTooNew, prepare
from storage.store import Store
from storage.tenancy import InUse, sole_use


def settings(file: Path | None) -> Settings:
    """The settings, their wording checked. Raises Misconfigured."""
    loaded = load(file)
    faults = unsound(loaded.wording)
    if faults:
        raise Misconfigured(faults)
    return loaded


def calendar(settings: Settings) -> Calendar:
    """The official calendar with the operator's days."""
    return official_calendar(settings.calendar.off, settings.calendar.makeup)


@contextmanager
def owned(folder: Path, *, taken: str) -> Iterator[None]:
    """Have a data folder to ourselves, made if need be. Raises Fatal: `taken`, if another does."""
    with ExitStack() as stack:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(sole_use(folder))
        except InUse:
            raise Fatal(taken) from None
        except (OSError, sqlite3.Error) as error:
            raise Fatal(f"数据文件夹 {folder} 用不了（{error}）。请检查权限和磁盘。") from None
        yield


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Have the data to ourselves, communities of the settings recorded. Raises Fatal."""
    folder = settings.storage.folder
    taken = f"数据文件夹 {folder} 正被另一个小格占用。先停掉它再试，如 systemctl stop xiaoge。"
    with owned(folder, taken=taken):
        try:
            _record(settings)
        except SchemaTooNew as error:
            raise too_new(settings.database_name, error, "恢复升级前的备份") from None
        except DBAPIError as error:
            raise locked_or_broken(settings, error) from None
        yield


def locked_or_broken(settings: Settings, error: DBAPIError) -> Fatal:
    """What to say of a database that does not work."""
    if "locked" in str(error.orig):
        return Fatal("数据库正被别的程序占用（locked）。关掉打开它的程序，再试一次。")
    why = brief(error)
    name = settings.database_name
    return Fatal(f"数据库 {name} 用不了（{why}）。运行 python3 run.py doctor 看看。")


def brief(error: DBAPIError) -> str:
    """The first line of what the database said: further ones may quote what is kept."""
    return next(iter(str(error.orig).strip().splitlines()), type(error.orig).__name__)


def too_new(where: Path | str, error: SchemaTooNew, otherwise: str) -> Fatal:
    """What to say of data that a newer version has made; `otherwise` is the other way out."""
    if error.found == UNFINISHED:
        return Fatal(f"{where} 还没有搬完，不能用。把 move 的那条指令再运行一次，就接着搬。")
    return Fatal(
        f"{where} 是更新的小格写的（表结构 {error.found}），这一版不认识，没有动它。"
        f"升级程序，或者{otherwise}，见 docs/running.md 第 5、6 节。"
    )


def _record(settings: Settings) -> None:
    with closing(Store(settings.database_url, calendar(settings))) as store:
        prepare(store.writer)
        seed(store, settings.wechaty.account, settings.communities, SystemClock().now())
