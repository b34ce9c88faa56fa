"""Files, pace, order and health of the channel, without a gateway."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.channels.wechaty import health
from bot.channels.wechaty.alive import Alive
from bot.channels.wechaty.health import Health, State
from bot.channels.wechaty.lanes import Lanes
from bot.channels.wechaty.links import NotFetched, TooMuch, fetched, is_public
from bot.channels.wechaty.pace import Pace
from bot.channels.wechaty.shelf import Shelf, is_picture, shown
from community.calendar import ZONE

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)
ROOT = Path(__file__).parents[2]


def test_the_same_file_is_kept_once_under_its_digest(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "files")
    with ThreadPoolExecutor() as beside_one_another:
        digests = set(beside_one_another.map(shelf.keep, [b"picture"] * 8))
    place = tmp_path / "files" / hashlib.sha256(b"picture").hexdigest()

    assert digests == {place.name}
    assert [one.read_bytes() for one in (tmp_path / "files").iterdir()] == [b"picture"]
    assert place.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "picture"),
    [
        (b"\x89PNG\r\n", True),
        (b"\xff\xd8\xff\xe0", True),
        (b"GIF89a", True),
        (b"RIFF\0\0\0\0WEBPVP8 ", True),
        (b"<svg onload='x'>", False),
        (b"%PDF-1.7", False),
        (b"", False),
    ],
)
def test_a_picture_is_told_by_how_it_begins(content: bytes, picture: bool) -> None:  # noqa: FBT001
    assert is_picture(content) is picture


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("灯.png", "灯.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\照片\\灯.png", "灯.png"),
        ("灯\u202egnp.exe\n", "灯gnp.exe"),
        ("..", "图片"),
        ("", "图片"),
        ("长" * 200 + ".png", "长" * 76 + ".png"),
    ],
)
def test_a_file_s_name_is_only_a_name(name: str, told: str) -> None:
    assert shown(name, "图片") == told


def test_a_room_hears_us_once_in_three_seconds() -> None:
    pace = Pace(most_per_minute=20, most_per_day=300, chat_pause=3)
    pace.spoke("room", 100)

    assert pace.wait("room", 101) == 2
    assert pace.wait("other", 101) == 0
    assert pace.wait("room", 103) == 0


def test_all_hear_us_so_often_in_a_minute() -> None:
    pace = Pace(most_per_minute=2, most_per_day=300, chat_pause=0)
    pace.spoke("a", 100)
    pace.spoke("b", 110)

    assert pace.wait("c", 120) == 40
    assert pace.wait("c", 160) == 0


def test_told_to_pause_nothing_is_said() -> None:
    pace = Pace(most_per_minute=2, most_per_day=300, chat_pause=0)
    pace.pause(100, 1800)

    assert pace.is_paused(1899)
    assert not pace.is_paused(1900)


async def test_a_chat_keeps_its_order_and_waits_for_no_other() -> None:
    lanes, done, gate = Lanes(), [], asyncio.Event()

    async def slow() -> None:
        await gate.wait()
        done.append("slow")

    async def quick(name: str) -> None:
        done.append(name)
        gate.set()

    lanes.put("one", slow)
    lanes.put("one", lambda: quick("behind"))
    lanes.put("two", lambda: quick("beside"))
    await lanes.finish(5)

    assert done == ["beside", "slow", "behind"]


async def test_what_does_not_end_in_time_is_given_up() -> None:
    lanes, done = Lanes(), []

    async def endless() -> None:
        await asyncio.Event().wait()
        done.append("never")

    lanes.put("one", endless)
    await lanes.finish(0)

    assert done == []


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(seconds=60), None),
        (timedelta(seconds=61), health.GAP(n=1)),
        (5 * MINUTE, health.GAP(n=5)),
    ],
)
def test_a_gap_is_told_if_it_was_long(away: timedelta, words: object) -> None:
    assert health.gap(NOW - away, NOW) == words
    assert health.gap(None, NOW) is None


def test_an_alarm_is_raised_after_two_minutes() -> None:
    down = Health(State.DOWN, since=NOW)

    assert down.overdue(NOW + MINUTE) is None
    assert down.overdue(NOW + 2 * MINUTE) == health.DOWN(n=2)
    assert down.now_is(State.UP, NOW).overdue(NOW + 9 * MINUTE) is None
    assert Health(State.LOGGED_OUT, since=NOW).overdue(NOW + 3 * MINUTE) == health.LOGGED_OUT()


def test_when_we_last_listened_is_kept(tmp_path: Path) -> None:
    alive = Alive(tmp_path / "data" / "wechaty.alive")
    assert alive.last() is None

    alive.note(NOW)

    assert alive.last() == NOW


def test_when_we_last_listened_may_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "wechaty.alive").write_text("yesterday")

    assert Alive(tmp_path / "wechaty.alive").last() is None


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1", "nonsense"]
)
def test_addresses_of_this_machine_and_its_office_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.fixture
async def site() -> object:
    """A web server on loopback with one file, and one address that leads elsewhere."""

    async def file(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 1000)

    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPFound("/file")

    app = web.Application()
    app.add_routes([web.get("/file", file), web.get("/elsewhere", elsewhere)])
    runner = web.AppRunner(app)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}", f"http://localhost:{port}"
    await runner.cleanup()


async def test_a_file_behind_an_address_is_fetched(site: tuple[str, str]) -> None:
    assert await fetched(f"{site[0]}/file", 1000, lambda _: True) == b"x" * 1000
    assert await fetched(f"{site[1]}/file", 1000, lambda _: True) == b"x" * 1000


async def test_nothing_is_fetched_from_within_or_roundabout(site: tuple[str, str]) -> None:
    for address in (*(f"{one}/file" for one in site), "file:///etc/passwd", "ftp://x/y", ""):
        with pytest.raises(NotFetched):
            await fetched(address, 1000)
    with pytest.raises(NotFetched):
        await fetched(f"{site[0]}/elsewhere", 1000, lambda _: True)
    with pytest.raises(TooMuch):
        await fetched(f"{site[0]}/file", 999, lambda _: True)


def test_wechaty_is_imported_without_a_word_and_without_a_trace(tmp_path: Path) -> None:
    program = """
import json, logging, os
from bot.channels.wechaty import compat
compat.PuppetService(compat.PuppetOptions(end_point="127.0.0.1:1"))
loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
handlers = {type(one).__name__ for logger in loggers for one in logger.handlers}
print(json.dumps([os.environ["WECHATY_LOG"], sorted(handlers - {"NullHandler"})]))
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WECHATY_LOG": "debug", "TOKEN": "secret"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == ["debug", []]
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []
