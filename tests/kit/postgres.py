"""A PostgreSQL server for all tests of a process, and a new database for each test that asks."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

import pytest

from bench import postgres
from storage.engine import open_writer
from storage.schema_version import prepare

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
# Parametrizes the fixture `database`, which then is of either kind.
BOTH = pytest.mark.parametrize("database", ENGINES, indirect=True)
_TEMPLATE = "prepared"


class Server:
    """Runs until `stop`. Without fsync: what a power cut does is measured elsewhere."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._stack = ExitStack()
        self.url = self._stack.enter_context(postgres.server("--no-fsync"))
        self._prepared = False

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database without tables."""
        with postgres.database(self.url, f"test{next(self._ids)}", template) as url:
            yield url

    @contextmanager
    def prepared(self) -> Iterator[str]:
        """The URL of a new database with all our tables: copied, which is quicker than making."""
        if not self._prepared:
            self._prepare()
        with self.database(_TEMPLATE) as url:
            yield url

    def _prepare(self) -> None:
        url = self._stack.enter_context(postgres.database(self.url, _TEMPLATE))
        engine = open_writer(url)
        try:
            prepare(engine)
        finally:
            engine.dispose()
        self._prepared = True

    def stop(self) -> None:
        self._stack.close()


def serve() -> Server:
    """A server. Where there is none, its tests are skipped, except where they must not be."""
    if postgres.programs() is None:
        if os.environ.get("XIAOGE_NEEDS_POSTGRESQL"):
            pytest.fail("PostgreSQL is missing, and XIAOGE_NEEDS_POSTGRESQL is set")
        pytest.skip("needs PostgreSQL")
    return Server()
