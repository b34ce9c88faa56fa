"""One log line per event, personal data left out: causes, doors, numbers, never words or names."""

import logging
import sys

import structlog


def configure(level: str = "INFO", *, as_json: bool = False) -> None:
    """Log to standard error from `level` up: readable in a terminal, JSON elsewhere.

    Tracebacks show code, never the values in it: those may be what people said.
    """
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
            *([structlog.processors.format_exc_info] if as_json else []),
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


def _hush_scheduler() -> None:
    """A tick that finds the one before still at work is left out; that is no news."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
