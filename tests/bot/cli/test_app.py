"""The command line itself: help, exit codes, what goes where."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

from bot.cli.app import app
from bot.cli.chinese import refusal
from bot.customs import Customs
from bot.errors import Fatal, PortTaken
from bot.settings import Settings
from bot.wordings import every_text, unsound

HOUSE = Path(__file__).parents[3]
COMMANDS = (
    *("demo", "run", "init", "do", "backup", "restore", "move"),
    *("doctor", "replay", "words", "version"),
)


def python(*arguments: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[str]:
    """A real process, from another folder."""
    environment = {**os.environ, "PYTHONPATH": str(HOUSE), "PYTHONIOENCODING": encoding}
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd="/",
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_help_names_every_command(operator: Any) -> None:
    shown = operator.types("--help")

    assert shown.exit_code == 0
    assert all(f" {command} " in shown.stdout for command in COMMANDS)


def test_help_needs_nothing_that_is_slow_to_import() -> None:
    slow = ("jieba", "sqlalchemy", "pydantic", "aiohttp", "wechaty", "apscheduler", "tomlkit")
    watch = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('loaded', *(m for m in {slow} if m in sys.modules)))\n"
        "sys.argv = ['bot', '--help']\n"
        "from bot.cli.app import main\n"
        "main()\n"
    )

    shown = python("-c", watch)

    assert shown.stdout.splitlines()[-1].split() == ["loaded"]


@pytest.mark.parametrize("words", [["nonsense"], ["replay"], ["demo", "--port", "x"], ["do"]])
def test_what_cannot_be_read_is_wrong_usage(operator: Any, words: list[str]) -> None:
    refused = operator.types(*words)

    assert (refused.exit_code, refused.stdout) == (2, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "没有 nonsense 这个指令。\n怎么写：python3 run.py --help"),
        (["demo", "--nope"], "没有 --nope 这个选项。\n怎么写：python3 run.py demo --help"),
        (["replay"], "还要写文件。\n怎么写：python3 run.py replay --help"),
        (["do"], "还要写指令。\n怎么写：python3 run.py do --help"),
        (["words", "a", "b"], "多写了 a b。\n怎么写：python3 run.py words --help"),
        (["--config"], "--config 后面要写一个值。\n怎么写：python3 run.py --help"),
        (["demo", "--port", "八"], "--port 要写整数。\n怎么写：python3 run.py demo --help"),
        (
            ["demo", "--port", "99999"],
            "--port 不能大于 65535。\n怎么写：python3 run.py demo --help",
        ),
        (["demo", "--port", "-1"], "--port 不能小于 0。\n怎么写：python3 run.py demo --help"),
        (["init", "--yes=1"], "--yes 后面不写值。\n怎么写：python3 run.py --help"),
    ],
)
def test_what_is_said_wrongly_is_told_in_chinese(words: list[str], said: str) -> None:
    with pytest.raises(typer.TyperException) as refused:
        app(words, prog_name="python3 run.py", standalone_mode=False)

    assert refusal(refused.value) == said


def test_a_real_process_tells_what_was_said_wrongly() -> None:
    shown = python("-m", "bot", "nonsense")

    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr == "没有 nonsense 这个指令。\n怎么写：python3 run.py --help\n"


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_help_is_chinese(operator: Any, words: list[str]) -> None:
    shown = operator.types(*words).stdout

    assert "用法：" in shown
    assert not re.search(r"Usage|OPTIONS|Options|Arguments|Show this|env var", shown)


def test_a_wrong_configuration_is_told_and_ends_with_2(operator: Any) -> None:
    operator.write("[web]\nprot = 1\n")

    refused = operator.types("backup")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"{operator.config} web.prot：没有这个键。是不是 port？" in refused.stderr
    assert "doctor" in refused.stderr


def test_wrong_wording_stops_the_start(operator: Any) -> None:
    operator.write('[wording]\n"sorry" = "抱歉，{name}"\n')

    refused = operator.types("run")

    assert refused.exit_code == 2
    assert "[wording] sorry：" in refused.stderr


def test_a_real_process_speaks_utf8_whatever_the_console() -> None:
    shown = python("-m", "bot", "version", encoding="ascii")

    assert shown.returncode == 0
    assert "（Python " in shown.stdout


def test_a_real_process_tells_success_from_failure(tmp_path: Path) -> None:
    assert python("-m", "bot", "replay", str(tmp_path / "nowhere.md")).returncode == 2


def test_every_sentence_is_listed_ready_for_the_configuration(operator: Any) -> None:
    listed = operator.types("words")

    wording = tomllib.loads(f"[wording]\n{listed.stdout}")["wording"]
    assert wording == {key: text.template for key, text in every_text().items()}
    assert unsound(wording) == ()


class Started:
    """Stands for bot.demo and bot.service, and notes what it is started with."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.given: Settings | Path | None = None
        self.port: int | None = None
        self.customs: Customs | None = None

    def run(
        self,
        given: Settings | Path,
        *,
        host: str = "",
        port: int | None = None,
        customs: Customs | None = None,
    ) -> None:
        self.given, self.port, self.customs = given, port, customs
        if self.failure is not None:
            raise self.failure


def put_in(monkeypatch: pytest.MonkeyPatch, name: str, started: Started) -> None:
    module = ModuleType(name)
    module.run = started.run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, name, module)


def test_the_demo_is_started_with_its_port(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = Started()
    put_in(monkeypatch, "bot.demo", demo)

    assert town.types("demo", "--port", "9000").exit_code == 0
    assert demo.port == 9000
    assert demo.given == town.folder / "data" / "demo"


def test_the_demo_speaks_and_counts_as_configured(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = Started()
    put_in(monkeypatch, "bot.demo", demo)
    town.write('[calendar]\noff = ["2026-12-07"]\n[wording]\nsorry = "对不住。"\n')

    assert town.types("demo").exit_code == 0
    assert demo.customs is not None
    assert demo.customs.wording == {"sorry": "对不住。"}
    assert not demo.customs.calendar.is_workday(date(2026, 12, 7))


@pytest.mark.parametrize("words", [["run"], ["do", "/帮助"], ["demo", "--port", "0"]])
def test_data_of_a_newer_version_is_told_and_left_alone(town: Any, words: list[str]) -> None:
    for file in (town.database, town.database.with_name("demo") / "xiaoge.db"):
        file.parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.execute("INSERT INTO alembic_version VALUES ('9999')")

    refused = town.types(*words)

    assert refused.exit_code == 1
    assert "是更新的小格写的（表结构 9999），这一版不认识，没有动它。升级程序" in refused.stderr


def test_a_demo_that_is_open_is_told(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Nosy(Started):
        def run(self, given: Settings | Path, **_: Any) -> None:
            self.second = town.types("demo", "--port", "0")

    first = Nosy()
    put_in(monkeypatch, "bot.demo", first)

    assert town.types("demo").exit_code == 0
    assert first.second.exit_code == 1
    assert "演示已经开着" in first.second.stderr


def test_a_demo_that_cannot_write_is_told(town: Any) -> None:
    (town.folder / "data").write_text("no folder", encoding="utf-8")

    refused = town.types("demo")

    assert refused.exit_code == 1
    assert "请检查权限和磁盘" in refused.stderr


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "还没有配置微信网关"),
        ('endpoint = "foo"', "要写成 主机:端口"),
        ('endpoint = "127.0.0.1:1"', "还没有网关的口令"),
    ],
)
def test_a_service_without_its_gateway_is_told_what_to_do(
    operator: Any, written: str, told: str
) -> None:
    operator.write(f"[wechaty]\n{written}\n")

    refused = operator.types("run")

    assert refused.exit_code == 2
    assert told in refused.stderr


def test_a_port_in_use_is_told(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, "bot.demo", Started(PortTaken(8788)))

    refused = town.types("demo")

    assert refused.exit_code == 1
    assert "端口 8788 已经有程序在用。换一个：加上 --port" in refused.stderr


def test_the_service_starts_with_its_communities_recorded(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(monkeypatch, "bot.service", Started())

    assert town.types("run").exit_code == 0
    findings = json.loads(town.types("doctor", "--json").stdout)["checks"]
    assert {one["what"]: one["level"] for one in findings}["数据库"] == "well"
    assert "幸福" in town.types("do", "/帮助", "--community", "没有").stderr


def test_a_service_that_cannot_go_on_says_why(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, "bot.service", Started(Fatal("网关的口令不对，换一个。")))

    ended = town.types("run")

    assert (ended.exit_code, ended.stderr.splitlines()[-1]) == (1, "网关的口令不对，换一个。")


def test_a_data_folder_that_cannot_be_used_is_told(town: Any) -> None:
    (town.folder / "data").write_text("no folder", encoding="utf-8")

    refused = town.types("do", "/帮助")

    assert refused.exit_code == 1
    assert "请检查权限和磁盘" in refused.stderr


def test_interrupting_is_no_failure(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(Started):
        def run(self, given: Settings | Path, **_: Any) -> None:
            raise KeyboardInterrupt

    put_in(monkeypatch, "bot.service", Interrupted())

    assert town.types("run").exit_code == 0


def test_two_services_never_share_a_data_folder(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nosy(Started):
        def run(self, given: Settings | Path, **_: Any) -> None:
            self.second = town.types("do", "/帮助")

    first = Nosy()
    put_in(monkeypatch, "bot.service", first)

    assert town.types("run").exit_code == 0
    assert first.second.exit_code == 1
    assert "正被另一个小格占用" in first.second.stderr
