"""What doctor looks at of phone numbers: whether there is a key, and whether it opens them."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from bot.cli.finding import Finding, Level, broken, warning, well
from bot.errors import Fatal
from bot.keys import KEY_NAME, vault_of
from bot.settings import Settings
from storage.engine import open_reader
from storage.vault import VAULT, Vault, kept

_WHAT = "手机号的密钥"
_OTHERS = 0o077


def look(settings: Settings) -> Iterator[Finding]:
    """The key, and what it has to open; the database itself is looked at elsewhere."""
    try:
        vault = vault_of(settings)
    except Fatal as error:
        yield broken(_WHAT, "用不了", error.message)
        return
    file = settings.database_file
    is_there = file is None or file.is_file()
    numbers = in_database(settings.database_url) if is_there else (0, "")
    yield key(vault, settings, *numbers)
    if vault.is_open and _is_open_to_others(settings.privacy.key_file):
        file = settings.privacy.key_file
        yield warning(_WHAT, f"{file} 别人也能读", f"运行 chmod 600 {file}")


def of_restored(settings: Settings, url: str) -> Iterator[Finding]:
    """What is wrong with the key to what was just restored or moved there, if anything is."""
    count, sample = in_database(url)
    found = key(vault_of(settings), settings, count, sample)
    if count and found.level is Level.BROKEN:
        yield found


def key(vault: Vault, settings: Settings, count: int, sample: str) -> Finding:
    """Whether what is kept can be opened, or anything can be kept at all."""
    file = settings.privacy.key_file
    if not vault.is_open and count:
        step = f"把原来的 {file} 放回来，或设置环境变量 {KEY_NAME}"
        return broken(_WHAT, f"没有，存着的 {count} 个号码打不开", step)
    if not vault.is_open:
        return warning(_WHAT, "没有，居民发的号码打了码、不留存", "运行 init 生成一把")
    if count and not vault.opened(sample):
        step = f"换回存号码时用的那一把（{file} 里一行一把，新的在前）"
        return broken(_WHAT, f"不是存号码时用的，{count} 个号码打不开", step)
    return well(_WHAT, f"能用，存着 {count} 个号码；密钥不在备份里，请另外存好")


def in_database(url: str) -> tuple[int, str]:
    """How many numbers are kept, and one to try; none where nothing can be read."""
    engine = open_reader(url)
    try:
        with closing(engine.connect()) as connection:
            return kept(connection) if inspect(engine).has_table(VAULT.name) else (0, "")
    except DBAPIError:
        return 0, ""
    finally:
        engine.dispose()


def _is_open_to_others(file: Path) -> bool:
    return os.name != "nt" and file.exists() and bool(file.stat().st_mode & _OTHERS)
