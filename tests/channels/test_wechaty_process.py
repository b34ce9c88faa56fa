"""The service as the operator starts it: a process of its own, a configuration, a real gateway."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.channels.gateway import BOT, LIU, ROOM, TOKEN, Gateway

pytestmark = pytest.mark.gateway

HOUSE = Path(__file__).parents[2]
ASKED = "/帮助 签收"


@pytest.fixture
def config(gateway: Gateway, tmp_path: Path) -> Path:
    config = tmp_path / "config.toml"
    config.write_text(
        f"""
        [storage]
        folder = "data"
        [wechaty]
        endpoint = "{gateway.endpoint}"
        room_pause_seconds = 0
        [[communities]]
        name = "幸福社区"
        estate = "幸福里"
        rooms = [{{ id = "{ROOM}", name = "3号群", mode = "正常" }}]
        staff = [{{ id = "{LIU}", name = "刘芳", role = ["网格员"] }}]
        """,
        encoding="utf-8",
    )
    return config


@asynccontextmanager
async def serving(config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(config), "run"),
        cwd=HOUSE,
        env={**os.environ, "XIAOGE_WECHATY__TOKEN": TOKEN},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def answered(process: asyncio.subprocess.Process, gateway: Gateway) -> str:
    """What the grid worker is told who asks for help, as soon as the process is connected.

    Commands are answered by night too, and the process has the clock of this machine.
    """
    assert process.stderr is not None
    async with asyncio.timeout(20):
        while b"connected" not in (line := await process.stderr.readline()):
            assert line, "it ended"
        since = gateway.now
        gateway.say(LIU, BOT, ASKED)
        return str((await gateway.said(since, listenerId=LIU))["text"])


async def test_it_answers_and_leaves_well_when_told_to(gateway: Gateway, config: Path) -> None:
    async with serving(config) as process:
        answer = await answered(process, gateway)
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 20)

    assert "/签收" in answer
    assert process.returncode == 0
    assert not any(secret in errors.decode() for secret in (ASKED, TOKEN, "Traceback"))
    assert gateway.do("state")["loggedIn"]


async def test_killed_it_starts_again_at_once(gateway: Gateway, config: Path) -> None:
    async with serving(config) as process:
        first = await answered(process, gateway)
        process.kill()
        await process.communicate()
    async with serving(config) as process:
        assert await answered(process, gateway) == first


async def test_a_second_process_is_refused_before_it_does_anything(
    gateway: Gateway, config: Path
) -> None:
    async with serving(config) as first:
        await answered(first, gateway)
        async with serving(config) as second:
            _, errors = await asyncio.wait_for(second.communicate(), 20)
        assert first.returncode is None

    assert second.returncode == 1
    assert "正被另一个小格占用" in errors.decode()


async def test_a_wrong_token_is_told_and_is_the_end(
    gateway: Gateway, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.channels.test_wechaty_process.TOKEN", "not-the-token")
    async with serving(config) as process:
        _, errors = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 2
    assert "XIAOGE_WECHATY__TOKEN：网关不认这个口令" in errors.decode()
    assert "not-the-token" not in errors.decode()
