"""Communities, groups and staff of the configuration, recorded at the start.

Only what the file says is changed; what it leaves out, and what was granted by command, stays.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.settings import CommunitySetting, RoomSetting, Section, StaffSetting
from community.effects import Effects, Record
from community.people import Community, Person, Role, Room, RoomState
from community.records import Records
from community.refs import PersonId
from storage.store import Store
from storage.transaction import Cause

CHANNEL = "wechaty"


def seed(store: Store, communities: Iterable[CommunitySetting], now: datetime) -> None:
    """Record what the configuration says. Doing it again changes nothing."""
    with store.transaction() as transaction:
        for setting in communities:
            effects = seeded(setting, transaction.records, now)
            transaction.perform(effects, Cause(name="settings", at=now, community=setting.name))


def seeded(setting: CommunitySetting, records: Records, now: datetime) -> Effects:
    """The community, its groups and its staff, as they are to be."""
    found = records.find(Community, code=setting.name)
    community = found[0] if found else Community(code=setting.name, at=now)
    said = _said(setting, "street", "estate", "places")
    return (
        Record(replace(community, **said)),
        *(Record(_room(room, setting.name, records, now)) for room in setting.rooms),
        *(Record(_person(person, setting.name, records, now)) for person in setting.staff),
    )


def _room(setting: RoomSetting, community: str, records: Records, now: datetime) -> Room:
    """The group of that id; the one of that name, whose id has changed; else a new one."""
    name = setting.name or setting.id
    by_id = records.find(Room, channel=CHANNEL, address=setting.id)
    if by_id:
        return replace(by_id[0], community=community, **_said(setting, "kind", "mode", "estate"))
    by_name = records.find(Room, channel=CHANNEL, code=name, community=community)
    if by_name:
        again = replace(by_name[0], address=setting.id, state=RoomState.NORMAL)
        return replace(again, **_said(setting, "kind", "mode", "estate"))
    taken = records.find(Room, code=name)
    return Room(
        code=f"{CHANNEL}:{name}" if taken else name,
        community=community,
        at=now,
        kind=setting.kind,
        mode=setting.mode,
        estate=setting.estate,
        channel=CHANNEL,
        address=setting.id,
    )


def _person(setting: StaffSetting, community: str, records: Records, now: datetime) -> Person:
    """The person of that id, with the roles of the file added to those they have."""
    found = records.find(Person, channel=CHANNEL, address=setting.id)
    before = found[0] if found else _newcomer(setting, records, now)
    roles = dict.fromkeys((*before.role, *setting.role))
    return replace(
        before,
        community=community,
        role=tuple(role for role in roles if role is not Role.RESIDENT) or before.role,
        **_said(setting, "name", "scope", "handles"),
    )


def _newcomer(setting: StaffSetting, records: Records, now: datetime) -> Person:
    """Somebody we have not met; their id is their address, if it is free (as in bot/scenes.py)."""
    taken = records.find(Person, code=PersonId(setting.id))
    return Person(
        code=PersonId(f"{CHANNEL}:{setting.id}" if taken else setting.id),
        at=now,
        name=setting.name,
        nick=setting.name,
        channel=CHANNEL,
        address=setting.id,
    )


def _said(setting: Section, *names: str) -> dict[str, Any]:
    """Those of the fields that the file names."""
    return {name: getattr(setting, name) for name in names if name in setting.model_fields_set}
