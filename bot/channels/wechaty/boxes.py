"""File boxes: how a gateway describes a file, and how its bytes are had.

Small files come with their content; larger ones (over 20 KB) as a reference that is good once
and at once: a gateway asked for one it does not know ends. So a reference is never kept and never
tried again; the message's file is asked for anew. Some puppets give a web address instead.
"""

import base64
import binascii
import json
from typing import Protocol

from bot.channels.wechaty.connection import Connection
from bot.channels.wechaty.links import TooMuch, fetched
from bot.channels.wechaty.protocol import Attachment, DownloadRequest, DownloadResponse

LARGEST = 64 * 1024 * 1024  # bytes of one file


class Source(Protocol):
    """Where the bytes are had of a file that is only named. Both raise TooMuch."""

    async def referred(self, reference: str) -> bytes: ...

    async def linked(self, url: str) -> bytes: ...


class Downloads:
    """From the gateway itself, or from the web."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def referred(self, reference: str) -> bytes:
        content = bytearray()
        pieces = self._connection.download_stub._unary_stream(  # noqa: SLF001  the stub has no such call
            "/wechaty.Puppet/Download", DownloadRequest(id=reference), DownloadResponse
        )
        async for piece in pieces:
            content += piece.chunk
            if len(content) > LARGEST:
                raise TooMuch
        return bytes(content)

    async def linked(self, url: str) -> bytes:
        return await fetched(url, LARGEST)


async def opened(box: str, source: Source) -> Attachment | None:
    """The file described; None if it has no content of its own. Raises ValueError, TooMuch.

    `box` is the gateway's JSON. Nothing is awaited between reading it and fetching.
    """
    try:
        described = json.loads(box)
        name = str(described.get("name") or "")
        match described.get("boxType", described.get("type")):
            case 1:
                return Attachment(name, _decoded(described["base64"]))
            case 2:
                return Attachment(name, await source.linked(described["remoteUrl"]))
            case 7:
                return Attachment(name, await source.referred(described["uuid"]))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("no file box") from error
    return None


def boxed(name: str, content: bytes) -> str:
    """A file as the gateway takes it: in ASCII, so that its length is its size."""
    encoded = base64.b64encode(content).decode()
    return json.dumps({"boxType": 1, "name": name, "base64": encoded, "metadata": {}})


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
