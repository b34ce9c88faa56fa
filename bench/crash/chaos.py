"""How one account's process dies: at any moment, at its beginning, twice, around a send."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 (an argument, seeded)

from bench.crash.lives import Life, Lives
from bench.crash.watch import Watch

_COMES_UP_SECONDS = 60  # from nothing, on a busy machine
_START_SECONDS = 0.15  # about what a forked life needs to begin
_PAUSE_SECONDS = (0.02, 0.02, 0.1, 0.8)  # before the next life
_COLD = 0.04  # so many lives begin from nothing


class NeverUp(Exception):
    """A process did not come up: see lives.log."""


@dataclass(slots=True)
class Post:
    """One account, and the life that serves it now.

    `longest`, in seconds, is a life that ends at any moment. If it shares its database it has to
    outlive the lease of the one before it, or nothing would ever be said.
    """

    account: str
    begin: Callable[[bool], Awaitable[Life]]
    lives: Lives
    watch: Watch
    chance: Random
    longest: float
    life: Life | None = None
    trapped: asyncio.Event = field(default_factory=asyncio.Event)
    kills: int = 0

    async def staffed(self) -> Life:
        """A life that is up. Raises NeverUp."""
        life = await self.started()
        came_up = asyncio.ensure_future(life.is_up.wait())
        died = asyncio.ensure_future(life.is_dead.wait())
        try:
            await asyncio.wait(
                {came_up, died}, timeout=_COMES_UP_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            came_up.cancel()
            died.cancel()
        if not life.is_up.is_set() and not life.is_dead.is_set():
            raise NeverUp(self.account)
        return life

    async def started(self) -> Life:
        """A life that has begun, at least."""
        if self.life is None or self.life.is_dead.is_set():
            self.life = await self.begin(self.chance.random() < _COLD)
        return self.life

    async def die(self) -> None:
        """Be killed, in one of many ways. Somebody has to begin the next life."""
        ways = list(_WAYS)
        await self.chance.choices(ways, [_WAYS[way] for way in ways])[0](self)
        await asyncio.sleep(self.chance.choice(_PAUSE_SECONDS))

    async def at_any_moment(self) -> None:
        life = await self.staffed()
        await self._died_within(life, self.chance.uniform(0, self.longest))
        await self.kill(life)

    async def while_it_begins(self) -> None:
        life = await self.started()
        await self._died_within(life, self.chance.uniform(0, _START_SECONDS))
        await self.kill(life)

    async def twice(self) -> None:
        await self.at_any_moment()
        await self.while_it_begins()

    async def before_a_send(self) -> None:
        await self._in_a_trap("before")

    async def after_a_send(self) -> None:
        await self._in_a_trap("after")

    async def after_acknowledging(self) -> None:
        await self._in_a_trap("kept")

    async def with_the_gateway(self) -> None:
        """The gateway dies of a send, and so does whoever waits for its answer."""
        life = await self.staffed()
        self.watch.trap("die", self.account)
        await self._died_within(life, self.chance.uniform(0, self.longest))
        await self.kill(life)

    async def kill(self, life: Life) -> None:
        """Only who was alive counts."""
        if not life.is_dead.is_set():
            self.kills += 1
            await self.lives.kill(life)

    async def _in_a_trap(self, where: str) -> None:
        life = await self.staffed()
        self.trapped.clear()
        self.watch.trap(where, self.account)
        try:
            async with asyncio.timeout(self.longest):
                await self.trapped.wait()
        except TimeoutError:
            pass  # nobody said anything; then it dies now
        await self.kill(life)

    async def _died_within(self, life: Life, seconds: float) -> None:
        """Let it live for that long, unless it dies of itself."""
        try:
            async with asyncio.timeout(seconds):
                await life.is_dead.wait()
        except TimeoutError:
            pass


# The ways to die, and how often each is taken.
_WAYS: Mapping[Callable[[Post], Awaitable[None]], int] = {
    Post.at_any_moment: 30,
    Post.while_it_begins: 15,
    Post.twice: 10,
    Post.before_a_send: 10,
    Post.after_a_send: 15,
    Post.after_acknowledging: 10,
    Post.with_the_gateway: 10,
}
