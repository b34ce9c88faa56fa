"""Whoever had everything about them deleted is nowhere; what they took part in still counts."""

from datetime import timedelta

import pytest

from community.cases import Case, CaseEvent, EventKind
from community.chains import Chain
from community.effects import Anonymise, Ask, Say
from community.messages import Chat, Message
from community.people import Household, Membership, Person, Standing
from community.wording import Text
from storage.anonymity import farewell_said
from storage.backup import back_up
from storage.plumbing import OUTBOX, OutboxState
from storage.queries import tables_holding
from storage.restoring import erasures_in
from storage.store import Store
from tests.kit.restored import restore
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE, person

LING, JUN = person("wxid_ling", name="阿玲", nick="阿玲铃"), person("大军")
PRIVATE = Chat(LING.code, private=True)
FAREWELL = Text("test.farewell", "已删")
NAMED = Text("test.named", "@{name} 已登记")
WORDS = "厨房的水管爆了"
COMMON = {"community": HOME, "at": MONDAY_NINE}
THINGS = (
    Case(
        code="C1",
        **COMMON,
        accepted_at=MONDAY_NINE,
        reporters=(LING.code, JUN.code),
        detail=WORDS,
        house="302",
        message="sim:m1",
    ),
    Case(code="C2", **COMMON, accepted_at=MONDAY_NINE, reporters=(JUN.code,), detail="灯坏了"),
    CaseEvent(code="CE1", **COMMON, case="C2", kind=EventKind.JOINED, by=LING.code, text=WORDS),
    Message(code="M1", **COMMON, cause="sim:m1", sender=LING.code, nick="阿玲铃", text=WORDS),
    Membership(code="MB1", **COMMON, room="G1", person=LING.code, nick="3栋阿玲"),
    Household(code="3-302", **COMMON, person=LING.code),
    Chain(
        code="J1",
        **COMMON,
        title="团购",
        host=JUN.code,
        entries=(JUN.code, LING.code),
        versions=("1. 大军\n2. 阿玲铃",),
    ),
)


@pytest.fixture
def known(memory):
    memory.keep(LING, JUN, *THINGS, who=LING.code, cause="sim:m1")
    ask = Ask(PRIVATE, LING.code, FAREWELL(), "满意吗", "CB1", MONDAY_NINE + timedelta(days=9))
    memory.perform(ask, Say(Chat(JUN.code, private=True), NAMED(name="阿玲铃")))
    return memory


def goes(memory):
    memory.perform(Say(PRIVATE, FAREWELL()), Anonymise(LING.code), cause="sim:bye")


def held_by(memory, *words):
    with memory.store.reading() as records:
        return {table for word in words for table in tables_holding(records, word)}


def test_name_key_and_words_are_nowhere(known):
    goes(known)
    with known.store.plumbing() as connection:
        farewell_said(connection, Chat("已匿名1", private=True))

    assert held_by(known, "阿玲", "wxid_ling", WORDS) == set()


def test_what_they_took_part_in_still_counts(known):
    goes(known)

    cases = {case.code: case for case in known.find(Case)}
    assert cases["C1"].reporters == ("已匿名1", "大军")
    assert (cases["C1"].detail, cases["C1"].house) == ("已匿名", "")
    assert cases["C2"].detail == "灯坏了"
    assert known.find(Chain)[0].entries == ("大军", "已匿名1")
    assert known.find(Household)[0].person == ""
    assert known.find(Person, state=Standing.ANONYMOUS)[0].code == "已匿名1"


def test_the_farewell_is_the_last_word(known):
    goes(known)

    with known.store.plumbing() as connection:
        rows = connection.execute(
            OUTBOX.select()
            .where(OUTBOX.c.private, OUTBOX.c.chat == "已匿名1")
            .order_by(OUTBOX.c.id)
        ).all()
    assert [(row.cause, row.state) for row in rows] == [
        ("test:2", OutboxState.GIVEN_UP),
        ("sim:bye", OutboxState.WAITING),
    ]


def test_two_who_are_gone_are_two(known):
    goes(known)
    known.perform(Anonymise(JUN.code))

    assert known.find(Case, code="C1")[0].reporters == ("已匿名1", "已匿名2")


def test_nothing_of_them_is_in_what_is_restored(known, tmp_path):
    back_up(known.store.url, tmp_path / "saved.db", MONDAY_NINE)
    goes(known)
    noted = erasures_in(known.store.url)

    done = restore(tmp_path / "saved.db", tmp_path / "new", noted)

    file = tmp_path / "new" / "xiaoge.db"
    store = Store(f"sqlite:///{file}", CALENDAR)
    with store.reading() as records:
        found = {w for w in ("阿玲", "wxid_ling", WORDS) if tables_holding(records, w)}
    store.close()
    assert (done.erased, found) == (1, set())
    assert "阿玲".encode() not in file.read_bytes()
    assert all("ling" not in one.cause and "阿玲" not in one.cause for one in noted)
