"""The server for tests comes when asked, and leaves nothing behind, however we end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import psycopg
import pytest

from bench import postgres

HOUSE = Path(__file__).parents[2]

pytestmark = pytest.mark.postgresql


@pytest.fixture(autouse=True)
def _installed() -> None:
    if postgres.programs() is None and not os.environ.get("XIAOGE_NEEDS_POSTGRESQL"):
        pytest.skip("needs PostgreSQL")


def asked(url: str, question: str) -> str:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def holder() -> Iterator[subprocess.Popen[str]]:
    """A process that has a server, as a test session has."""
    script = (
        "from bench.postgres import server\nwith server() as url: print(url, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=HOUSE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        yield process
        process.kill()


def test_it_is_as_careful_as_a_real_one() -> None:
    with postgres.server() as url:
        careful = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")

        assert {asked(url, f"SHOW {name}") for name in careful} == {"on"}
        assert asked(url, "SHOW listen_addresses") == "127.0.0.1"
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url.replace("+psycopg", "").replace("@", "x@"))


def test_a_database_is_a_copy_and_is_dropped() -> None:
    with postgres.server("--no-fsync") as url:
        with postgres.database(url, "original") as original:
            with psycopg.connect(original.replace("+psycopg", "")) as connection:
                connection.execute("CREATE TABLE t AS SELECT 7 AS n")
            with postgres.database(url, "copy", "original") as copy:
                assert asked(copy, "SELECT n FROM t") == "7"

        ours = "SELECT count(*) FROM pg_database WHERE datname IN ('original', 'copy')"
        assert asked(url, ours) == "0"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_goes_with_who_asked_for_it(holder: subprocess.Popen[str], how: int) -> None:
    assert holder.stdout is not None
    folder = Path(asked(holder.stdout.readline().strip(), "SHOW data_directory")).parent
    seen = folder.is_dir()

    holder.send_signal(how)
    gone = any(not folder.exists() for _ in range(500) if not Event().wait(0.02))

    assert seen
    assert gone
