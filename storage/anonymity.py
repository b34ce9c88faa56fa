"""A person nobody is any more: key, names and words replaced everywhere, records and counts stay.

It reaches restored backups as erased words do (storage/erasure.py): what is noted tells a person
who is already known apart, but cannot be read (docs/vocabulary.md H.8).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args, get_type_hints

from sqlalchemy import Column, ColumnElement, Connection, Text, func, or_, select, type_coerce

from community.cases import Case
from community.chains import Chain
from community.lessons import Lesson
from community.messages import Chat, Message
from community.people import Household, Membership, Person, Phone, Role, Standing
from community.refs import NOBODY, PersonId
from storage import erasure, locks, vault
from storage.columns import PLAIN
from storage.erasure import ERASED, WORDS, Erasure, blank_journal
from storage.mapping import thing_from
from storage.plumbing import (
    INBOX,
    JOURNAL,
    MEMBERS,
    OUTBOX,
    QUESTIONS,
    InboxState,
    OutboxState,
)
from storage.schema import TABLES
from storage.unsettled import IS_OPEN

NAME = str(Standing.ANONYMOUS)
_PEOPLE, _CASES, _LESSONS = TABLES[Person], TABLES[Case], TABLES[Lesson]
_PERSON, _PHONE = "~person:", "~phone:"
# Who said the words of a record, by the field that names them; a title is of all who took part.
_SPEAKERS = ("by", "person", "sender")
_SAID = WORDS - {"title"}
_SHORTEST = 2  # a name of one character stands in too many other words
_WIPED = "{}"  # of a journal row: something was changed, and nobody knows what


@dataclass(frozen=True, slots=True)
class _Self:
    """Who they were, and who they are from now on. `names`: the longest first."""

    was: Person
    code: PersonId
    names: tuple[str, ...]


def anonymise(connection: Connection, person: PersonId, at: datetime, cause: str = "") -> Erasure:
    """Do it, and remember it. What `cause` says to them may still be said, at their address."""
    was = _person(connection, person)
    one = _Self(was, _next_code(connection), _names(connection, was))
    _forget_waiting(connection, one, cause)
    _blank_cases(connection, one)
    _blank_said(connection, one)
    _rename_in_records(connection, one)
    _rename_in_journal(connection, one)
    _rename_in_outbox(connection, one)
    _forget_person(connection, one)
    erased = Erasure(_PERSON + _mark(was.code, was.at), at)
    erasure.remember(connection, (erased,))
    return erased


def note_phone(connection: Connection, person: Person, at: datetime) -> Erasure:
    """Remember that their number, as they told it last, was deleted."""
    erased = Erasure(_PHONE + _mark(person.code, person.phone_at or person.at), at)
    erasure.remember(connection, (erased,))
    return erased


def is_of_a_person(erased: Erasure) -> bool:
    """True for what this file remembers, and not for words of a message."""
    return erased.cause.startswith((_PERSON, _PHONE))


def repeat_all(connection: Connection, erasures: Iterable[Erasure]) -> int:
    """Do it again in a database that is older than it. How many of them were news to it."""
    known = {one.cause for one in erasure.remembered(connection)}
    news = [one for one in erasures if one.cause not in known]
    for one in news:
        _repeat(connection, one)
    return len(news)


def _repeat(connection: Connection, erased: Erasure) -> None:
    erasure.remember(connection, (erased,))
    rows = connection.execute(select(_PEOPLE.c.code, _PEOPLE.c.at, _PEOPLE.c.phone_at)).all()
    for row in rows:
        if erased.cause == _PERSON + _mark(row.code, row.at):
            anonymise(connection, row.code, erased.at)
        elif erased.cause == _PHONE + _mark(row.code, row.phone_at or row.at):
            vault.forget(connection, row.code)
            deleted = _PEOPLE.update().where(_PEOPLE.c.code == row.code)
            connection.execute(deleted.values(phone=Phone.DELETED))


def farewell_said(connection: Connection, chat: Chat) -> bool:
    """The last word to somebody was said: their address is not kept any longer. False if not."""
    if not (chat.private and chat.id.startswith(NAME)):
        return False
    connection.execute(_PEOPLE.update().where(_PEOPLE.c.code == chat.id).values(address=""))
    return True


def _mark(code: str, at: datetime) -> str:
    """Tells that person of that time apart from others; nobody can be read from it."""
    return hashlib.sha256(f"{code}|{at.isoformat()}".encode()).hexdigest()


def _person(connection: Connection, code: PersonId) -> Person:
    row = connection.execute(select(_PEOPLE).where(_PEOPLE.c.code == code)).one()
    return thing_from(Person, row)


def _next_code(connection: Connection) -> PersonId:
    locks.numbers(connection)
    taken = func.length(_PEOPLE.c.code).label("length")
    last = connection.execute(
        select(_PEOPLE.c.code)
        .where(_PEOPLE.c.code.startswith(NAME))
        .order_by(taken.desc(), _PEOPLE.c.code.desc())
        .limit(1)
    ).scalar()
    return PersonId(f"{NAME}{int((last or NAME + '0').removeprefix(NAME)) + 1}")


def _names(connection: Connection, was: Person) -> tuple[str, ...]:
    members = TABLES[Membership].c
    aliases = connection.execute(select(members.nick).where(members.person == was.code)).scalars()
    found = {was.code, was.name, was.nick, was.address, *aliases}
    return tuple(sorted((n for n in found if len(n) >= _SHORTEST), key=lambda n: (-len(n), n)))


def _forget_waiting(connection: Connection, one: _Self, cause: str) -> None:
    """Nothing more is said to them but what `cause` says; no answer of theirs is waited for."""
    theirs = OUTBOX.update().where(OUTBOX.c.chat == one.was.code, OUTBOX.c.private)
    unsaid = theirs.where(IS_OPEN, OUTBOX.c.cause != cause)
    connection.execute(unsaid.values(state=OutboxState.GIVEN_UP, error="anonymous"))
    connection.execute(theirs.where(OUTBOX.c.cause != cause).values(text=ERASED))
    connection.execute(theirs.values(chat=one.code))
    connection.execute(QUESTIONS.delete().where(QUESTIONS.c.person == one.was.code))
    packed = INBOX.c.payload.contains(f'"sender": {_quoted(one.was.address)}', autoescape=True)
    unheard = INBOX.update().where(packed).values(payload="", state=InboxState.DONE)
    connection.execute(unheard)


def _blank_cases(connection: Connection, one: _Self) -> None:
    """What they said first is not kept, nor their door; where it is to the floor, stays."""
    reported = select(MEMBERS.c.code).where(
        MEMBERS.c.kind == Case.__name__,
        MEMBERS.c.field == "reporters",
        MEMBERS.c.value == one.was.code,
    )
    rows = connection.execute(
        select(_CASES.c.code, _CASES.c.reporters, _CASES.c.detail, _CASES.c.message).where(
            _CASES.c.code.in_(reported)
        )
    ).all()
    for row in rows:
        if row.reporters[0] == one.was.code:
            told = {"detail": NAME if row.detail else "", "house": "", "spot": "", "reason": ""}
            connection.execute(_CASES.update().where(_CASES.c.code == row.code).values(told))
            blank_journal(connection, Case.__name__, row.code)
        of_it = or_(_LESSONS.c.case == row.code, _LESSONS.c.message == (row.message or None))
        for lesson in connection.execute(select(_LESSONS.c.code).where(of_it)).scalars().all():
            here = _LESSONS.update().where(_LESSONS.c.code == lesson)
            connection.execute(here.values(text=ERASED))
            blank_journal(connection, Lesson.__name__, lesson)


def _blank_said(connection: Connection, one: _Self) -> None:
    """The words of every record that names them as who said it."""
    for kind, table in TABLES.items():
        words = [c for c in table.c if c.name in _SAID and c.type is PLAIN]
        who = [table.c[name] for name in _SPEAKERS if name in table.c]
        if not words or not who:
            continue
        theirs = or_(*(column == one.was.code for column in who))
        for code in connection.execute(select(table.c.code).where(theirs)).scalars().all():
            blank_journal(connection, kind.__name__, code)
        for column in words:
            said = table.update().where(theirs, column != "")
            connection.execute(said.values({column.name: NAME}))


def _rename_in_records(connection: Connection, one: _Self) -> None:
    """Who is named by their key is named by the new one; a home forgets who lived there."""
    for kind, table in TABLES.items():
        instead = NOBODY if kind is Household else one.code
        for column, is_list in _people_columns(kind):
            if is_list:
                _replace(connection, column, _quoted(one.was.code), _quoted(one.code))
            else:
                named = table.update().where(column == one.was.code)
                connection.execute(named.values({column.name: instead}))
    connection.execute(
        MEMBERS.delete().where(MEMBERS.c.kind == Person.__name__, MEMBERS.c.code == one.was.code)
    )
    connection.execute(
        MEMBERS.update().where(MEMBERS.c.value == one.was.code).values(value=one.code)
    )
    for kind in (Membership, Message):
        table = TABLES[kind]
        own = table.c.person if kind is Membership else table.c.sender
        for code in connection.execute(select(table.c.code).where(own == one.code)).scalars():
            _wipe_journal(connection, kind.__name__, code)
        connection.execute(table.update().where(own == one.code).values(nick=NAME))
    for name in one.names:
        _replace(connection, TABLES[Chain].c.versions, name, NAME)
        _replace(connection, TABLES[Chain].c.entries, _quoted(name), _quoted(one.code))


def _people_columns(kind: type) -> Iterator[tuple[Column[Any], bool]]:
    """The fields of a record that name people by their keys; True for lists of them."""
    for name, hint in get_type_hints(kind).items():
        is_list = PersonId in get_args(hint)
        if (hint is PersonId or is_list) and (kind, name) != (Person, "code"):
            yield TABLES[kind].c[name], is_list


def _rename_in_journal(connection: Connection, one: _Self) -> None:
    _wipe_journal(connection, Person.__name__, one.was.code)
    own = (JOURNAL.c.kind == Person.__name__) & (JOURNAL.c.code == one.was.code)
    connection.execute(JOURNAL.update().where(own).values(code=one.code))
    by_them = JOURNAL.update().where(JOURNAL.c.who == one.was.code)
    connection.execute(by_them.values(who=one.code))
    for column in (JOURNAL.c.before, JOURNAL.c.after):
        _replace(connection, column, _quoted(one.was.code), _quoted(one.code))
        of_chains = JOURNAL.c.kind == Chain.__name__
        for name in one.names:
            _replace(connection, column, name, NAME, of_chains)


def _rename_in_outbox(connection: Connection, one: _Self) -> None:
    """What was said names them no more; what is to be said only where it calls them by name."""
    _replace(connection, OUTBOX.c.mentions, _quoted(one.was.code), _quoted(one.code))
    for name in one.names:
        _replace(connection, OUTBOX.c.text, name, NAME, ~IS_OPEN)
        _replace(connection, OUTBOX.c.text, f"@{name}", f"@{NAME}", IS_OPEN)
        _replace(connection, OUTBOX.c.text, f"报事人 {name}", f"报事人 {NAME}", IS_OPEN)


def _forget_person(connection: Connection, one: _Self) -> None:
    """Only the address stays, until the last word to them was said."""
    vault.forget(connection, one.was.code)
    waits = select(OUTBOX.c.id).where(OUTBOX.c.chat == one.code, OUTBOX.c.private, IS_OPEN)
    address = one.was.address if connection.execute(waits.limit(1)).first() else ""
    connection.execute(
        _PEOPLE.update()
        .where(_PEOPLE.c.code == one.was.code)
        .values(
            code=one.code,
            name=NAME,
            nick=NAME,
            role=(Role.RESIDENT,),
            scope="",
            skills=(),
            handles=(),
            rooms=(),
            phone=Phone.NONE,
            phone_at=None,
            muted=False,
            state=Standing.ANONYMOUS,
            address=address,
        )
    )


def _wipe_journal(connection: Connection, kind: str, code: str) -> None:
    here = JOURNAL.update().where(JOURNAL.c.kind == kind, JOURNAL.c.code == code)
    connection.execute(here.values(after=_WIPED))
    connection.execute(here.where(JOURNAL.c.before != "").values(before=_WIPED))


def _replace(
    connection: Connection,
    column: Column[Any],
    old: str,
    new: str,
    *where: ColumnElement[bool],
) -> None:
    """Put `new` in place of every `old` in a column that is kept as text."""
    text = type_coerce(column, Text)
    held = column.table.update().where(text.contains(old, autoescape=True), *where)
    connection.execute(held.values({column.name: func.replace(text, old, new)}))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
