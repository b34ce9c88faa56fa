"""What doctor looks at on the machine: Python, SQLite, data folder, disk, dictionary."""

import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.cli.finding import Finding, broken, warning, well
from nlp.segment import segment

_OLDEST, _NEWEST = (3, 11), (3, 13)
_LOW_BYTES, _NONE_LEFT_BYTES = 2**30, 100 * 2**20

# Versions in which checkpoint and write at one moment may corrupt a database in WAL mode:
# sqlite.org/wal.html, "the WAL-reset bug"; repaired in these and in everything from 3.51.3 on.
_REPAIRED = {(3, 44): 6, (3, 50): 7}
_SOUND_FROM = (3, 51, 3)


def look(folder: Path) -> Iterator[Finding]:
    """Everything about the machine. `folder` is where the data lies, or will."""
    yield python(sys.version_info[:2], platform.python_version())
    yield sqlite(sqlite3.sqlite_version_info)
    yield data_folder(folder)
    yield disk(shutil.disk_usage(_existing(folder)).free)
    yield dictionary()


def python(version: tuple[int, int], name: str) -> Finding:
    if not _OLDEST <= version <= _NEWEST:
        return broken("Python", name, "换用 3.11 到 3.13")
    return well("Python", name)


def sqlite(version: tuple[int, ...]) -> Finding:
    """A warning that is no alarm: we write on one connection only, which avoids the bug."""
    name = ".".join(map(str, version))
    if version >= _SOUND_FROM or version[2] >= _REPAIRED.get((version[0], version[1]), 1000):
        return well("SQLite", name)
    return warning(
        "SQLite",
        f"{name} 带有 WAL-reset 缺陷，小格只用一个写连接，已经避开",
        "不要用别的程序写这个数据库；有机会换用自带 SQLite 3.51.3 以上的 Python",
    )


def data_folder(folder: Path) -> Finding:
    what = "数据文件夹"
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir():
        return broken(what, f"{there} 是文件，不是文件夹", "给它改名，或改 [storage] folder")
    existing = _existing(folder)
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        return broken(
            what, f"{existing} 写不了（{error.strerror}）", "检查权限，或改 [storage] folder"
        )
    return well(what, f"{folder}{'' if folder.exists() else '，第一次启动时建立'}")


def disk(free: int) -> Finding:
    state = f"还有 {free / 2**30:.1f} GB"
    if free < _NONE_LEFT_BYTES:
        return broken("磁盘", state, "立即腾出空间，满了就收不下消息")
    if free < _LOW_BYTES:
        return warning("磁盘", state, "腾出 1 GB 以上")
    return well("磁盘", state)


def dictionary() -> Finding:
    """Load it, as the first message would."""
    try:
        words = segment("三号楼停水了")
    except OSError as error:
        return broken("分词词典", f"装不上（{error}）", "运行 python3 run.py setup")
    return well("分词词典", f"正常（{' '.join(words)}）")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.is_dir())
