"""A town to measure in: one community, its groups, a worker, and neighbours who write there."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.app import build
from bot.channels.simulator import Simulator
from bot.holidays import official_calendar
from bot.runtime import Runtime
from community.calendar import ZONE
from community.effects import Record
from community.messages import Arrival
from community.people import Community, Person, Role, Room
from community.records import Kept
from community.refs import PersonId
from storage.transaction import Cause

START = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
PEOPLE, GROUP = 200, 64
ESTATE, PLACES = "幸福里", ("中心花园", "南门")

_HOME = "幸福"
_ROOMS = 100
_BUILDINGS, _UNITS = 99, 19
_APART = timedelta(milliseconds=10)
_FORMS = tuple((Path(__file__).parent / "complaints.txt").read_text(encoding="utf-8").split())


def town(folder: Path) -> Runtime:
    """One community with its groups, on a database file."""
    url = f"sqlite:///{folder / 'bench.db'}"
    runtime = build(url, official_calendar(), {"sim": Simulator()}, home=_HOME)
    worker = Person(
        code=PersonId("小王"),
        community=_HOME,
        at=START,
        name="小王",
        nick="小王",
        role=(Role.GRID_WORKER,),
        channel="sim",
        address="小王",
    )
    rooms = [
        Room(code=name, community=_HOME, at=START, channel="sim", address=name)
        for name in (_room(number) for number in range(_ROOMS))
    ]
    home: Kept = Community(code=_HOME, at=START, estate=ESTATE, places=PLACES)
    with runtime.store.transaction() as transaction:
        effects = tuple(Record(thing) for thing in (home, worker, *rooms))
        transaction.perform(effects, Cause(name="bench", at=START))
    runtime.timekeeper.start(START)
    runtime.pipeline.understand.warm_up()
    return runtime


def introduce(runtime: Runtime, people: int = PEOPLE) -> None:
    """Let every neighbour say something, so that nobody is new any more."""
    runtime.pipeline.hear([said(-n, "早", people=people) for n in range(1, people + 1)], START)


def said(number: int, text: str, *, people: int = PEOPLE, apart: timedelta = _APART) -> Arrival:
    """The message of that number, in the group everybody is in; each neighbour in turn."""
    who = f"邻居{number % people:05d}"
    at = START + apart * max(number, 0)
    return Arrival(
        channel="sim", id=f"b{number}", room=_room(0), sender=who, nick=who, text=text, at=at
    )


def complaint(number: int) -> Arrival:
    """A matter that nobody else has raised: each is about another place, in groups by turns."""
    building, unit = number % _BUILDINGS + 1, number // _BUILDINGS % _UNITS + 1
    text = _FORMS[number % len(_FORMS)].format(f"{building}栋{unit}单元")
    who = f"邻居{number % PEOPLE:05d}"
    return Arrival(
        channel="sim",
        id=f"c{number}",
        room=_room(number % _ROOMS),
        sender=who,
        nick=who,
        text=text,
        at=START + timedelta(seconds=number),
    )


def _room(number: int) -> str:
    return f"G{number + 1}"
