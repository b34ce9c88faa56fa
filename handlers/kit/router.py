"""How a handler file says what it answers to: said, command, answer, due, daily, arrived.

Whatever comes in becomes one of five events; whatever is to happen goes out as effects.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import Enum, StrEnum
from functools import partial
from typing import Any, Generic, TypeVar

from community.effects import Effects, Say
from community.messages import Chat, Kind, Message
from community.people import Person, Role, Room, RoomKind
from community.speech import Manner
from community.wording import Words
from handlers.kit.commands import Command, Venue, declare
from nlp.choices import Question
from nlp.guess import Tier
from nlp.intents import Intent, Meaning
from nlp.neighbourhood import Neighbourhood
from nlp.sentence import Sentence

F = TypeVar("F", bound=Callable[..., Effects])
T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody did something in a chat: the ground of every event that has a speaker.

    `at` is when we heard it; `message.at` is when it was said, which may be earlier.
    """

    message: Message
    speaker: Person
    room: Room | None
    at: datetime

    @property
    def community(self) -> str:
        return self.message.community

    @property
    def chat(self) -> Chat:
        return self.message.chat

    @property
    def is_private(self) -> bool:
        return self.room is None

    def reply(self, words: Words, manner: Manner = Manner.PLAIN) -> Say:
        """Answer where it was said."""
        return Say(self.chat, words, manner)

    def reply_quietly(self, words: Words) -> Say:
        """Answer where it was said, but in private if that is a resident group."""
        if self.room is not None and self.room.kind is RoomKind.RESIDENTS:
            return Say(Chat(self.speaker.code, private=True), words)
        return self.reply(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Heard, Generic[T]):
    """Somebody said something understood."""

    meaning: Meaning[T]
    sentence: Sentence
    neighbourhood: Neighbourhood

    @property
    def what(self) -> T:
        return self.meaning.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Heard):
    """Somebody gave a slash command. `confirmed`: they were asked whether they mean it, and do."""

    line: str
    confirmed: bool = False
    neighbourhood: Neighbourhood = field(default_factory=Neighbourhood)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Heard, Generic[T]):
    """The person we asked answered. `subject` and `payload` are what the question carried."""

    answer: T
    subject: str
    payload: Mapping[str, str]
    sentence: Sentence
    neighbourhood: Neighbourhood


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A time came. `at` is the time promised, `now` the time of waking, later after a standstill.

    `late`: the time passed while the process was down.
    """

    kind: str
    subject: str
    community: str
    at: datetime
    now: datetime
    late: bool = False


class Late(Enum):
    """What becomes of a job whose time passed while the process was down."""

    RUN = "run"  # once, at the start; what it tells residents is counted as 补发
    DROP = "drop"  # not any more; counted as 过期未发 if a group would have heard it
    SKIP = "skip"  # not any more; the next one covers its window


@dataclass(frozen=True, slots=True)
class Wake:
    """A handler that a time wakes. `daily` is the time of day at which it runs by itself."""

    run: Callable[[Due, Any], Effects]
    late: Late = Late.RUN
    daily: time | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """A handler of an intent, and how sure a meaning must be to reach it."""

    run: Callable[..., Effects]
    tier: Tier


class Doors(dict[K, V]):
    """Handlers by what they answer to; a second one would shut out the first.

    Setting it raises ValueError.
    """

    def __setitem__(self, name: K, handler: V) -> None:
        if name in self:
            raise ValueError(f"{name!r}: both {self[name]} and {handler}")
        super().__setitem__(name, handler)


def together(doors: Iterable[Mapping[K, V]]) -> Mapping[K, V]:
    """The doors of several files. Raises ValueError if two of them answer to the same."""
    every: Doors[K, V] = Doors()
    for some in doors:
        for name, handler in some.items():
            every[name] = handler
    return every


class Chapter(StrEnum):
    """Where help lists commands, in this order."""

    CASES = "办案"
    MEDIATION = "调解"
    GROUPS = "群里"
    FIGURES = "数字"
    ACTIVITIES = "活动"
    PEOPLE = "人员"
    LEARNING = "学习"
    OTHER = "其他"


@dataclass(slots=True)
class Router:
    """Collects one file's handlers. Built at import, read-only afterwards.

    `invites`: help shows an example of what to say, for people who know nothing yet.
    """

    noun: str
    about: str
    chapter: Chapter = Chapter.OTHER
    invites: bool = False
    on_said: dict[str, Hearing] = field(default_factory=Doors)
    on_due: dict[str, Wake] = field(default_factory=Doors)
    on_answer: dict[str, Callable[..., Effects]] = field(default_factory=Doors)
    on_arrival: dict[Kind, Callable[..., Effects]] = field(default_factory=Doors)
    commands: dict[str, Command] = field(default_factory=Doors)
    intents: list[Intent[Any]] = field(default_factory=list)
    questions: list[Question[Any]] = field(default_factory=list)

    def said(self, intent: Intent[Any], tier: Tier = Tier.SURE) -> Callable[[F], F]:
        """Open when somebody means `intent`, at least as surely as `tier`.

        No effects means: not for me. Then the next likely meaning is tried.
        """

        def register(function: F) -> F:
            self.intents.append(intent)
            self.on_said[intent.name] = Hearing(function, tier)
            return function

        return register

    def command(
        self,
        verb: str,
        *,
        about: str,
        roles: frozenset[Role] | None = None,
        own: Callable[[Any, Person], bool] | None = None,
        where: frozenset[Venue] = frozenset(Venue),
        short: bool = True,
        undoable: bool = False,
        hold: Callable[..., Words | None] | None = None,
        quoting: bool = False,
    ) -> Callable[[F], F]:
        """Open when somebody gives the command; see handlers/kit/commands.py."""

        declared = partial(declare, noun=self.noun, verb=verb, about=about, roles=roles, own=own)

        def register(function: F) -> F:
            self.commands[verb] = declared(
                function,
                short=short and bool(verb),
                where=where,
                undoable=undoable,
                hold=hold,
                quoting=quoting,
            )
            return function

        return register

    def due(self, kind: str, late: Late = Late.RUN) -> Callable[[F], F]:
        """Open when a job of `kind` falls due."""

        def register(function: F) -> F:
            self.on_due[kind] = Wake(function, late)
            return function

        return register

    def daily(self, kind: str, at: time, late: Late = Late.SKIP) -> Callable[[F], F]:
        """Open every day at `at`, once for each community, which is the event's subject."""

        def register(function: F) -> F:
            self.on_due[kind] = Wake(function, late, at)
            return function

        return register

    def answer(self, question: Question[Any]) -> Callable[[F], F]:
        """Open when the person whom we asked `question` answers it."""

        def register(function: F) -> F:
            self.questions.append(question)
            self.on_answer[question.name] = function
            return function

        return register

    def arrived(self, *kinds: Kind) -> Callable[[F], F]:
        """Open when something arrives that no other door takes: a picture, a recall, words."""

        def register(function: F) -> F:
            for kind in kinds:
                self.on_arrival[kind] = function
            return function

        return register
