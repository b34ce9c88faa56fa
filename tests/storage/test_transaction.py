"""One cause, one transaction; jobs that follow; what may be said when; words taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from community.case_states import State
from community.cases import Case, CaseEvent, EventKind
from community.effects import Ask, Erase, Forget, Record, Say
from community.messages import Chat
from community.people import Mode, RoomKind
from community.promises import promised
from community.records import Change
from community.speech import Manner
from community.wording import Text
from storage.plumbing import OUTBOX
from storage.queries import outgoing, tables_holding, waiting_jobs
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE, person, room

HELLO = Text("t.hello", "您好 {n}")
CASE = promised(
    Case(code="C1", community=HOME, at=MONDAY_NINE, accepted_at=MONDAY_NINE, detail="我家漏水"),
    CALENDAR,
    MONDAY_NINE,
)
NIGHT = MONDAY_NINE + timedelta(hours=14)


def hello(n=1, to="G1", manner=Manner.PLAIN):
    return Say(Chat(to), HELLO(n=n), manner)


@pytest.fixture
def rooms(memory):
    memory.keep(
        room("G1"),
        room("W1", RoomKind.WORK),
        room("G9", mode=Mode.LISTEN_ONLY),
        person("李阿姨"),
    )
    return memory


def jobs(memory):
    return [job.kind for job in memory.ask(waiting_jobs)]


def test_all_of_a_cause_or_nothing(rooms):
    broken = Say(Chat("没有的群"), HELLO(n=1))
    with pytest.raises(Exception, match="没有的群"):
        rooms.perform(Record(CASE), hello(), broken)

    assert rooms.find(Case) == ()
    assert rooms.ask(outgoing) == []


def test_the_same_cause_says_a_thing_once(rooms):
    rooms.perform(hello(), cause="sim:m1")
    with pytest.raises(IntegrityError):
        rooms.perform(hello(), cause="sim:m1")


def test_jobs_follow_from_the_record_and_go_with_it(memory):
    memory.keep(CASE)
    assert jobs(memory) == ["响应到期", "进展到期", "办结到期", "办结到期"]

    memory.keep(replace(CASE, responded=True))
    assert jobs(memory) == ["进展到期", "办结到期", "办结到期"]

    memory.keep(replace(CASE, state=State.MERGED))
    assert jobs(memory) == []

    memory.keep(CASE)
    assert jobs(memory) == ["响应到期", "进展到期", "办结到期", "办结到期"]


def test_a_promise_that_was_kept_is_not_planted_again(memory):
    memory.keep(CASE)
    with memory.store.plumbing() as connection:
        connection.exec_driver_sql("UPDATE jobs SET state = 'done' WHERE kind = '响应到期'")
    memory.keep(replace(CASE, doubt=1))

    assert jobs(memory) == ["进展到期", "办结到期", "办结到期"]


@pytest.mark.parametrize(
    ("say", "at", "released"),
    [
        (hello(), MONDAY_NINE, MONDAY_NINE),
        (hello(), NIGHT, MONDAY_NINE + timedelta(hours=23)),
        (hello(manner=Manner.URGENT), NIGHT, NIGHT),
        (hello(to="W1"), NIGHT, NIGHT),
    ],
)
def test_when_a_room_may_hear_it(rooms, say, at, released):
    rooms.perform(say, at=at)
    with rooms.store.plumbing() as connection:
        kept = connection.execute(select(OUTBOX.c.release)).scalar_one()

    assert kept == released


@pytest.mark.parametrize(
    ("say", "at"), [(hello(manner=Manner.RECEIPT), NIGHT), (hello(to="G9"), MONDAY_NINE)]
)
def test_what_a_room_never_hears(rooms, say, at):
    rooms.perform(say, at=at)

    assert rooms.ask(outgoing) == []


def test_only_late_words_to_outsiders_count_as_caught_up(rooms):
    rooms.perform(Say(Chat("李阿姨", private=True), HELLO(n=1)), hello(), late=True)
    with rooms.store.plumbing() as connection:
        late = connection.exec_driver_sql("SELECT chat FROM outbox WHERE late").scalars().all()

    assert late == ["李阿姨"]


def asked(subject="CB1", until=timedelta(hours=1)):
    return Ask(
        to=Chat("李阿姨", private=True),
        person="李阿姨",
        words=HELLO(n=1),
        question="满意吗",
        subject=subject,
        until=MONDAY_NINE + until,
    )


def open_questions(memory, at=MONDAY_NINE):
    with memory.store.transaction() as transaction:
        waiting = transaction.waiting_for(Chat("李阿姨", private=True), "李阿姨", at)
        return [question.subject for question in waiting]


def test_several_questions_stay_open_the_latest_first(rooms):
    rooms.perform(asked("CB1"))
    rooms.perform(asked("CB2"), at=MONDAY_NINE + timedelta(minutes=1))

    assert open_questions(rooms) == ["CB2", "CB1"]
    rooms.perform(Forget("满意吗", "CB2"))
    assert open_questions(rooms) == ["CB1"]


def test_asking_the_same_again_is_one_question(rooms):
    rooms.perform(asked("CB1"))
    rooms.perform(asked("CB1", until=timedelta(hours=5)))

    assert open_questions(rooms, MONDAY_NINE + timedelta(hours=2)) == ["CB1"]


def test_a_question_does_not_wait_for_ever(rooms):
    rooms.perform(asked())

    assert open_questions(rooms, MONDAY_NINE + timedelta(hours=1)) == []


def test_every_change_is_journalled_with_what_it_was(memory):
    done = replace(CASE, state=State.DONE)
    memory.keep(CASE, cause="sim:m1")
    memory.keep(done, cause="sim:m2", who="小王")

    with memory.store.reading() as records:
        changed = frozenset({"state"})
        assert records.changes("sim:m1") == (Change(done, None),)
        assert records.changes("sim:m2") == (Change(done, CASE, changed, changed),)


def test_a_change_that_was_changed_again_is_known_as_such(memory):
    memory.keep(CASE, cause="sim:m1")
    memory.keep(replace(CASE, state=State.DONE), cause="sim:m2")
    memory.keep(replace(CASE, state=State.DONE, spot="门口"), cause="sim:m3")

    with memory.store.reading() as records:
        assert [one.overtaken for one in records.changes("sim:m2")] == [False]
    memory.keep(replace(CASE, state=State.REDOING, spot="门口"), cause="sim:m4")
    with memory.store.reading() as records:
        assert [one.overtaken for one in records.changes("sim:m2")] == [True]


def test_words_taken_back_are_in_no_table_and_in_no_file(memory, tmp_path):
    event = CaseEvent(
        code="CE1",
        community=HOME,
        at=MONDAY_NINE,
        case="C1",
        kind=EventKind.JOINED,
        text="我家漏水",
    )
    memory.keep(CASE, event, cause="sim:m1")
    memory.perform(
        Record(replace(CASE, detail="")), Record(replace(event, text="")), Erase("sim:m1")
    )

    assert memory.ask(lambda records: tables_holding(records, "我家漏水")) == []
    for path in tmp_path.iterdir():  # where the database is a file
        assert "我家漏水".encode() not in path.read_bytes(), path.name
