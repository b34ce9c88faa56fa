import pytest
from hypothesis import HealthCheck, settings

from bot.observability import quiet
from tests.kit.town import Town

settings.register_profile(
    "here",
    deadline=None,  # a figure belongs in bench/, not in a test
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
settings.load_profile("here")


@pytest.fixture(autouse=True)
def _quiet_logs():
    quiet()


@pytest.fixture
def town(tmp_path):
    town = Town(tmp_path)
    yield town
    town.close()
