from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings

from bot.observability import quiet
from tests.kit.postgres import serve
from tests.kit.town import Town

settings.register_profile(
    "here",
    deadline=None,  # a figure belongs in bench/, not in a test
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
settings.load_profile("here")


def pytest_collection_modifyitems(items):
    """Tests of the gateway share one: on one processor, whoever else runs beside them."""
    for item in items:
        if item.get_closest_marker("gateway"):
            item.add_marker(pytest.mark.xdist_group("gateway"))


@pytest.fixture(autouse=True)
def _quiet_logs():
    quiet()


@pytest.fixture(scope="session")
def postgresql():
    """The PostgreSQL server of this process; asking for it starts it, or skips the test."""
    server = serve()
    yield server
    server.stop()


@pytest.fixture
def database(request, tmp_path):
    """The URL of a database without records: a SQLite file unless asked otherwise."""
    with ExitStack() as stack:
        if getattr(request, "param", "sqlite") == "sqlite":
            yield f"sqlite:///{tmp_path / 'test.db'}"
        else:
            yield stack.enter_context(request.getfixturevalue("postgresql").prepared())


@pytest.fixture
def bare_database(request, tmp_path):
    """The URL of a database without tables, of either kind."""
    with ExitStack() as stack:
        if getattr(request, "param", "sqlite") == "sqlite":
            yield f"sqlite:///{tmp_path / 'bare.db'}"
        else:
            yield stack.enter_context(request.getfixturevalue("postgresql").database())


@pytest.fixture
def town(database):
    town = Town(database)
    yield town
    town.close()
