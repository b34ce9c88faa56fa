"""The demo as a process: a port of its own, a clock that never goes back, a file that lasts."""

import asyncio
import re
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clock import SystemClock
from bot.customs import Customs
from bot.demo import opened
from bot.errors import Fatal, PortTaken
from bot.holidays import official_calendar
from bot.observability import quiet
from bot.town import DemoTown
from bot.xingfuli import WELCOME
from community.audit import Audit, Result
from community.calendar import DAY
from community.cases import Case
from community.messages import Chat
from community.refs import PersonId
from web.prompts import suggestions
from web.sandbox import Spoken
from web.scene import scene, speakers

GROUP = Chat("居民一群")
HERE = "127.0.0.1"
_A_WHILE = timedelta(minutes=15)


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def _nobody(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.fixture(autouse=True)
def _quietly() -> None:
    quiet()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'demo.db'}"


@pytest_asyncio.fixture
async def demo(url: str) -> AsyncIterator[DemoTown]:
    async with opened(url, host=HERE, port=0) as (demo, _):
        await _morning(demo)
        yield demo


async def test_the_first_day_is_a_working_day_at_nine(demo: DemoTown) -> None:
    assert demo.now().time() < time(9, 1)
    assert official_calendar().is_workday(demo.now().date())
    assert len(demo.lines(GROUP)) == 2
    assert [case.code for case in _cases(demo)] == ["C1"]


async def test_the_same_line_twice_is_said_once(demo: DemoTown) -> None:
    await asyncio.gather(*(demo.say(_line("again", "3栋2单元一楼漏水")) for _ in range(3)))

    assert len(_cases(demo)) == 2
    assert len(demo.lines(GROUP)) == 3


async def test_ids_are_never_given_twice(url: str) -> None:
    given = []
    for _ in range(3):
        async with opened(url, host=HERE, port=0) as (demo, _):
            given += [demo.new_id() for _ in range(5)]

    assert len(set(given)) == 15


async def test_a_restart_keeps_the_records_and_not_the_chatter(url: str) -> None:
    async with opened(url, host=HERE, port=0) as (demo, _):
        await _morning(demo)
        await demo.say(_line("a", "3栋2单元一楼漏水"))
        await demo.turn(demo.now() + DAY)
        before, cases = demo.now(), _cases(demo)
    async with opened(url, host=HERE, port=0) as (again, _):
        assert again.resumed
        assert again.now() >= before
        assert again.lines(GROUP) == ()
        assert _cases(again) == cases
        await again.say(_line("b", "5栋电梯坏了，关着门不动"))
        assert [case.code for case in _cases(again)] == ["C1", "C2", "C3"]


async def test_after_a_crash_the_clock_does_not_go_back(url: str, tmp_path: Path) -> None:
    async with opened(url, host=HERE, port=0) as (demo, _):
        await _morning(demo)
        await demo.turn(demo.now() + DAY * 3)
        await demo.say(_line("a", "3栋2单元一楼漏水"))
        said = demo.lines(GROUP)[-1].at
        _copy(tmp_path, "demo", "crashed")  # as it would be found after a power cut
    async with opened(url.replace("demo", "crashed"), host=HERE, port=0) as (again, _):
        assert again.now() >= said


async def test_a_taken_port_is_said_so_and_nothing_is_touched(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with (
        socket.create_server((HERE, 0)) as taken,
        pytest.raises(PortTaken),
    ):
        async with opened(f"sqlite:///{other}", host=HERE, port=taken.getsockname()[1]):
            pass

    assert not other.exists()


@pytest.mark.parametrize("host", ["nohost.invalid", "a..b", "203.0.113.7"])
async def test_an_address_that_is_not_ours_is_said_so(
    tmp_path: Path, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if host.endswith(".invalid"):
        monkeypatch.setattr(socket, "getaddrinfo", _nobody)  # as nobody would be asked anyway
    with pytest.raises(Fatal, match=re.escape(f"网页的地址 {host} 用不了")):
        async with opened(f"sqlite:///{tmp_path / 'other.db'}", host=host, port=0):
            pass

    assert not (tmp_path / "other.db").exists()


async def test_a_port_that_is_not_for_everybody_is_said_so(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)

    with pytest.raises(Fatal, match="没有权限用端口 80"):
        async with opened(url, host=HERE, port=80):
            pass


@pytest.mark.skipif(not _has_ipv6(), reason="no IPv6 here")
async def test_the_address_of_ipv6_stands_in_brackets(url: str) -> None:
    async with opened(url, host="::1", port=0) as (_, address):
        assert re.fullmatch(r"http://\[::1\]:\d+/", address)


async def test_it_speaks_and_counts_as_the_operator_wants(url: str) -> None:
    tomorrow = SystemClock().now().date() + DAY
    away = frozenset({tomorrow + DAY * n for n in range(14)})
    customs = Customs(official_calendar(off=away), {"sorry": "对不住。"})
    async with opened(url, host=HERE, port=0, customs=customs) as (demo, _):
        assert demo.now().date() not in away
        assert demo.store.wording == {"sorry": "对不住。"}


@pytest.mark.slow
async def test_everything_it_offers_to_say_is_accepted(demo: DemoTown) -> None:
    """Turn by turn, so that each sentence is offered in a town that has moved on."""
    offered = 0
    for chat, person in _everybody_everywhere(demo):
        for text in _offered(demo, chat, person):
            await demo.say(Spoken(id=demo.new_id(), chat=chat, speaker=person, text=text))
            await demo.turn(demo.now() + _A_WHILE)
            offered += 1
    with demo.store.reading() as records:
        refused = records.find(Audit, result=Result.REFUSED)

    assert offered > 60
    assert [(one.who, one.action, one.reason) for one in refused] == []


@pytest.mark.slow
async def test_it_says_where_it_is_and_ends_when_told_to(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from bot.demo import run; "
        "from bot.observability import configure; configure(); "
        "run(Path(sys.argv[1]), host='127.0.0.1', port=0)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(tmp_path), stdout=-1, stderr=-1
    )
    assert process.stdout is not None
    async with asyncio.timeout(10):
        said = (await process.stdout.readline()).decode()
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()

    assert re.search(r"http://127\.0\.0\.1:\d+/ ", said)
    assert (tmp_path / "xiaoge.db").exists()
    assert process.returncode == 0
    assert b"Traceback" not in errors


async def _morning(demo: DemoTown) -> None:
    seen = 0
    while demo.now().time() < WELCOME:
        seen = await demo.after(seen)


def _copy(folder: Path, name: str, to: str) -> None:
    for file in folder.glob(f"{name}.db*"):
        shutil.copy(file, folder / file.name.replace(name, to))


def _line(name: str, text: str) -> Spoken:
    return Spoken(id=name, chat=GROUP, speaker=PersonId("李阿姨"), text=text)


def _cases(demo: DemoTown) -> list[Case]:
    with demo.store.reading() as records:
        return list(records.find(Case))


def _everybody_everywhere(demo: DemoTown) -> list[tuple[Chat, PersonId]]:
    with demo.store.reading() as records:
        shown = scene(records, demo, chat="", speaker="", view="")
    return [
        (chat, PersonId(one.code)) for chat in shown.chats for one in speakers(chat, shown.people)
    ]


def _offered(demo: DemoTown, chat: Chat, person: PersonId) -> list[str]:
    with demo.store.reading() as records:
        where = scene(records, demo, chat=chat.id, speaker=person, view="")
        return list(suggestions(where, demo, records))
