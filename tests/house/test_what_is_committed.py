"""No committed file names a package index or a place on a developer's machine."""

import re
import subprocess
from pathlib import Path

HOUSE = Path(__file__).parents[2]

# Put together here, or this file would name them.
HOSTS = (
    "python" + "hosted",
    "pypi" + r"\.org",
    "npm" + r"js\.(org|com)",
    "deb" + r"\.debian\.org",
)
PLACES = r"(^|[^A-Za-z0-9_.])/(" + "|".join(("work", "farm", "root")) + ")/"


def found(pattern: str) -> list[str]:
    wanted = re.compile(pattern, re.MULTILINE)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, encoding="utf-8", check=True
    )
    files = [name for name in listed.stdout.split("\0") if name and (HOUSE / name).is_file()]
    assert files
    texts = {name: (HOUSE / name).read_bytes().decode("utf-8", "ignore") for name in files}
    return [name for name, text in texts.items() if wanted.search(text)]


def test_no_committed_file_names_a_package_index() -> None:
    assert found("|".join(HOSTS)) == []


def test_no_committed_file_names_a_place_on_this_machine() -> None:
    assert found(PLACES) == []
