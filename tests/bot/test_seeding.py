"""Communities, groups and staff of the configuration are recorded once, and as it says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.seeding import seed
from bot.settings import CommunitySetting
from community.calendar import ZONE, Calendar
from community.categories import Cat
from community.effects import Record
from community.people import Community, Mode, Person, Role, Room, RoomKind, RoomState
from community.records import Kept
from community.refs import PersonId
from storage.schema_version import prepare
from storage.store import Store
from storage.transaction import Cause

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
LATER = NOW + timedelta(days=1)

RESIDENTS = {"id": "1@chatroom", "name": "一群"}
WORK = {"id": "2@chatroom", "kind": "工作群", "mode": "正常"}
LI = {"id": "wxid_li", "name": "李晓梅", "role": ["网格员"]}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'seeding.db'}", Calendar())
    prepare(store.writer)
    yield store
    store.close()


def town(**fields: Any) -> tuple[CommunitySetting, ...]:
    return (CommunitySetting.model_validate({"name": "幸福", "estate": "幸福里", **fields}),)


def everything(store: Store) -> tuple[Kept, ...]:
    with store.reading() as records:
        kinds: tuple[type[Kept], ...] = (Community, Room, Person)
        return tuple(thing for kind in kinds for thing in records.find(kind))


def change(store: Store, thing: Kept) -> None:
    with store.transaction() as transaction:
        transaction.perform((Record(thing),), Cause(name="command", at=NOW))


def test_a_community_its_groups_and_its_staff_are_recorded(store: Store) -> None:
    seed(store, "wechaty", town(places=["南门"], rooms=[RESIDENTS, WORK], staff=[LI]), NOW)

    with store.reading() as records:
        home = records.get(Community, "幸福")
        group, work = records.get(Room, "一群"), records.get(Room, "2@chatroom")
        li = records.get(Person, "wxid_li")
    assert (home.estate, home.places) == ("幸福里", ("南门",))
    assert (group.kind, group.mode) == (RoomKind.RESIDENTS, Mode.LISTEN_ONLY)
    assert (work.kind, work.mode) == (RoomKind.WORK, Mode.NORMAL)
    assert (group.channel, group.address) == ("wechaty", "1@chatroom")
    assert (li.name, li.role, li.community) == ("李晓梅", (Role.GRID_WORKER,), "幸福")
    assert (li.channel, li.address) == ("wechaty", "wxid_li")


def test_a_second_start_changes_nothing(store: Store) -> None:
    settings = town(rooms=[RESIDENTS, WORK], staff=[LI])
    seed(store, "wechaty", settings, NOW)
    before = everything(store)

    seed(store, "wechaty", settings, LATER)

    assert everything(store) == before


def test_what_the_file_leaves_out_stays(store: Store) -> None:
    seed(store, "wechaty", town(rooms=[RESIDENTS], places=["南门"]), NOW)
    with store.reading() as records:
        opened = replace(records.get(Room, "一群"), mode=Mode.NORMAL, estate="二期")
    change(store, opened)

    seed(store, "wechaty", town(rooms=[RESIDENTS]), LATER)

    with store.reading() as records:
        assert records.get(Room, "一群") == opened
        assert records.get(Community, "幸福").places == ("南门",)


def test_what_the_file_says_holds_again(store: Store) -> None:
    settings = town(rooms=[{**RESIDENTS, "mode": "只听"}])
    seed(store, "wechaty", settings, NOW)
    with store.reading() as records:
        change(store, replace(records.get(Room, "一群"), mode=Mode.NORMAL))

    seed(store, "wechaty", settings, LATER)

    with store.reading() as records:
        assert records.get(Room, "一群").mode is Mode.LISTEN_ONLY


def test_roles_granted_by_command_stay(store: Store) -> None:
    seed(store, "wechaty", town(staff=[LI]), NOW)
    with store.reading() as records:
        li = records.get(Person, "wxid_li")
    change(store, replace(li, role=(*li.role, Role.MEDIATOR), muted=True))

    seed(store, "wechaty", town(staff=[{**LI, "role": ["社工"], "name": "李姐"}]), LATER)

    with store.reading() as records:
        li = records.get(Person, "wxid_li")
    assert set(li.role) == {Role.GRID_WORKER, Role.MEDIATOR, Role.SOCIAL_WORKER}
    assert (li.name, li.muted) == ("李姐", True)


def test_a_resident_we_know_becomes_staff(store: Store) -> None:
    known = Person(code=PersonId("p"), at=NOW, nick="梅子", channel="wechaty", address="wxid_li")
    change(store, known)

    seed(store, "wechaty", town(staff=[{**LI, "role": ["承办人"], "handles": ["电梯"]}]), LATER)

    with store.reading() as records:
        (li,) = records.find(Person)
    assert (li.code, li.nick, li.name) == ("p", "梅子", "李晓梅")
    assert (li.role, li.handles) == ((Role.CONTRACTOR,), (Cat.LIFT,))


def test_a_nickname_gives_no_roles(store: Store) -> None:
    change(
        store,
        Person(
            code=PersonId("wxid_x"), at=NOW, nick="李晓梅", channel="wechaty", address="wxid_x"
        ),
    )

    seed(store, "wechaty", town(staff=[LI]), LATER)

    with store.reading() as records:
        assert records.get(Person, "wxid_x").role == (Role.RESIDENT,)


def test_a_group_whose_id_has_changed_is_found_by_its_name(store: Store) -> None:
    seed(store, "wechaty", town(rooms=[RESIDENTS]), NOW)
    with store.reading() as records:
        change(store, replace(records.get(Room, "一群"), state=RoomState.LOST, mode=Mode.NORMAL))

    seed(store, "wechaty", town(rooms=[{**RESIDENTS, "id": "9@chatroom"}]), LATER)

    with store.reading() as records:
        (room,) = records.find(Room)
    assert (room.code, room.address) == ("一群", "9@chatroom")
    assert (room.state, room.mode) == (RoomState.NORMAL, Mode.NORMAL)


def test_ids_that_another_channel_uses_are_not_mixed_up(store: Store) -> None:
    change(store, Room(code="一群", at=NOW, channel="sim", address="1@chatroom"))
    change(store, Person(code=PersonId("wxid_li"), at=NOW, channel="sim", address="wxid_li"))

    seed(store, "wechaty", town(rooms=[RESIDENTS], staff=[LI]), NOW)

    with store.reading() as records:
        assert records.get(Room, "wechaty:一群").address == "1@chatroom"
        assert records.get(Person, "wechaty:wxid_li").address == "wxid_li"
        assert records.get(Person, "wxid_li").role == (Role.RESIDENT,)
