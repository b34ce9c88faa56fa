"""The page put together: routes, templates, what the pages need, and what is done at the end."""

from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from storage.store import Store
from web import guard, pages, streams
from web.keys import HOST, SEEN, STORE, TOWN
from web.sandbox import Town

_HERE = Path(__file__).parent
_LARGEST_POST = 2 * 1024 * 1024


def site(store: Store, town: Town, host: str) -> web.Application:
    """The application that shows `store` and plays in `town`, served on `host`."""
    middlewares = [guard.our_address_only, guard.our_pages_only]
    app = web.Application(middlewares=middlewares, client_max_size=_LARGEST_POST)
    app[STORE], app[TOWN], app[SEEN], app[HOST] = store, town, {}, host
    app.on_response_prepare.append(guard.add_headers)
    streams.set_up(app)
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    app.router.add_get("/", pages.show)
    app.router.add_post("/say", pages.say)
    app.router.add_post("/turn", pages.turn)
    app.router.add_get("/pulse", streams.pulse)
    app.router.add_get("/healthz", pages.alive)
    app.router.add_get("/readyz", pages.ready)
    app.router.add_static("/static", _HERE / "static")
    return app
