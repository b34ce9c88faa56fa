"""version: ours, and that of what decides most: Python and SQLite."""

import platform
import sqlite3
import tomllib

from bot.configuration import ROOT


def version_line() -> str:
    """Everything on one line, to paste into a report."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python, sqlite = platform.python_version(), sqlite3.sqlite_version
    return f"{project['name']} {project['version']}（Python {python}，SQLite {sqlite}）"
