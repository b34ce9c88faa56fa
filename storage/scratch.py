"""Databases for a moment: empty, one after another, and nothing is left of them."""

import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

import storage.schema  # noqa: F401 (so that the metadata knows the tables of records)
from storage.engine import open_writer
from storage.plumbing import METADATA
from storage.schema_version import prepare


@contextmanager
def scratch(url: str = "") -> Iterator[Iterator[str]]:
    """The URLs of empty databases; asking for the next one ends the one before it.

    They are files in a temporary folder. If `url` is PostgreSQL's, they are one database of their
    own on that server, emptied each time: what `url` itself holds is left alone.
    """
    if url.startswith("postgresql"):
        with _beside(make_url(url)) as mine:
            yield _emptied(mine)
    else:
        with closing(_files()) as files:
            yield files


def _files() -> Generator[str]:
    while True:
        with tempfile.TemporaryDirectory(prefix="xiaoge-") as folder:
            yield f"sqlite:///{Path(folder) / 'scratch.db'}"


def _emptied(url: str) -> Iterator[str]:
    names = ", ".join(f'"{table.name}"' for table in METADATA.sorted_tables)
    while True:
        yield url
        engine = open_writer(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
        engine.dispose()


@contextmanager
def _beside(url: URL) -> Iterator[str]:
    """A new database with our tables on the server at `url`, dropped at the end."""
    name = f"xiaoge_scratch_{os.getpid()}_{os.urandom(4).hex()}"
    server = create_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            mine = url.set(database=name).render_as_string(hide_password=False)
            _make_tables(mine)
            yield mine
        finally:
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        server.dispose()


def _make_tables(url: str) -> None:
    engine = open_writer(url)
    try:
        prepare(engine)
    finally:
        engine.dispose()
