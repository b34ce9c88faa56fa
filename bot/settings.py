"""What the operator decides. Unknown keys are refused; every field is in config.example.toml.

Units are in the names. Secrets come from the environment: XIAOGE_WECHATY__TOKEN.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from community.people import Role

DEFAULT_FILE = Path("config.toml")


class Section(BaseModel):
    """A part of the configuration: frozen, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Storage(Section):
    """Where everything is kept."""

    folder: Path = Path("data")
    database: str = ""  # empty: SQLite in the folder


class Web(Section):
    """The page."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8788


class Wechaty(Section):
    """The gateway to WeChat. Without an endpoint the channel is off."""

    endpoint: str = ""
    token: SecretStr = SecretStr("")
    call_timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 20
    room_pause_seconds: Annotated[float, Field(ge=0, le=60)] = 3
    most_per_minute: Annotated[int, Field(ge=1, le=60)] = 20
    pause_when_too_often_minutes: Annotated[float, Field(ge=1, le=1440)] = 30


class RoomSetting(Section):
    """One group of a community: the channel's id of it, and what it is for."""

    id: str
    kind: Literal["居民群", "工作群"] = "居民群"
    mode: Literal["正常", "只听"] = "只听"
    estate: str = ""


class StaffSetting(Section):
    """One person with roles, by the channel's stable id; never by nickname."""

    id: str
    name: str
    role: tuple[Role, ...]
    scope: str = ""
    handles: tuple[str, ...] = ()


class CommunitySetting(Section):
    """One community: its estate, named places, groups and staff."""

    name: str
    street: str = ""
    estate: str
    places: tuple[str, ...] = ()
    rooms: tuple[RoomSetting, ...] = ()
    staff: tuple[StaffSetting, ...] = ()


class CalendarSetting(Section):
    """Days of years that the official calendar in the package does not know yet."""

    off: tuple[date, ...] = ()
    makeup: tuple[date, ...] = ()


class Logs(Section):
    """What is written to standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    json_lines: bool = False


class Settings(BaseSettings):
    """The whole configuration."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="XIAOGE_", env_nested_delimiter="__"
    )

    storage: Storage = Storage()
    web: Web = Web()
    wechaty: Wechaty = Wechaty()
    calendar: CalendarSetting = CalendarSetting()
    logs: Logs = Logs()
    communities: tuple[CommunitySetting, ...] = ()
    wording: Mapping[str, str] = Field(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def database_url(self) -> str:
        """The database, by default a SQLite file in the folder."""
        return self.storage.database or f"sqlite:///{self.storage.folder / 'xiaoge.db'}"
