"""What a 1.x gateway sends, in our words: messages, people, files, times.

Its numbers differ from those in the protocol file of the Python client (0.20), so they stand here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import betterproto

from community.calendar import ZONE
from community.messages import Kind

# Message types as the server counts them. Cards, chat histories, places, group notes, transfers
# and posts are nothing that we listen to, and neither is what comes later.
KINDS: Mapping[int, Kind] = {
    1: Kind.FILE,
    2: Kind.VOICE,
    5: Kind.STICKER,
    6: Kind.IMAGE,
    7: Kind.TEXT,
    9: Kind.MINI_PROGRAM,
    12: Kind.RED_PACKET,
    13: Kind.RECALL,
    14: Kind.LINK,
    15: Kind.FILE,  # a video
}
# Puppets disagree: above this a time is in milliseconds, below it in seconds.
_FIRST_MILLISECONDS = 100_000_000_000


@dataclass(frozen=True, slots=True)
class Payload:
    """One message. `kind` is None if we do not listen to its type; `room` is empty in private."""

    id: str
    kind: Kind | None
    sender: str
    room: str
    receiver: str
    text: str = field(repr=False)
    timestamp: int
    mentions: tuple[str, ...]
    file: str

    @property
    def chat(self) -> str:
        """Where it was said: the room, or the one who wrote to us."""
        return self.room or self.sender


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it arrived. `name` is what the sender called it: nothing to trust."""

    name: str
    content: bytes = field(repr=False)


@dataclass
class DownloadRequest(betterproto.Message):
    """Unknown to the 0.20 stubs: fetches a file that the gateway only referred to."""

    id: str = betterproto.string_field(1)


@dataclass
class DownloadResponse(betterproto.Message):
    """A piece of the file."""

    chunk: bytes = betterproto.bytes_field(1)


def moment(timestamp: int, now: datetime) -> datetime:
    """When it was said; `now` if the gateway left the time out or tells nonsense."""
    if timestamp <= 0:
        return now
    seconds = timestamp / 1000 if timestamp > _FIRST_MILLISECONDS else timestamp
    try:
        return datetime.fromtimestamp(seconds, ZONE)
    except (OverflowError, ValueError, OSError):
        return now
