"""The puppet at the gateway: wechaty's own service puppet, on a connection that stays.

What has moved between its protocol (0.20, 2021) and the gateways' (1.x) is put right here.
"""

from collections.abc import Callable

from bot.channels import Refused
from bot.channels.wechaty.boxes import Downloads, boxed, opened
from bot.channels.wechaty.compat import PuppetOptions, PuppetService, PuppetStub
from bot.channels.wechaty.connection import Connection, Ears, Timing
from bot.channels.wechaty.protocol import KINDS, Attachment, Payload

# The gateway refuses requests over 4 MiB; some of them is left for the frame.
_LONGEST_REQUEST = 4 * 1024 * 1024 - 16 * 1024


class FileTooLarge(Refused):
    """Beyond what one request may carry: about 3 MB before encoding. Nothing has left."""


class GatewayPuppet(PuppetService):
    """In place of the stock puppet. `connection.run()` has to be running."""

    def __init__(
        self, endpoint: str, token: str, ears: Ears, timing: Timing, chance: Callable[[], float]
    ) -> None:
        super().__init__(PuppetOptions(end_point=endpoint))  # given a token, it would log it
        self.connection = Connection(endpoint, token, ears, timing, chance)

    @property
    def puppet_stub(self) -> PuppetStub:
        return self.connection.stub

    async def message_payload(self, message_id: str) -> Payload:
        """The message in our words; the stock puppet fails on types it does not know."""
        found = await self.puppet_stub.message_payload(id=message_id)
        return Payload(
            id=message_id,
            kind=KINDS.get(int(found.type)),
            sender=found.from_id,
            room=found.room_id,
            receiver=found.to_id,
            text=found.text,
            timestamp=int(found.timestamp),
            mentions=tuple(found.mention_ids),
            file=found.filename,
        )

    async def message_file(self, message_id: str) -> Attachment | None:
        """What is attached to a message, whatever its size; None if there is nothing to fetch.

        Raises TooMuch.
        """
        answer = await self.puppet_stub.message_file(id=message_id)
        return await opened(answer.filebox, Downloads(self.connection))

    async def inviter(self, invitation_id: str) -> str:
        """Who sent an invitation to a room; empty if the puppet cannot tell."""
        found = await self.puppet_stub.room_invitation_payload(id=invitation_id)
        return str(found.inviter_id)

    async def send_file(self, conversation_id: str, name: str, content: bytes) -> str:
        """Send a file: its message's id. Raises FileTooLarge before anything leaves."""
        box = boxed(name, content)
        if len(box) > _LONGEST_REQUEST:
            raise FileTooLarge
        sent = await self.puppet_stub.message_send_file(
            conversation_id=conversation_id, filebox=box
        )
        return str(sent.id)
