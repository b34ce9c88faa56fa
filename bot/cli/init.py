"""init: config.toml, from the example with its comments and what the operator answers."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import tomlkit
import typer
from tomlkit.items import AoT, Table

from bot import keys
from bot.cli import console
from bot.configuration import DEFAULT_FILE, ROOT, load
from bot.errors import Fatal, Fault, Misconfigured

EXAMPLE = ROOT / "config.example.toml"
_LAST_PORT = 65535

# In the example a commented setting has no blank behind its mark; prose has one.
_TOWN = re.compile(r'^#(?=\[\[communities\]\]$|name = "幸福社区"|estate = "幸福里")', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the operator decides first; everything else can wait."""

    community: str = ""
    estate: str = ""
    folder: str = "data"
    port: int = 8788
    endpoint: str = ""


def write(file: Path | None, *, ask: bool, force: bool) -> None:
    """Write the configuration. Raises Fatal if there is one, Misconfigured if it is unusable."""
    path = file or DEFAULT_FILE
    if path.exists() and not force:
        if _keyed(path):
            return
        raise Fatal(f"已经有 {path} 了，没有动它。要重写就加上 --force。")
    text = filled(EXAMPLE.read_text(encoding="utf-8"), _asked() if ask else Answers())
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        load(draft)
        draft.replace(path)
    except OSError as error:
        raise Fatal(f"写不了 {path}（{error.strerror}）。请检查文件夹的权限。") from None
    except Misconfigured as error:
        draft.unlink()
        raise Misconfigured([_in(path, draft, fault) for fault in error.faults]) from None
    console.say(f"写好了 {path}。下一步：python3 run.py doctor")
    _keyed(path)


def _keyed(path: Path) -> bool:
    """See that there is a key to phone numbers. True if there was none. Raises Fatal."""
    settings = load(path)
    if settings.privacy.key.get_secret_value():
        return False
    file = settings.privacy.key_file
    try:
        made = keys.make(file)
    except OSError as error:
        raise Fatal(f"写不了 {file}（{error.strerror}）。请检查文件夹的权限。") from None
    if made:
        console.say(f"手机号的密钥写在 {file}。它不在备份里，请另外存一份，别发给人。")
    return made


def _in(path: Path, draft: Path, fault: Fault) -> Fault:
    """The fault of the draft, as one of the file that it would have become."""
    return replace(fault, where=str(path)) if fault.where == str(draft.absolute()) else fault


def filled(example: str, answers: Answers) -> str:
    """The example, with the answers in their places."""
    document = tomlkit.parse(_TOWN.sub("", example) if answers.community else example)
    if answers.community:
        community = cast(AoT, document["communities"])[0]
        community["name"], community["estate"] = answers.community, answers.estate
    for section, key, value in (
        ("storage", "folder", answers.folder),
        ("web", "port", answers.port),
        ("wechaty", "endpoint", answers.endpoint),
    ):
        cast(Table, document[section])[key] = value
    return tomlkit.dumps(document)


def _asked() -> Answers:
    """What somebody at the terminal says. Raises Fatal at the end of input."""
    console.say("直接回车就用方括号里的值，以后都能在 config.toml 里改。")
    usual = Answers()
    try:
        community = _ask("社区名（不填就以后再写）", usual.community)
        return Answers(
            community=community,
            estate=_ask("群里说的是哪个小区", community) if community else usual.estate,
            folder=_ask("数据存在哪个文件夹", usual.folder),
            port=typer.prompt("网页的端口", str(usual.port), value_proc=_port, err=True),
            endpoint=_ask("微信网关的地址，主机:端口（不填就不连微信）", usual.endpoint),
        )
    except typer.Abort:
        raise Fatal("没有答完，什么也没写。不想回答就加上 --yes。") from None


def _ask(question: str, default: str) -> str:
    said: str = typer.prompt(question, default, err=True, show_default=bool(default))
    return said.strip()


def _port(said: str) -> int:
    if not (said.isdecimal() and int(said) <= _LAST_PORT):
        raise typer.BadParameter("端口是 0 到 65535 的整数")
    return int(said)
