"""Programs of this environment, run from the root of the house."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent


def python(*arguments: str, extra: Mapping[str, str] | None = None) -> int:
    """Run our Python; its exit code."""
    return program([sys.executable, *arguments], extra=extra)


def program(
    command: Sequence[str], *, folder: Path = ROOT, extra: Mapping[str, str] | None = None
) -> int:
    """Run a program with `extra` in its environment; its exit code."""
    environment = {**os.environ, **(extra or {})}
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


def say(line: str) -> None:
    """A line of talk, before whatever the next program prints."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
