"""Who may change what, where several processes share a database.

A handler reads, decides, and writes whole records: nobody else may change them in between. So a
transaction holds the communities it works for, each alone; one that names none holds the whole
house. On SQLite one transaction writes at a time, and there is nothing to lock.

Locks are taken in this order, so that nobody waits in a ring: house, communities by name, numbers.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, text


class Elsewhere(Exception):
    """Something was to be changed in a community that is not held: begin again with more."""

    def __init__(self, community: str) -> None:
        super().__init__(community)
        self.community = community


@dataclass(frozen=True, slots=True)
class Held:
    """What is held. `communities` is None for the whole house."""

    communities: frozenset[str] | None = None

    def need(self, community: str) -> None:
        """Raises Elsewhere if that community is not held."""
        if self.communities is not None and community not in self.communities:
            raise Elsewhere(community)

    def need_all(self) -> None:
        """Raises Elsewhere if anything is not held."""
        if self.communities is not None:
            raise Elsewhere(NO_COMMUNITY)


EVERYTHING = Held()
# What belongs to no community: admins, and what is said to them.
NO_COMMUNITY = ""

# The first half of an advisory lock's key says what kind of thing the second half names.
_HOUSE, _COMMUNITY, _NUMBERS = 7001, 7002, 7003

_WHOLE_HOUSE = text(f"SELECT pg_advisory_xact_lock({_HOUSE}, 0)")
_IN_THE_HOUSE = text(f"SELECT pg_advisory_xact_lock_shared({_HOUSE}, 0)")
_COMMUNITIES = text(
    f"SELECT pg_advisory_xact_lock({_COMMUNITY}, hashtext(name))"
    " FROM unnest(CAST(:names AS text[])) AS name"
)
_GIVE_NUMBERS = text(f"SELECT pg_advisory_xact_lock({_NUMBERS}, 0)")
_TRY_HOUSE = text(f"SELECT pg_try_advisory_lock_shared({_HOUSE}, 0)")
_TRY_COMMUNITIES = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name"
    f" WHERE pg_try_advisory_lock({_COMMUNITY}, hashtext(name))"
)
_LET_GO = text("SELECT pg_advisory_unlock_all()")


def shared(connection: Connection) -> bool:
    """True if other processes may be writing to the same database."""
    return connection.dialect.name != "sqlite"


def hold(connection: Connection, communities: Collection[str]) -> Held:
    """Hold them until the transaction ends, however long that takes; none means all."""
    if not shared(connection):
        return EVERYTHING
    if not communities:
        connection.execute(_WHOLE_HOUSE)
        return EVERYTHING
    connection.execute(_IN_THE_HOUSE)
    connection.execute(_COMMUNITIES, {"names": sorted(communities)})
    return Held(frozenset(communities))


def try_to_keep(connection: Connection, communities: Collection[str]) -> frozenset[str]:
    """Hold those that nobody else holds now, over several transactions, until `let_go`."""
    if not shared(connection):
        return frozenset(communities)
    if not connection.execute(_TRY_HOUSE).scalar_one():
        return frozenset()
    asked = {"names": sorted(frozenset(communities))}
    return frozenset(connection.execute(_TRY_COMMUNITIES, asked).scalars())


def let_go(connection: Connection) -> None:
    """Hold nothing any more of what `try_to_keep` took."""
    if shared(connection):
        connection.execute(_LET_GO)


def numbers(connection: Connection) -> None:
    """Be the only one to give numbers until the transaction ends."""
    if shared(connection):
        connection.execute(_GIVE_NUMBERS)
