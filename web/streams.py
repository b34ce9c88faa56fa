"""One stream a page: it says that something has changed; the page then asks anew for what.

Streams are closed when the application shuts down, or an open page would hold it up.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from web.keys import TOWN

_OPEN: web.AppKey[set[EventSourceResponse]] = web.AppKey("streams")
_AGAIN_MS = 1000  # after which a page that lost us tries again
_PATIENCE_SECONDS = 5.0  # a page that takes nothing for so long is gone


def set_up(app: web.Application) -> None:
    """Begin telling pages with the application, and end with it."""
    app[_OPEN] = set()
    app.cleanup_ctx.append(_telling)
    app.on_shutdown.append(_close)


async def pulse(request: web.Request) -> web.StreamResponse:
    """Beats at once, and whenever something has changed, until either side has had enough."""
    stream: EventSourceResponse
    async with sse_response(request, send_timeout=_PATIENCE_SECONDS) as stream:
        request.app[_OPEN].add(stream)
        try:
            await stream.send("open", retry=_AGAIN_MS)
            await stream.wait()
        finally:
            request.app[_OPEN].discard(stream)
    return stream


async def _telling(app: web.Application) -> AsyncIterator[None]:
    teller = asyncio.create_task(_tell(app))
    yield
    teller.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await teller


async def _tell(app: web.Application) -> None:
    streams, seen = app[_OPEN], 0
    while True:
        seen = await app[TOWN].after(seen)
        for stream in tuple(streams):
            with contextlib.suppress(ConnectionError, TimeoutError):
                await stream.send(str(seen))


async def _close(app: web.Application) -> None:
    streams = app[_OPEN]
    for stream in tuple(streams):
        stream.stop_streaming()
