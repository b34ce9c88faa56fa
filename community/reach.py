"""Who is told, and how: staff by their roles, people in private or through a worker.

What is sensitive is never said in a group, not even when the person cannot be written to.
"""

from collections.abc import Collection, Iterable
from typing import Any

from community.effects import Effects, Say
from community.messages import Chat
from community.people import Person, Role, Room, RoomKind
from community.records import Has, Records
from community.speech import Manner
from community.wording import Words

_LONGEST_NAME = 24
_EVERYBODY = frozenset(
    {"所有人", "全体成员", "all"}
)  # what a mention of the whole group is called


def private(person: Person) -> Chat:
    """The private chat with that person."""
    return Chat(person.code, private=True)


def can_be_told(person: Person) -> bool:
    """True if they can be written to in private; whose id changed will be, once known again."""
    return person.friend and not person.is_gone


def can_be_called_back(person: Person) -> bool:
    """True if they can be asked how they find it: written to, and still one of us."""
    return can_be_told(person) and person.in_room


def staff(records: Records, community: str, roles: Collection[Role]) -> tuple[Person, ...]:
    """Those who have one of `roles` in the community, in order of first appearance."""
    found: dict[str, Person] = {}
    for role in roles:
        for person in records.find(Person, community=community, role=Has(role)):
            found[person.code] = person
    return tuple(found.values())


def admins(records: Records) -> tuple[Person, ...]:
    """Those who look after the whole deployment."""
    return tuple(records.find(Person, role=Has(Role.ADMIN)))


def tell(people: Iterable[Person], words: Words, manner: Manner = Manner.PLAIN) -> Effects:
    """Say it to each of them in private."""
    return tuple(Say(private(person), words, manner) for person in people)


def rooms(records: Records, community: str, kind: RoomKind, **fields: Any) -> tuple[Room, ...]:
    """The community's groups of that kind."""
    return tuple(records.find(Room, community=community, kind=kind, **fields))


def shown_name(name: str) -> str:
    """A nickname as it may be said: no mention marks, no control or bidirectional characters."""
    kept = "".join(c for c in name if c.isprintable() and c not in "@＠\u2005").strip()
    return kept[:_LONGEST_NAME] if kept and kept.lower() not in _EVERYBODY else "邻居"
