"""train: what workers taught is learned with the corpus, and can be taken back."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.ears import NAME, ear_in
from community.calendar import ZONE, Calendar
from community.effects import Record
from community.lessons import Lesson, LessonState, Meant
from nlp import corpus
from nlp.ear import shipped
from nlp.sentence import prepare
from storage.store import Store
from storage.transaction import Cause

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
TOLD = "楼下那棵树又在唱戏"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    some = corpus.lines()[::12]
    monkeypatch.setattr(corpus, "lines", lambda: some)


def teach(file: Path, state: LessonState) -> None:
    lesson = Lesson(
        code="LE1",
        community="幸福",
        at=NOW,
        text=TOLD,
        intent=Meant.WISH,
        thought=Meant.CHAT,
        state=state,
    )
    store = Store(f"sqlite:///{file}", Calendar())
    with closing(store), store.transaction() as transaction:
        transaction.perform((Record(lesson),), Cause(name=f"taught {state}", at=NOW))


def heard(town: Any) -> str:
    return ear_in(town.folder / "data")(prepare(TOLD)).intent


def test_what_was_taught_is_heard_rightly_from_then_on(town: Any) -> None:
    town.types("do", "/帮助")
    teach(town.database, LessonState.VALID)
    assert heard(town) != "wish"

    done = town.types("train")

    assert (done.exit_code, heard(town)) == (0, "wish")
    assert "纠正过的 1 句：原来听对 0 句，现在听对 1 句。" in done.stdout


def test_what_was_taken_back_is_not_learned(town: Any) -> None:
    town.types("do", "/帮助")
    teach(town.database, LessonState.WITHDRAWN)

    assert town.types("train").exit_code == 0
    assert heard(town) != "wish"


def test_without_a_database_the_corpus_alone_is_learned(town: Any) -> None:
    done = town.types("train")

    assert done.exit_code == 0
    assert "纠正 0 句" in done.stderr
    assert (town.folder / "data" / NAME).exists()


def test_a_file_that_is_no_ear_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"no ear")

    assert ear_in(tmp_path) is shipped()
