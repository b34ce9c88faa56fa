"""Gateways that die, freeze, refuse; processes that are killed: nothing lost, nothing twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from grpclib.client import Channel
from sqlalchemy.exc import OperationalError

from bot.channels.wechaty.alive import Alive
from bot.channels.wechaty.compat import PuppetStub
from bot.channels.wechaty.connection import GatewayRefused, Link
from bot.channels.wechaty.health import State
from bot.service import serve
from community.cases import Case
from storage.inbox import MOST_ATTEMPTS
from storage.plumbing import InboxState, OutboxState
from tests.channels.gateway import BOT, ROOM, TOKEN, WANG, ZHOU, Gateway
from tests.channels.town import QUICK, Town

pytestmark = pytest.mark.gateway

COMPLAINT = "3栋2单元楼道灯坏了"


async def test_a_killed_gateway_is_noticed_waited_for_and_the_gap_told(
    gateway: Gateway, town: Town
) -> None:
    since = gateway.now
    gateway.say(WANG, ROOM, COMPLAINT)
    await gateway.said(since, roomId=ROOM)
    gateway.kill()
    await town.link(Link.LOST)
    assert town.channel.health.state is State.DOWN

    town.clock.turn_to(town.clock.now() + timedelta(minutes=5))
    gateway.start()
    await town.up()
    await town.until(lambda: town.told("小格离线了 5 分钟"))
    gateway.say(WANG, ROOM, "7栋一楼漏水")
    await town.until(lambda: len(town.find(Case)) == 2)

    assert [case.cat for case in town.find(Case)] == ["照明", "漏水"]


async def test_what_was_heard_when_the_gateway_died_is_handled_once_and_in_order(
    gateway: Gateway, town: Town
) -> None:
    said = [gateway.say(WANG, ROOM, f"{n}栋电梯坏了") for n in range(1, 9)]
    await town.heard(said[0])
    gateway.kill()
    await town.link(Link.LOST)
    gateway.start()
    await town.up()
    await town.until(
        lambda: all(
            state == InboxState.DONE or town.attempts(id) for id, state in town.inbox().items()
        )
    )
    heard = [one.id for one in town.arrivals]

    assert heard == said[: len(heard)]
    assert len(town.find(Case)) == len(heard)


async def test_what_lies_between_inbox_and_handling_survives_our_own_death(
    gateway: Gateway, folder: Path
) -> None:
    first = Town(gateway, folder)
    await first.__aenter__()
    first.deaf.set()
    said = gateway.say(WANG, ROOM, COMPLAINT)
    await first.heard(said)
    assert first.inbox()[said] == InboxState.RECEIVED
    await first.die()

    since = gateway.now
    async with Town(gateway, folder, start=first.clock.now()) as second:
        await gateway.said(since, roomId=ROOM)
        gateway.do("again", id=said)
        await second.heard(gateway.say(WANG, ROOM, "谢谢"))

        assert len(second.find(Case)) == 1
        assert [one.id for one in second.arrivals].count(said) == 1


async def test_what_was_handled_before_a_restart_is_not_handled_after_it(
    gateway: Gateway, folder: Path
) -> None:
    async with Town(gateway, folder) as first:
        since = gateway.now
        said = gateway.say(WANG, ROOM, COMPLAINT)
        await gateway.said(since, roomId=ROOM)
        assert len(first.find(Case)) == 1

    async with Town(gateway, folder) as second:
        gateway.do("again", id=said)
        await second.heard(gateway.say(WANG, ROOM, "谢谢"))

        assert len(second.find(Case)) == 1
        assert [one.text for one in second.arrivals] == ["谢谢"]


async def test_what_was_being_sent_when_we_died_is_settled_by_its_echo(
    gateway: Gateway, folder: Path
) -> None:
    first = Town(gateway, folder)
    await first.__aenter__()
    since = gateway.now
    gateway.do("fault", where="send", hold=True)
    gateway.say(WANG, ROOM, COMPLAINT)
    await gateway.happened(since, what="held")
    await first.die()

    async with Town(gateway, folder) as second:
        await second.until(lambda: second.outbox()[0][0] == OutboxState.DOUBTFUL)
        gateway.do("release", where="send")
        await gateway.said(since, roomId=ROOM)
        await second.until(lambda: second.outbox()[0][0] == OutboxState.SENT)

        assert len(gateway.texts(since)) == 1


async def test_a_frozen_gateway_is_noticed_and_comes_back(gateway: Gateway, folder: Path) -> None:
    timing = replace(QUICK, call=0.5, ding_every=1.2, ding_within=1.5)
    async with Town(gateway, folder, timing=timing) as town:
        since = gateway.now
        gateway.freeze()
        try:
            with pytest.raises(TimeoutError):
                await town.channel.puppet.message_payload("any")
            await town.link(Link.FROZEN)
            await town.link(Link.LOST)
        finally:
            gateway.thaw()
        await town.up()
        gateway.say(WANG, ROOM, COMPLAINT)
        await gateway.said(since, roomId=ROOM)

        assert len(town.find(Case)) == 1


async def test_what_is_said_to_a_frozen_gateway_is_in_doubt_and_not_said_again(
    gateway: Gateway, folder: Path
) -> None:
    async with Town(gateway, folder, timing=replace(QUICK, call=0.5)) as town:
        since = gateway.now
        gateway.freeze()
        try:
            town.say("各位邻居好")
            await town.until(lambda: town.outbox()[0][0] == OutboxState.DOUBTFUL)
        finally:
            gateway.thaw()
        await town.pass_time(timedelta(days=1))
        town.say("又是新的一天")
        await gateway.said(since, roomId=ROOM, text="又是新的一天")

        assert gateway.texts(since).count("各位邻居好") <= 1


async def test_a_wrong_token_is_the_end(gateway: Gateway, folder: Path) -> None:
    town = Town(gateway, folder, token="not the token")

    with pytest.raises(GatewayRefused):
        await asyncio.wait_for(serve(town.live, town.channel, asyncio.Event()), 10)
    again = Town(gateway, folder)
    assert again.told("微信网关不认小格的口令")
    again.live.runtime.close()


async def test_asked_to_leave_we_leave_and_the_account_stays(
    gateway: Gateway, folder: Path
) -> None:
    town = Town(gateway, folder)
    leave = asyncio.Event()
    serving = asyncio.create_task(serve(town.live, town.channel, leave))
    await town.up()
    leave.set()
    await asyncio.wait_for(serving, 10)

    assert town.channel.health.state is State.CLOSED
    assert gateway.do("state")["loggedIn"]


async def test_a_logout_is_told_to_admins_and_to_no_resident(gateway: Gateway, town: Town) -> None:
    since = gateway.now
    gateway.do("logout")
    await town.until(lambda: town.told("小格的微信账号已退出登录"))
    gateway.do("login")
    await town.up()
    await gateway.said(since, listenerId=ZHOU)

    assert len(gateway.texts(since)) == 1
    assert len(town.outbox()) == 1


async def test_a_gateway_that_is_not_there_yet_is_waited_for(
    gateway: Gateway, folder: Path
) -> None:
    gateway.kill()
    town = Town(gateway, folder)
    await town.live.start()
    town.channel.start()
    await town.link(Link.LOST)
    gateway.start()
    await town.up()
    await town.__aexit__()


async def test_a_stream_that_another_client_took_is_taken_back(
    gateway: Gateway, town: Town
) -> None:
    channel = Channel("127.0.0.1", gateway.port)
    other = PuppetStub(channel, metadata={"authorization": f"Wechaty {TOKEN}"})
    await other.stop()  # as every stock client does when it starts
    stream = other.event()
    await anext(stream)
    await town.link(Link.TAKEN)
    await town.link(Link.EVICTING)
    await town.up()
    channel.close()
    await town.heard(gateway.say(WANG, ROOM, "换人了吗"))

    assert town.told("有别的程序占用了小格的微信网关")


async def test_nobody_who_is_no_staff_can_invite_us(gateway: Gateway, town: Town) -> None:
    gateway.do("invite", id="by-resident", room="19900000004@chatroom", by="wxid_li")
    await town.until(lambda: town.told("有人邀请小格进群"))
    gateway.do("invite", id="by-staff", room="19900000004@chatroom", by="wxid_liu")
    await town.until(lambda: town.arrivals)
    gateway.do("leave", room="19900000004@chatroom", who=[BOT], by="wxid_li")

    assert town.arrivals[0].room == "19900000004@chatroom"


async def test_a_full_disk_does_not_end_the_channel(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr(Alive, "note", full)
    town.channel.linked(Link.LOST)

    assert town.channel.health.state is State.DOWN


async def test_a_database_in_trouble_costs_a_message_nothing_but_time(
    gateway: Gateway, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def locked(*_: object) -> None:
        tried.append(town.clock.now())
        raise OperationalError("BEGIN", {}, Exception("locked"), connection_invalidated=True)

    with monkeypatch.context() as trouble:
        trouble.setattr(town.live.runtime.pipeline, "hear", locked)
        id = gateway.say(WANG, ROOM, COMPLAINT)
        async with asyncio.timeout(20):
            while len(tried) <= 2 * MOST_ATTEMPTS:
                town.clock.turn_to(town.clock.now() + timedelta(minutes=5))
                town.channel._hearing.look_again()
                await asyncio.sleep(0.05)
    town.clock.turn_to(town.clock.now() + timedelta(minutes=5))
    town.channel._hearing.look_again()

    await town.until(lambda: town.inbox()[id] == InboxState.DONE)
