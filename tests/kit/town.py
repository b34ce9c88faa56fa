"""The town: a whole bot over an empty database, with a clock that the test turns."""

from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select

from bot.app import build
from bot.channels.simulator import Simulator
from bot.holidays import official_calendar
from community.calendar import ZONE
from community.effects import Record
from community.messages import Arrival, Kind
from community.people import Community, Person, Role, Room, RoomKind
from community.refs import PersonId
from storage.plumbing import JOBS, JobState
from storage.transaction import Cause

MONDAY_NINE = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
HOME = "幸福"
CALENDAR = official_calendar()


class Town:
    """Speaks and listens in one community: G1 residents, G2 residents, W1 work."""

    def __init__(
        self, url: str, start: datetime = MONDAY_NINE, *, joins: "Town | None" = None
    ) -> None:
        """`joins`: be another process on the database of that town."""
        self.url = url
        self.channel = Simulator("sim")
        self.now = start
        self.ids = joins.ids if joins else count(1)
        self.runtime = self.build()
        if joins is None:
            self._found(start)
        self.runtime.timekeeper.start(start)

    def _found(self, start: datetime) -> None:
        self.keep(
            Community(
                code=HOME,
                at=start,
                estate="幸福里",
                places=("中心花园", "8号车库", "快递柜", "南门"),
            ),
            room("G1"),
            room("G2"),
            room("W1", RoomKind.WORK),
            person("小王", Role.GRID_WORKER),
            person("钱书记", Role.SECRETARY),
            person("管家", Role.CONTRACTOR),
            person("电梯维保", Role.CONTRACTOR, handles=("电梯",)),
            person("值班员", Role.ON_DUTY),
            person("超管", Role.ADMIN, community=""),
        )

    def build(self):
        owner = f"life {next(self.ids)}"
        return build(self.url, CALENDAR, {"sim": self.channel}, home=HOME, owner=owner)

    def keep(self, *things):
        """Record things as they are."""
        with self.runtime.store.transaction() as transaction:
            effects = tuple(Record(thing) for thing in things)
            cause = Cause(name=f"test:{next(self.ids)}", at=self.now, community=HOME)
            transaction.perform(effects, cause)
        self.runtime.pipeline.scenes.forget()

    def arrival(self, who, text="", *, room="G1", **fields):
        fields = {"id": f"m{next(self.ids)}", "nick": who, "at": self.now} | fields
        return Arrival(channel="sim", room=room, sender=who, text=text, **fields)

    async def say(self, who, text, **fields):
        """`who` says `text` in a room; what everybody then hears, as (chat, text)."""
        return await self.hear(self.arrival(who, text, **fields))

    async def dm(self, who, text, **fields):
        """`who` writes to us in private."""
        return await self.hear(self.arrival(who, text, room="", **fields))

    async def picture(self, who, name, *, room="G1"):
        return await self.hear(self.arrival(who, kind=Kind.IMAGE, file=name, room=room))

    async def hear(self, *arrivals):
        before = len(self.channel.heard)
        self.outcomes = await self.runtime.hear(arrivals, self.now)
        await self.runtime.speak(self.now)
        return self.heard(before)

    async def later(self, **span):
        """Time passes; what everybody then hears."""
        return await self.until(self.now + timedelta(**span))

    async def until(self, moment):
        before = len(self.channel.heard)
        await self.runtime.turn(self.now, moment)
        self.now = moment
        return self.heard(before)

    def kinds_done(self):
        """The kinds of jobs that have been done."""
        with self.runtime.store.plumbing() as connection:
            done = select(JOBS.c.kind).where(JOBS.c.state == JobState.DONE)
            return set(connection.execute(done).scalars())

    async def restart(self):
        """The process ends and another begins, on the same database."""
        await self.runtime.stop(self.now)
        self.runtime = self.build()
        await self.runtime.start(self.now)

    def heard(self, since=0):
        return [(message.chat.id, message.text) for message in self.channel.heard[since:]]

    def all(self, kind, **where):
        with self.runtime.store.reading() as records:
            return records.find(kind, **where)

    def one(self, kind, **where):
        (found,) = self.all(kind, **where)
        return found

    @property
    def outcome(self):
        return self.outcomes[-1]

    def close(self):
        self.runtime.close()


def room(code, kind=RoomKind.RESIDENTS, **fields):
    return Room(
        code=code, community=HOME, at=MONDAY_NINE, kind=kind, channel="sim", address=code, **fields
    )


def person(code, *roles, **fields):
    fields = {"community": HOME, "name": code, "nick": code, "address": code} | fields
    return Person(
        code=PersonId(code),
        at=MONDAY_NINE,
        role=roles or (Role.RESIDENT,),
        channel="sim",
        **fields,
    )


def told(heard, chat):
    """What was said in one chat."""
    return [text for where, text in heard if where == chat]
