"""A configuration that cannot be used is told apart: file, key, what is allowed."""

from pathlib import Path

import pytest

from bot import configuration
from bot.configuration import load, unknown_names
from bot.errors import Misconfigured
from bot.settings import Settings, host_and_port


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(configuration, "DEFAULT_FILE", tmp_path / "config.toml")


def write(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(Misconfigured) as refused:
        load(write(folder, text))
    return [str(fault).removeprefix(str(folder / "config.toml")) for fault in refused.value.faults]


def test_without_a_file_everything_is_default(tmp_path: Path) -> None:
    settings = load()

    assert settings.web == Settings().web
    assert settings.storage.folder == tmp_path / "data"


def test_a_file_that_was_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        load(tmp_path / "nowhere.toml")

    assert "没有这个文件" in str(refused.value.faults[0])


def test_relative_paths_lie_beside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, '[storage]\nfolder = "数据"\ndatabase = "sqlite:///a.db"')
    monkeypatch.chdir("/")

    settings = load(file)

    assert settings.storage.folder == tmp_path / "数据"
    assert settings.database_file == tmp_path / "a.db"


def test_the_database_lies_in_the_folder_by_default(tmp_path: Path) -> None:
    assert load(write(tmp_path, "")).database_file == tmp_path / "data" / "xiaoge.db"


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOGE_WEB__PORT", "9000")

    web = load(write(tmp_path, '[web]\nport = 1\nhost = "0.0.0.0"')).web

    assert (web.host, web.port) == ("0.0.0.0", 9000)


def test_a_file_that_windows_saved_can_be_read(tmp_path: Path) -> None:
    assert load(write(tmp_path, "\ufeff[web]\r\nport = 1\r\n")).web.port == 1


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes("# 社区".encode("gbk"))

    with pytest.raises(Misconfigured) as refused:
        load(tmp_path / "config.toml")

    assert "UTF-8" in str(refused.value)


PORT = "：要写不小于 0、不大于 65535 的整数。"
TOWN = '[[communities]]\nname = "甲"\nestate = "乙"\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[web]\nprot = 1", " web.prot：没有这个键。是不是 port？这里可以写：host、port。"),
        ("[web]\nport = 99999", f" web.port{PORT}"),
        ("[web]\nport = '八'", f" web.port{PORT}"),
        ("[web]\nport = true", f" web.port{PORT}"),
        (
            "[wechaty]\nroom_pause_seconds = true",
            " wechaty.room_pause_seconds：要写不小于 0、不大于 60 的数字。",
        ),
        ("[logs]\njson_lines = 1", " logs.json_lines：只能写 true 或 false。"),
        (
            "[wechaty]\ncall_timeout_seconds = 0",
            " wechaty.call_timeout_seconds：要写大于 0、不大于 120 的数字。",
        ),
        ("[logs]\nlevel = 'LOUD'", " logs.level：只能写 DEBUG、INFO、WARNING、ERROR 之一。"),
        ("[logs]\njson_lines = 2", " logs.json_lines：只能写 true 或 false。"),
        (
            "[calendar]\noff = ['2026-02-30']",
            ' calendar.off.第1个：要写真有的日期，如 "2027-02-06"。',
        ),
        (
            "[storage]\ndatabase = 'mysql://x'",
            " storage.database：写 sqlite:/// 加文件路径，"
            "或 postgresql://用户:密码@主机:端口/库名，或者留空。",
        ),
        ("storage = 'x'", " storage：这是一节，要先写 [节名] 一行，下面一行一个键。"),
        ("[[communities]]\nname = '甲'", " communities.第1个.estate：这一项必须写。"),
        (
            f"{TOWN}rooms = [{{id = 3}}]",
            ' communities.第1个.rooms.第1个.id：要写文字，用英文引号 "" 括起来。',
        ),
        (
            f"{TOWN}places = '南门'",
            ' communities.第1个.places：要用方括号写成列表，如 ["甲", "乙"]。',
        ),
        (
            f"{TOWN}staff = [{{id = 'a', name = '李', role = []}}]",
            " communities.第1个.staff.第1个.role：至少要写一个。",
        ),
        (f"{TOWN}{TOWN}", "：有一个社区的 name 写了两遍，每个只能写一次。"),
        (
            f"{TOWN}rooms = [{{id = 'r'}}, {{id = 'r'}}]",
            "：有一个群的 id 写了两遍，每个只能写一次。",
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_is_allowed(tmp_path: Path, text: str, fault: str) -> None:
    assert told(tmp_path, text) == [fault]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[web]\nport = “1”", "第 2 行第 8 列不合 TOML 的写法"),
        ("[web]\n[web]", "写了两遍"),
        ("[calendar]\noff = [2026-02-30]", "没有这个日期"),
        ("[web]\nhost =", "不合 TOML 的写法"),
    ],
)
def test_a_broken_file_is_told_with_line_and_column(tmp_path: Path, text: str, said: str) -> None:
    assert said in told(tmp_path, text)[0]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    assert len(told(tmp_path, "[web]\nport = -1\nprot = 1\n[logs]\nlevel = ''")) == 3


def test_no_value_is_ever_repeated(tmp_path: Path) -> None:
    staff = "staff = [{id = '13800138000', name = 3, role = ['王建国']}]"
    said = "".join(told(tmp_path, f"{TOWN}{staff}\n[wechaty]\ntoken = 31337"))

    assert not any(value in said for value in ("13800", "王建国", "31337"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("XIAOGE_WEB__PORT", "八"), ("XIAOGE_WEB__PROT", "1"), ("XIAOGE_COMMUNITIES", "甲")],
)
def test_a_wrong_environment_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(Misconfigured) as refused:
        load()

    assert refused.value.faults[0].where == f"环境变量 {name}"


def test_environment_names_that_set_nothing_are_found() -> None:
    names = [
        "XIAOGE_WEBB__PORT",
        "xiaoge_web__port",
        "XIAOGE_CONFIG",
        "XIAOGE_WORDING__SORRY",
        "HOME",
    ]

    assert unknown_names(names) == ("XIAOGE_WEBB__PORT",)


@pytest.mark.parametrize(
    "endpoint",
    ["foo", "127.0.0.1", "localhost:99999", "a:0", ":1", "x:y", "a b:1", "::1:8788", "a:1/path"],
)
def test_a_gateway_is_a_host_and_a_port(tmp_path: Path, endpoint: str) -> None:
    assert told(tmp_path, f"[wechaty]\nendpoint = '{endpoint}'") == [
        ' wechaty.endpoint：要写成 主机:端口，如 "127.0.0.1:18788"；不连微信就空着。'
    ]


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [
        ("127.0.0.1:18788", ("127.0.0.1", 18788)),
        ("http://wechaty-gateway:1/", ("wechaty-gateway", 1)),
        ("[::1]:18788", ("::1", 18788)),
    ],
)
def test_where_a_gateway_is(endpoint: str, address: tuple[str, int]) -> None:
    assert host_and_port(endpoint) == address


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_a_server_lies_beside_no_file(tmp_path: Path, scheme: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[storage]\ndatabase = '{scheme}://xiaoge@db:5432/xiaoge'", encoding="utf-8")

    settings = load(file)

    assert settings.database_url == "postgresql+psycopg://xiaoge@db:5432/xiaoge"
    assert settings.database_file is None
