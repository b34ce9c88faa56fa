"""run.py: sets up once, repairs what is half done, and says what to do when it cannot."""

import ast
import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]
LOCK, DEV = "requirements.lock", "requirements-dev.lock"
HERE = "{}.{}".format(*sys.version_info)


class Machine:
    """A house in an empty folder, with programs that only note that they were called.

    `fails` maps a word of a command to what that command then prints.
    """

    def __init__(self, house: ModuleType, folder: Path) -> None:
        self.house = house
        self.venv = folder / ".venv"
        self.python = self.venv / "bin" / "python"
        self.commands: list[list[str]] = []
        self.extras: list[dict[str, str]] = []
        self.fails: dict[str, str] = {}
        self.said: list[str] = []

    def run(self, command: list[str], extra: dict[str, str] | None = None) -> str:
        self.commands.append(command)
        self.extras.append(extra or {})
        failure = next((text for word, text in self.fails.items() if word in command), "")
        if not failure and "venv" in command:
            self.make_venv()
        return failure

    def make_venv(self) -> None:
        self.python.parent.mkdir(parents=True, exist_ok=True)
        self.python.touch()

    def stamp(self, lock: str = LOCK, version: str = HERE, *, of: bytes | None = None) -> None:
        content = of if of is not None else (self.house.ROOT / lock).read_bytes()
        text = f"{hashlib.sha256(content).hexdigest()} {version}"
        (self.venv / f".{lock}").write_text(text, encoding="ascii")

    def did(self, *words: str) -> bool:
        return any(all(word in command for word in words) for command in self.commands)

    def main(self, *arguments: str) -> Any:
        return self.house.main(list(arguments))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    house = load()
    for name in (LOCK, DEV):
        (tmp_path / name).write_text(f"{name}==1", encoding="ascii")
    machine = Machine(house, tmp_path)
    monkeypatch.setattr(house, "ROOT", tmp_path)
    monkeypatch.setattr(house, "VENV", machine.venv)
    monkeypatch.setattr(house, "PYTHON", machine.python)
    monkeypatch.setattr(house, "run", machine.run)
    monkeypatch.setattr(house, "say", lambda *lines: machine.said.extend(lines))
    monkeypatch.setattr(house, "start", lambda package, words: [package, *words])
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    return machine


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_run", HOUSE / "run.py")
    assert spec is not None and spec.loader is not None
    house = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(house)
    return house


def test_an_old_python_can_read_it_far_enough_to_say_so() -> None:
    ast.parse((HOUSE / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_the_first_time_everything_in_the_lock_is_installed(machine: Machine) -> None:
    assert machine.main("setup") == 0

    assert machine.did("-m", "venv")
    assert machine.did("pip", "install", "--require-hashes", "--use-pep517")
    assert machine.commands[-1][-1] == str(machine.house.ROOT / LOCK)


def test_the_second_time_nothing_is_run(machine: Machine) -> None:
    machine.main("setup")
    machine.commands.clear()
    machine.said.clear()

    assert machine.main("setup") == 0
    assert (machine.commands, machine.said) == ([], [])


def test_a_changed_lock_is_installed_over_what_is_there(machine: Machine) -> None:
    machine.make_venv()
    machine.stamp(of=b"yesterday's")
    (machine.venv / "kept").touch()

    assert machine.main("setup") == 0
    assert machine.did("pip", "install")
    assert (machine.venv / "kept").exists()


@pytest.mark.parametrize("stamp", [None, "3.9"])
def test_what_is_half_done_or_of_another_python_is_made_anew(
    machine: Machine, stamp: str | None
) -> None:
    machine.make_venv()
    (machine.venv / "left over").touch()
    if stamp is not None:
        machine.stamp(version=stamp)

    assert machine.main("setup") == 0
    assert machine.did("-m", "venv")
    assert not (machine.venv / "left over").exists()


def test_a_python_that_has_gone_is_replaced(machine: Machine) -> None:
    machine.main("setup")
    machine.python.unlink()

    assert machine.main("setup") == 0
    assert machine.python.exists()


def test_a_failed_upgrade_leaves_what_was_there_in_use(machine: Machine) -> None:
    machine.make_venv()
    machine.stamp(of=b"yesterday's")
    before = (machine.venv / f".{LOCK}").read_text(encoding="ascii")
    machine.fails["install"] = "ERROR: No matching distribution found"

    assert machine.main("setup") == 1
    assert (machine.venv / f".{LOCK}").read_text(encoding="ascii") == before


def test_an_interruption_leaves_no_stamp(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.make_venv()
    machine.stamp(of=b"yesterday's")

    def interrupt(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(machine.house, "run", interrupt)

    assert machine.main("setup") == 130
    assert not (machine.venv / f".{LOCK}").exists()


def test_what_developers_need_includes_what_runs(machine: Machine) -> None:
    machine.main("check")
    machine.commands.clear()

    machine.main("setup")

    assert machine.commands == []


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "磁盘满了"),
        ("OSError: [Errno 30] Read-only file system: '.venv'", "写不了"),
        ("NewConnectionError\nERROR: No matching distribution found for x", "PIP_INDEX_URL"),
        ("ReadTimeoutError: timed out", "PIP_INDEX_URL"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "PIP_INDEX_URL"),
        ("error: command 'gcc' failed", "没有装成"),
    ],
)
def test_a_failure_is_told_with_the_next_step(machine: Machine, printed: str, said: str) -> None:
    machine.fails["install"] = printed

    assert machine.main("setup") == 1
    assert any(said in line for line in machine.said)


def test_a_folder_that_cannot_be_written_is_told(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    machine.make_venv()
    monkeypatch.setattr(shutil, "rmtree", refuse)

    assert machine.main("setup") == 1
    assert any("写不了" in line for line in machine.said)


def test_a_python_without_venv_is_told_which_package_to_install(machine: Machine) -> None:
    machine.fails["import ensurepip"] = "ModuleNotFoundError"

    assert machine.main("setup") == 1
    assert any(f"python{HERE}-venv" in line for line in machine.said)


def test_a_wrong_python_uses_a_right_one_on_the_path(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(
        shutil, "which", lambda name: f"/bin/{name}" if name[-2:] == "12" else None
    )

    assert machine.main("setup") == 0
    assert machine.did("/bin/python3.12", "-m", "venv")
    assert (machine.venv / f".{LOCK}").read_text(encoding="ascii").endswith(" 3.12")


def test_a_wrong_python_is_content_with_what_a_right_one_made(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.make_venv()
    machine.stamp(version="3.11")
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))

    assert machine.main("setup") == 0
    assert machine.commands == []


def test_a_wrong_python_alone_is_told_what_is_needed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    assert machine.main("setup") == 1
    assert "需要 Python 3.11 到 3.13，这里是 3.9" in machine.said[0]


def test_uv_is_used_where_there_is_one(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/uv" if name == "uv" else None)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")

    assert machine.main("setup") == 0
    assert not machine.did("-m", "pip")
    assert {command[0] for command in machine.commands} == {"/bin/uv"}
    assert machine.extras[-1] == {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
    }


def test_where_uv_fails_pip_goes_on(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/uv" if name == "uv" else None)
    machine.fails["/bin/uv"] = "error: certificate"

    assert machine.main("setup") == 0
    assert machine.did("-m", "pip", "install")


@pytest.mark.parametrize(
    ("arguments", "started"),
    [
        ([], ["bot", "demo"]),
        (["replay", "a.md", "--json"], ["bot", "replay", "a.md", "--json"]),
        (["--help"], ["bot", "--help"]),
        (["check"], ["gates", "check"]),
        (["test", "-x"], ["gates", "test", "-x"]),
        (["lock"], ["gates", "lock"]),
    ],
)
def test_everything_else_is_passed_on(
    machine: Machine, arguments: list[str], started: list[str]
) -> None:
    assert machine.main(*arguments) == started


def test_setting_up_takes_nothing_more(machine: Machine) -> None:
    assert machine.main("setup", "whatever") == 2
    assert machine.commands == []
    assert "setup 后面不写别的" in machine.said[0]


def test_what_a_program_prints_is_kept_if_it_fails() -> None:
    house: Any = load()

    assert house.run([sys.executable, "-c", "print('好')"]) == ""
    assert "坏" in house.run([sys.executable, "-c", "import sys; sys.exit('坏')"])
    assert house.run([sys.executable, "-c", "import sys; sys.exit(3)"]) == "exit 3"
