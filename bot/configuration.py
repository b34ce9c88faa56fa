"""The configuration, read: a file, the environment above it, and what is wrong in either.

What is wrong is told in Chinese, with the key and what is allowed, and never with the value.
"""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from bot.errors import Fault, Misconfigured
from bot.settings import NESTED, PREFIX, SQLITE, Settings

ROOT = Path(__file__).parent.parent
DEFAULT_FILE = ROOT / "config.toml"

# Names with our prefix that are no settings: which file to read, and what tests must not skip.
OTHER_NAMES = frozenset({"XIAOGE_CONFIG", "XIAOGE_NEEDS_BROWSER", "XIAOGE_NEEDS_GATEWAY"})

_POSITION = re.compile(r"at line ([0-9]+), column ([0-9]+)")
_NAMED_FIELD = re.compile(r'field "(\w+)"')

_SENTENCES = {
    "missing": "这一项必须写。",
    "string_type": '要写文字，用英文引号 "" 括起来。',
    "string_too_short": "不能空着。",
    "too_short": "至少要写一个。",
    "tuple_type": '要用方括号写成列表，如 ["甲", "乙"]。',
    "bool_type": "只能写 true 或 false。",
    "bool_parsing": "只能写 true 或 false。",
    "model_type": "这是一节，要先写 [节名] 一行，下面一行一个键。",
    "dict_type": "这是一节，要先写 [节名] 一行，下面一行一个键。",
    "path_type": "要写文件夹的路径，用英文引号括起来。",
}


def load(file: Path | None = None) -> Settings:
    """The settings in `file`, else in config.toml beside run.py, else the defaults.

    Relative paths in them lie beside the file. Raises Misconfigured.
    """
    path = (file or DEFAULT_FILE).absolute()
    values = _read(path) if file or path.exists() else {}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        faults = [_fault(path, one) for one in error.errors(include_url=False)]
        raise Misconfigured(faults) from None
    except SettingsError as error:
        raise Misconfigured([_unreadable_name(error)]) from None
    return _located(settings, path.parent)


def unknown_names(names: Iterable[str]) -> tuple[str, ...]:
    """Those environment names that begin like ours but set nothing, in order."""
    known = OTHER_NAMES | frozenset(setting_names())
    ours = sorted({name.upper() for name in names if name.upper().startswith(PREFIX)})
    return tuple(n for n in ours if n not in known and not n.startswith(f"{PREFIX}WORDING__"))


def setting_names() -> tuple[str, ...]:
    """Every environment name that sets something."""
    names = []
    for section, field in Settings.model_fields.items():
        keys = getattr(field.annotation, "model_fields", ())
        names += [section, *(f"{section}{NESTED}{key}" for key in keys)]
    return tuple(f"{PREFIX}{name}".upper() for name in names)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        what = "没有这个文件；先运行 python3 run.py init 生成一份。"
    except UnicodeDecodeError:
        what = "不是 UTF-8 编码，请用编辑器另存为 UTF-8。"
    except OSError as error:
        what = f"读不了（{error.strerror}），请检查路径和权限。"
    except tomllib.TOMLDecodeError as error:
        what = _broken(str(error))
    raise Misconfigured([Fault(str(path), "", what)])


def _broken(message: str) -> str:
    found = _POSITION.search(message)
    where = f"第 {found[1]} 行第 {found[2]} 列" if found else "文件末尾"
    if "twice" in message or "overwrite" in message:
        return f"{where}：这个键或这一节写了两遍，删掉一处。"
    if "date" in message:
        return f"{where}：没有这个日期或时间，日期写成 2027-02-06。"
    hint = '键和值之间用英文等号；文字用英文引号 "" 括起来，不用中文引号。'
    return f"{where}不合 TOML 的写法：{hint}"


def _located(settings: Settings, home: Path) -> Settings:
    """With absolute paths."""
    storage = settings.storage
    paths: dict[str, object] = {"folder": home / storage.folder}
    if storage.database.startswith(SQLITE):
        file = home / storage.database.removeprefix(SQLITE)
        paths["database"] = f"{SQLITE}{file}"
    privacy = settings.privacy
    key = {"key_file": home / privacy.key_file}
    return settings.model_copy(
        update={
            "storage": storage.model_copy(update=paths),
            "privacy": privacy.model_copy(update=key),
        }
    )


def _fault(path: Path, error: ErrorDetails) -> Fault:
    steps = error["loc"]
    name = _environment_name(steps, os.environ)
    where = f"环境变量 {name}" if name else str(path)
    key = ".".join(f"第{step + 1}个" if isinstance(step, int) else step for step in steps)
    return Fault(where, key, _sentence(error))


def _environment_name(steps: tuple[int | str, ...], names: Iterable[str]) -> str:
    """The environment variable that sets what lies there; empty if none does."""
    given = {name.upper() for name in names}
    parts = [str(step).upper() for step in steps]
    wanted = [PREFIX + NESTED.join(parts[:n]) for n in range(len(parts), 0, -1)]
    return next((name for name in wanted if name in given), "")


def _sentence(error: ErrorDetails) -> str:
    kind, steps = error["type"], error["loc"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(steps[-1]), tuple(_model(steps[:-1]).model_fields))
    if kind in ("literal_error", "enum"):
        words = re.findall(r"'([^']*)'", context["expected"])
        return f"只能写 {'、'.join(words)} 之一。"
    if kind == "value_error":
        return str(context["error"])
    if kind.startswith("date"):
        return '要写真有的日期，如 "2027-02-06"。'
    if kind.startswith(("int", "float", "greater", "less", "finite")):
        return _number(_model(steps[:-1]).model_fields[str(steps[-1])])
    return _SENTENCES.get(kind, "写得不对，写法见 config.example.toml。")


def _unknown_key(key: str, allowed: tuple[str, ...]) -> str:
    near = get_close_matches(key, allowed, n=1)
    guess = f"是不是 {near[0]}？" if near else ""
    return f"没有这个键。{guess}这里可以写：{'、'.join(allowed)}。"


def _number(field: FieldInfo) -> str:
    """What number the field takes, with its bounds."""
    words = {"ge": "不小于", "gt": "大于", "le": "不大于", "lt": "小于"}
    bounds = [
        f"{word} {getattr(limit, name):g}"
        for limit in field.metadata
        for name, word in words.items()
        if getattr(limit, name, None) is not None
    ]
    kind = "整数" if field.annotation is int else "数字"
    return f"要写{'、'.join(bounds)} 的{kind}。" if bounds else f"要写{kind}。"


def _model(steps: tuple[int | str, ...]) -> type[BaseModel]:
    """The section that lies there."""
    model: type[BaseModel] = Settings
    for step in steps:
        if isinstance(step, str):
            hint: Any = model.model_fields[step].annotation
            model = next(iter(get_args(hint)), hint)
    return model


def _unreadable_name(error: SettingsError) -> Fault:
    found = _NAMED_FIELD.search(str(error))
    name = f"{PREFIX}{found[1]}".upper() if found else f"{PREFIX}…"
    return Fault(f"环境变量 {name}", "", "要写成 JSON；列表和整节还是写在 config.toml 里方便。")
