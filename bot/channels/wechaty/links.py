"""Files behind web addresses, fetched with care: what people send can name any address."""

import ipaddress
import socket
from collections.abc import Callable

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

_SECONDS = 60
_CHUNK = 64 * 1024


class TooMuch(Exception):
    """The file is larger than we keep."""


class NotFetched(OSError):
    """The address is none that we may ask, or it did not give the file."""


def is_public(address: str) -> bool:
    """True if the IP address belongs to the public network: not to this machine or its office."""
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False


class _Resolver(ThreadedResolver):
    """Finds only allowed addresses, so that a name cannot stand for a forbidden one."""

    def __init__(self, allowed: Callable[[str], bool]) -> None:
        super().__init__()
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        kept = [one for one in found if self._allowed(one["host"])]
        if not kept:
            raise OSError("no address that may be asked")
        return kept


async def fetched(url: str, most: int, allowed: Callable[[str], bool] = is_public) -> bytes:
    """What the address gives, `most` bytes at the most, without following it elsewhere.

    Raises NotFetched, TooMuch.
    """
    address = URL(url)
    host = address.host or ""
    is_literal = host.replace(".", "").isdecimal() or ":" in host
    if address.scheme not in ("http", "https") or (is_literal and not allowed(host)):
        raise NotFetched(address.scheme)
    connector = aiohttp.TCPConnector(resolver=_Resolver(allowed))
    deadline = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=deadline) as session,
            session.get(address, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise NotFetched(answer.status)
            return await _limited(answer.content, most)
    except aiohttp.ClientError as error:
        raise NotFetched(type(error).__name__) from None


async def _limited(stream: aiohttp.StreamReader, most: int) -> bytes:
    content = bytearray()
    async for chunk in stream.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > most:
            raise TooMuch
    return bytes(content)
