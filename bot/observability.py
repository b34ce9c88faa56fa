"""One log line per event, personal data left out: causes, doors, numbers, never words or names."""

import logging
import sys
import traceback
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError


def configure(level: str = "INFO", *, as_json: bool = False) -> None:
    """Log to standard error from `level` up: readable in a terminal, JSON elsewhere."""
    render = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    _hush_scheduler()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(_traced),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def quiet() -> None:
    """Log nothing; we have nothing that is critical."""
    _hush_scheduler()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _traced(exc_info: Any) -> str:
    """Where it happened, and the type of each error; their messages may quote what people said."""
    parts: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        parts.insert(0, "".join((*traceback.format_tb(error.__traceback__), _named(error))))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(parts)


def _named(error: BaseException) -> str:
    """With the message where it is the system's own: a full disk, a locked database."""
    name = type(error).__name__
    match error:
        case DBAPIError(orig=original):
            return f"{name}: {original}"
        case OSError(strerror=str(reason)):
            return f"{name}: {reason}"
    return name


def _hush_scheduler() -> None:
    """A tick that finds the one before still at work is left out; that is no news."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
