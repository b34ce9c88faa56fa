"""Numbers are sealed: never in the clear, gone when asked for, useless without the key."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from community.effects import Lock, Record, Say
from community.messages import Chat
from community.people import Person, Phone
from community.wording import PHONE, PHONE_MASKED, Text
from storage.backup import back_up
from storage.plumbing import OUTBOX
from storage.restoring import erasures_in
from storage.store import Store
from storage.vault import VAULT, BadKey, Vault, kept
from tests.kit.restored import restore
from tests.kit.town import CALENDAR, MONDAY_NINE, person

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NUMBER = "13812345678"
TOLD = Text("test.told", "{phone}")
LING = person("阿玲", phone=Phone.ENCRYPTED, phone_at=MONDAY_NINE)


@pytest.fixture
def vault():
    return Vault([KEY], shut="打不开")


@pytest.fixture
def locked(memory, vault):
    memory.perform(Record(LING), Lock(LING.code, vault.seal(NUMBER)))
    return memory


def test_what_one_key_sealed_a_newer_one_beside_it_opens(vault):
    assert Vault([OTHER, KEY]).opened(vault.seal(NUMBER)) == NUMBER


def test_without_the_key_it_stays_shut(vault):
    sealed = vault.seal(NUMBER)

    assert (Vault().seal(NUMBER), Vault().opened(sealed), Vault([OTHER]).opened(sealed)) == (
        "",
    ) * 3


def test_what_is_no_key_is_refused():
    with pytest.raises(BadKey):
        Vault(["abc"])


def test_numbers_go_to_their_places_in_order(vault):
    text = f"{PHONE}，{PHONE_MASKED}，{PHONE}"

    assert vault.told(text, [vault.seal(NUMBER), vault.seal(NUMBER), ""]) == (
        "13812345678，138****5678，打不开"
    )


def test_nothing_in_the_database_is_the_number(locked):
    say = Say(Chat("小王", private=True), TOLD(phone=PHONE), phone_of=LING.code)
    locked.perform(Record(person("小王")), say)

    with locked.store.plumbing() as connection:
        kept_text = connection.execute(select(OUTBOX.c.text)).scalar_one()
        sealed = connection.execute(select(VAULT.c.sealed)).scalar_one()

    assert NUMBER not in kept_text
    assert NUMBER not in sealed


def test_nobody_else_holds_a_place_for_a_number(memory):
    memory.perform(Record(LING), Say(Chat(LING.code, private=True), TOLD(phone=f"a{PHONE}b")))

    with memory.store.plumbing() as connection:
        assert connection.execute(select(OUTBOX.c.text)).scalar_one() == "ab"


@pytest.mark.parametrize("phone", [Phone.DELETED, Phone.NONE])
def test_it_leaves_with_the_record(locked, phone):
    locked.keep(replace(LING, phone=phone))

    with locked.store.plumbing() as connection:
        assert kept(connection) == (0, "")


def test_a_number_deleted_since_is_deleted_in_what_is_restored(locked, tmp_path):
    back_up(locked.store.url, tmp_path / "saved.db", MONDAY_NINE)
    locked.keep(replace(LING, phone=Phone.DELETED))

    done = restore(tmp_path / "saved.db", tmp_path / "new", erasures_in(locked.store.url))

    store = Store(f"sqlite:///{tmp_path / 'new' / 'xiaoge.db'}", CALENDAR)
    with store.plumbing() as connection, store.reading() as records:
        assert (done.erased, kept(connection)) == (1, (0, ""))
        assert records.get(Person, LING.code).phone is Phone.DELETED
    store.close()


def test_a_number_told_again_later_stays_in_what_is_restored(locked, tmp_path, vault):
    locked.keep(replace(LING, phone=Phone.DELETED))
    noted = erasures_in(locked.store.url)
    again = replace(LING, phone_at=MONDAY_NINE + timedelta(days=1))
    locked.perform(Record(again), Lock(LING.code, vault.seal(NUMBER)))
    back_up(locked.store.url, tmp_path / "saved.db", MONDAY_NINE)

    restore(tmp_path / "saved.db", tmp_path / "new", noted)

    store = Store(f"sqlite:///{tmp_path / 'new' / 'xiaoge.db'}", CALENDAR)
    with store.plumbing() as connection:
        assert kept(connection)[0] == 1
    store.close()
