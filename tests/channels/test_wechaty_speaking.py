"""What the channel says, and what becomes of it when that is not certain."""

import asyncio
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import Refused
from bot.channels.wechaty.puppet import FileTooLarge
from bot.channels.wechaty.speaking import InDoubt
from community.messages import Chat
from community.speech import Manner
from storage.outbox import Outgoing
from storage.plumbing import InboxState, OutboxState
from tests.channels.gateway import BOT, ROOM, WANG, WORK_ROOM, Gateway
from tests.channels.town import MONDAY, QUICK, Town

pytestmark = pytest.mark.gateway

HELLO = "各位邻居好"


async def test_a_picture_is_sent_and_one_too_large_is_not(gateway: Gateway, town: Town) -> None:
    since = gateway.now
    picture = b"\x89PNG" + os.urandom(2_500_000)
    await town.channel.send_file(ROOM, "通知.png", picture)
    sent = await gateway.said(since, roomId=ROOM)

    assert gateway.content(sent["id"]) == picture

    since = gateway.now
    with pytest.raises(FileTooLarge):
        await town.channel.send_file(ROOM, "大图.png", os.urandom(3_200_000))

    assert gateway.texts(since) == []


async def test_a_table_goes_out_as_a_file_that_spreadsheets_read(
    gateway: Gateway, town: Town
) -> None:
    since = gateway.now
    table = replace(_outgoing(WANG), chat=Chat("王", private=True), text="案号", file="案件.csv")
    await town.channel.send(table)
    sent = await gateway.said(since, listenerId=WANG)

    assert gateway.content(sent["id"]) == "\ufeff案号".encode()


async def test_our_echo_is_not_heard(gateway: Gateway, town: Town) -> None:
    since = gateway.now
    town.say(HELLO)
    echo = await gateway.said(since, roomId=ROOM, text=HELLO)
    await town.until(lambda: town.inbox().get(echo["id"]) == InboxState.DONE)
    await town.until(lambda: town.outbox() == [(OutboxState.SENT, HELLO)])

    assert town.arrivals == []


async def test_a_mention_bears_the_name_that_the_room_shows(gateway: Gateway, town: Town) -> None:
    since = gateway.now
    town.say("@王桂芳 有您的消息", mentions=("王桂芳",))
    said = await gateway.said(since, roomId=ROOM)

    assert said["text"] == "@3栋王阿姨\u2005有您的消息"
    assert said["mentionIdList"] == [WANG]


async def test_a_send_without_answer_is_in_doubt_until_its_echo_comes(
    gateway: Gateway, folder: Path
) -> None:
    async with Town(gateway, folder, timing=replace(QUICK, call=0.5)) as town:
        since = gateway.now
        gateway.do("fault", where="send", hold=True)
        town.say(HELLO)
        await town.until(lambda: town.outbox()[0][0] == OutboxState.DOUBTFUL)
        gateway.do("release", where="send")
        await gateway.said(since, roomId=ROOM)
        await town.until(lambda: town.outbox()[0][0] == OutboxState.SENT)

        assert gateway.texts(since) == [HELLO]


async def test_a_send_that_failed_at_the_puppet_is_in_doubt_and_not_said_again(
    gateway: Gateway, town: Town
) -> None:
    since = gateway.now
    gateway.do("fault", where="answer", message="socket hang up")
    town.say(HELLO)
    await gateway.said(since, roomId=ROOM)
    town.say(HELLO, room="工作群")
    await gateway.said(since, roomId=WORK_ROOM)
    await town.pass_time(timedelta(hours=1))

    assert gateway.texts(since) == [HELLO, HELLO]


async def test_when_wechat_finds_us_too_busy_we_pause_and_say_so(
    gateway: Gateway, town: Town
) -> None:
    since = gateway.now
    gateway.do("fault", where="send", message="操作过于频繁，请稍后再试")
    town.say(HELLO)
    await town.until(lambda: town.outbox()[0][0] == OutboxState.BACKING_OFF)
    with pytest.raises(Refused):
        await town.channel.send_file(WORK_ROOM, "图.png", b"\x89PNG")

    assert gateway.texts(since) == []
    await town.until(lambda: town.told("微信提示操作频繁，小格暂停发送 30 分钟。"))


async def test_what_is_refused_while_nobody_is_logged_in_is_said_after_the_login(
    gateway: Gateway, town: Town
) -> None:
    since = gateway.now
    gateway.do("logout")
    await town.until(lambda: town.told("账号已退出登录"))
    town.say(HELLO)
    await town.until(lambda: (OutboxState.BACKING_OFF, HELLO) in town.outbox())
    gateway.do("login")
    await gateway.said(since, roomId=ROOM, text=HELLO)

    assert gateway.texts(since).count(HELLO) == 1


async def test_a_pause_lies_between_two_messages_to_a_room(gateway: Gateway, folder: Path) -> None:
    async with Town(gateway, folder, room_pause_seconds=0.3) as town:
        loop = asyncio.get_running_loop()
        message = _outgoing(WORK_ROOM)
        started = loop.time()
        for _ in range(3):
            await town.channel.send(message)

        assert loop.time() - started >= 0.6


async def test_a_restart_allows_no_more_than_the_minute_does(
    gateway: Gateway, folder: Path
) -> None:
    async with Town(gateway, folder, most_per_minute=1) as town:
        town.say(HELLO)
        await town.until(lambda: town.outbox() == [(OutboxState.SENT, HELLO)])
    async with Town(gateway, folder, most_per_minute=1) as town:
        second = asyncio.create_task(town.channel.send(_outgoing(WORK_ROOM)))
        done, _ = await asyncio.wait({second}, timeout=0.5)
        assert not done

        await town.channel.stop()
        with pytest.raises(Refused):
            await second


async def test_where_a_person_types_on_the_account_only_danger_is_said(
    gateway: Gateway, town: Town
) -> None:
    id = gateway.say(BOT, ROOM, "我是主任，我来说")
    await town.until(lambda: town.inbox().get(id) == InboxState.DONE)

    with pytest.raises(Refused, match="held back"):
        await town.channel.send(_outgoing(ROOM))
    await town.channel.send(_outgoing(WORK_ROOM))
    await town.channel.send(replace(_outgoing(ROOM), manner=Manner.URGENT))


async def test_when_the_day_is_spent_only_danger_is_said(gateway: Gateway, folder: Path) -> None:
    async with Town(gateway, folder, most_per_day=1) as town:
        await town.channel.send(_outgoing(WORK_ROOM))

        with pytest.raises(Refused, match="held back"):
            await town.channel.send(_outgoing(WORK_ROOM))
        await town.channel.send(replace(_outgoing(WORK_ROOM), manner=Manner.URGENT))


async def test_what_waits_for_its_turn_when_we_leave_has_certainly_not_left(
    gateway: Gateway, folder: Path
) -> None:
    async with Town(gateway, folder, room_pause_seconds=60) as town:
        since = gateway.now
        await town.channel.send(_outgoing(WORK_ROOM))
        second = asyncio.create_task(town.channel.send(_outgoing(WORK_ROOM)))
        await asyncio.sleep(0)
        await town.channel.stop()

        with pytest.raises(Refused):
            await second
        assert gateway.texts(since) == ["晚上开会"]


async def test_a_gateway_that_is_not_there_has_certainly_not_been_told(
    gateway: Gateway, town: Town
) -> None:
    await town.channel.stop()

    with pytest.raises(Refused):
        await town.channel.send(_outgoing(WORK_ROOM))


async def test_a_call_that_hangs_says_that_nobody_knows(gateway: Gateway, folder: Path) -> None:
    async with Town(gateway, folder, timing=replace(QUICK, call=0.3)) as town:
        gateway.do("fault", where="send", hold=True)

        with pytest.raises(InDoubt):
            await town.channel.send(_outgoing(WORK_ROOM))
        gateway.do("release", where="send")


def _outgoing(address: str) -> Outgoing:
    return Outgoing(
        ids=(1,),
        fence=1,
        at=MONDAY,
        channel="wechaty",
        address=address,
        chat=Chat("工作群"),
        text="晚上开会",
        manner=Manner.PLAIN,
        mentions=(),
    )
