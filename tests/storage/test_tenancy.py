"""Two processes never work with the same folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.tenancy import InUse, sole_use

HOUSE = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from storage.tenancy import sole_use
with sole_use(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_user_is_refused(tmp_path: Path) -> None:
    with sole_use(tmp_path), pytest.raises(InUse), sole_use(tmp_path):
        pass


def test_afterwards_the_folder_is_free(tmp_path: Path) -> None:
    for _ in range(2):
        with sole_use(tmp_path):
            pass


def test_a_process_that_is_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(InUse), sole_use(tmp_path):
            pass
        other.kill()

    with sole_use(tmp_path):
        pass
