"""config.example.toml says what is true: every setting, and its real default."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, SecretStr

from bot.settings import CommunitySetting, RoomSetting, Section, Settings, StaffSetting
from bot.wordings import unsound

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8")
# A commented setting has no blank behind its mark; prose has one.
WHOLE = re.sub(r'^#(?=[a-z\["])', "", EXAMPLE, flags=re.MULTILINE)
SHOWN = tomllib.loads(WHOLE)
COMMUNITY = SHOWN["communities"][0]


SECTIONS: dict[str, tuple[type[BaseModel], dict[str, Any]]] = {
    **{
        name: (field.annotation, SHOWN[name])
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
    },
    "communities": (CommunitySetting, COMMUNITY),
    "rooms": (RoomSetting, COMMUNITY["rooms"][0]),
    "staff": (StaffSetting, COMMUNITY["staff"][0]),
}


def test_the_example_as_it_stands_is_the_defaults() -> None:
    assert Settings(**tomllib.loads(EXAMPLE)) == Settings()


def test_the_example_with_everything_switched_on_can_be_used() -> None:
    settings = Settings(**SHOWN)

    assert settings.communities
    assert unsound(settings.wording) == ()


def test_every_section_is_shown() -> None:
    assert SHOWN.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", SECTIONS)
def test_every_setting_is_shown_with_its_real_default(name: str) -> None:
    section, shown = SECTIONS[name]
    defaults = {
        key: plain(field.default)
        for key, field in section.model_fields.items()
        if not field.is_required() and not holds_sections(field.annotation)
    }

    assert shown.keys() == section.model_fields.keys()
    assert {key: shown[key] for key in defaults} == defaults


def test_every_setting_has_a_sentence_above_it() -> None:
    lines = EXAMPLE.splitlines()
    settings = [n for n, line in enumerate(lines) if re.match(r'#?["a-z_]+ = ', line)]

    assert [lines[n] for n in settings if not re.match(r"# \S|#?\[", lines[n - 1])] == []


def holds_sections(hint: Any) -> bool:
    return any(isinstance(one, type) and issubclass(one, Section) for one in get_args(hint))


def plain(default: Any) -> Any:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, Path):
        return str(default)
    return list(default) if isinstance(default, tuple) else default
