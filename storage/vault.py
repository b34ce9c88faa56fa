"""What is kept under lock and key: a person's own phone number, sealed with a key of ours.

The key is in none of our tables and in no backup. Without it nothing is sealed, and nothing can be
opened. A message that tells a number holds its place; the number is put there when it is sent.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Column, Connection, Table, func, select
from sqlalchemy.dialects.postgresql import insert  # SQLite understands it too

from community.effects import Lock
from community.people import masked_number
from community.refs import PersonId
from community.wording import PHONE, PHONE_MASKED
from storage.columns import PLAIN, Moment
from storage.plumbing import METADATA

# One number of one person, `at` which time it was told; in no journal.
VAULT = Table(
    "vault",
    METADATA,
    Column("person", PLAIN, primary_key=True),
    Column("sealed", PLAIN, nullable=False),
    Column("at", Moment, nullable=False),
)
_PLACES = re.compile(f"[{PHONE}{PHONE_MASKED}]")


class BadKey(ValueError):
    """What is said to be a key is none."""


class Vault:
    """`keys`: the first one seals, every one opens; without any it stays shut.

    `shut` is said in place of a number that cannot be told.
    """

    def __init__(self, keys: Iterable[str] = (), shut: str = "****") -> None:
        """Raises BadKey."""
        try:
            found = [Fernet(key) for key in keys]
        except ValueError:
            raise BadKey from None
        self._keys = MultiFernet(found) if found else None
        self._shut = shut

    @property
    def is_open(self) -> bool:
        return self._keys is not None

    def seal(self, number: str) -> str:
        """The number as the vault keeps it; empty if it stays shut, or there is no number."""
        return self._keys.encrypt(number.encode()).decode() if self._keys and number else ""

    def opened(self, sealed: str) -> str:
        """The number; empty if no key of ours opens it."""
        if self._keys is None:
            return ""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken:
            return ""

    def told(self, text: str, sealed: Sequence[str]) -> str:
        """The text with the numbers in their places."""
        if not sealed:
            return text
        numbers = iter(sealed)

        def number(place: re.Match[str]) -> str:
            found = self.opened(next(numbers, ""))
            shown = found if place[0] == PHONE else masked_number(found)
            return shown if found else self._shut

        return _PLACES.sub(number, text)


def without_places(text: str) -> str:
    """The text of somebody who has no business to hold a place for a number."""
    return _PLACES.sub("", text)


def hidden(text: str) -> str:
    """The text where others read it: with stars in the places for numbers."""
    return _PLACES.sub("****", text)


def lock(connection: Connection, kept: Lock, at: datetime) -> None:
    """Keep it, in place of what was kept of that person before."""
    new = insert(VAULT).values(person=kept.person, sealed=kept.sealed, at=at)
    changed = {"sealed": new.excluded.sealed, "at": new.excluded.at}
    connection.execute(new.on_conflict_do_update(index_elements=["person"], set_=changed))


def forget(connection: Connection, person: PersonId) -> None:
    """Keep nothing of that person."""
    connection.execute(VAULT.delete().where(VAULT.c.person == person))


def sealed_for(connection: Connection, texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """For every place in these texts, what the vault keeps of the person named beside it."""
    return tuple(
        _sealed(connection, person)
        for text, person in texts
        if person
        for _ in _PLACES.findall(text)
    )


def kept(connection: Connection) -> tuple[int, str]:
    """How many numbers are kept, and one of them to try a key with."""
    count, sample = connection.execute(select(func.count(), func.max(VAULT.c.sealed))).one()
    return count, sample or ""


def _sealed(connection: Connection, person: str) -> str:
    found = connection.execute(select(VAULT.c.sealed).where(VAULT.c.person == person)).scalar()
    return found or ""
