"""接龙: a list that everybody copies, changes and sends again (docs/vocabulary.md H.9).

Anyone can type anything into it, so what counts is who sent it: the sender may add or remove only
their own line; the host may list others when opening.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from community.people import Person
from community.refs import PersonId, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One 接龙. `versions` are the lists it has been, oldest first, each joined by newlines.

    An entry is a person's id if we know whose line it is, else the name as written.
    """

    letter: ClassVar[str] = "J"

    code: Ref
    community: str
    at: datetime
    title: str
    host: PersonId
    entries: tuple[PersonId, ...] = ()
    pending: tuple[PersonId, ...] = ()
    fork: int = 0
    suspicious: int = 0
    room: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a new version of the list came to.

    `rejoined`: an old copy was merged that would have lost people. `missing`: how many lines of
    others were left out. `entered`: people whom somebody else put on the list.
    """

    chain: Chain
    rejoined: bool = False
    missing: int = 0
    entered: tuple[PersonId, ...] = ()


def received(chain: Chain, sender: PersonId, listed: Sequence[PersonId]) -> Change:
    """Take the version that `sender` sent, changing no line but the sender's own."""
    others = tuple(one for one in listed if one != sender)
    kept = _own_line(chain.entries, sender, present=sender in listed)
    missing = tuple(one for one in kept if one != sender and one not in others)
    old_copy = _is_old_copy(chain, sender, others)
    new = () if old_copy else _strangers(chain, others)
    by_host = sender == chain.host
    after = replace(
        chain,
        entries=(*kept, *new) if by_host else kept,
        pending=(*(one for one in chain.pending if one != sender), *(() if by_host else new)),
        fork=chain.fork + (old_copy and bool(missing)),
        suspicious=chain.suspicious + (bool(missing) and not old_copy),
    )
    return Change(
        chain=_remembered(after),
        rejoined=old_copy and bool(missing),
        missing=0 if old_copy else len(missing),
        entered=() if by_host else new,
    )


def without(chain: Chain, person: PersonId) -> Chain:
    """The chain with that person's entry removed."""
    entries = _own_line(chain.entries, person, present=False)
    pending = _own_line(chain.pending, person, present=False)
    return _remembered(replace(chain, entries=entries, pending=pending))


def confirmed(chain: Chain, person: PersonId) -> Chain:
    """The chain with a pending person on it for good."""
    entries = _own_line(chain.entries, person, present=True)
    pending = _own_line(chain.pending, person, present=False)
    return _remembered(replace(chain, entries=entries, pending=pending))


def opened(chain: Chain) -> Chain:
    """The chain as it was opened, remembered as its first version."""
    return _remembered(chain)


def _own_line(
    entries: tuple[PersonId, ...], sender: PersonId, *, present: bool
) -> tuple[PersonId, ...]:
    if present:
        return entries if sender in entries else (*entries, sender)
    return tuple(one for one in entries if one != sender)


def _strangers(chain: Chain, others: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    """Those whom nobody has listed or proposed yet."""
    return tuple(one for one in others if one not in (*chain.entries, *chain.pending))


def _is_old_copy(chain: Chain, sender: PersonId, others: tuple[PersonId, ...]) -> bool:
    """True if the list is an earlier version but for the sender's own line."""
    earlier = (tuple(one.split("\n")) if one else () for one in chain.versions)
    return any(tuple(one for one in past if one != sender) == others for past in earlier)


def _remembered(chain: Chain) -> Chain:
    now = "\n".join(chain.entries)
    if now in chain.versions:
        return chain
    return replace(chain, versions=(*chain.versions, now))


def is_host(chain: Chain, person: Person) -> bool:
    return chain.host == person.code
