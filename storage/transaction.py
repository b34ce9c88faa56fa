"""One cause, one transaction: either everything a message brought about is kept, or nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from community.calendar import Calendar
from community.effects import (
    Anonymise,
    Ask,
    Effect,
    Effects,
    Erase,
    Forget,
    Lock,
    Record,
    Say,
    Send,
)
from community.followups import follow_ups, has_follow_ups
from community.messages import Chat
from community.people import Mode, Person, Phone, Room, RoomKind, RoomState, Standing
from community.records import Kept
from community.refs import PersonId
from community.speech import FOLDED, Manner, release
from storage import anonymity, erasure, jobs, members, questions, queueing, scenery, vault
from storage.erasure import Erasure
from storage.locks import EVERYTHING, Held
from storage.mapping import change_to_json, to_json, upsert, values
from storage.plumbing import JOURNAL
from storage.questions import OpenQuestion
from storage.queueing import Queued
from storage.records import SqlRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why effects are performed: the name of the cause, when, by whom, and in which community.

    `late`: it should have happened while the process was down.
    """

    name: str
    at: datetime
    who: str = ""
    community: str = ""
    late: bool = False


_JOURNAL = JOURNAL.insert()
_NOTHING = to_json({})


class Transaction:
    """Reads through `records`, writes through `perform`."""

    def __init__(
        self,
        connection: Connection,
        calendar: Calendar,
        wording: Mapping[str, str],
        held: Held = EVERYTHING,
    ) -> None:
        self.connection = connection
        self.records = SqlRecords(connection, calendar)
        self._wording = wording
        self._held = held
        self.erased: list[Erasure] = []
        self.touched: set[type] = set()
        self.asked: set[PersonId] = set()
        self._owing_nothing: frozenset[str] = frozenset()
        self._to_queue: list[Queued] = []

    def perform_whole(self, effects: Effects, cause: Cause) -> None:
        """Perform all of them or none, whatever becomes of the rest of the transaction."""
        if effects:
            with _savepoint(self.connection):
                self.perform(effects, cause)

    def perform(self, effects: Effects, cause: Cause) -> None:
        """Turn effects into rows, in order. Cause and position name each outgoing message.

        Raises Elsewhere if a record is of a community that the transaction does not hold.
        """
        self.perform_all(((effects, cause),))

    def perform_all(self, performed: Iterable[tuple[Effects, Cause]]) -> None:
        """The effects of one cause after the other; what they say is queued with one statement."""
        try:
            for effects, cause in performed:
                for position, effect in enumerate(effects):
                    self._perform(effect, position, cause)
            self._queue()
        finally:
            self._to_queue.clear()

    def _perform(self, effect: Effect, position: int, cause: Cause) -> None:
        match effect:
            case Say():
                self._say(effect, position, cause)
            case Send():
                self._send(effect, position, cause)
            case Ask():
                if effect.words is not None:
                    said = Say(effect.to, effect.words, effect.manner, effect.mentions)
                    self._say(said, position, cause)
                questions.ask(self.connection, effect, cause.at)
                self.asked.add(effect.person)
            case Forget():
                questions.forget(self.connection, effect)
            case Record(thing):
                self._record(thing, cause)
            case Erase():
                self._queue()
                erasure.erase(self.connection, effect.cause, cause.at)
                self.erased.append(Erasure(effect.cause, cause.at))
            case Lock():
                vault.lock(self.connection, effect, cause.at)
            case Anonymise(person):
                self._held.need_all()
                self._queue()
                erased = anonymity.anonymise(self.connection, person, cause.at, cause.name)
                self.erased.append(erased)
                self.touched.add(Person)

    def waiting_for(self, chat: Chat, person: PersonId, now: datetime) -> Sequence[OpenQuestion]:
        """What that person may answer there, asked last first."""
        if person in self._owing_nothing and person not in self.asked:
            return ()
        return questions.waiting_for(self.connection, chat, person, now)

    def people_asked(self, people: Collection[str], now: datetime) -> frozenset[str]:
        """Those among `people` who owe us an answer."""
        asked = questions.people_asked(self.connection, people, now)
        self._owing_nothing = frozenset(people) - asked
        return asked

    def _send(self, send: Send, position: int, cause: Cause) -> None:
        """To a person only: what is in a file is not for a group."""
        if send.to.private:
            message = Queued(
                cause=cause.name,
                position=position,
                community=cause.community,
                to=send.to,
                text=send.content,
                file=send.name,
                manner=Manner.PLAIN,
                at=cause.at,
                release=cause.at,
            )
            self._to_queue.append(message)

    def _say(self, say: Say, position: int, cause: Cause) -> None:
        moment = self._moment_for(say, cause)
        if moment is None:
            return
        message = Queued(
            cause=cause.name,
            position=position,
            community=cause.community,
            to=say.to,
            text=_in_its_place(say.words.render(self._wording), say.phone_of),
            phone_of=say.phone_of,
            manner=say.manner,
            mentions=say.mentions,
            at=cause.at,
            release=moment,
            late=cause.late and self._is_outsider(say.to),
        )
        self._to_queue.append(message)

    def _queue(self) -> None:
        """Before somebody asks what is queued, and at the end."""
        queueing.queue(self.connection, self._to_queue)
        self._to_queue.clear()

    def _moment_for(self, say: Say, cause: Cause) -> datetime | None:
        """When it may be said; None if it is not at all: at night, or where we only listen."""
        if say.to.private:
            people = self.records.find(Person, code=PersonId(say.to.id))
            unsure = people and people[0].state is Standing.TO_REBIND
            return queueing.HELD if unsure else cause.at
        room = self.records.get(Room, say.to.id)
        if room.mode is Mode.LISTEN_ONLY or room.state is not RoomState.NORMAL:
            return None
        if room.kind is RoomKind.WORK:
            return cause.at
        moment = release(say.manner, cause.at)
        if moment == cause.at and say.manner in FOLDED:
            self._queue()
            return queueing.fold_until(self.connection, say.to, cause.at)
        return moment

    def _is_outsider(self, to: Chat) -> bool:
        """True for the private chat with somebody who is not staff."""
        return to.private and not self.records.get(Person, PersonId(to.id)).is_staff

    def _record(self, thing: Kept, cause: Cause) -> None:
        before = self.records.before(thing)
        if before == thing:
            return
        for one in (before, thing):
            if one is not None:
                self._held.need(one.community)
        self.connection.execute(upsert(type(thing)), values(thing))
        members.keep(self.connection, before, thing)
        if isinstance(before, Person) and isinstance(thing, Person):
            self._person_changed(before, thing, cause)
        self.touched.add(type(thing))
        if scenery.is_part(before, thing):
            scenery.changed(self.connection)
        self._journal(before, thing, cause)
        if has_follow_ups(type(thing)):
            wanted = follow_ups(thing, self.records.calendar)
            if before is None:
                jobs.plant(self.connection, *wanted)
            else:
                jobs.follow(self.connection, thing.code, thing.community, wanted)

    def _person_changed(self, before: Person, after: Person, cause: Cause) -> None:
        """What hangs on a person without being of them: their number, what was held back."""
        if before.phone is Phone.ENCRYPTED and after.phone is not Phone.ENCRYPTED:
            vault.forget(self.connection, after.code)
            if after.phone is Phone.DELETED:
                self.erased.append(anonymity.note_phone(self.connection, before, cause.at))
        if before.state is Standing.TO_REBIND and after.state is Standing.NORMAL:
            self._queue()
            queueing.let_go(self.connection, Chat(after.code, private=True), cause.at)

    def _journal(self, before: Kept | None, after: Kept, cause: Cause) -> None:
        was, became = change_to_json(before, after) if before else ("", _NOTHING)
        change = {
            "at": cause.at,
            "cause": cause.name,
            "who": cause.who,
            "kind": type(after).__name__,
            "code": after.code,
            "community": after.community,
            "before": was,
            "after": became,
        }
        self.connection.execute(_JOURNAL, change)


def _in_its_place(text: str, phone_of: PersonId) -> str:
    """Only what is to tell a number may hold a place for one."""
    return text if phone_of else vault.without_places(text)


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    """Undo what fails inside. As Connection.begin_nested, which compiles its SQL every time."""
    connection.exec_driver_sql("SAVEPOINT whole")
    try:
        yield
    except BaseException:
        if not connection.invalidated:  # what is lost is undone, and the loss is what to raise
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT whole")
            connection.exec_driver_sql("RELEASE SAVEPOINT whole")
        raise
    connection.exec_driver_sql("RELEASE SAVEPOINT whole")
