"""From what the gateway tells to what the product hears: names, mentions, files, recalls."""

import asyncio
import hashlib
from dataclasses import dataclass, replace

import structlog

from bot.channels import OURSELVES
from bot.channels.wechaty.events import MembersChanged
from bot.channels.wechaty.ledger import Ledger
from bot.channels.wechaty.links import TooMuch
from bot.channels.wechaty.mentions import is_for_everyone, is_for_us, without_us
from bot.channels.wechaty.names import Names
from bot.channels.wechaty.protocol import Payload, moment
from bot.channels.wechaty.puppet import GatewayPuppet
from bot.channels.wechaty.recalls import recalled_id
from bot.channels.wechaty.shelf import Shelf, is_picture, shown
from community.messages import Arrival, Kind
from community.sheets import decoded
from nlp.neighbourhood import OUR_NAMES

log = structlog.get_logger(__name__)

_WITH_FILES = frozenset({Kind.IMAGE, Kind.VOICE, Kind.FILE})
_MANY_MENTIONS = 5  # only then is it worth asking how many members there are


@dataclass(frozen=True, slots=True)
class _File:
    """What came with a message. A picture that is none is a file like any other.

    `content` is the text in a file that somebody sent us in private, if it is a text.
    """

    kind: Kind
    name: str = ""
    digest: str = ""
    content: str = ""


class Arrivals:
    """Reads messages as the gateway has them. `us` is our login id, empty if nobody knows."""

    def __init__(self, puppet: GatewayPuppet, names: Names, ledger: Ledger, shelf: Shelf) -> None:
        self._puppet = puppet
        self._names = names
        self._ledger = ledger
        self._shelf = shelf

    async def read(self, payload: Payload, us: str) -> Arrival | None:
        """The message with its names and file; None if it is nothing that we listen to."""
        about = await self._recalled(payload) if payload.kind is Kind.RECALL else ""
        if payload.kind is None or (payload.kind is Kind.RECALL and not about):
            return None
        contact = await self._names.contact(payload.sender)
        if contact.official:
            return None
        alias = await self._names.alias(payload.room, payload.sender) if payload.room else ""
        text = payload.text if payload.kind is Kind.TEXT else ""  # others carry WeChat's own XML
        called = await self._our_names(payload.room, us) if _may_call(text) else ()
        file = await self._file(payload, payload.kind)
        return Arrival(
            channel=self._ledger.account,
            id=payload.id,
            room=payload.room,
            sender=payload.sender,
            nick=contact.name,
            alias=alias,
            text=without_us(text, called),
            kind=file.kind,
            at=moment(payload.timestamp, self._ledger.now()),
            file=file.name,
            digest=file.digest,
            content=file.content,
            about=about,
            mentioned=not payload.room or await self._is_for_us(payload, us, called),
            friend=contact.friend or not payload.room,
        )

    def change(self, event: MembersChanged, us: str) -> Arrival | None:
        """Who joined or left; None if the puppet cannot tell."""
        now = self._ledger.now()
        people = tuple(OURSELVES if one == us else one for one in event.people)
        sender = (OURSELVES if event.by == us else event.by) or next(iter(people), "")
        if not sender:
            return None
        kind = Kind.JOIN if event.joined else Kind.LEAVE
        what = f"{event.room} {event.timestamp or now} {people}"
        return Arrival(
            channel=self._ledger.account,
            id=f"{kind.name}:{hashlib.sha256(what.encode()).hexdigest()}",
            room=event.room,
            sender=sender,
            kind=kind,
            at=moment(event.timestamp, now),
            people=people,
        )

    async def named(self, arrival: Arrival) -> Arrival:
        """A change of members with the nickname of who brought it about, and if a friend."""
        if arrival.sender == OURSELVES:
            return replace(arrival, nick=OURSELVES)
        contact = await self._names.contact(arrival.sender)
        return replace(arrival, nick=contact.name, friend=contact.friend)

    async def _recalled(self, payload: Payload) -> str:
        """The message taken back; empty if the notice is none. A bare id must be known."""
        found = recalled_id(payload.text)
        if found is None:
            return ""
        is_xml = "<" in payload.text
        return found if is_xml or await self._ledger.is_known(found) else ""

    async def _our_names(self, room: str, us: str) -> tuple[str, ...]:
        if not us:
            return OUR_NAMES
        alias = await self._names.alias(room, us) if room else ""
        return ((await self._names.contact(us)).name, alias, *OUR_NAMES)

    async def _is_for_us(self, payload: Payload, us: str, names: tuple[str, ...]) -> bool:
        many = len(payload.mentions) > _MANY_MENTIONS
        members = await self._names.members(payload.room) if many else 0
        if is_for_everyone(payload.text, payload.mentions, members):
            return False
        return is_for_us(payload.text, payload.mentions, us, names)

    async def _file(self, payload: Payload, kind: Kind) -> _File:
        """What is attached, on the shelf; nothing of rooms that are not our business."""
        if kind not in _WITH_FILES:
            return _File(kind)
        name = shown(payload.file, kind)
        if payload.room and not await self._ledger.claims(payload.room):
            return _File(kind, name)
        try:
            attachment = await self._puppet.message_file(payload.id)
        except TooMuch:
            log.warning("file too large", id=payload.id)
            return _File(kind, name)
        if attachment is None:
            return _File(kind, name)
        digest = await asyncio.to_thread(self._shelf.keep, attachment.content)
        if kind is Kind.IMAGE and not is_picture(attachment.content):
            kind = Kind.FILE
        is_table = kind is Kind.FILE and not payload.room
        content = await asyncio.to_thread(decoded, attachment.content) if is_table else ""
        return _File(kind, shown(attachment.name, name), digest, content)


def _may_call(text: str) -> bool:
    return "@" in text or "＠" in text
