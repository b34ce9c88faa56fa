"""What the rules may ask about the past. Implemented by storage; faked in tests by a list.

A question about the past names a kind of record and what its fields must be:

    records.find(Case, community="信江", cat=Cat.LEAK, state=OneOf(OPEN), place=Under(place))
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeVar

from community.calendar import Calendar
from community.places import Place
from community.refs import Ref


class Kept(Protocol):
    """What can be recorded: a frozen dataclass with a name, a community and a beginning."""

    @property
    def code(self) -> str: ...

    @property
    def community(self) -> str: ...

    @property
    def at(self) -> datetime: ...


class Lettered(Kept, Protocol):
    """A record whose code is a letter and a number that we give it."""

    letter: ClassVar[str]


T = TypeVar("T", bound=Kept)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field is one of these."""

    values: Collection[object]


@dataclass(frozen=True, slots=True)
class Not:
    """The field is not this."""

    value: object


@dataclass(frozen=True, slots=True)
class Between:
    """start <= field < end; an end that is None is open."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Has:
    """The field is a list that has this member."""

    value: object


@dataclass(frozen=True, slots=True)
class Under:
    """The field is this place or one inside it."""

    place: Place


@dataclass(frozen=True, slots=True)
class Change:
    """A record that a cause changed: as it is now and as it was; None if it came into being then.

    `fields` are those that were changed, `standing` those of them that have not been since.
    """

    now: Kept
    was: Kept | None
    fields: frozenset[str] = frozenset()
    standing: frozenset[str] = frozenset()

    @property
    def overtaken(self) -> bool:
        return self.fields != self.standing


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one record: by whom, and its changed fields before and after.

    `before` is None, and `after` empty, where it came into being.
    """

    at: datetime
    who: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


class Records(Protocol):
    """Read-only. Writing is done by returning effects."""

    @property
    def calendar(self) -> Calendar: ...

    def get(self, kind: type[T], code: str, community: str = "") -> T:
        """The record of that name. Raises NotFound.

        `community` is needed where names are unique within a community only (Household).
        """
        ...

    def find(
        self, kind: type[T], /, *, newest: bool = False, limit: int | None = None, **fields: object
    ) -> Sequence[T]:
        """Those whose fields are as given, in order of creation, or newest first."""
        ...

    def next_ref(self, kind: type[Lettered]) -> Ref:
        """A name nobody has yet, e.g. "C8"."""
        ...

    def last_run(self, kind: str, subject: str) -> datetime | None:
        """The time promised of the last job of that kind for `subject` that ran in time."""
        ...

    def changes(self, cause: str) -> Sequence[Change]:
        """What `cause` changed, the last change first."""
        ...

    def history(self, thing: Kept) -> Sequence[Step]:
        """What happened to the record since it came into being, oldest first."""
        ...

    def standstill(self, start: datetime, end: datetime) -> timedelta:
        """How long of the time between the process did not run."""
        ...

    def caught_up(self, community: str, start: datetime, end: datetime) -> int:
        """How many messages residents and partners got late, after a standstill (补发)."""
        ...

    def dropped(self, community: str, start: datetime, end: datetime) -> int:
        """How many group reminders were not said, as their moment had passed (过期未发)."""
        ...

    def not_made(self, community: str, start: datetime, end: datetime) -> Sequence[str]:
        """The kinds of jobs due then that were tried again and again, and given up."""
        ...

    def unsent(self, community: str) -> tuple[int, int]:
        """How many messages wait to be said, and how many to be tried again."""
        ...
