"""What processes of a run say to one another: one JSON object a line."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from community.messages import Arrival, Kind

Line = Mapping[str, Any]

_LONGEST = 2**20  # bytes of a line


def packed(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


async def lines(reader: asyncio.StreamReader) -> AsyncIterator[Line]:
    """Until the other side is gone, however it went. A line that was cut is none."""
    while True:
        try:
            raw = await reader.readline()
        except (ConnectionError, ValueError):
            return
        if not raw.endswith(b"\n"):
            return
        yield json.loads(raw)


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to that port of this machine. Raises OSError."""
    return await asyncio.open_connection("127.0.0.1", port, limit=_LONGEST)


def message_of(arrival: Arrival) -> Line:
    """A message as the gateway carries it."""
    return asdict(arrival) | {"at": arrival.at.isoformat()}


def arrival_of(message: Line) -> Arrival:
    """What `message_of` packed."""
    fields = {
        **message,
        "at": datetime.fromisoformat(message["at"]),
        "kind": Kind(message["kind"]),
        "people": tuple(message["people"]),
    }
    return Arrival(**fields)
