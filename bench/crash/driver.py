"""One run: a gateway, processes, neighbours, many deaths, and in the end the comparison."""

import asyncio
import socket
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from random import Random  # noqa: TID251 (seeded by the plan)

from bench.crash.chaos import Post
from bench.crash.clock import FastClock
from bench.crash.evidence import Database
from bench.crash.ledger import Ledger
from bench.crash.lives import Life, Lives
from bench.crash.model import Evidence
from bench.crash.neighbourhood import Neighbourhood, Spoken
from bench.crash.town import accounts, quarter
from bench.crash.watch import Watch
from bench.crash.wire import Line
from bot.clock import SystemClock
from community.calendar import at

# A Monday on which nothing is off. In the afternoon, so that a short run sees an evening.
_DAY, _HOUR = datetime(2026, 11, 23).date(), time(14)  # noqa: DTZ001 (a date only)
_MESSAGES_A_SECOND = 9.0  # on all accounts together
_DEADLY = 0.02  # of what is said, until enough was
_UNHELPFUL = {"refuses": 0.02, "drops": 0.02, "late": 0.02, "twice": 0.3}
_LOOK_SECONDS = 0.1
_GATEWAY_LIVES_SECONDS = 10.0  # about
_GATEWAY_AWAY_SECONDS = (0.0, 0.05, 0.5)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to be. `deadly`: so many messages kill whoever reads them.

    `patience`: so long, in seconds, it waits in the end for everything to be done.
    """

    kills: int
    processes: int
    url: str
    seed: int
    folder: Path
    fault: str = ""
    deadly: int = 0
    patience: float = 90.0

    @property
    def pace(self) -> "Pace":
        return ALONE if self.url.startswith("sqlite") else SHARED


@dataclass(frozen=True, slots=True)
class Pace:
    """`rate` seconds of the neighbourhood go by in each real one; `longest`: see Post."""

    rate: float
    longest: float


ALONE = Pace(600.0, 1.2)  # 10 minutes a second: a day, without its night, takes 90 seconds
SHARED = Pace(300.0, 3.0)


@dataclass(slots=True)
class Run:
    """A run that is going on."""

    plan: Plan
    lives: Lives
    watch: Watch
    clock: FastClock
    posts: dict[str, Post] = field(default_factory=dict)
    neighbourhoods: dict[str, Neighbourhood] = field(default_factory=dict)
    gateway_deaths: int = 0
    deadly: int = 0
    is_calm: bool = False

    @property
    def ledger_file(self) -> Path:
        return self.plan.folder / "gateway.log"

    def populate(self) -> None:
        for number, account in enumerate(accounts(self.plan.processes)):
            chance = Random(f"{self.plan.seed}:{number}")
            self.neighbourhoods[account] = Neighbourhood(quarter(account), chance)
            deaths = Random(f"{self.plan.seed}:{number}:deaths")

            async def begin(cold: bool, account: str = account) -> Life:  # noqa: FBT001
                return await self._begin(account, cold=cold)

            self.posts[account] = Post(
                account, begin, self.lives, self.watch, deaths, self.plan.pace.longest
            )

    async def _begin(self, account: str, *, cold: bool) -> Life:
        told = {
            "--url": self.plan.url,
            "--folder": str(self.plan.folder),
            "--account": account,
            "--accounts": str(self.plan.processes),
            "--port": str(self.watch.port),
            "--began": self.clock.began.isoformat(),
            "--first": self.clock.first.isoformat(),
            "--rate": str(self.clock.rate),
            "--fault": self.plan.fault,
        }
        arguments = [word for pair in told.items() for word in pair]
        return await self.lives.begin("process", arguments, cold=cold)

    def happened(self, line: Line) -> None:
        """Something at the gateway."""
        match line:
            case {"up": _, "life": number}:
                self.lives.known[number].is_up.set()
            case {"trapped": account}:
                self.posts[account].trapped.set()
            case {"said": said}:
                self.neighbourhoods[said["account"]].hear(said, self.clock.now())

    async def keep_gateway(self) -> None:
        """See that there is a gateway, again and again."""
        chance = Random(f"{self.plan.seed}:gateway")
        while True:
            seed = str(chance.randrange(2**32))
            told = ["--port", str(self.watch.port), "--seed", seed]
            told += ["--ledger", str(self.ledger_file)]
            life = await self.lives.begin("gateway", told)
            with suppress(TimeoutError):
                async with asyncio.timeout(chance.expovariate(1 / _GATEWAY_LIVES_SECONDS)):
                    await life.is_dead.wait()
            if self.is_calm:
                await life.is_dead.wait()
            await self.lives.kill(life)
            self.gateway_deaths += 1
            await asyncio.sleep(chance.choice(_GATEWAY_AWAY_SECONDS))

    async def talk(self, neighbourhood: Neighbourhood) -> None:
        """Let neighbours speak, until cancelled."""
        rate = _MESSAGES_A_SECOND / self.plan.processes
        while True:
            await asyncio.sleep(neighbourhood.chance.expovariate(rate))
            self.watch.told(self._next(neighbourhood).arrival)

    def _next(self, neighbourhood: Neighbourhood) -> Spoken:
        now = self.clock.now()
        if self.deadly < self.plan.deadly and neighbourhood.chance.random() < _DEADLY:
            self.deadly += 1
            return neighbourhood.kill(now)
        return neighbourhood.speak(now)

    async def be_killed(self, post: Post) -> None:
        """Die until all have died often enough."""
        while sum(one.kills for one in self.posts.values()) < self.plan.kills:
            await post.die()

    async def kill_all(self) -> None:
        """The restless part: everybody talks, everybody dies."""
        self.watch.is_in(dict(_UNHELPFUL))
        talks = [asyncio.create_task(self.talk(one)) for one in self.neighbourhoods.values()]
        try:
            async with asyncio.TaskGroup() as group:
                for post in self.posts.values():
                    group.create_task(self.be_killed(post))
        finally:
            for talk in talks:
                talk.cancel()

    async def calm_down(self, database: Database) -> datetime:
        """Let everything be done that was begun; when it was.

        If that takes too long, it is never done, and the comparison will say what is not.
        """
        self.is_calm = True
        self.watch.is_in({})
        try:
            async with asyncio.timeout(self.plan.patience):
                while True:
                    for post in self.posts.values():
                        await post.staffed()
                    await self._until_calm(database)
                    await asyncio.gather(*(self._dismissed(p) for p in self.posts.values()))
                    now = self.clock.now()
                    if self._all_is_done(database):
                        return now
        except TimeoutError:
            return self.clock.now()

    async def _until_calm(self, database: Database) -> None:
        while not self._all_is_done(database):
            await asyncio.sleep(_LOOK_SECONDS)
            for post in self.posts.values():
                await post.staffed()

    def _all_is_done(self, database: Database) -> bool:
        if self.watch.untaken or not database.is_calm(self.clock.now()):
            return False
        return Ledger.read(self.ledger_file).is_all_kept

    async def _dismissed(self, post: Post) -> None:
        if post.life is not None and not post.life.is_dead.is_set():
            await self.lives.dismiss(post.life)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to. `seconds` are real ones."""

    evidence: Evidence
    kills: int
    gateway_deaths: int
    deadly: int
    seconds: float


async def carry_out(plan: Plan) -> Result:
    """Run it to its end. Raises NeverUp."""
    real = SystemClock()
    async with AsyncExitStack() as closing:
        lives = await Lives.opened(plan.folder)
        hearing = asyncio.create_task(lives.watch())
        closing.push_async_callback(_ended, hearing)
        closing.push_async_callback(lives.close)
        await lives.ready()
        clock = FastClock(real, real.now(), at(_DAY, _HOUR), plan.pace.rate)
        watch = Watch(_free_port())
        run = Run(plan, lives, watch, clock)
        watch.happened = run.happened
        run.populate()
        at_work = [asyncio.create_task(one) for one in (watch.run(), run.keep_gateway())]
        closing.push_async_callback(_ended, *at_work)
        await run.kill_all()
        return await _concluded(run)


async def _concluded(run: Run) -> Result:
    """Let all be done, then gather what there is to know."""
    database = Database(run.plan.url)
    try:
        calm_at = await run.calm_down(database)
        told = [one.told for here in run.neighbourhoods.values() for one in here.spoken]
        evidence = database.evidence(Ledger.read(run.ledger_file), told, calm_at)
    finally:
        database.close()
    real = run.clock.real.now()
    return Result(
        evidence=evidence,
        kills=sum(post.kills for post in run.posts.values()),
        gateway_deaths=run.gateway_deaths,
        deadly=run.deadly,
        seconds=(real - run.clock.began).total_seconds(),
    )


async def _ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
