"""init: the example with the answers in it, its comments kept, nothing overwritten."""

import stat
import sys
from typing import Any

import pytest

from bot.cli.init import EXAMPLE
from bot.configuration import load
from bot.keys import keys_of
from bot.settings import Settings
from storage.vault import Vault

ANSWERS = "幸福社区\n幸福里\n数据\n9000\n127.0.0.1:18788\n"


def test_without_questions_the_example_is_written(operator: Any) -> None:
    written = operator.types("init", "--yes")

    assert (written.exit_code, written.stdout) == (0, "")
    assert operator.config.read_text(encoding="utf-8") == EXAMPLE.read_text(encoding="utf-8")
    assert load(operator.config).web == Settings().web


def test_the_answers_stand_in_the_file_with_every_comment(operator: Any) -> None:
    written = operator.types("init", then=ANSWERS)

    assert written.exit_code == 0
    settings = load(operator.config)
    assert (settings.communities[0].name, settings.communities[0].estate) == ("幸福社区", "幸福里")
    assert (settings.web.port, settings.wechaty.endpoint) == (9000, "127.0.0.1:18788")
    assert settings.storage.folder == operator.folder / "数据"
    prose = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line[:2] == "# "]
    lines = operator.config.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line[:2] == "# "] == prose


def test_enter_takes_the_defaults(operator: Any) -> None:
    written = operator.types("init", then="\n\n\n\n\n")

    assert written.exit_code == 0
    assert operator.config.read_text(encoding="utf-8") == EXAMPLE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ['引"号', "反\\斜", "#井", "{空}", "= 等"])
def test_any_name_can_be_given(operator: Any, name: str) -> None:
    operator.types("init", then=f"{name}\n{name}\n\n\n\n")

    assert load(operator.config).communities[0].name == name


def test_an_impossible_port_is_asked_again(operator: Any) -> None:
    written = operator.types("init", then="\n\n99999\n八\n9000\n\n")

    assert written.exit_code == 0
    assert load(operator.config).web.port == 9000


def test_a_key_is_written_that_its_owner_alone_can_read(operator: Any) -> None:
    written = operator.types("init", "--yes")

    key = operator.folder / "xiaoge.key"
    assert Vault(keys_of(load(operator.config))).is_open
    assert str(key) in written.stderr
    assert key.read_text(encoding="ascii").strip() not in written.stdout + written.stderr
    assert sys.platform == "win32" or stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_key_is_added_to_what_has_none_and_never_replaced(operator: Any) -> None:
    operator.write("[web]\nport = 1\n")
    key = operator.folder / "xiaoge.key"

    added = operator.types("init", "--yes")
    first = key.read_bytes()
    operator.types("init", "--yes", "--force")

    assert added.exit_code == 0
    assert key.read_bytes() == first


def test_an_existing_file_is_left_alone(operator: Any) -> None:
    operator.write("[web]\nport = 1\n")
    operator.types("init", "--yes")

    refused = operator.types("init", "--yes")

    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert load(operator.config).web.port == 1


def test_force_writes_it_again(operator: Any) -> None:
    operator.write("[web]\nport = 1\n")

    assert operator.types("init", "--yes", "--force").exit_code == 0
    assert load(operator.config).web == Settings().web


def test_input_that_ends_early_writes_nothing(operator: Any) -> None:
    refused = operator.types("init", then="幸福社区\n")

    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert list(operator.folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_can_read_the_file(operator: Any) -> None:
    operator.types("init", "--yes")

    assert stat.S_IMODE(operator.config.stat().st_mode) == 0o600


def test_an_answer_that_cannot_be_is_told_of_the_file_itself(operator: Any) -> None:
    refused = operator.types("init", then="\n\n\nfoo\n")

    assert refused.exit_code == 2
    assert f"{operator.config} wechaty.endpoint：要写成 主机:端口" in refused.stderr
    assert list(operator.folder.iterdir()) == []
