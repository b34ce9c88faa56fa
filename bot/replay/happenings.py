"""What happens to the simulated world by itself (docs/scenarios.md 3.2): one function a form."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.replay.cast import Cast
from bot.replay.errors import ScenarioError
from bot.replay.given import CHANNEL
from bot.replay.language import read_time
from bot.replay.script import Event
from community.messages import Arrival, Kind

BOT = "小格"

Happening = Callable[..., Awaitable[None]]


async def happen(cast: Cast, event: Event) -> None:
    """Let it happen. Raises ScenarioError for a form that does not exist."""
    for form, happening in HAPPENINGS.items():
        found = re.fullmatch(form, event.text, re.DOTALL)
        if found is not None:
            await happening(cast, event, **found.groupdict())
            return
    raise ScenarioError(event.line, f"cannot read {event.text}")


async def _clock(_: Cast, __: Event) -> None:
    """Only time passes."""


async def _down(cast: Cast, event: Event) -> None:
    await cast.stage.down(event.line)


async def _up(cast: Cast, event: Event) -> None:
    await cast.stage.up(event.line)


async def _redeliver(cast: Cast, event: Event, name: str, times: str) -> None:
    await cast.stage.hear(event.line, *[cast.named(event.line, name)] * int(times))


async def _late(cast: Cast, event: Event, time: str, room: str, actor: str, text: str) -> None:
    said = replace(event, room=room, actor=actor)
    text = cast.stage.filled(event.line, text)
    arrival = cast.arrival(said, text=text, at=read_time(event.line, time))
    await cast.stage.hear(event.line, arrival)


async def _edited(cast: Cast, event: Event, name: str, text: str) -> None:
    before = cast.named(event.line, name)
    said = replace(event, room=before.room, actor=before.sender)
    arrival = cast.arrival(said, text=text, kind=Kind.EDIT, about=before.id)
    await cast.stage.hear(event.line, arrival)


async def _recalled_unknown(cast: Cast, event: Event, room: str) -> None:
    await _notice(cast, event, Kind.RECALL, room, about="nobody-knows")


async def _invited(cast: Cast, event: Event, room: str, actor: str) -> None:
    cast.stage.addresses.setdefault(room, room)
    await _notice(cast, event, Kind.JOIN, room, actor, (BOT,))


async def _removed(cast: Cast, event: Event, room: str, actor: str) -> None:
    await _notice(cast, event, Kind.LEAVE, room, actor, (BOT,))


async def _left(cast: Cast, event: Event, room: str, actor: str) -> None:
    await _notice(cast, event, Kind.LEAVE, room, actor, (cast.stage.address(actor),))


async def _renamed(cast: Cast, _: Event, actor: str, nick: str) -> None:
    cast.nicks[actor] = nick


async def _send_fails(cast: Cast, _: Event, room: str, words: str) -> None:
    cast.stage.channel.failing[cast.stage.address(room)] = words


async def _send_works(cast: Cast, _: Event, room: str) -> None:
    cast.stage.channel.failing.pop(cast.stage.address(room), None)


async def _not_built(_: Cast, event: Event) -> None:
    raise ScenarioError(event.line, f"{event.text} is not built yet")


async def _notice(
    cast: Cast,
    event: Event,
    kind: Kind,
    room: str,
    actor: str = BOT,
    people: tuple[str, ...] = (),
    about: str = "",
) -> None:
    """The channel itself tells of something in a room."""
    arrival = Arrival(
        channel=CHANNEL,
        id=cast.next_id(),
        room=cast.stage.address(room),
        sender=cast.stage.address(actor),
        nick=actor,
        kind=kind,
        at=cast.stage.now,
        about=about,
        people=people,
        friend=cast.stage.is_friend(actor),
    )
    await cast.stage.hear(event.line, arrival)


HAPPENINGS: Mapping[str, Happening] = {
    r"clock": _clock,
    r"down": _down,
    r"up": _up,
    r"redeliver (?P<name>\S+) x(?P<times>[0-9]+)": _redeliver,
    r"late (?P<time>\S+ \S+) (?P<room>[GW][0-9]) (?P<actor>[^\s:]+): (?P<text>.*)": _late,
    r"edited (?P<name>\S+) (?P<text>.+)": _edited,
    r"recalled-unknown (?P<room>\S+)": _recalled_unknown,
    r"room-invite (?P<room>\S+) by (?P<actor>\S+)": _invited,
    r"room-leave (?P<room>\S+) bot by (?P<actor>\S+)": _removed,
    r"member-leave (?P<room>\S+) (?P<actor>\S+)": _left,
    r"rename (?P<actor>\S+) (?P<nick>.+)": _renamed,
    r"send-fail (?P<room>\S+) (?P<words>.+)": _send_fails,
    r"send-ok (?P<room>\S+)": _send_works,
    r"relogin|next-code \S+": _not_built,
}
