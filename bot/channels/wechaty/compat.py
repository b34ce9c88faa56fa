"""The only door to the wechaty packages: makes those of 2022 importable, and keeps them quiet.

Their last releases expect names that pyee has dropped since, print texts, names and the token to
standard error through handlers of their own, and refuse ordinary values of WECHATY_LOG. Each cure
does nothing where it is not needed. Everything else takes these names from here, so that nothing
of wechaty is imported before it has been cured.

`wechaty` itself is not imported: its bot object starts a web server and a scheduler, and forgets
messages whose handler failed. We drive the puppet, which is all that a gateway speaks with.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pyee
import pyee.asyncio

_MISREAD = ("WECHATY_LOG", "WECHATY_LOG_FILE")


def _restore_dropped_names() -> None:
    if not hasattr(pyee, "AsyncIOEventEmitter"):  # gone from the top level since pyee 12
        pyee.AsyncIOEventEmitter = pyee.asyncio.AsyncIOEventEmitter  # type: ignore[attr-defined]  # the cure


@contextmanager
def _quietly() -> Iterator[None]:
    """Import without warnings about Python's age, without settings that are read wrongly.

    Whatever loggers came into being report to the root logger like all others, errors only: at
    WARNING they tell the token, at INFO what people said.
    """
    known = set(logging.root.manager.loggerDict)
    hidden = {name: os.environ.pop(name) for name in _MISREAD if name in os.environ}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        os.environ.update(hidden)
    for name in set(logging.root.manager.loggerDict) - known:
        logger = logging.getLogger(name)
        if not logger.propagate:
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.ERROR)


_restore_dropped_names()
with _quietly():
    from wechaty_grpc.wechaty import PuppetStub
    from wechaty_grpc.wechaty.puppet import EventResponse
    from wechaty_puppet import PuppetOptions
    from wechaty_puppet_service import PuppetService
    from wechaty_puppet_service.utils import extract_host_and_port

__all__ = [
    "EventResponse",
    "PuppetOptions",
    "PuppetService",
    "PuppetStub",
    "extract_host_and_port",
]
