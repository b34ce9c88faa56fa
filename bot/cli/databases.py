"""Databases as the operator names them, what to say of them, and whether they can be had alone."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.cli import console
from bot.cli.endings import WRONG_USAGE
from bot.cli.opening import brief, owned
from bot.errors import Fatal
from bot.settings import SQLITE, Settings
from storage.digest import Digest
from storage.engine import file_of
from storage.tenancy import visitors

_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_SHOWN_DIGITS = 12


class Unreadable(Exception):
    """What was typed names no database; says how to."""


@contextmanager
def readable() -> Iterator[None]:
    """End as what was said wrongly does, if it names no database."""
    try:
        yield
    except Unreadable as error:
        console.say(str(error))
        raise typer.Exit(WRONG_USAGE) from None


def url_of(typed: str) -> str:
    """The database meant: a URL, or the path of a SQLite file. Raises Unreadable."""
    if "://" not in typed:
        return f"{SQLITE}{Path(typed).absolute()}"
    try:
        url = make_url(typed)
        driver = _DRIVERS[url.get_backend_name()]
    except (ArgumentError, KeyError):
        raise Unreadable(
            "数据库写成 SQLite 文件的路径，或 postgresql://用户@主机/库名；"
            "口令放在环境变量 PGPASSWORD 里。"
        ) from None
    if url.get_backend_name() == "sqlite" and not url.database:
        raise Unreadable(f"SQLite 要写出文件：{SQLITE} 加路径。")
    return url.set(drivername=driver).render_as_string(hide_password=False)


def shown(url: str) -> str:
    """The database by name, never with its password."""
    file = file_of(url)
    return str(file) if file else make_url(url).render_as_string(hide_password=True)


@contextmanager
def idle(settings: Settings, *urls: str) -> Iterator[None]:
    """Have the data folder and those databases to ourselves. Raises Fatal."""
    files = [file for url in urls if (file := file_of(url))]
    folders = {settings.storage.folder, *(file.absolute().parent for file in files)}
    with ExitStack() as stack:
        for folder in sorted(folders):
            taken = f"{folder} 正被小格使用。先停掉它再试，如 systemctl stop xiaoge。"
            stack.enter_context(owned(folder, taken=taken))
        for url in urls:
            _require_no_visitors(url)
        yield


def _require_no_visitors(url: str) -> None:
    try:
        count = visitors(url)
    except DBAPIError as error:
        raise unreachable(url, error) from None
    if count:
        raise Fatal(
            f"{shown(url)} 上还有 {count} 个别的连接。先停掉用它的小格和别的程序，再试一次。"
        )


def unreachable(url: str, error: DBAPIError) -> Fatal:
    return Fatal(f"数据库 {shown(url)} 用不了（{brief(error)}）。")


def listed(tables: Mapping[str, Digest]) -> str:
    """A line a table: its name, how many rows, the beginning of its hash."""
    width = max(map(len, tables), default=0)
    lines = (
        f"{name:{width}}  {table.rows:>9}  {table.hash[:_SHOWN_DIGITS]}"
        for name, table in sorted(tables.items())
    )
    return "\n".join(lines)
