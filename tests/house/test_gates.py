"""The gates stop at the first failure, and leave nothing out without a word."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gates import checks, everything, machine, shell
from gates.locks import DEV, RUN

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(shell, "say", lines.append)
    return lines


def test_the_first_check_that_fails_is_named_and_ends_it(
    monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(shell, "python", lambda *command: 3 if "mypy" in command else 0)

    assert checks.check(()) == 3
    assert said[:3] == ["— ruff format", "— ruff check", "— mypy"]
    assert said[3:] == ["没有通过：mypy。Failed: mypy."]


def test_all_checks_are_run_in_order(monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    monkeypatch.setattr(shell, "python", lambda *_: 0)

    assert checks.check(()) == 0
    assert said == ["— ruff format", "— ruff check", "— mypy", "— lint-imports", "— quick tests"]


def test_what_the_machine_has_must_not_be_skipped(
    monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    del said
    given: dict[str, str] = {}

    def python(*_: str, extra: dict[str, str] | None = None) -> int:
        given.update(extra or {})
        return 0

    monkeypatch.setattr(machine, "prepare", lambda: ("BROWSER",))
    monkeypatch.setattr(shell, "python", python)

    assert everything.test(()) == 0
    assert given == {"XIAOGE_NEEDS_BROWSER": "1"}


def test_what_cannot_be_installed_is_named_with_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda _: None)
    monkeypatch.setattr(machine.postgres, "programs", lambda: None)

    assert not machine.browser()
    assert not machine.gateway()
    assert not machine.postgresql()
    assert len(said) == 3
    assert "sudo apt-get install -y chromium fonts-noto-cjk" in said[0]
    assert "sudo apt-get install -y nodejs npm" in said[1]
    assert "sudo apt-get install -y postgresql" in said[2]


@pytest.mark.parametrize(
    ("printed", "enough"), [("v20.20.2", True), ("v18.0.0", True), ("v16.1.0", False), ("", False)]
)
def test_an_old_node_is_not_enough(
    monkeypatch: pytest.MonkeyPatch, printed: str, *, enough: bool
) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(machine, "_printed", lambda _: printed)

    assert machine._has_node() is enough


def test_the_gateways_packages_are_installed_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[list[str]] = []

    def npm(command: list[str], *, folder: Path) -> int:
        calls.append(command)
        (folder / "node_modules").mkdir()
        return 0

    (tmp_path / "package-lock.json").write_text("{}", encoding="ascii")
    monkeypatch.setattr(machine, "GATEWAY", tmp_path)
    monkeypatch.setattr(machine, "_has_node", lambda: True)
    monkeypatch.setattr(shell, "program", npm)

    assert (machine.gateway(), machine.gateway()) == (True, True)
    assert calls == [["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]]


@pytest.mark.slow
def test_tests_that_need_something_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "test_pages.py"
    file.write_text(
        "import pytest\n"
        "@pytest.mark.browser\ndef test_shown(): pass\n"
        "@pytest.mark.browser\n@pytest.mark.skip\ndef test_not_shown(): pass\n"
        "def test_plain(): pass\n",
        encoding="utf-8",
    )
    configured = ["-c", str(HOUSE / "pyproject.toml"), "--rootdir", str(tmp_path)]
    command = [sys.executable, "-m", "pytest", "-p", "gates.tally", "-n", "2", *configured]
    shown = subprocess.run(
        [*command, str(file)],
        cwd=HOUSE,
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    lines = shown.stdout.splitlines()
    assert lines[-4:-1] == [
        "browser tests: 1 ran, 1 skipped",
        "gateway tests: 0 ran, 0 skipped",
        "postgresql tests: 0 ran, 0 skipped",
    ]
    assert "2 passed, 1 skipped" in lines[-1]


def test_what_developers_install_is_what_runs_and_more() -> None:
    run, dev = ((HOUSE / name).read_text(encoding="ascii").split("\n") for name in (RUN, DEV))

    assert set(run) < set(dev)
