"""From one engine to the other and back: everything arrives, and goes on where it stopped."""

import time
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from storage import copying, engine
from storage.backup import OtherSchema, back_up
from storage.copying import contents
from storage.engine import open_reader, open_writer
from storage.erasure import Erasure
from storage.moving import Differs, NotEmpty, OtherOrigin, begin, carry, finish
from storage.plumbing import INBOX, JOURNAL, LIFE, METADATA, OUTBOX
from storage.restoring import HasData, fill, rebuilt
from storage.retention import Periods
from storage.schema_version import HEAD, SchemaTooNew, make, mark, prepare, version
from tests.kit.filled import fill as fill_up
from tests.kit.postgres import ENGINES
from tests.kit.town import MONDAY_NINE


def both_ways(test):
    """From either engine to either."""
    for end in ("database", "target"):
        test = pytest.mark.parametrize(end, ENGINES, indirect=True)(test)
    return test


def unseen(_):
    pass


class Ends:
    """Where from and where to."""

    def __init__(self, source, target):
        self.source, self.target = open_writer(source), open_writer(target)
        prepare(self.source)
        with self.source.begin() as connection:
            fill_up(connection)

    def move(self, seen=unseen, **options):
        begin(self.source, self.target, "here", **options)
        carry(self.source, self.target, seen)
        return finish(self.source, self.target, unseen)

    def held(self, engine):
        with engine.connect() as connection:
            return contents(connection, unseen)

    def close(self):
        self.source.dispose()
        self.target.dispose()


@pytest.fixture
def target(request, tmp_path):
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'target.db'}"
    else:
        with request.getfixturevalue("postgresql").database() as url:
            yield url


@pytest.fixture
def ends(database, target, monkeypatch):
    monkeypatch.setattr(copying, "PAGE", 3)  # so that seven rows are three pages
    ends = Ends(database, target)
    yield ends
    ends.close()


@both_ways
def test_everything_arrives(ends):
    compared = ends.move()

    assert compared.keys() == METADATA.tables.keys()
    assert {digest.rows for digest in compared.values()} == {7}
    assert ends.held(ends.target) == ends.held(ends.source) == compared
    with ends.target.connect() as connection:
        assert version(connection) == HEAD


@pytest.fixture
def hasty(monkeypatch):
    """Servers that end an idle transaction at once, and a disk that is slower than that."""
    limit = "idle_in_transaction_session_timeout"
    monkeypatch.setitem(engine._SERVER_LIMITS, limit, "20ms")
    return lambda _: time.sleep(0.04)


@pytest.mark.parametrize("database", ENGINES[1:], indirect=True)
def test_a_slow_disk_cuts_no_copy_short(hasty, ends, tmp_path):
    source = ends.source.url.render_as_string(hide_password=False)
    back_up(source, tmp_path / "a.db", MONDAY_NINE, hasty)

    assert ends.move(hasty) == ends.held(ends.source)


@both_ways
def test_the_next_number_is_behind_the_last(ends):
    ends.move()

    with ends.target.begin() as connection:
        connection.execute(insert(LIFE).values(up_at=MONDAY_NINE, alive_at=MONDAY_NINE))
        assert connection.execute(select(func.max(LIFE.c.id))).scalar_one() == 8


@both_ways
@pytest.mark.parametrize("after", [1, 40])
def test_an_interrupted_move_goes_on_where_it_stopped(ends, after):
    passed = []

    def interrupt(count):
        passed.append(count)
        if len(passed) == after:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        ends.move(interrupt)
    came = sum(passed)
    with ends.source.connect() as connection:
        total = copying.rows(connection)

    assert begin(ends.source, ends.target, "here") == came < total
    ends.move(passed.append)
    assert sum(passed) == total


def test_an_unfinished_target_is_used_by_nobody(ends):
    begin(ends.source, ends.target, "here")

    with pytest.raises(SchemaTooNew):
        prepare(ends.target)


def test_an_unfinished_target_takes_nothing_from_elsewhere(ends):
    begin(ends.source, ends.target, "here")

    with pytest.raises(OtherOrigin):
        begin(ends.source, ends.target, "there")


@both_ways
def test_a_move_can_begin_afresh(ends):
    begin(ends.source, ends.target, "there")
    carry(ends.source, ends.target, unseen)

    assert begin(ends.source, ends.target, "here", afresh=True) == 0
    assert ends.move().keys() == METADATA.tables.keys()


@pytest.mark.parametrize("afresh", [False, True])
def test_a_target_with_something_in_it_is_left_alone(ends, afresh):
    prepare(ends.target)
    with ends.target.begin() as connection:
        connection.execute(insert(LIFE).values(up_at=MONDAY_NINE, alive_at=MONDAY_NINE))

    with pytest.raises(NotEmpty):
        begin(ends.source, ends.target, "here", afresh=afresh)
    with ends.target.connect() as connection:
        assert copying.rows(connection) == 1
        assert version(connection) == HEAD


def test_a_target_that_was_only_prepared_is_empty(ends):
    prepare(ends.target)

    assert ends.move().keys() == METADATA.tables.keys()


def test_a_source_of_another_version_is_refused(ends):
    with ends.source.begin() as connection:
        mark(connection, "0001")

    with pytest.raises(OtherSchema) as refused:
        begin(ends.source, ends.target, "here")
    assert refused.value.found == "0001"


@pytest.mark.parametrize(
    "change",
    [
        OUTBOX.update().where(OUTBOX.c.id == 3).values(text="改过"),
        JOURNAL.delete().where(JOURNAL.c.id == 1),
        INBOX.insert().values(
            cause="sim:neu", at=MONDAY_NINE, state="done", attempts=1, payload="", error=""
        ),
    ],
)
@pytest.mark.parametrize("which", ["source", "target"])
def test_what_somebody_wrote_meanwhile_is_found(ends, change, which):
    begin(ends.source, ends.target, "here")
    carry(ends.source, ends.target, unseen)
    with getattr(ends, which).begin() as connection:
        connection.execute(change)

    with pytest.raises(Differs) as found:
        finish(ends.source, ends.target, unseen)
    assert found.value.tables == (change.table.name,)
    with pytest.raises(SchemaTooNew):
        prepare(ends.target)


@pytest.mark.parametrize("database", ENGINES, indirect=True)
def test_a_backup_of_either_engine_is_the_same(ends, tmp_path):
    back_up(ends.source.url.render_as_string(hide_password=False), tmp_path / "a.db", MONDAY_NINE)
    copied = open_reader(f"sqlite:///{tmp_path / 'a.db'}")

    assert ends.held(copied) == ends.held(ends.source)
    copied.dispose()


@pytest.mark.parametrize("database", ENGINES[1:], indirect=True)
def test_a_server_of_another_version_is_not_backed_up(ends, tmp_path):
    with ends.source.begin() as connection:
        mark(connection, "0001")

    with pytest.raises(OtherSchema):
        back_up(
            ends.source.url.render_as_string(hide_password=False), tmp_path / "a.db", MONDAY_NINE
        )
    assert not (tmp_path / "a.db").exists()


@pytest.fixture
def saved(ends, tmp_path):
    back_up(ends.source.url.render_as_string(hide_password=False), tmp_path / "a.db", MONDAY_NINE)
    return tmp_path / "a.db"


def restore(saved, tmp_path, url, *, replace=False):
    erasures = (Erasure("sim:gone", MONDAY_NINE),)
    ever = Periods(**{f: timedelta(days=36500) for f in Periods.__dataclass_fields__})
    with rebuilt(saved, tmp_path, erasures, MONDAY_NINE, ever) as done:
        return fill(done.file, url, "xiaoge_old", unseen, replace=replace)


ONTO_A_SERVER = pytest.mark.parametrize(
    "target", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)


@ONTO_A_SERVER
def test_a_backup_can_be_restored_onto_a_server(ends, saved, target, tmp_path):
    assert not restore(saved, tmp_path, target)

    held, was = ends.held(ends.target), ends.held(ends.source)
    changed = {name for name in held if held[name] != was[name]}
    assert changed == {"erasures", "expiry", "inbox"}  # recalled words are not heard again either
    assert held["erasures"].rows == 8
    prepare(ends.target)
    with ends.target.begin() as connection:
        connection.execute(insert(LIFE).values(up_at=MONDAY_NINE, alive_at=MONDAY_NINE))


@ONTO_A_SERVER
def test_a_server_with_data_is_left_alone(ends, saved, target, tmp_path):
    with ends.target.begin() as connection:
        make(connection)
        fill_up(connection, 1)
    before = ends.held(ends.target)

    with pytest.raises(HasData):
        restore(saved, tmp_path, target)
    assert ends.held(ends.target) == before


@ONTO_A_SERVER
def test_what_a_server_held_is_put_aside_with_its_rows(ends, saved, target, tmp_path):
    with ends.target.begin() as connection:
        make(connection)
        fill_up(connection, 2)
        connection.exec_driver_sql("CREATE TABLE others (n int)")

    assert restore(saved, tmp_path, target, replace=True)
    with ends.target.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM xiaoge_old.cases").scalar_one()
        assert count == 2
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one() == 7
        assert connection.exec_driver_sql("SELECT count(*) FROM others").scalar_one() == 0


@ONTO_A_SERVER
def test_a_server_that_fails_meanwhile_keeps_what_it_had(ends, saved, target, tmp_path):
    with ends.target.begin() as connection:
        make(connection)
        fill_up(connection, 2)
    before = ends.held(ends.target)

    def interrupt(_):
        raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        rebuilt(saved, tmp_path, (), MONDAY_NINE, Periods()) as done,
    ):
        fill(done.file, target, "xiaoge_old", interrupt, replace=True)
    assert ends.held(ends.target) == before
