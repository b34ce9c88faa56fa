"""What was learned loses its words with the message that said them, and when it is too old."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from community.cases import Case
from community.categories import Cat
from community.effects import Erase, Record
from community.lessons import Lesson, LessonState, Meant, taught
from storage.backup import back_up
from storage.plumbing import JOURNAL
from storage.restoring import erasures_in
from storage.retention import Periods, clear
from storage.schema_version import HEAD, migrate, prepare, version
from storage.store import Store
from tests.kit.restored import restore
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE

SECRET = "6栋李阿姨家门口的灯坏了"
LESSON = Lesson(
    code="LE1",
    community=HOME,
    at=MONDAY_NINE,
    who="小王",
    text=SECRET,
    intent=Meant.COMPLAINT,
    cat=Cat.LIGHTING,
    thought=Meant.CHAT,
    case="C1",
    message="sim:m1",
    cause="sim:m9",
)
PERIODS = Periods(lesson_text=timedelta(days=60))


def corpus(memory):
    return memory.ask(lambda records: taught(records, HOME))


def journal(memory):
    with memory.store.plumbing() as connection:
        rows = connection.execute(select(JOURNAL.c.before, JOURNAL.c.after)).all()
    return "".join(f"{before}{after}" for before, after in rows)


def test_what_is_kept_is_what_is_taught(memory):
    memory.keep(LESSON, replace(LESSON, code="LE2", text="谢谢", intent=Meant.THANKS, cat=None))

    assert memory.find(Lesson, code="LE1") == (LESSON,)
    assert corpus(memory) == ((SECRET, "complaint", "照明"), ("谢谢", "thanks", ""))


def test_what_is_withdrawn_is_taught_no_longer_and_journalled(memory):
    memory.keep(LESSON)
    memory.keep(replace(LESSON, state=LessonState.WITHDRAWN), who="小王")

    assert corpus(memory) == ()
    assert "已撤销" in journal(memory)


@pytest.mark.parametrize("cause", ["sim:m1", "sim:m9"], ids=["the words", "the correction"])
def test_words_taken_back_are_in_no_lesson_nor_its_journal(memory, cause):
    other = replace(LESSON, code="LE2", message="sim:m2", cause="sim:m3")
    memory.keep(LESSON, other, cause="sim:m9")
    memory.keep(replace(LESSON, text=f"{SECRET}。"), cause="sim:m11")
    memory.perform(Erase(cause))

    assert [one.text for one in memory.find(Lesson)] == ["", SECRET]
    assert corpus(memory) == ((SECRET, "complaint", "照明"),)
    assert SECRET not in journal(memory)


def test_words_taken_back_after_a_backup_are_in_no_lesson_restored_from_it(memory, tmp_path):
    memory.keep(Case(code="C1", community=HOME, at=MONDAY_NINE, accepted_at=MONDAY_NINE))
    memory.keep(LESSON, cause="sim:m9")
    back_up(memory.store.url, tmp_path / "saved.db", MONDAY_NINE)
    memory.perform(Erase("sim:m1"))

    restore(tmp_path / "saved.db", tmp_path / "new", erasures_in(memory.store.url))

    store = Store(f"sqlite:///{tmp_path / 'new' / 'xiaoge.db'}", CALENDAR)
    with store.reading() as records:
        assert [one.text for one in records.find(Lesson)] == [""]
    store.close()


def test_the_words_of_a_lesson_go_when_they_are_too_old(memory):
    memory.keep(LESSON, replace(LESSON, code="LE2", at=MONDAY_NINE + timedelta(days=2)))

    assert memory.store.clear_old(MONDAY_NINE + timedelta(days=59), PERIODS).lessons == 0
    assert memory.store.clear_old(MONDAY_NINE + timedelta(days=61), PERIODS).lessons == 1
    assert [one.text for one in memory.find(Lesson)] == ["", SECRET]


def test_a_call_looks_at_so_many_lessons_and_the_next_goes_on(memory):
    memory.keep(*(replace(LESSON, code=f"LE{n}") for n in range(7)))
    late = MONDAY_NINE + timedelta(days=61)

    with memory.store.plumbing() as connection:
        cleared = [clear(connection, late, PERIODS, batch=4).lessons for _ in range(3)]

    assert cleared == [4, 3, 0]


def test_a_database_from_before_lessons_keeps_its_cases(memory):
    case = Case(code="C1", community=HOME, at=MONDAY_NINE, accepted_at=MONDAY_NINE, reason="灯")
    memory.perform(Record(case), Record(LESSON))
    engine = memory.store.writer
    with engine.begin() as connection:
        migrate(connection, "0004")
        assert version(connection) == "0004"

    prepare(engine)

    with engine.begin() as connection:
        assert version(connection) == HEAD
    assert memory.find(Case) == (replace(case, reason=""),)
    assert memory.find(Lesson) == ()
