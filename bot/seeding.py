"""Communities, groups and staff of the configuration, recorded at the start.

Only what the file says is changed; what it leaves out, and what was granted by command, stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.settings import CommunitySetting, RoomSetting, Section, StaffSetting
from community.effects import Effects, Record
from community.people import Community, Person, Role, Room, RoomState
from community.records import Records
from community.refs import PersonId
from storage.store import Store
from storage.transaction import Cause


def seed(
    store: Store, account: str, communities: Iterable[CommunitySetting], now: datetime
) -> None:
    """Record what the configuration says of that account. Doing it again changes nothing."""
    with store.transaction() as transaction:
        for setting in communities:
            seeded = _Seeds(account, setting.name, transaction.records, now).of(setting)
            transaction.perform(seeded, Cause(name="settings", at=now, community=setting.name))


@dataclass(frozen=True, slots=True)
class _Seeds:
    """What is to be recorded of one community."""

    account: str
    community: str
    records: Records
    now: datetime

    def of(self, setting: CommunitySetting) -> Effects:
        """The community, its groups and its staff, as they are to be."""
        found = self.records.find(Community, code=setting.name)
        community = found[0] if found else Community(code=setting.name, at=self.now)
        said = _said(setting, "street", "estate", "places", "talkdays")
        if "talkdays" in said:
            said["talkdays"] = tuple(map(str, said["talkdays"]))
        return (
            Record(replace(community, **said)),
            *(Record(self._room(room)) for room in setting.rooms),
            *(Record(self._person(person)) for person in setting.staff),
        )

    def _room(self, setting: RoomSetting) -> Room:
        """The group of that id; the one of that name, whose id has changed; else a new one."""
        find, name = self.records.find, setting.name or setting.id
        said = _said(setting, "kind", "mode", "estate")
        by_id = find(Room, channel=self.account, address=setting.id)
        if by_id:
            return replace(by_id[0], community=self.community, **said)
        by_name = find(Room, channel=self.account, code=name, community=self.community)
        if by_name:
            return replace(by_name[0], address=setting.id, state=RoomState.NORMAL, **said)
        return Room(
            code=f"{self.account}:{name}" if find(Room, code=name) else name,
            community=self.community,
            at=self.now,
            kind=setting.kind,
            mode=setting.mode,
            estate=setting.estate,
            channel=self.account,
            address=setting.id,
        )

    def _person(self, setting: StaffSetting) -> Person:
        """The person of that id, with the roles of the file added to those they have."""
        found = self.records.find(Person, channel=self.account, address=setting.id)
        before = found[0] if found else self._newcomer(setting)
        roles = dict.fromkeys((*before.role, *setting.role))
        return replace(
            before,
            community=self.community,
            role=tuple(role for role in roles if role is not Role.RESIDENT) or before.role,
            **_said(setting, "name", "scope", "handles"),
        )

    def _newcomer(self, setting: StaffSetting) -> Person:
        """Somebody we have not met; their id is their address, if it is free (bot/scenes.py)."""
        taken = self.records.find(Person, code=PersonId(setting.id))
        return Person(
            code=PersonId(f"{self.account}:{setting.id}" if taken else setting.id),
            at=self.now,
            name=setting.name,
            nick=setting.name,
            channel=self.account,
            address=setting.id,
        )


def _said(setting: Section, *names: str) -> dict[str, Any]:
    """Those of the fields that the file names."""
    return {name: getattr(setting, name) for name in names if name in setting.model_fields_set}
