"""One cause, one transaction. The only place where handlers meet storage.

Messages that wait together are handled together: each in a savepoint of its own, with one commit.
Alone, a message waits for nobody.
"""

import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.discretion import discreet
from bot.dispatch import Dispatcher
from bot.outcome import SILENCE, Door, Outcome
from bot.parcel import pack, unpack
from bot.phrasebook import slash, slash_after_quotation
from bot.presentable import is_absurd, masked, presentable
from bot.scenes import Scenes
from community.effects import Effects
from community.messages import LONGEST_ID, LONGEST_TEXT, Arrival, Kind, Message
from community.people import Community, Person, Room
from community.reach import admins, tell
from community.records import Records
from community.wording import Text
from handlers.kit.router import Heard
from nlp.understand import Understander, Understanding
from storage import inbox, scenery
from storage.plumbing import InboxState
from storage.store import Store
from storage.transaction import Cause, Transaction
from storage.trouble import is_nobodys_fault

log = structlog.get_logger(__name__)

SORRY = Text("sorry", "抱歉，刚才没处理好，已通知管理员。")
FAILED = Text("message.failed", "有一条消息没处理好，已放下。它在日志里的编号是 {cause}。")

_SCENERY = frozenset({Community, Room, Person})


@dataclass(frozen=True, slots=True)
class Understood:
    """A message with its numbers masked, and what its text seems to mean."""

    arrival: Arrival
    community: str
    truncated: bool
    meaning: Understanding


class Pipeline:
    """Hears messages. Plain functions, on one thread: SQLite has one writer, and so have we."""

    def __init__(
        self, store: Store, dispatcher: Dispatcher, understand: Understander, scenes: Scenes
    ) -> None:
        self.store = store
        self.dispatcher = dispatcher
        self.understand = understand
        self.scenes = scenes

    def hear(self, arrivals: Sequence[Arrival], now: datetime) -> Sequence[Outcome]:
        """Handle what is new among `arrivals`, in order. Never raises on a speaker's mistake."""
        with self.store.reading() as records:
            understood = [self._understood(arrival, records, now) for arrival in arrivals]
        communities = {one.community for one in understood}
        try:
            return self.store.work(lambda t: self._handle(understood, t, now), *communities)
        except BaseException:  # whoever was met is not in the database after all
            self.scenes.forget()
            raise

    def notice(self, transaction: Transaction) -> None:
        """Look people and places up again, if something about them was changed."""
        if transaction.touched & _SCENERY:
            self.scenes.forget()
            transaction.touched.clear()

    def retry(self, now: datetime) -> int:
        """Handle again what failed and is due again, each alone, at its own cost. How many."""
        with self.store.plumbing() as connection:
            kept = [(cause, text) for cause, text in inbox.waiting(connection, now) if text]
        return sum(self._tried_again(cause, text, now) for cause, text in kept)

    def _tried_again(self, cause: str, text: str, now: datetime) -> bool:
        """Trouble of the database is not the message's: it ends the round."""
        try:
            return self._try_again(cause, text, now)
        except Exception as error:  # see retry
            if is_nobodys_fault(error):
                self._excuse(cause)
                raise
            log.exception("message cannot be tried again", cause=cause)
            return False

    def _excuse(self, cause: str) -> None:
        """The attempt was not made after all."""
        with suppress(SQLAlchemyError), self.store.plumbing() as connection:
            inbox.excuse(connection, cause)

    def _try_again(self, cause: str, text: str, now: datetime) -> bool:
        """The attempt is kept first: a message that ends the process does so a few times only.

        That holds nobody up: `begin` alone decides which process goes on.
        """
        with self.store.plumbing() as connection:
            arrival = _unpacked(connection, cause, text, now)
            begun = inbox.begin(connection, cause, now) if arrival else InboxState.DONE
        if arrival is None or begun is InboxState.DONE:
            return False
        if begun is InboxState.FAILED:
            with self.store.transaction() as transaction:
                self._own_up(arrival, transaction, now)
            return False
        self.hear([arrival], now)
        return True

    def _understood(self, arrival: Arrival, records: Records, now: datetime) -> Understood:
        """Slow things first, no lock held."""
        arrival = masked(arrival, self.store.vault.seal)
        truncated = len(arrival.text) > LONGEST_TEXT
        arrival = presentable(arrival, arrival.text[:LONGEST_TEXT], now)
        room = self.scenes.room(arrival, records) if arrival.room else None
        community = room.community if room else self.scenes.home
        around = self.scenes.neighbourhood(community, room.code if room else "", records)
        speaker = self.scenes.person(arrival, records)
        unheard = room and speaker and speaker.muted and not arrival.mentioned
        read = self.understand.if_addressed if unheard else self.understand
        return Understood(
            arrival,
            community=speaker.community if speaker and not room else community,
            truncated=truncated,
            meaning=read(arrival.text, around, now),
        )

    def _handle(
        self, understood: Sequence[Understood], transaction: Transaction, now: datetime
    ) -> Sequence[Outcome]:
        self.scenes.see(scenery.revision(transaction.connection))
        arrivals = [one.arrival for one in understood if len(one.arrival.id) <= LONGEST_ID]
        causes = {arrival.cause: arrival.at for arrival in arrivals}
        new = set(inbox.first_sight(transaction.connection, causes))
        known = (self.scenes.person(one.arrival, transaction.records) for one in understood)
        asked = transaction.people_asked({one.code for one in known if one}, now)
        outcomes = []
        for one in understood:
            if is_absurd(one.arrival):
                log.warning("message with an absurd id", channel=one.arrival.channel)
                outcomes.append(SILENCE)
                continue
            if one.arrival.cause not in new:
                outcomes.append(Outcome(Door.REPEATED))
                continue
            new.discard(one.arrival.cause)
            outcomes.append(self._handle_one(one, asked, transaction, now))
            self.notice(transaction)
        return outcomes

    def _handle_one(
        self, one: Understood, asked: Collection[str], transaction: Transaction, now: datetime
    ) -> Outcome:
        if self._is_chatter(one, asked, transaction):
            return SILENCE
        started = time.perf_counter()
        try:
            outcome = self._handle_new(one, transaction, now)
        except Exception as error:  # whatever fails here costs this message only
            if is_nobodys_fault(error):
                self.scenes.forget()
                raise
            log.exception("message failed", cause=one.arrival.cause)
            return self._failed(one.arrival, error, transaction, now)
        log.info(
            "heard",
            cause=one.arrival.cause,
            door=outcome.door,
            name=outcome.name,
            effects=len(outcome.effects),
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return outcome

    def _is_chatter(
        self, one: Understood, asked: Collection[str], transaction: Transaction
    ) -> bool:
        """True if nobody has anything to do with it: most messages, so this is quick."""
        arrival = one.arrival
        if arrival.room and self.scenes.room(arrival, transaction.records) is None:
            return True
        if arrival.kind is not Kind.TEXT or one.meaning.meanings or arrival.redacted:
            return False
        if _is_command(arrival):
            return False
        if not self.scenes.is_familiar(arrival):
            return False
        person = self.scenes.person(arrival, transaction.records)
        return (
            person is not None
            and person.code not in asked
            and (person.code not in transaction.asked)
        )

    def _handle_new(self, one: Understood, transaction: Transaction, now: datetime) -> Outcome:
        arrival, records = one.arrival, transaction.records
        room = self.scenes.room(arrival, records) if arrival.room else None
        speaker, met = self.scenes.meet(arrival, room, records)
        community = room.community if room else speaker.community
        cause = Cause(name=arrival.cause, at=now, who=speaker.code, community=community)
        transaction.perform_whole(met, replace(cause, name=f"{arrival.cause}#met"))
        transaction.touched.discard(Person)  # whoever was just met, nobody else need be forgotten
        heard = Heard(
            message=_message(one, speaker, room, community),
            speaker=speaker,
            room=room,
            at=now,
        )
        around = self.scenes.neighbourhood(community, room.code if room else "", records)
        outcome = self.dispatcher.message(heard, one.meaning, around, records, transaction)
        if arrival.redacted:
            outcome = discreet(outcome, heard, arrival.sealed, records)
        transaction.perform_whole(outcome.effects, cause)
        return outcome

    def _failed(
        self, arrival: Arrival, error: Exception, transaction: Transaction, now: datetime
    ) -> Outcome:
        """Our fault: nothing was kept. Try again later; at last own up to it."""
        self.scenes.forget()
        is_command = _is_command(arrival)
        again = inbox.take_back(
            transaction.connection,
            arrival.cause,
            now,
            type(error).__name__,
            payload=pack(arrival),
            final=is_command,
        )
        if not again:
            self._own_up(arrival, transaction, now)
        return Outcome(Door.FAILED)

    def _own_up(self, arrival: Arrival, transaction: Transaction, now: datetime) -> None:
        """Set aside it is, even if nobody can be told."""
        try:
            effects = self._confession(arrival, transaction.records)
            transaction.perform_whole(effects, Cause(name=f"{arrival.cause}#sorry", at=now))
        except Exception as error:  # who cannot be read, say
            if is_nobodys_fault(error):
                raise
            log.exception("nobody told", cause=arrival.cause)

    def _confession(self, arrival: Arrival, records: Records) -> Effects:
        """Admins are told; an apology is only for who addressed us."""
        told = tell(admins(records), FAILED(cause=arrival.cause))
        person = self.scenes.person(arrival, records)
        if person is None or (arrival.room and not _is_command(arrival)):
            return told
        return (*tell((person,), SORRY()), *told)


def _is_command(arrival: Arrival) -> bool:
    """True if it may be one: what is said to a quotation usually is none."""
    line = slash(arrival.text) or slash_after_quotation(arrival.text)
    return line is not None


def _unpacked(connection: Connection, cause: str, text: str, now: datetime) -> Arrival | None:
    """The message; one that cannot be read is set aside, and costs no other."""
    try:
        return unpack(text)
    except (ValueError, TypeError, LookupError) as error:
        log.warning("message cannot be read", cause=cause, error=type(error).__name__)
        inbox.put_off(connection, cause, now, type(error).__name__, final=True)
        return None


def _message(one: Understood, speaker: Person, room: Room | None, community: str) -> Message:
    arrival = one.arrival
    return Message(
        community=community,
        at=arrival.at,
        cause=arrival.cause,
        room=room.code if room else "",
        sender=speaker.code,
        nick=arrival.alias or speaker.nick,
        kind=arrival.kind,
        text=arrival.content or arrival.text,
        redacted=arrival.redacted,
        truncated=one.truncated,
        file=arrival.file,
        digest=arrival.digest,
        about=f"{arrival.channel}:{arrival.about}" if arrival.about else "",
        people=arrival.people,
        mentioned=arrival.mentioned or one.meaning.sentence.addressed,
    )
