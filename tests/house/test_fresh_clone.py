"""A stranger clones the house and starts it: the one test of set-up without fakes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_fresh_clone_sets_itself_up_and_starts(tmp_path: Path) -> None:
    clone = tmp_path / "小格 的家"
    subprocess.run(["git", "clone", "-q", str(HOUSE), str(clone)], check=True)
    shutil.copy(HOUSE / "run.py", clone)
    version = [sys.executable, str(clone / "run.py"), "version"]

    first = subprocess.run(version, cwd="/", capture_output=True, encoding="utf-8", check=False)
    again = subprocess.run(version, cwd="/", capture_output=True, encoding="utf-8", check=False)

    assert first.stdout.startswith("xiaoge "), first.stderr
    assert (again.stdout, again.stderr) == (first.stdout, "")
