"""The benches of size run, find what they are there to find, and put nothing in by themselves."""

import json

import pytest
from sqlalchemy import select, text

from bench import claim, figures, growth, past, restart, street
from bench.watching import Watch, scans
from community.case_states import State
from community.cases import Case
from storage.plumbing import INBOX, OUTBOX


@pytest.fixture(scope="module")
def lived():
    return past.lived()


@pytest.fixture
def old(database, lived):
    """A street with some years behind it, little by little."""
    runtime = street.opened(database)
    past.people(runtime)
    past.fill(database, lived, 60, chatter=2, still_open=6)
    yield runtime
    runtime.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
    else:
        with request.getfixturevalue("postgresql").prepared() as url:
            yield url


def test_a_past_is_what_our_own_code_reads_and_goes_on_with(old):
    with old.store.reading() as records:
        cases = records.find(Case)
        said = records.connection.execute(select(OUTBOX.c.text)).scalars().all()
        causes = records.connection.execute(select(INBOX.c.cause)).scalars().all()
    states = [case.state for case in cases]
    street.say(
        old, 1, street.resident(0, 1), "39栋3单元电梯坏了", street.NOW, where=street.room(1)
    )

    assert (states.count(State.DONE), states.count(State.ACCEPTED)) == (54, 6)
    assert len({case.code for case in cases}) == 60
    assert not [text for text in said if "97栋" in text or "C900000001" in text]
    assert len(set(causes)) == 54 * 4 + 6 + 60 * 2
    with old.store.reading() as records:
        assert records.get(Case, "C61").detail == "39栋3单元电梯坏了"


def test_a_question_that_reads_a_whole_table_is_named(old):
    watch = Watch()
    with old.store.writer.connect() as connection, watch.on(old.store.writer):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # while it can choose
        like = text("SELECT count(*) FROM outbox WHERE text LIKE :word")
        connection.execute(like, {"word": "%电梯%"})
        connection.execute(select(INBOX).where(INBOX.c.cause == "1"))
        found = scans(connection, watch, ["outbox", "inbox"])

    assert [one.partition(" LIKE ")[0] for one in found] == ["outbox: … FROM outbox WHERE text"]


def test_growth_tells_ratios_of_what_is_done_and_asked():
    found = growth.measure([10_000])["sizes"][0]

    assert found["rows"] > 9_000
    assert found["work"]["a message that makes a case"]["ratio"] > 0
    assert [one for one in found["scans"] if one.startswith(("inbox", "jobs", "cases"))] == []
    assert f"{found['rows']:,} rows" in growth.told({"sizes": [found]})


def test_a_restart_hears_and_runs_everything_that_is_due():
    found = restart.measure(30, 7)

    assert (found["cases"], found["due"], found["ran"]) == (30, 7, 7)
    assert found["imported_s"] <= found["built_s"] <= found["alive_s"] <= found["ready_s"]


@pytest.mark.postgresql
def test_processes_claim_every_job_once(postgresql):
    with postgresql.database() as url:
        found = claim.measure(url, processes=2, count=120, communities=12)

    daily = found["ran"] - 120  # what each community wakes for by itself

    assert (daily % 12, found["lost"], found["double"]) == (0, 0, 0)


def test_figures_are_kept_with_the_machine_that_gave_them(tmp_path):
    figures.write(tmp_path, "2026-11-30", ["restart-sqlite"], small=True)
    kept = json.loads((tmp_path / "restart-sqlite.json").read_text(encoding="utf-8"))

    assert kept["command"] == "python -m bench.restart --cases 200 --due 20 --json"
    assert kept["figures"]["ran"] == 20
    assert kept["machine"].keys() >= {"cpu", "cores", "memory", "kernel", "python", "sqlite"}
