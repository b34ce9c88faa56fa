"""do: one command as an admin; the rights do not outlive it, and nothing is sent from here."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli.order import OPERATOR
from community.audit import Audit
from community.calendar import ZONE, Calendar
from community.case_states import State
from community.cases import Case
from community.categories import Cat
from community.effects import Record
from community.people import Person, Role
from community.places import Place
from community.refs import PersonId, Ref
from storage.engine import open_writer
from storage.store import Store
from storage.transaction import Cause, Transaction
from tests.kit.speaking import claim

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
CODES = [f"C{n}" for n in (901, 902, 903)]


@contextmanager
def database(file: Path) -> Iterator[Transaction]:
    store = Store(f"sqlite:///{file}", Calendar())
    with closing(store), store.transaction() as transaction:
        yield transaction


@pytest.fixture
def busy(town: Any) -> Any:
    """A town with three cases, reported by 阿玲."""
    assert town.types("do", "/帮助").exit_code == 0
    ling = Person(code=PersonId("阿玲"), at=NOW, nick="阿玲", channel="sim", address="阿玲")
    cases = (
        Case(
            code=Ref(code),
            community="幸福",
            at=NOW,
            cat=Cat.LIGHTING,
            place=Place("幸福里"),
            reporters=(ling.code,),
            accepted_at=NOW,
        )
        for code in CODES
    )
    with database(town.database) as transaction:
        given = tuple(Record(one) for one in (ling, *cases))
        transaction.perform(given, Cause(name="given", at=NOW))
    return town


def test_help_is_answered(town: Any) -> None:
    helped = town.types("do", "/帮助")

    assert helped.exit_code == 0
    assert "/办结" in helped.stdout


def test_a_command_is_carried_out_in_the_database(busy: Any) -> None:
    done = busy.types("do", "/办结 C901 换了灯泡")

    assert (done.exit_code, done.stderr) == (0, "")
    assert "C901" in done.stdout
    with database(busy.database) as transaction:
        assert transaction.records.get(Case, "C901").state is State.CALLING_BACK
        assert transaction.records.find(Audit, action="/办结")[0].who == OPERATOR


def test_what_others_are_told_waits_for_the_running_bot(busy: Any) -> None:
    busy.types("do", "/进展 C901 师傅明天到")

    with database(busy.database) as transaction:
        waiting = claim(transaction.connection, NOW.replace(year=2100))
    assert waiting.chat.id == "阿玲"


def test_words_need_no_quotes(busy: Any) -> None:
    assert busy.types("do", "/办结", "C901", "换了灯泡").exit_code == 0


def test_a_refused_command_ends_with_1(busy: Any) -> None:
    refused = busy.types("do", "/办结 C999 换了灯泡")

    assert refused.exit_code == 1
    assert "C999" in refused.stdout


@pytest.mark.parametrize("line", ["/飞 C901", "换了灯泡", "确认", "3栋电梯坏了"])
def test_what_is_no_command_ends_with_2(busy: Any, line: str) -> None:
    assert busy.types("do", line).exit_code == 2


def test_what_is_said_without_a_slash_becomes_no_case(busy: Any) -> None:
    busy.types("do", "3栋电梯坏了，困住人了")

    with database(busy.database) as transaction:
        assert len(transaction.records.find(Case)) == len(CODES)


def test_a_command_that_must_be_confirmed_waits_for_the_next_do(busy: Any) -> None:
    line = f"/办结 {','.join(CODES)} 换了灯泡"
    held = busy.types("do", line)
    with database(busy.database) as transaction:
        before = {one.state for one in transaction.records.find(Case)}
    confirmed = busy.types("do", "确认")
    with database(busy.database) as transaction:
        after = {one.state for one in transaction.records.find(Case)}

    assert (held.exit_code, before) == (0, {State.ACCEPTED})
    assert "还没有执行" in held.stderr
    assert (confirmed.exit_code, after) == (0, {State.CALLING_BACK})


@pytest.mark.parametrize("line", ["/静音我", f"/授权 {OPERATOR} 管理员 全部"])
def test_the_rights_last_as_long_as_the_command(town: Any, line: str) -> None:
    town.types("do", line)

    with database(town.database) as transaction:
        operator = transaction.records.get(Person, OPERATOR)
    assert (operator.role, operator.friend) == ((Role.RESIDENT,), False)


def test_numbers_of_people_are_masked_before_anything_is_kept(busy: Any) -> None:
    busy.types("do", "/办结 C901 已联系 13800138000")

    assert b"13800138000" not in busy.database.read_bytes()


def test_another_community_can_be_named(town: Any) -> None:
    text = town.config.read_text(encoding="utf-8")
    town.write(f'{text}\n[[communities]]\nname = "和平"\nestate = "和平里"\n')

    assert town.types("do", "/帮助", "--community", "和平").exit_code == 0
    refused = town.types("do", "/帮助", "--community", "乌有")
    assert refused.exit_code == 1
    assert "现有：" in refused.stderr


def test_a_locked_database_is_told(busy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine._BUSY_MS", 1)
    engine = open_writer(f"sqlite:///{busy.database}")
    with engine.begin():
        refused = busy.types("do", "/办结 C901 换了灯泡")
    engine.dispose()

    assert refused.exit_code == 1
    assert "正被别的程序占用" in refused.stderr


def test_a_database_that_is_none_is_told(town: Any) -> None:
    town.database.parent.mkdir()
    town.database.write_bytes(b"no database at all" * 500)

    refused = town.types("do", "/帮助")

    assert refused.exit_code == 1
    assert "python3 run.py doctor" in refused.stderr
