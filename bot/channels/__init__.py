"""Where messages come from and go to. One file per kind; only wechaty's may import wechaty."""

from typing import Protocol

from storage.outbox import Outgoing

# What we are called among the people who joined or left, whatever the channel's id of us is.
OURSELVES = "小格"


class Refused(OSError):
    """The channel said no before anything left: safe to try again."""


class Channel(Protocol):
    """Carries messages out. What comes in, a channel hands to the runtime by itself."""

    name: str

    async def send(self, message: Outgoing) -> None:
        """Say it. Raises Refused if certainly nothing left; anything else means: nobody knows."""
        ...

    async def said(self, message: Outgoing) -> bool | None:
        """Whether that was said, when nobody knows; None if the channel cannot tell either.

        Raises if the channel cannot be asked now.
        """
        ...
