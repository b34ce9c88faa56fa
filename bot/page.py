"""What the demo's page needs of the process: a channel to it, and a log that quotes nobody."""

import logging
from dataclasses import dataclass

import structlog
from aiohttp.http_exceptions import HttpProcessingError

from storage.outbox import Outgoing

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Screen:
    """Whatever is sent has arrived: the page reads it in the outbox."""

    name: str

    async def send(self, message: Outgoing) -> None:
        """Nothing more to do."""

    async def said(self, message: Outgoing) -> bool:
        """Not before the outbox says so."""
        return False


class _Told(logging.Handler):
    """Tells in our own log what aiohttp could not do, without the request it could not read."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):  # which is the sender's, and answered
            log.error("page failed", exc_info=error)


def page_logger() -> logging.Logger:
    """What aiohttp is to log to. Its own would write queries, and so what people said."""
    logger = logging.Logger("page")
    logger.addHandler(_Told())
    return logger
