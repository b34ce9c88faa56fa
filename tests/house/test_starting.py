"""run.py becomes the command it starts, or waits for it where that cannot be."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def house() -> Any:
    spec = importlib.util.spec_from_file_location("house_run", HOUSE / "run.py")
    assert spec is not None and spec.loader is not None
    house = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(house)
    return house


@pytest.mark.skipif(os.name != "posix", reason="there is nothing to become elsewhere")
def test_it_becomes_what_it_starts(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[Any] = []
    monkeypatch.setattr(house, "wait_for", lambda *_: 0)
    monkeypatch.setattr(os, "execve", lambda *all_of_it: became.extend(all_of_it))

    house.start("bot", ["do", "/帮助"])

    program, command, environment = became
    assert command == [program, "-P", "-X", "utf8", "-m", "bot", "do", "/帮助"]
    assert environment["PYTHONPATH"] == str(HOUSE)


def test_the_exit_code_of_what_was_waited_for_is_ours(house: Any) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit(7)"]

    assert house.wait_for(command, dict(os.environ)) == 7


def test_an_interruption_waits_for_the_command_to_end(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[str] = []

    class Interrupted:
        """A process during which somebody presses Ctrl+C."""

        def __init__(self, *_: object, **__: object) -> None: ...

        def __enter__(self) -> "Interrupted":
            return self

        def __exit__(self, *_: object) -> None: ...

        def wait(self) -> int:
            waits.append("wait")
            if len(waits) == 1:
                raise KeyboardInterrupt
            return 0

    monkeypatch.setattr(subprocess, "Popen", Interrupted)

    assert house.wait_for(["bot"], {}) == 130
    assert waits == ["wait", "wait"]
