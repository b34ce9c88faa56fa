"""Commands come from signatures: usage, reading, permission and help from one declaration.

    @router.command("办结", about="办结案件", roles=WORKERS, own=is_handler, where=AT_WORK)
    def finish(asked: Asked, records: Records, cases: Annotated[tuple[Case, ...], "案号"],
               note: Annotated[str, "说明"] = "") -> Effects:

is said "/办结 C9 换了角阀" or "/案件 办结 C9 换了角阀". Arguments are separated by blanks; the
last one takes the rest of the line as typed. One declared with Key("理由", "文") begins with its
keyword and runs to the next one; with Key("甲", "人", "=") the keyword is tied to it, 甲=小郑.
There is no quoting: residents do not close quotes.
"""

import inspect
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from community.effects import Effects
from community.errors import CommunityError, Misused, NotAllowed
from community.people import Person, Role
from community.wording import Words
from handlers.kit.arguments import Context, Reader, reader_of

# A tie is typed in either width.
_NARROW = partial(unicodedata.normalize, "NFKC")
# One more code of a list, said as one: #c2, C2.
_ANOTHER = re.compile(r"\s+([#＃]?[A-Za-z]{1,2}-?[0-9]{1,9})(?!\S)")
# A mention ends with a special blank and may have ordinary ones inside.
_WORD = re.compile(r"[@＠][^\u2005\n]{1,30}\u2005|\S+")


class Venue(StrEnum):
    """Where a command may be given."""

    WORK = "工作群"
    PRIVATE = "私聊"
    RESIDENTS = "居民群"


AT_WORK = frozenset({Venue.WORK, Venue.PRIVATE})
IN_WORK_GROUP = frozenset({Venue.WORK})
IN_PRIVATE = frozenset({Venue.PRIVATE})


@dataclass(frozen=True, slots=True)
class Key:
    """An argument that begins with a keyword: 理由 文, 人次 N; tied to it by `tie`: 甲=人."""

    word: str
    label: str
    tie: str = " "


@dataclass(frozen=True, slots=True)
class Argument:
    """One hole of a command: its name in the handler, its label in help, how it is read.

    `rest`: as the last one it takes all that is left of the line, not just one word.
    `listed`: it takes every code that follows, #c1 #c2.
    """

    name: str
    label: str
    needed: bool
    rest: bool
    read: Reader
    key: Key | None = None
    listed: bool = False

    @property
    def usage(self) -> str:
        shown = f"{self.key.word}{self.key.tie}{self.label}" if self.key else self.label
        return f"<{shown}>" if self.needed else f"[{shown}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command. `roles` None means anyone; `own` says whose thing it is, so that they may.

    `hold` gives the words to ask with where the command must be confirmed first. `quoting`: it
    may also be said to a quotation, 「阿玲：灯坏了」 /是诉求.
    """

    noun: str
    verb: str
    short: bool
    about: str
    roles: frozenset[Role] | None
    own: Callable[[Any, Person], bool] | None
    where: frozenset[Venue]
    undoable: bool
    hold: Callable[..., Words | None] | None
    quoting: bool = False
    arguments: tuple[Argument, ...]
    run: Callable[..., Effects]

    @property
    def name(self) -> str:
        """The shortest way to say it: "/办结", or "/活动 建" for verbs that nouns share."""
        return f"/{self.verb}" if self.short else f"/{self.noun} {self.verb}".rstrip()

    @property
    def word(self) -> str:
        """The command word, as the audit trail names it."""
        return self.name.split()[0]

    @property
    def spoken(self) -> tuple[tuple[str, ...], ...]:
        """Every way to say it."""
        long = (self.noun, self.verb) if self.verb else (self.noun,)
        return ((self.verb,), long) if self.short else (long,)

    @property
    def usage(self) -> str:
        return " ".join((self.name, *(argument.usage for argument in self.arguments)))

    def read(self, rest: str, context: Context) -> Mapping[str, Any]:
        """The arguments in `rest`, by name. Raises Misused."""
        given, left_over = _split(rest, self.arguments)
        if left_over or any(a.needed and a.name not in given for a in self.arguments):
            raise Misused(self.usage)
        return {a.name: a.read(given[a.name], context) for a in self.arguments if a.name in given}

    def readable(self, rest: str, context: Context) -> Mapping[str, Any]:
        """Those arguments that can be read, which is enough to see whose things it is about."""
        given, _ = _split(rest, self.arguments)
        values = {}
        for argument in self.arguments:
            with suppress(CommunityError):
                if argument.name in given:
                    values[argument.name] = argument.read(given[argument.name], context)
        return values

    def check(self, person: Person, community: str, values: Mapping[str, Any]) -> None:
        """Raises NotAllowed unless a role, or what is theirs, permits it."""
        if self.roles is None or person.is_any(self.roles, community):
            return
        things = [thing for value in values.values() for thing in _things(value)]
        if self.own and things and all(self.own(thing, person) for thing in things):
            return
        raise NotAllowed(tuple(sorted(self.roles)))

    def may(self, person: Person, community: str) -> bool:
        """True if help should show it to them: a role permits it, or things may be theirs."""
        return self.roles is None or person.is_any(self.roles, community)


def declare(function: Callable[..., Effects], **fields: Any) -> Command:
    """The command that `function`'s signature describes. Raises TypeError if it cannot be read."""
    return Command(arguments=_arguments(function), run=function, **fields)


def _arguments(function: Callable[..., Effects]) -> tuple[Argument, ...]:
    hints = get_type_hints(function, include_extras=True)
    parameters = inspect.signature(function).parameters
    return tuple(
        _argument(name, hints[name], needed=parameters[name].default is inspect.Parameter.empty)
        for name in parameters
        if get_origin(hints.get(name)) is Annotated
    )


def _argument(name: str, hint: Any, *, needed: bool) -> Argument:
    kind, label = get_args(hint)
    if NoneType in get_args(kind):  # X | None: None stands for not given
        kind = next(k for k in get_args(kind) if k is not NoneType)
    rest = kind in (str, tuple[str, ...])
    if isinstance(label, Key):
        return Argument(name, label.label, needed, rest, reader_of(kind), label)
    read = _without_label(label) if kind is str else reader_of(kind)
    listed = get_origin(kind) is tuple and hasattr(get_args(kind)[0], "letter")
    return Argument(name, label, needed, rest, read, listed=listed)


def _without_label(label: str) -> Reader:
    """Words as said; who repeats what the usage calls them does not mean that too."""
    named = re.compile(rf"^{re.escape(label)}(?:[:：]\s*|\s+)(?=\S)")
    return lambda said, _: named.sub("", said)


def _split(rest: str, arguments: Sequence[Argument]) -> tuple[Mapping[str, str], str]:
    """What was said for each argument, by name, and what was left over."""
    keyed = {a.key: a.name for a in arguments if a.key}
    marks = [found for word in _WORD.finditer(rest) if (found := _mark(word, keyed)) is not None]
    ends = [*(start for _, start, _ in marks), len(rest)]
    given, left_over = _positional(rest[: ends[0]], [a for a in arguments if not a.key])
    for (name, _, begin), end in zip(marks, ends[1:], strict=True):
        said = rest[begin:end].strip()
        if said:
            given[name] = said
    return given, left_over


def _mark(word: re.Match[str], keyed: Mapping[Key, str]) -> tuple[str, int, int] | None:
    """The argument that `word` begins, where it does, and where its value does.

    A number may follow its keyword without a blank: 至12月1日, 人数3.
    """
    for key, name in keyed.items():
        tied = key.tie.strip()
        if word[0] == key.word and not tied:
            return name, word.start(), word.end()
        if tied and _NARROW(word[0]).startswith(key.word + tied):
            return name, word.start(), word.start() + len(key.word + tied)
        if not tied and re.match(rf"{re.escape(key.word)}[0-9０-９]", word[0]):
            return name, word.start(), word.start() + len(key.word)
    return None


def _positional(text: str, arguments: Sequence[Argument]) -> tuple[dict[str, str], str]:
    given: dict[str, str] = {}
    position = 0
    for argument in arguments:
        found = _WORD.search(text, position)
        if found is None:
            break
        position = len(text) if argument.rest and argument is arguments[-1] else found.end()
        given[argument.name] = text[found.start() : position].strip()
        while argument.listed and (more := _ANOTHER.match(text, position)):
            position = more.end()
            given[argument.name] += f"、{more[1]}"
    return given, text[position:].strip()


def _things(value: Any) -> tuple[Any, ...]:
    """The records among an argument's values."""
    values = value if isinstance(value, tuple) else (value,)
    return tuple(one for one in values if hasattr(one, "letter"))
