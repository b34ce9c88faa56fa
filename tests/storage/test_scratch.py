"""Databases for a moment: each is empty, and nothing is left of them."""

from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.engine import open_writer
from storage.plumbing import COUNTERS
from storage.schema_version import prepare
from storage.scratch import scratch
from tests.kit.postgres import Server


def use(url: str) -> int:
    """Use a database; how much was in it before."""
    engine = open_writer(url)
    prepare(engine)
    with engine.begin() as connection:
        before = connection.execute(select(func.count()).select_from(COUNTERS)).scalar_one()
        connection.execute(COUNTERS.insert().values(letter="C", last=7))
    engine.dispose()
    return before


def test_files_come_one_after_another_and_go() -> None:
    with scratch() as databases:
        seen = [(use(url), url) for url in islice(databases, 3)]

    assert [before for before, _ in seen] == [0, 0, 0]
    assert not any(Path(url.removeprefix("sqlite:///")).parent.exists() for _, url in seen)


@pytest.mark.postgresql
def test_on_a_server_they_stand_beside_what_it_holds(postgresql: Server) -> None:
    with postgresql.prepared() as url:
        use(url)
        with scratch(url) as databases:
            assert [use(one) for one in islice(databases, 3)] == [0, 0, 0]

        assert use_again(url) == 1
        assert names(url, "xiaoge_scratch%") == 0


def use_again(url: str) -> int:
    engine = open_writer(url)
    with engine.begin() as connection:
        kept = connection.execute(select(func.count()).select_from(COUNTERS)).scalar_one()
    engine.dispose()
    return kept


def names(url: str, like: str) -> int:
    engine = open_writer(url)
    with engine.begin() as connection:
        query = "SELECT count(*) FROM pg_database WHERE datname LIKE %s"
        found = connection.exec_driver_sql(query, (like,)).scalar_one()
    engine.dispose()
    return int(found)
