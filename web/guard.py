"""Nothing from elsewhere: no foreign scripts or frames, no posts from other sites."""

from aiohttp import web
from aiohttp.typedefs import Handler

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none", ""})  # empty: no browser, or a very old one


@web.middleware
async def same_site_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what would change something and comes from a page that is not ours."""
    if request.method not in _READING and request.headers.get("Sec-Fetch-Site", "") not in _OURS:
        raise web.HTTPForbidden(text="这一步要在本页上点。")
    return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")
