"""Data goes to standard output, talk to standard error."""

import io
import json
import sys

from rich.console import Console
from rich.table import Table

_WIDE = 120


def speak_utf8() -> None:
    """Print Chinese on every console; what one cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def put(text: str) -> None:
    """A line of data, at once. Through sys.stdout, which a bar on the terminal may have taken."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def put_json(value: object) -> None:
    """One JSON value as the only data."""
    put(json.dumps(value, ensure_ascii=False, indent=2))


def put_table(table: Table) -> None:
    """A table of data, as wide as it needs."""
    Console(file=sys.stdout, width=_WIDE).print(table)


def say(text: str) -> None:
    """A line of talk."""
    sys.stderr.write(f"{text}\n")


def is_watched() -> bool:
    """True if somebody sees the talk as it comes."""
    return sys.stderr.isatty()
