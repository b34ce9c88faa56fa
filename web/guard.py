"""Nothing from elsewhere: no foreign scripts or frames, names or posts."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from web.keys import HOST

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
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})
_OURS = frozenset({"same-origin", "none", ""})  # empty: no browser, or a very old one


@web.middleware
async def our_address_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what was sent to another name: one that its owner has turned to this machine."""
    name = _host(request.headers.get("Host", ""))
    served = request.app[HOST]
    if name not in _LOCAL | {served.lower()} and not (served in _EVERYWHERE and _is_number(name)):
        raise web.HTTPMisdirectedRequest(text="请用开始时显示的网址打开。")
    return await handler(request)


@web.middleware
async def our_pages_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what would change something and comes from a page that is not ours."""
    if request.method not in _READING and not _is_from_us(request.headers):
        raise web.HTTPForbidden(text="这一步要在本页上点。")
    return await handler(request)


def _is_from_us(headers: Mapping[str, str]) -> bool:
    origin = headers.get("Origin")  # absent: no browser, or a very old one
    if origin is not None and origin.partition("//")[2] != headers.get("Host"):
        return False
    return headers.get("Sec-Fetch-Site", "") in _OURS


def _host(header: str) -> str:
    """The name in "name:port"; empty if it is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    """True for an IP address, which nobody can turn to another machine."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")
