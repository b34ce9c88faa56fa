"""An operator at a terminal, with a configuration and a data folder of their own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli.app import app

TOWN = """
[[communities]]
name = "幸福"
estate = "幸福里"
rooms = [{ id = "1@chatroom", name = "一群" }]
staff = [{ id = "wxid_li", name = "李晓梅", role = ["网格员"] }]
"""


class Operator:
    """Types commands. `config` is the configuration used, `folder` where it lies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "data" / "xiaoge.db"

    def write(self, text: str) -> None:
        self.config.write_text(text, encoding="utf-8")

    def types(self, *words: str, then: str | None = None) -> Result:
        """What comes of `python3 run.py …`; `then` is typed when asked."""
        arguments = ["--config", str(self.config), *words]
        return CliRunner().invoke(app, arguments, input=then, prog_name="python3 run.py")


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    for name in [name for name in os.environ if name.startswith("XIAOGE_")]:
        monkeypatch.delenv(name)
    yield Operator(tmp_path)
    structlog.reset_defaults()  # commands decide what is logged


@pytest.fixture
def town(operator: Operator) -> Operator:
    """The operator of one community with one group and one grid worker."""
    operator.write(TOWN)
    return operator
