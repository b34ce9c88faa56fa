"""What the board shows, whatever the neighbourhood is called and however busy it was."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import build
from community.callbacks import Callback
from community.cases import Case
from community.effects import Record
from community.messages import Chat
from community.people import Community, Person, Room, RoomKind
from community.refs import PersonId
from storage.records import SqlRecords
from storage.store import Store
from storage.transaction import Cause
from tests.kit.town import CALENDAR, MONDAY_NINE
from web.board import Number, numbers, upcoming
from web.sandbox import Line
from web.scene import Scene, scene

HOME = "CBD社区"
ASKED = MONDAY_NINE - timedelta(hours=1)


@dataclass
class Still:
    """A town in which nothing moves."""

    faces: Mapping[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        return MONDAY_NINE

    def lines(self, _: Chat) -> Sequence[Line]:
        return ()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    runtime = build(f"sqlite:///{tmp_path / 'x.db'}", CALENDAR, {}, home=HOME)
    who = PersonId("李阿姨")
    case = Case(code="C1", community=HOME, at=ASKED, accepted_at=ASKED)
    asked = Callback(
        code="CB1", community=HOME, at=ASKED, case="C1", person=who, round=1, sent_at=ASKED
    )
    things = (
        Community(code=HOME, at=ASKED, estate="CBD"),
        Room(code="G1", community=HOME, at=ASKED, kind=RoomKind.RESIDENTS),
        Person(code=who, community=HOME, at=ASKED, name=who, rooms=("G1",)),
        case,
        asked,
    )
    with runtime.store.transaction() as transaction:
        transaction.perform(tuple(map(Record, things)), Cause(name="x", at=ASKED))
    runtime.timekeeper.start(MONDAY_NINE)
    yield runtime.store
    runtime.close()


@contextmanager
def looking(store: Store) -> Iterator[tuple[Scene, SqlRecords]]:
    with store.reading() as records:
        yield scene(records, Still(), chat="", speaker="", view=""), records  # type: ignore[arg-type]


def test_a_neighbourhood_may_be_called_like_a_code(store: Store) -> None:
    with looking(store) as (shown, records):
        rows = {row.what: row.subject for row in upcoming(shown, records)}

    assert rows["没回答，再问一次"] == "C1"
    assert rows["日报发到工作群"] == ""


def test_a_number_shows_a_few_codes_and_folds_away_the_others() -> None:
    codes = tuple(f"C{n}" for n in range(1, 31))
    number = Number("新增", codes)

    assert (*number.shown, *number.rest) == codes
    assert len(number.shown) == 6
    assert Number("办结", codes[:6]).rest == ()


def test_what_is_counted_is_named(store: Store) -> None:
    with looking(store) as (shown, records):
        assert numbers(shown, records)[0] == Number("新增", ("C1",))
