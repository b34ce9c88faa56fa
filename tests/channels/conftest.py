"""The gateway runs once for all tests; every test has a product of its own."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.observability import quiet
from tests.channels.gateway import FOLDER, Gateway
from tests.channels.town import Town

INSTALL_SECONDS = 600


@pytest.fixture(scope="session")
def gateway() -> Iterator[Gateway]:
    """The real gateway. Where node is missing, its tests are skipped, except where it must be."""
    if shutil.which("node") is None:
        if os.environ.get("XIAOGE_NEEDS_GATEWAY"):
            pytest.fail("node is missing, and XIAOGE_NEEDS_GATEWAY is set")
        pytest.skip("needs node")
    if not (FOLDER / "node_modules").is_dir():
        install = ["npm", "ci", "--ignore-scripts"]
        subprocess.run(install, cwd=FOLDER, check=True, timeout=INSTALL_SECONDS)
    running = Gateway()
    yield running
    running.kill()


@pytest.fixture(autouse=True)
def _quiet() -> None:
    quiet()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the product keeps its data."""
    return tmp_path / "data"


@pytest_asyncio.fixture
async def town(gateway: Gateway, folder: Path) -> AsyncIterator[Town]:
    """The product, connected and logged in."""
    async with Town(gateway, folder) as living:
        yield living
