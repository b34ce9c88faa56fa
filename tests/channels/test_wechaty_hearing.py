"""What the channel hears, from the real gateway to the product."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from bot.channels import OURSELVES
from community.cases import Case
from community.messages import Kind
from community.people import Person
from storage.plumbing import InboxState
from tests.channels.gateway import (
    BOT,
    LI,
    LIU,
    ROOM,
    TOKEN,
    WANG,
    WORK_ROOM,
    Gateway,
)
from tests.channels.town import MONDAY, Town

pytestmark = pytest.mark.gateway

NOW_MS = int(MONDAY.timestamp() * 1000)


async def test_a_message_in_a_room_comes_with_everybody_s_names(
    gateway: Gateway, town: Town
) -> None:
    heard = await town.heard(gateway.say(WANG, ROOM, "今天天气真好"))

    assert (heard.room, heard.sender, heard.text) == (ROOM, WANG, "今天天气真好")
    assert (heard.nick, heard.alias, heard.friend) == ("王阿姨", "3栋王阿姨", True)
    assert heard.kind is Kind.TEXT
    assert not heard.mentioned


async def test_a_complaint_is_answered_with_a_mention(gateway: Gateway, town: Town) -> None:
    since = gateway.now
    gateway.say(LI, ROOM, "5栋电梯坏了", mention=())
    reply = await gateway.said(since, roomId=ROOM)

    assert reply["text"].startswith("@李师傅\u2005已登记 C1｜电梯")
    assert reply["mentionIdList"] == [LI]
    assert town.find(Person, address=LI)[0].nick == "李师傅"


async def test_a_direct_message_is_addressed_and_answered_in_private(
    gateway: Gateway, town: Town
) -> None:
    since = gateway.now
    heard = await town.heard(gateway.say(WANG, BOT, "7栋一楼漏水"))
    reply = await gateway.said(since, listenerId=WANG)

    assert heard.room == ""
    assert heard.mentioned
    assert "C1" in reply["text"]
    assert "@" not in reply["text"]
    assert not reply.get("mentionIdList")


async def test_a_mention_addresses_us_and_is_taken_off(gateway: Gateway, town: Town) -> None:
    since = gateway.now
    heard = await town.heard(
        gateway.say(LIU, WORK_ROOM, "@小格\u2005/帮助", mention=(BOT,)),
    )
    await gateway.said(since, roomId=WORK_ROOM)

    assert heard.mentioned
    assert heard.text == "/帮助"


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("@所有人 今晚停水", (BOT, WANG, LI)),
        ("@李师傅\u2005楼上太吵", (LI,)),
        ("通知：今晚停水", ("announcement@all",)),
    ],
)
async def test_a_call_to_others_or_to_all_does_not_address_us(
    gateway: Gateway, town: Town, text: str, mention: tuple[str, ...]
) -> None:
    sent = gateway.do(
        "raw",
        payload={
            "id": f"mention-{town.clock.now().timestamp()}",
            "type": 7,
            "talkerId": WANG,
            "roomId": ROOM,
            "text": text,
            "mentionIdList": mention,
            "timestamp": NOW_MS,
        },
    )

    assert not (await town.heard(sent)).mentioned


async def test_who_joins_and_who_leaves_is_heard(gateway: Gateway, town: Town) -> None:
    gateway.do("contact", id="wxid_zhao", name="赵老师")
    gateway.do("join", room=ROOM, who=["wxid_zhao"], by=WANG)
    await town.until(lambda: len(town.arrivals) == 1)
    gateway.do("leave", room=ROOM, who=["wxid_zhao"], by=WANG)
    await town.until(lambda: len(town.arrivals) == 2)
    joined, left = town.arrivals

    assert (joined.kind, joined.room, joined.people) == (Kind.JOIN, ROOM, ("wxid_zhao",))
    assert (joined.sender, joined.nick) == (WANG, "王阿姨")
    assert (left.kind, left.people) == (Kind.LEAVE, ("wxid_zhao",))
    assert left.id != joined.id


async def test_where_we_are_put_out_nothing_is_said_any_more(gateway: Gateway, town: Town) -> None:
    gateway.do("leave", room=ROOM, who=[BOT], by=WANG)
    await town.until(lambda: town.arrivals)
    assert town.arrivals[0].people == (OURSELVES,)
    assert town.channel.rooms_left == {ROOM}

    gateway.do("join", room=ROOM, who=[BOT], by=WANG)
    await town.until(lambda: len(town.arrivals) == 2)

    assert town.channel.rooms_left == set()


async def test_a_new_alias_is_known_once_the_room_has_changed(
    gateway: Gateway, town: Town
) -> None:
    before = await town.heard(gateway.say(LIU, WORK_ROOM, "早"))
    gateway.do("alias", room=WORK_ROOM, who=LIU, alias="网格员刘芳")
    gateway.do("topic", room=WORK_ROOM, topic="幸福里工作群（新）", by=LIU)
    after = await town.heard(gateway.say(LIU, WORK_ROOM, "改名了"))
    gateway.do("alias", room=WORK_ROOM, who=LIU, alias="")

    assert (before.alias, after.alias) == ("", "网格员刘芳")


async def test_a_message_delivered_again_is_handled_once(gateway: Gateway, town: Town) -> None:
    since = gateway.now
    said = gateway.say(WANG, ROOM, "3栋2单元楼道灯坏了")
    gateway.do("again", id=said)
    await gateway.said(since, roomId=ROOM)
    gateway.do("again", id=said)
    await town.heard(gateway.say(WANG, ROOM, "谢谢"))

    assert [one.id for one in town.arrivals].count(said) == 1
    assert len(town.find(Case)) == 1


async def test_a_message_that_cannot_be_fetched_is_tried_again(
    gateway: Gateway, town: Town
) -> None:
    gateway.do("fault", where="payload", message="not now")
    said = gateway.say(WANG, ROOM, "3栋2单元楼道灯坏了")
    other = gateway.say(WANG, ROOM, "在吗")
    await town.heard(other)
    assert town.inbox()[said] == InboxState.RECEIVED

    await town.pass_time(timedelta(minutes=2))
    town.channel._hearing.look_again()
    await town.heard(said)

    assert [one.id for one in town.arrivals] == [other, said]


async def test_a_message_that_can_never_be_fetched_is_put_away_and_shown(
    gateway: Gateway, town: Town
) -> None:
    gateway.do("emit", event="message", payload={"messageId": "gone"})
    for attempts in (1, 2, 3):
        await town.until(lambda attempts=attempts: town.attempts("gone") == attempts)
        await town.pass_time(timedelta(minutes=5))
        town.channel._hearing.look_again()
    await town.until(lambda: town.inbox()["gone"] == InboxState.FAILED)

    await town.until(lambda: town.told("有一条微信消息多次取不到内容"))


async def test_an_official_account_is_not_answered(gateway: Gateway, town: Town) -> None:
    gateway.do("contact", id="gh_news", name="本地资讯", more={"type": 2})
    news = gateway.say("gh_news", BOT, "3栋2单元楼道灯坏了")
    await town.until(lambda: town.inbox().get(news) == InboxState.DONE)

    assert town.arrivals == []


async def test_logs_tell_nothing_that_people_said_and_no_names(
    gateway: Gateway, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    with capture_logs() as lines, caplog.at_level(logging.INFO):
        async with Town(gateway, folder) as town:
            since = gateway.now
            gateway.say(WANG, ROOM, "@小格\u2005 3栋2单元楼道灯坏了", mention=(BOT,))
            await gateway.said(since, roomId=ROOM)
            gateway.send(WANG, ROOM, "钥匙.png", b"\x89PNG key")
            gateway.do("fault", where="payload", message="王阿姨 not found")
            await town.heard(gateway.say(WANG, ROOM, "谢谢"))

    told = f"{lines}{caplog.text}"
    assert "heard" in told
    for secret in ("楼道灯", "谢谢", "王阿姨", "钥匙", TOKEN):
        assert secret not in told


async def test_odd_events_cost_only_themselves(gateway: Gateway, town: Town) -> None:
    for event, payload in (
        ("error", {"gerror": "the puppet had a hiccup"}),
        ("scan", {"status": 99}),
        ("room-join", {"roomId": ROOM}),
        ("room-leave", {}),
        ("room-topic", {"changerId": 7}),
        ("post", {"postId": "p1"}),
        ("message", {"messageId": "no-such-message"}),
        ("message", {}),
    ):
        gateway.do("emit", event=event, payload=payload)
    for kind in (0, 4, 10, 11, 16, 99):
        body = {"id": f"odd-{kind}", "type": kind, "talkerId": WANG, "roomId": ROOM, "text": "x"}
        gateway.do("raw", payload=body | {"timestamp": NOW_MS})
    gateway.do("raw", payload={"id": "nobody", "type": 7, "roomId": ROOM, "text": "x"})
    last = await town.heard(gateway.say(WANG, ROOM, "还在吗"))

    assert town.arrivals == [last]
    assert {town.inbox()[f"odd-{kind}"] for kind in (0, 4, 10, 11, 16, 99)} == {InboxState.DONE}
    assert town.inbox()["nobody"] == InboxState.RECEIVED


@pytest.mark.parametrize(
    ("name", "timestamp"),
    [
        ("seconds", int(MONDAY.timestamp())),
        ("milliseconds", int(MONDAY.timestamp() * 1000)),
        ("past", 1),
        ("future", 99_999_999_999),
        ("absurd", 9_000_000_000_000_000),
        ("missing", 0),
    ],
)
async def test_whatever_the_clock_of_the_puppet_says_the_case_is_of_today(
    gateway: Gateway, town: Town, name: str, timestamp: int
) -> None:
    since = gateway.now
    body = {"type": 7, "talkerId": WANG, "roomId": ROOM, "text": "3栋2单元楼道灯坏了"}
    gateway.do("raw", payload=body | {"id": f"time-{name}", "timestamp": timestamp})
    await gateway.said(since, roomId=ROOM)

    assert abs(town.find(Case)[0].accepted_at - town.clock.now()) < timedelta(minutes=1)


async def test_a_person_who_types_on_the_account_is_not_answered(
    gateway: Gateway, town: Town
) -> None:
    since = gateway.now
    typed = gateway.say(BOT, ROOM, "3栋2单元楼道灯坏了")
    await town.heard(gateway.say(WANG, ROOM, "好的"))
    await town.until(lambda: town.inbox().get(typed) == InboxState.DONE)

    assert [one.sender for one in town.arrivals] == [WANG]
    assert gateway.texts(since) == ["3栋2单元楼道灯坏了"]
