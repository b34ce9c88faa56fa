"""Wording as data: handlers choose a Text and fill its holes; the transaction renders it last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from types import MappingProxyType

from community.calendar import ZONE

NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})

# The place of a phone number in what is said, as it is or masked: the number itself is put there
# when it is sent, and stands nowhere before. Characters that no text has (Unicode: noncharacters).
PHONE, PHONE_MASKED = "\ufdd0", "\ufdd1"


class _Formatter(Formatter):
    """Fills holes. A hole for a time says how to tell it: day, time or moment.

    {due:day} 7月19日 · {due:time} 09:30 · {due:moment} 7月19日09:30 · {due:month} 7月
    """

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, datetime):
            value = value.astimezone(ZONE)
        match format_spec, value:
            case "day", date():
                return f"{value.month}月{value.day}日"
            case "month", date():
                return f"{value.month}月"
            case "time", datetime():
                return f"{value:%H:%M}"
            case "moment", datetime():
                return f"{value.month}月{value.day}日{value:%H:%M}"
        return format(value, format_spec)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence with holes. `key` lets a deployment override `template` in its configuration."""

    key: str
    template: str

    @property
    def holes(self) -> frozenset[str]:
        return holes(self.template)

    def __call__(self, **fields: object) -> "Words":
        """Fill the holes, all of them and no others. Raises TypeError otherwise."""
        if fields.keys() != self.holes:
            raise TypeError(f"{self.key} takes {sorted(self.holes)}, got {sorted(fields)}")
        return Words(self, tuple(sorted(fields.items())))


@dataclass(frozen=True, slots=True)
class Words:
    """A Text with its holes filled, not yet rendered. A hole may hold Words, or lines of them."""

    text: Text
    fields: tuple[tuple[str, object], ...] = ()

    def render(self, overrides: Mapping[str, str] = NO_OVERRIDES) -> str:
        """The sentence to say. What fills a hole is said as it is, never read as a template."""
        told = {name: _told(value, overrides) for name, value in self.fields}
        return _Formatter().vformat(overrides.get(self.text.key, self.text.template), (), told)


def holes(template: str) -> frozenset[str]:
    """The names of the holes in `template`. Raises ValueError if its braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def lines(words: Iterable[Words]) -> Words:
    """Several sentences as one message, a line each."""
    return LINES(lines=tuple(words))


LINES = Text("lines", "{lines}")


def _told(value: object, overrides: Mapping[str, str]) -> object:
    if isinstance(value, Words):
        return value.render(overrides)
    if isinstance(value, tuple):
        return "\n".join(str(_told(part, overrides)) for part in value)
    return value
