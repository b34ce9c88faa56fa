"""lock: requirements.lock and requirements-dev.lock, for every Python and system, with hashes.

They name no host, so that an index near the user just works.
"""

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from gates import shell

RUN, DEV = "requirements.lock", "requirements-dev.lock"
OPTIONS = (
    *("--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-annotate"),
)


def lock(arguments: Sequence[str]) -> int:
    """0 if both are made. Arguments are uv's, such as --upgrade."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        shell.say("没有 uv，先装上：.venv/bin/python -m pip install uv。Install uv first.")
        return 1
    for name, more in ((RUN, ()), (DEV, ("--group", "dev", "-c", RUN))):
        command = [uv, "pip", "compile", "pyproject.toml", *OPTIONS, *more, *arguments]
        failed = shell.program([*command, "-q", "-o", name])
        if failed:
            return failed
        if re.search("://", (shell.ROOT / name).read_text(encoding="utf-8")):
            shell.say(f"{name} 里有网址，不能提交。{name} names a host.")
            return 1
    return 0
