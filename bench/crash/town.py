"""Where the run takes place: one community for each account, rooms, workers, neighbours.

With several accounts, each community has one more group on the account of the next one, so that
what one process decides is for another to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from community.effects import Record
from community.people import Community, Person, Role, Room, RoomKind
from community.records import Kept
from community.refs import PersonId
from storage.store import Store
from storage.transaction import Cause

# A message with this in its words ends the process, whenever it is read; a picture whose file is
# called so, whenever it is asked whose it is.
DEADLY = "致命"

_NEIGHBOURS, _GROUPS = 12, 4


@dataclass(frozen=True, slots=True)
class Quarter:
    """What is on one account: addresses of its groups, its work group, and who is in them."""

    account: str
    groups: tuple[str, ...]
    work: str
    worker: str
    neighbours: tuple[str, ...]


def accounts(number: int) -> tuple[str, ...]:
    return tuple(f"crash{n}" for n in range(1, number + 1))


def quarter(account: str) -> Quarter:
    """The same for every process and every life."""
    return Quarter(
        account=account,
        groups=tuple(f"{account}-g{n}" for n in range(1, _GROUPS + 1)),
        work=f"{account}-w",
        worker=f"{account}-worker",
        neighbours=tuple(f"{account}-n{n:02d}" for n in range(_NEIGHBOURS)),
    )


def found(store: Store, among: Sequence[str], at: datetime) -> None:
    """See that everything is there, whoever comes first."""
    with store.transaction() as transaction:
        if transaction.records.find(Community, limit=1):
            return
        effects = tuple(Record(thing) for thing in _everything(among, at))
        transaction.perform(effects, Cause(name="founding", at=at))


def _everything(among: Sequence[str], at: datetime) -> Iterator[Kept]:
    for number, account in enumerate(among):
        here = quarter(account)
        away = among[(number + 1) % len(among)]
        yield Community(code=account, at=at, estate="幸福里", places=("中心花园", "党群中心"))
        for group in here.groups:
            yield _room(group, account, account, at)
        yield _room(here.work, account, account, at, RoomKind.WORK)
        if away != account:
            yield _room(f"{account}-away", account, away, at)
        yield _person(here.worker, account, at, Role.GRID_WORKER)
        yield _person(f"{account}-secretary", account, at, Role.SECRETARY)
        yield _person(f"{account}-admin", account, at, Role.ADMIN)


def _room(
    code: str, community: str, account: str, at: datetime, kind: RoomKind = RoomKind.RESIDENTS
) -> Room:
    return Room(code=code, community=community, at=at, kind=kind, channel=account, address=code)


def _person(code: str, account: str, at: datetime, role: Role) -> Person:
    return Person(
        code=PersonId(code),
        community=account,
        at=at,
        name=code,
        nick=code,
        role=(role,),
        channel=account,
        address=code,
    )
