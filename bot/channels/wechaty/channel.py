"""The channel to WeChat, put together: what the gateway tells, what we say, how it all is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from bot.channels.wechaty import events, health
from bot.channels.wechaty.alive import Alive
from bot.channels.wechaty.arrivals import Arrivals
from bot.channels.wechaty.connection import Link, Timing
from bot.channels.wechaty.health import Health, State
from bot.channels.wechaty.hearing import Hearing
from bot.channels.wechaty.ledger import Ledger
from bot.channels.wechaty.names import Names
from bot.channels.wechaty.pace import Pace
from bot.channels.wechaty.puppet import GatewayPuppet
from bot.channels.wechaty.shelf import Shelf
from bot.channels.wechaty.speaking import Speaking
from bot.clock import Clock
from bot.settings import Wechaty
from bot.worker import Worker
from community.messages import Arrival
from community.sheets import encoded
from community.wording import Words
from storage.outbox import Outgoing
from storage.store import Store

log = structlog.get_logger(__name__)

_ALIVE = "wechaty.alive"
_FILES = "files"
_FINISH_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the channel: who hears, where it is kept, whom to tell of trouble.

    `folder` is for files and for the time when we last listened; `chance` see Connection.
    """

    hear: Callable[[Arrival], Awaitable[object]]
    tell: Callable[[Words], Awaitable[None]]
    store: Store
    worker: Worker
    clock: Clock
    folder: Path
    chance: Callable[[], float]


class WechatyChannel:
    """One account. `health` says how it is; `rooms_left` where it has been put out."""

    def __init__(self, settings: Wechaty, behind: Behind, timing: Timing) -> None:
        self.name = settings.account
        self.health = Health(since=behind.clock.now())
        self.rooms_left: set[str] = set()
        self._settings = settings
        self._behind = behind
        self._upkeep_seconds = timing.upkeep_every
        self._alive = Alive(behind.folder / _ALIVE)
        token = settings.token.get_secret_value()
        self.puppet = GatewayPuppet(settings.endpoint, token, self, timing, behind.chance)
        self._names = Names(self.puppet)
        self._ledger = Ledger(self.name, behind.store, behind.worker, behind.clock)
        self._pace = Pace(
            settings.most_per_minute, settings.most_per_day, settings.room_pause_seconds
        )
        self._speaking = Speaking(
            self.puppet, self._names, self._ledger, self._pace, self._may_speak, self._too_often
        )
        shelf = Shelf(behind.folder / _FILES)
        self._arrivals = Arrivals(self.puppet, self._names, self._ledger, shelf)
        self._hearing = Hearing(
            self.puppet, self._ledger, self._arrivals, self._speaking, behind.hear, self._parked
        )
        self._is_listening = False
        self._tasks: list[asyncio.Task[None]] = []
        self._errands: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Connect, and stay connected."""
        self._is_listening = True
        running = (self.puppet.connection.run(), self._hearing.run(), self._keep_up())
        self._tasks = [asyncio.create_task(one) for one in running]

    async def ended(self) -> None:
        """Wait for the end. Raises GatewayRefused if the gateway does not accept our token."""
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for one in done:
            if not one.cancelled():
                one.result()

    async def stop_listening(self) -> None:
        """Take nothing new, and let what is under way end."""
        self._is_listening = False
        await self._hearing.finish(_FINISH_SECONDS)

    async def stop(self) -> None:
        """Close our side only: the account stays logged in."""
        await self.stop_listening()
        self._speaking.close()
        self._note_alive()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._errands, return_exceptions=True)
        self._is(State.CLOSED)

    async def send(self, message: Outgoing) -> None:
        """Say it. Raises Refused if certainly nothing left, InDoubt if nobody knows."""
        if message.file:
            await self.send_file(message.address, message.file, encoded(message.text))
        else:
            await self._speaking.say(message)

    async def said(self, message: Outgoing) -> None:
        """A gateway keeps no record to be asked. If an echo comes, it settles the doubt."""

    async def send_file(self, address: str, name: str, content: bytes) -> None:
        """Show a file or a picture, about 3 MB at the most. Raises Refused, InDoubt."""
        await self._speaking.show(address, name, content)

    def linked(self, link: Link) -> None:
        """Something about the connection changed."""
        match link:
            case Link.CONNECTED:
                self._is(State.LOGGED_OUT)  # the login, if there is one, is told at once
            case Link.LOST:
                self._note_alive()
                self._is(State.DOWN)
            case Link.EVICTING:
                self._tell(health.TAKEN())
            case Link.REFUSED:
                self._is(State.REFUSED)
                self._tell(health.REFUSED())

    def took(self, kind: int, payload: str) -> None:
        """An event came. Raises Malformed."""
        self.health = replace(self.health, heard_at=self._behind.clock.now())
        if self._is_listening:
            for event in events.read_event(kind, payload):
                self._happened(event)

    def _happened(self, event: events.Event) -> None:
        match event:
            case events.MessageCame(id):
                self._hearing.notice(id)
            case events.MembersChanged():
                self._members_changed(event)
            case events.LoggedIn(account):
                self._logged_in(account)
            case events.LoggedOut():
                self._logged_out()
            case events.Stale(id):
                self._names.forget(id)
            case events.Invited(id):
                self._run_errand(self._answer_invitation(id))
            case events.PuppetFailed():
                log.warning("puppet failed")

    def _logged_in(self, account: str) -> None:
        """Begin to listen: tell of the gap, take up what waits, send what was refused."""
        if self.health.state is not State.UP:
            words = health.gap(self._alive.last(), self._behind.clock.now())
            if words is not None:
                self._tell(words)
            self._run_errand(self._ledger.release_refused())
        self.health = replace(self.health, account=account)
        self._hearing.us = account
        self._is(State.UP)
        self._note_alive()
        self._hearing.look_again()

    def _logged_out(self) -> None:
        self._note_alive()
        self._is(State.LOGGED_OUT)
        self._alarm_once(health.LOGGED_OUT())

    def _members_changed(self, event: events.MembersChanged) -> None:
        us = self.health.account
        if us in event.people:
            (self.rooms_left.discard if event.joined else self.rooms_left.add)(event.room)
        arrival = self._arrivals.change(event, us)
        if arrival is not None:
            self._hearing.changed(arrival)

    async def _answer_invitation(self, id: str) -> None:
        """Go where staff invite us; of others, staff hear."""
        if await self._ledger.is_staff(await self.puppet.inviter(id)):
            await self.puppet.room_invitation_accept(id)
        else:
            await self._behind.tell(health.INVITED())

    async def _keep_up(self) -> None:
        """Now and then: note that we listen, take up what waits, raise the alarm."""
        while True:
            await asyncio.sleep(self._upkeep_seconds)
            self._note_alive()
            if self.health.state is State.UP:
                self._hearing.look_again()
            words = self.health.overdue(self._behind.clock.now())
            if words is not None:
                self._alarm_once(words)

    def _may_speak(self, address: str) -> bool:
        return self.health.state is State.UP and address not in self.rooms_left

    def _too_often(self) -> None:
        minutes = self._settings.pause_when_too_often_minutes
        self._pace.pause(asyncio.get_running_loop().time(), minutes * 60)
        self._tell(health.TOO_OFTEN(n=round(minutes)))

    def _parked(self) -> None:
        self._tell(health.PARKED())

    def _note_alive(self) -> None:
        """A frozen gateway tells nothing, so what counts is when it last did."""
        if self.health.state is State.UP and self.health.heard_at is not None:
            try:
                self._alive.note(self.health.heard_at)
            except OSError:  # a full disk; the gap told after a restart will be too long
                log.exception("time not noted")

    def _is(self, state: State) -> None:
        self.health = self.health.now_is(state, self._behind.clock.now())

    def _alarm_once(self, words: Words) -> None:
        if not self.health.alarmed:
            self.health = replace(self.health, alarmed=True)
            self._tell(words)

    def _tell(self, words: Words) -> None:
        log.warning("trouble", kind=words.text.key)
        self._run_errand(self._behind.tell(words))

    def _run_errand(self, errand: Awaitable[None]) -> None:
        task = asyncio.create_task(_survived(errand))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


async def _survived(errand: Awaitable[None]) -> None:
    try:
        await errand
    except Exception:  # nothing hangs on it but itself
        log.exception("errand failed")
