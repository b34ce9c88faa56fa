"""Pictures, files, and words taken back, from the real gateway to the product."""

import hashlib
import os

import pytest

from community.cases import Case
from community.messages import Kind, Message, MessageState
from storage.plumbing import InboxState
from tests.channels.gateway import BOT, LI, OTHER_ROOM, ROOM, WANG, Gateway
from tests.channels.town import Town

pytestmark = pytest.mark.gateway


@pytest.mark.parametrize("size", [5_000, 400_000, 6_000_000])
async def test_a_picture_is_kept_and_belongs_to_the_case(
    gateway: Gateway, town: Town, size: int
) -> None:
    picture = b"\x89PNG" + os.urandom(size)
    digest = hashlib.sha256(picture).hexdigest()
    since = gateway.now
    gateway.say(WANG, ROOM, "3栋2单元楼道灯坏了")
    await gateway.said(since, roomId=ROOM)
    heard = await town.heard(gateway.send(WANG, ROOM, "灯.png", picture))
    await town.until(lambda: town.find(Case)[0].photos)

    assert (heard.kind, heard.file, heard.digest) == (Kind.IMAGE, "灯.png", digest)
    assert (town.settings.storage.folder / "files" / digest).read_bytes() == picture
    assert town.find(Case)[0].photos == ("灯.png",)
    assert town.find(Message)[0].digest == digest


async def test_a_picture_that_is_none_is_a_file_like_any_other(
    gateway: Gateway, town: Town
) -> None:
    page = b"<html><script>alert(1)</script></html>"
    heard = await town.heard(gateway.send(WANG, ROOM, "../../灯.png", page))
    await town.until(lambda: town.inbox()[heard.id] == InboxState.DONE)

    assert (heard.kind, heard.file) == (Kind.FILE, "灯.png")
    assert [one.name for one in (town.settings.storage.folder / "files").iterdir()] == [
        hashlib.sha256(page).hexdigest()
    ]
    assert [one.kind for one in town.find(Message)] == [Kind.FILE]


async def test_nothing_is_kept_of_a_room_that_is_not_our_business(
    gateway: Gateway, town: Town
) -> None:
    gateway.do("join", room=OTHER_ROOM, who=[BOT], by=LI)
    heard = await town.heard(gateway.send(LI, OTHER_ROOM, "私事.png", b"\x89PNG private"))
    gateway.do("leave", room=OTHER_ROOM, who=[BOT], by=LI)

    assert heard.digest == ""
    assert not (town.settings.storage.folder / "files").exists()


async def test_words_taken_back_are_forgotten(gateway: Gateway, town: Town) -> None:
    since = gateway.now
    said = gateway.say(WANG, ROOM, "3栋2单元楼道灯坏了")
    await gateway.said(since, roomId=ROOM)
    heard = await town.heard(gateway.recall(WANG, ROOM, said))
    await town.until(lambda: not town.find(Case)[0].detail)

    assert (heard.kind, heard.about) == (Kind.RECALL, said)


async def test_a_recall_of_nothing_we_know_is_ignored(gateway: Gateway, town: Town) -> None:
    recall = gateway.recall(WANG, ROOM, "拍了拍你")
    await town.until(lambda: town.inbox().get(recall) == InboxState.DONE)

    assert not town.arrivals


async def test_a_picture_waits_for_its_words_also_as_a_message(
    gateway: Gateway, town: Town
) -> None:
    heard = await town.heard(gateway.send(WANG, ROOM, "坑.jpg", b"\xff\xd8\xff pothole"))
    await town.until(lambda: town.find(Message))
    gateway.say(WANG, ROOM, "3栋门口路面塌了个坑")
    await town.until(lambda: town.find(Case))

    assert town.find(Case)[0].photos == (heard.file,)
    assert town.find(Message)[0].state is MessageState.DEALT_WITH
