"""What the operator has the demo count and say in another way, and keep under lock and key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.holidays import official_calendar
from community.calendar import Calendar
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Customs:
    """The calendar promises are counted by, sentences by key, and the vault of phone numbers."""

    calendar: Calendar = field(default_factory=official_calendar)
    wording: Mapping[str, str] = field(default_factory=dict)
    vault: Vault = field(default_factory=Vault)
