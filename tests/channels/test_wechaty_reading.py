"""What the channel reads from a gateway's data, without a gateway."""

import json
from datetime import UTC, datetime

import pytest

from bot.channels.wechaty import events
from bot.channels.wechaty.boxes import boxed, opened
from bot.channels.wechaty.events import Malformed, read_event
from bot.channels.wechaty.mentions import (
    Called,
    is_for_everyone,
    is_for_us,
    with_marks,
    without_us,
)
from bot.channels.wechaty.protocol import moment
from bot.channels.wechaty.recalls import recalled_id

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
US = "wxid_bot"
NAMES = ("小格", "小格A++", "社区助手")
MARK = "\u2005"

REVOKED = (
    '<sysmsg type="revokemsg"><revokemsg><session>19900000003@chatroom</session>'
    "<msgid>1</msgid><newmsgid>7311111111111111111</newmsgid>"
    "<replacemsg><![CDATA[王阿姨 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>"
)


@pytest.mark.parametrize(
    ("text", "mentions", "ours"),
    [
        ("@小格\u2005垃圾清运几点", (US,), True),
        ("@李师傅\u2005垃圾清运几点", ("wxid_li",), False),
        ("@李师傅\u2005@小格\u2005 看一下", ("wxid_li", US), True),
        ("看一下 @小格", ("wxid_li",), False),  # the puppet knows better than the text
        ("@小格 垃圾清运几点", (), True),
        ("＠小格，垃圾清运几点", (), True),
        ("垃圾清运几点@小格", (), True),
        ("@小格A++ 在吗", (), True),
        ("@小格格 在吗", (), False),  # somebody else's name
        ("@小格[3-201] 在吗", (), False),
        ("小格在吗", (), False),
        ("@ 小格", (), False),
    ],
)
def test_who_is_addressed(text: str, mentions: tuple[str, ...], ours: bool) -> None:  # noqa: FBT001
    assert is_for_us(text, mentions, US, NAMES) is ours


@pytest.mark.parametrize(
    ("text", "mentions", "members", "everyone"),
    [
        ("@所有人 今晚停水", (US,), 3, True),
        ("＠所有人 今晚停水", (US,), 3, True),
        ("今晚停水", ("announcement@all",), 3, True),
        ("今晚停水", ("notify@all", US), 3, True),
        ("今晚停水", tuple("abcdefgh"), 10, True),
        ("今晚停水", tuple("abcdefgh"), 100, False),
        ("我们仨吃饭", tuple("abc"), 3, False),
        ("@小格\u2005今晚停水吗", (US,), 3, False),
    ],
)
def test_what_is_a_call_to_everyone(
    text: str,
    mentions: tuple[str, ...],
    members: int,
    everyone: bool,  # noqa: FBT001
) -> None:
    assert is_for_everyone(text, mentions, members) is everyone


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("@小格\u2005垃圾清运几点", "垃圾清运几点"),
        ("@小格\u2005 /办结 C1 已换", "/办结 C1 已换"),
        ("@小格A++\u2005在吗", "在吗"),
        ("＠小格，在吗", "，在吗"),
        ("在吗 @小格", "在吗"),
        ("@小格格 在吗", "@小格格 在吗"),
        ("@李师傅\u2005@小格\u2005看一下", "@李师傅\u2005看一下"),
        ("@小格", ""),
    ],
)
def test_our_mention_is_taken_off_and_nothing_else(text: str, rest: str) -> None:
    assert without_us(text, NAMES) == rest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@王阿姨 已登记 C1。", f"@3栋王阿姨{MARK}已登记 C1。"),
        ("@王桂芳 已登记 C1。", f"@3栋王阿姨{MARK}已登记 C1。"),
        ("@王阿姨 一件\n@王阿姨 又一件", f"@3栋王阿姨{MARK}一件\n@3栋王阿姨{MARK}又一件"),
        ("已登记 C1。", "已登记 C1。"),
    ],
)
def test_a_handler_s_mention_becomes_one_that_rings(text: str, said: str) -> None:
    assert with_marks(text, [Called(("王阿姨", "王桂芳"), "3栋王阿姨")]) == said


def test_a_room_alias_cannot_put_words_into_our_mouth() -> None:
    called = Called(("王阿姨",), "王\n【通知】@所有人")

    assert with_marks("@王阿姨 好", [called]) == f"@王【通知】所有人{MARK}好"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("cmwr9i7he00095i7db6xthd64", "cmwr9i7he00095i7db6xthd64"),
        (REVOKED, "7311111111111111111"),
        (f"19900000003@chatroom:\n{REVOKED}", "7311111111111111111"),
        ('<sysmsg type="pat"><pat><fromusername>wxid_li</fromusername></pat></sysmsg>', None),
        ("<revokemsg><newmsgid></newmsgid></revokemsg>", None),
        ("<revokemsg><newmsgid>12", None),
        ("王阿姨 撤回了一条消息", None),
        ("", None),
        (f"<revokemsg><newmsgid>1</newmsgid>{' ' * 20_000}</revokemsg>", None),
        (
            '<!DOCTYPE r [<!ENTITY a "1"><!ENTITY b "&a;&a;">]>'
            "<revokemsg><newmsgid>&b;</newmsgid></revokemsg>",
            None,
        ),
    ],
)
def test_which_message_a_recall_is_about(text: str, about: str | None) -> None:
    assert recalled_id(text) == about


@pytest.mark.parametrize(
    ("timestamp", "said_at"),
    [
        (1_795_399_200, datetime(2026, 11, 23, 2, 0, tzinfo=UTC)),
        (1_795_399_200_000, datetime(2026, 11, 23, 2, 0, tzinfo=UTC)),
        (0, NOW),
        (-5, NOW),
        (10**30, NOW),
    ],
)
def test_when_it_was_said_whatever_the_unit(timestamp: int, said_at: datetime) -> None:
    assert moment(timestamp, NOW) == said_at


@pytest.mark.parametrize(
    ("kind", "data", "read"),
    [
        (2, {"messageId": "m1"}, (events.MessageCame("m1"),)),
        (2, {"messageId": 7}, (events.MessageCame("7"),)),
        (25, {"contactId": US}, (events.LoggedIn(US),)),
        (26, {"contactId": US, "data": "kicked"}, (events.LoggedOut(),)),
        (22, {"status": 2}, (events.LoggedOut(),)),
        (22, {"status": 3}, ()),
        (18, {"roomInvitationId": "i1"}, (events.Invited("i1"),)),
        (21, {"roomId": "r1"}, (events.Stale("r1"),)),
        (27, {"payloadType": 2, "payloadId": "p1"}, (events.Stale("p1"),)),
        (27, {"payloadId": "r1@@@p1"}, (events.Stale("r1"), events.Stale("p1"))),
        (16, {"gerror": "王阿姨 said"}, (events.PuppetFailed(),)),
        (3, {"data": "dong"}, ()),
        (99, {"anything": 1}, ()),
        (
            19,
            {"roomId": "r1", "inviteeIdList": ["a", 7], "inviterId": "b", "timestamp": 1.5},
            (events.Stale("r1"), events.MembersChanged("r1", ("a",), "b", 1, joined=True)),
        ),
        (
            20,
            {"roomId": "r1"},
            (events.Stale("r1"), events.MembersChanged("r1", (), "", 0, joined=False)),
        ),
    ],
)
def test_events_are_read(kind: int, data: object, read: tuple[events.Event, ...]) -> None:
    assert read_event(kind, json.dumps(data)) == read


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (2, "{}"),
        (2, "["),
        (2, "[]"),
        (2, ""),
        (25, '{"contactId": null}'),
        (2, "[" * 100_000),
        (2, json.dumps({"messageId": "1" * 257})),
    ],
)
def test_an_event_without_what_it_is_about_is_malformed(kind: int, payload: str) -> None:
    with pytest.raises(Malformed):
        read_event(kind, payload)


class Nowhere:
    """No file can be had from it."""

    async def referred(self, reference: str) -> bytes:
        return reference.encode()

    async def linked(self, url: str) -> bytes:
        return url.encode()


async def test_a_box_that_we_make_can_be_opened_again() -> None:
    attachment = await opened(boxed("通知.png", b"\x89PNG"), Nowhere())

    assert attachment is not None
    assert (attachment.name, attachment.content) == ("通知.png", b"\x89PNG")


@pytest.mark.parametrize(
    ("box", "content"),
    [
        ({"boxType": 7, "uuid": "u1", "name": "a"}, b"u1"),
        ({"type": 7, "uuid": "u1"}, b"u1"),
        ({"boxType": 2, "remoteUrl": "http://x/y"}, b"http://x/y"),
        ({"boxType": 3, "qrCode": "q"}, None),
    ],
)
async def test_boxes_of_other_kinds(box: object, content: bytes | None) -> None:
    attachment = await opened(json.dumps(box), Nowhere())

    assert (attachment.content if attachment else None) == content


@pytest.mark.parametrize("box", ["", "[]", "{", '{"boxType": 1}', '{"boxType": 1, "base64": "%"}'])
async def test_what_is_no_box_is_refused(box: str) -> None:
    with pytest.raises(ValueError, match=r"no file box|no base64|Expecting"):
        await opened(box, Nowhere())
