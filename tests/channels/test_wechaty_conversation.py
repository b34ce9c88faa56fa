"""A complaint from first word to last callback, through the gateway."""

from datetime import timedelta

import pytest

from community.case_states import State
from community.cases import Case
from tests.channels.gateway import BOT, LIU, ROOM, WANG, WORK_ROOM, Gateway
from tests.channels.town import Town

pytestmark = pytest.mark.gateway


async def test_a_complaint_is_followed_until_its_reporter_is_asked(
    gateway: Gateway, town: Town
) -> None:
    since = gateway.now
    gateway.say(WANG, ROOM, "3栋2单元楼道灯坏了")
    receipt = await gateway.said(since, roomId=ROOM)

    assert receipt["text"].startswith("@3栋王阿姨\u2005已登记 C1｜")
    assert receipt["mentionIdList"] == [WANG]

    gateway.say(LIU, WORK_ROOM, "/办结 C1 已换灯泡")
    done = await gateway.said(since, roomId=WORK_ROOM)

    assert done["text"] == "C1 已记办结，次日回访报事人。"

    await town.pass_time(timedelta(days=1, hours=1))
    question = await gateway.said(since, listenerId=WANG)

    assert "办好了，您满意吗？" in question["text"]

    since = gateway.now
    gateway.say(WANG, BOT, "不满意")
    answer = await gateway.said(since, listenerId=WANG)

    assert "C1" in answer["text"]
    assert town.find(Case)[0].state is State.REDOING
