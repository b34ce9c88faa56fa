"""What a handler wants done. A handler returns effects; only the transaction performs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from community.messages import Chat
from community.records import Kept
from community.refs import NOBODY, PersonId
from community.speech import Manner
from community.wording import Words

EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Say:
    """Say `words` in `to`; whom they mention by "@name" hears it ring.

    `phone_of`: whose number stands where the words hold a place for one (PHONE, PHONE_MASKED).
    """

    to: Chat
    words: Words
    manner: Manner = Manner.PLAIN
    mentions: tuple[PersonId, ...] = ()
    phone_of: PersonId = NOBODY


@dataclass(frozen=True, slots=True)
class Send:
    """Send `content`, the text of a table, to `to` as a file called `name`."""

    to: Chat
    name: str
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """Say `words` in `to`; until `until`, a fitting message by `person` there is the answer.

    `subject` is the code of what the question is about: one person may be asked about several.
    Without words it has been asked already, of many at once.
    """

    to: Chat
    person: PersonId
    words: Words | None
    question: str
    subject: str
    until: datetime
    payload: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    manner: Manner = Manner.PLAIN
    mentions: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Forget:
    """Stop expecting an answer to `question` about `subject`, from `person` or from anyone."""

    question: str
    subject: str
    person: PersonId = NOBODY


@dataclass(frozen=True, slots=True)
class Record:
    """Keep `thing` as it now is (insert or replace by its code) and the jobs that follow from it.

    Every change is journalled: what it was, what it is, and its cause.
    """

    thing: Kept


@dataclass(frozen=True, slots=True)
class Erase:
    """Make the words of the message `cause` unreadable: in the journal, in what waits to be said.

    Records that hold them are recorded anew without them, by whoever returns this.
    """

    cause: str


@dataclass(frozen=True, slots=True)
class Lock:
    """Keep a person's phone number in the vault, sealed as it is; it takes the place of another.

    It leaves the vault when the person is recorded without one (Person.phone).
    """

    person: PersonId
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Anonymise:
    """Replace a person's id, names and words everywhere by 已匿名; records and counts stay.

    Whatever was to be said to them is not, but for what this cause says.
    """

    person: PersonId


Effect = Say | Send | Ask | Forget | Record | Erase | Lock | Anonymise
Effects = tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """Wake the handler of `kind` for the record `subject` at `due`."""

    kind: str
    subject: str
    due: datetime
    community: str = ""

    @property
    def key(self) -> str:
        """One promise, one name: the same record promising the same time again is no new job."""
        return f"{self.kind}:{self.community}:{self.subject}:{self.due:%Y%m%dT%H%M%S}"
