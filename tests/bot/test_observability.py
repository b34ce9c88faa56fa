"""What is logged helps whoever mends it, and tells nobody what people said."""

import json
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import create_engine, text

from bot.observability import configure

SECRET = "王阿姨 13800000000"


@pytest.fixture(autouse=True)
def _leave_logs_alone() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def of_a_statement() -> Exception:
    engine = create_engine("sqlite://", hide_parameters=True)  # as storage/engine.py makes them
    try:
        with engine.connect() as connection:
            connection.execute(text("select * from nowhere where name = :name"), {"name": SECRET})
    except Exception as error:
        return error
    finally:
        engine.dispose()
    raise AssertionError


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (RuntimeError(SECRET), "RuntimeError"),
        (OSError(28, "No space left on device", SECRET), "OSError: No space left on device"),
        (of_a_statement(), "OperationalError: no such table: nowhere"),
    ],
    ids=["of ours", "of the system", "of a statement"],
)
def test_a_traceback_shows_where_and_not_what(
    error: Exception, shown: str, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    configure(as_json=as_json)
    fail(error)

    logged = capsys.readouterr().err
    assert SECRET not in logged
    assert all(part in logged for part in (shown, "ValueError", "in fail", "sim:1"))


def test_json_is_one_line_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)
    fail(RuntimeError(SECRET))

    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "message failed"


def fail(error: Exception) -> None:
    """Be logged, with the error that caused it."""
    try:
        raise error from ValueError(SECRET)
    except Exception:
        structlog.get_logger().exception("message failed", cause="sim:1")
