"""What the operator decides. Unknown keys are refused; every field is in config.example.toml.

Units are in the names. Secrets come from the environment: XIAOGE_WECHATY__TOKEN.
bot/configuration.py reads the file and tells what is wrong in it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticKnownError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url

from community.categories import Cat
from community.people import Mode, Role, RoomKind
from storage.ledger import NAME as LEDGER
from storage.retention import Periods

PREFIX = "XIAOGE_"
NESTED = "__"
SQLITE = "sqlite:///"
_DRIVEN = "postgresql+psycopg"
_POSTGRESQL = ("postgresql", "postgres", _DRIVEN)

_LAST_PORT = 65535
_LAST_DAY = 31
_HOST = re.compile(r"[\w.-]+|\[[0-9A-Fa-f:.]+\]", re.ASCII)

Named = Annotated[str, Field(min_length=1)]


class Section(BaseModel):
    """A part of the configuration: frozen, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_what_it_is(cls, value: object, info: ValidationInfo) -> object:
        """`port = true` is no number, and `json_lines = 1` no yes, though pydantic reads them."""
        kind = cls.model_fields[info.field_name or ""].annotation
        if kind in (int, float) and isinstance(value, bool):
            raise PydanticKnownError("int_type" if kind is int else "float_type")
        if kind is bool and isinstance(value, int | float) and not isinstance(value, bool):
            raise PydanticKnownError("bool_type")
        return value


class Storage(Section):
    """Where everything is kept. What is relative lies beside the configuration file."""

    folder: Path = Path("data")
    database: str = ""  # empty: SQLite in the folder

    @field_validator("database")
    @classmethod
    def _is_known(cls, database: str) -> str:
        scheme = database.partition("://")[0]
        if scheme in _POSTGRESQL:
            return f"{_DRIVEN}://{database.partition('://')[2]}"
        if database and not database.startswith(SQLITE):
            raise ValueError(
                f"写 {SQLITE} 加文件路径，或 postgresql://用户:密码@主机:端口/库名，或者留空。"
            )
        return database


class Retention(Section):
    """For how many days words are kept; what they were about stays, and is counted."""

    inbox_days: Annotated[int, Field(ge=14, le=3650)] = 90
    outbox_text_days: Annotated[int, Field(ge=7, le=3650)] = 180
    message_text_days: Annotated[int, Field(ge=30, le=3650)] = 180
    journal_words_days: Annotated[int, Field(ge=30, le=3650)] = 365
    lesson_text_days: Annotated[int, Field(ge=30, le=3650)] = 365

    @property
    def periods(self) -> Periods:
        return Periods(
            inbox=timedelta(days=self.inbox_days),
            outbox_text=timedelta(days=self.outbox_text_days),
            message_text=timedelta(days=self.message_text_days),
            journal_words=timedelta(days=self.journal_words_days),
            lesson_text=timedelta(days=self.lesson_text_days),
        )


class Privacy(Section):
    """The key under which phone numbers are kept: itself, or where it lies."""

    key: SecretStr = SecretStr("")
    key_file: Path = Path("xiaoge.key")


class Web(Section):
    """The page."""

    host: Named = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=_LAST_PORT)] = 8788


class Wechaty(Section):
    """The gateway to WeChat. Without an endpoint the channel is off.

    `account` is our name for the account: each process that shares a database has its own.
    """

    account: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")] = "wechaty"
    endpoint: str = ""
    token: SecretStr = SecretStr("")
    call_timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 20
    room_pause_seconds: Annotated[float, Field(ge=0, le=60)] = 3
    most_per_minute: Annotated[int, Field(ge=1, le=60)] = 20
    most_per_day: Annotated[int, Field(ge=1, le=5000)] = 300
    pause_when_too_often_minutes: Annotated[float, Field(ge=1, le=1440)] = 30

    @field_validator("endpoint")
    @classmethod
    def _is_address(cls, endpoint: str) -> str:
        if endpoint:
            host_and_port(endpoint)
        return endpoint


class RoomSetting(Section):
    """One group of a community: the channel's id of it, and what it is for.

    `name` is what we call it from its first start on; without one, its id is its name.
    """

    id: Named
    name: str = ""
    kind: RoomKind = RoomKind.RESIDENTS
    mode: Mode = Mode.LISTEN_ONLY
    estate: str = ""


class StaffSetting(Section):
    """One person with roles, by the channel's stable id; never by nickname."""

    id: Named
    name: Named
    role: Annotated[tuple[Role, ...], Field(min_length=1)]
    scope: str = ""
    handles: tuple[Cat, ...] = ()


class CommunitySetting(Section):
    """One community: its estate, named places, groups and staff."""

    name: Named
    street: str = ""
    estate: Named
    places: tuple[str, ...] = ()
    talkdays: tuple[int, ...] = ()
    rooms: tuple[RoomSetting, ...] = ()
    staff: tuple[StaffSetting, ...] = ()

    @field_validator("talkdays", mode="before")
    @classmethod
    def _are_days_of_the_month(cls, days: object) -> object:
        listed = days if isinstance(days, list | tuple) else ("",)
        if not all(type(day) is int and 1 <= day <= _LAST_DAY for day in listed):
            raise ValueError("要写每月几号，1 到 31 的整数，如 [4, 14, 24]。")
        return days


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
        extra="forbid", frozen=True, env_prefix=PREFIX, env_nested_delimiter=NESTED
    )

    storage: Storage = Storage()
    retention: Retention = Retention()
    privacy: Privacy = Privacy()
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
        """The environment wins over what is given, which is what the file says."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        """Nothing is claimed twice: a community's name, a group, a person."""
        rooms = [room for one in self.communities for room in one.rooms]
        staff = [person.id for one in self.communities for person in one.staff]
        _refuse_twice("社区的 name ", (one.name for one in self.communities))
        _refuse_twice("群的 id ", (room.id for room in rooms))
        _refuse_twice("群的 name ", (room.name for room in rooms if room.name))
        _refuse_twice("工作人员的 id ", staff)
        return self

    @property
    def database_url(self) -> str:
        """The database, by default a SQLite file in the folder."""
        return self.storage.database or f"{SQLITE}{self.storage.folder / 'xiaoge.db'}"

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None on a server."""
        url = self.database_url
        return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None

    @property
    def database_name(self) -> str:
        """What to call the database where people read it: without the password."""
        url = make_url(self.database_url)
        return str(self.database_file or f"PostgreSQL {url.host or ''}/{url.database or ''}")

    @property
    def ledger(self) -> Path:
        """Where it is noted whose words were taken back, outside of the database."""
        return self.storage.folder / LEDGER


def host_and_port(endpoint: str) -> tuple[str, int]:
    """Of "127.0.0.1:18788", "http://gateway:18788/" or "[::1]:18788". Raises ValueError."""
    host, _, port = endpoint.rpartition("//")[2].rstrip("/").rpartition(":")
    if not _HOST.fullmatch(host) or not port.isdecimal() or not 0 < int(port) <= _LAST_PORT:
        raise ValueError('要写成 主机:端口，如 "127.0.0.1:18788"；不连微信就空着。')
    return host.strip("[]"), int(port)


def _refuse_twice(what: str, names: Iterable[str]) -> None:
    """Raises ValueError, without saying the name: it may be a person's."""
    if any(count > 1 for count in Counter(names).values()):
        raise ValueError(f"有一个{what}写了两遍，每个只能写一次。")
