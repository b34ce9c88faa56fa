"""doctor: a line each, what is broken fails, and every trouble names the next step."""

import json
import os
import socket
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.cli import deployment, machine, memory, privacy
from bot.cli.finding import Finding, Level
from bot.keys import make
from bot.settings import Settings
from community.calendar import Calendar
from storage.health import Health
from storage.vault import Vault

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
BROKEN, WARNING, WELL = Level.BROKEN, Level.WARNING, Level.WELL


def test_a_new_house_is_well(town: Any) -> None:
    examined = town.types("doctor")

    assert examined.exit_code == 0
    assert "[坏]" not in examined.stdout
    assert "坏 0 项" in examined.stderr


def test_looking_changes_nothing(town: Any) -> None:
    town.types("doctor")

    assert [path.name for path in town.folder.iterdir()] == ["config.toml"]


def test_the_same_as_json(town: Any) -> None:
    report = json.loads(town.types("doctor", "--json").stdout)

    assert report["ok"] is True
    assert all(set(one) == {"what", "level", "state", "step"} for one in report["checks"])
    assert {one["level"] for one in report["checks"]} <= {"well", "warning", "broken"}


def test_a_wrong_configuration_fails_and_the_machine_is_looked_at(operator: Any) -> None:
    operator.write("[web]\nprot = 1\nport = -1\n")

    examined = operator.types("doctor")

    assert examined.exit_code == 2
    assert examined.stdout.count("[坏] 配置：") == 2
    assert "Python：" in examined.stdout


def test_wrong_wording_fails(town: Any) -> None:
    town.write('[wording]\n"sory" = "抱歉"\n')

    examined = town.types("doctor", "--json")

    assert examined.exit_code == 2
    assert "[wording] sory：没有这一句" in json.loads(examined.stdout)["checks"][0]["state"]


def test_a_damaged_database_fails(town: Any) -> None:
    town.database.parent.mkdir()
    town.database.write_bytes(b"SQLite format 3\0" + b"\x55" * 8192)

    examined = town.types("doctor")

    assert examined.exit_code == 1
    assert "用备份恢复" in examined.stdout


def test_a_used_database_is_counted(town: Any) -> None:
    town.types("do", "/帮助")

    shown = town.types("doctor").stdout

    assert "完好" in shown
    assert "[好] 没办成的定时任务：没有" in shown


def test_the_secret_is_never_shown(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOGE_WECHATY__TOKEN", "geheim")
    monkeypatch.setenv("XIAOGE_WECHATY__ENDPOINT", "127.0.0.1:1")

    examined = town.types("doctor")

    assert "微信网关：127.0.0.1:1 连不上" in examined.stdout
    assert "geheim" not in examined.output


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        (machine.python((3, 10), "3.10.1"), BROKEN),
        (machine.python((3, 13), "3.13.0"), WELL),
        (machine.python((3, 14), "3.14.0"), BROKEN),
        (machine.sqlite((3, 40, 1)), WARNING),
        (machine.sqlite((3, 44, 5)), WARNING),
        (machine.sqlite((3, 44, 6)), WELL),
        (machine.sqlite((3, 50, 6)), WARNING),
        (machine.sqlite((3, 50, 7)), WELL),
        (machine.sqlite((3, 51, 2)), WARNING),
        (machine.sqlite((3, 51, 3)), WELL),
        (machine.disk(10 * 2**30), WELL),
        (machine.disk(2**29), WARNING),
        (machine.disk(2**20), BROKEN),
        (deployment.environment(["XIAOGE_WEB__PORT", "PATH"]), WELL),
        (deployment.environment(["XIAOGE_WEBB__PORT"]), WARNING),
        (deployment.calendar(Calendar(years=frozenset({2026, 2027})), date(2026, 5, 1)), WELL),
        (deployment.calendar(Calendar(years=frozenset({2026})), date(2026, 5, 1)), WARNING),
        (memory.tables(Health("", ())), WELL),
        (memory.tables(Health("", ("cases",))), WARNING),
        (memory.tables(Health("", ("cases.code", "rooms"))), BROKEN),
        (memory.soundness("x.db", Health("row 3 missing from index x", ()), 1), BROKEN),
    ],
)
def test_each_state_has_its_level_and_what_is_not_well_a_next_step(
    finding: Finding, level: Level
) -> None:
    assert finding.level is level
    assert bool(finding.step) == (level is not WELL)


def test_a_misspelt_environment_name_is_guessed() -> None:
    assert "XIAOGE_WEB__PORT" in deployment.environment(["XIAOGE_WEBB__PORT"]).step


def test_the_unknown_year_is_named() -> None:
    known = Calendar(years=frozenset({2026}))

    assert "2027" in deployment.calendar(known, date(2026, 12, 31)).state


def test_what_failed_is_counted_with_what_to_do() -> None:
    troubles = list(memory.troubles(Health("", (), failed_jobs=2, doubtful=1)))

    assert [one.level for one in troubles] == [WARNING, WELL, WARNING]
    assert "2 件" in troubles[0].state


def test_a_folder_that_cannot_be_written_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)

    assert machine.data_folder(tmp_path / "data").level is BROKEN


@pytest.mark.parametrize("folder", ["data", "data/below"])
def test_a_folder_that_is_a_file_is_broken(town: Any, folder: str) -> None:
    (town.folder / "data").write_text("no folder", encoding="utf-8")
    town.write(f'[storage]\nfolder = "{folder}"\n')

    examined = town.types("doctor")

    assert examined.exit_code == 1
    assert f"[坏] 数据文件夹：{town.folder / 'data'} 是文件，不是文件夹 → " in examined.stdout


def test_a_database_of_a_newer_version_is_broken(town: Any) -> None:
    town.types("do", "/帮助")
    with closing(sqlite3.connect(town.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    examined = town.types("doctor")

    assert examined.exit_code == 1
    assert "[坏] 表结构：比程序新（9999），这一版不认识 → 升级程序" in examined.stdout


def gateway(endpoint: str, token: str = "") -> Finding:
    return deployment.gateway(Settings(wechaty={"endpoint": endpoint, "token": token}))


def test_a_gateway_that_listens_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"127.0.0.1:{server.getsockname()[1]}"

        assert gateway(endpoint, "secret").level is WELL
        assert gateway(endpoint).level is WARNING
        assert gateway(f"http://{endpoint}/", "secret").level is WELL


@pytest.mark.parametrize("endpoint", ["127.0.0.1:1"])
def test_a_gateway_that_does_not_is_broken(endpoint: str) -> None:
    assert gateway(endpoint).level is BROKEN


def numbers(vault: Vault, count: int = 0, sample: str = "") -> Finding:
    return privacy.key(vault, Settings(), count, sample)


def test_without_a_key_numbers_are_not_kept_and_what_is_kept_cannot_be_opened() -> None:
    assert numbers(Vault()).level is WARNING
    assert numbers(Vault(), 3, "sealed").level is BROKEN


def test_the_key_has_to_open_what_is_kept() -> None:
    vault, other = Vault([KEY]), Vault([OTHER])

    assert numbers(vault).level is WELL
    assert numbers(vault, 1, vault.seal("13812345678")).level is WELL
    assert numbers(other, 1, vault.seal("13812345678")).level is BROKEN


def test_a_key_that_is_none_is_told_and_not_shown(town: Any) -> None:
    (town.folder / "xiaoge.key").write_text("not-a-key", encoding="utf-8")

    examined = town.types("doctor")

    assert examined.exit_code == 1
    assert "手机号的密钥" in examined.stdout
    assert "not-a-key" not in examined.stdout + examined.stderr


@pytest.mark.skipif(os.name == "nt", reason="no modes on Windows")
def test_a_key_that_others_can_read_is_warned_of(town: Any) -> None:
    file = town.folder / "xiaoge.key"
    make(file)
    file.chmod(0o644)

    assert "chmod 600" in town.types("doctor").stdout
