"""The conversation that both READMEs show is what 小格 says, word for word."""

import asyncio
import re
from datetime import datetime, time
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bot.demo import opened
from bot.observability import quiet
from bot.town import DemoTown
from bot.xingfuli import WELCOME
from community.calendar import DAY, at
from community.messages import Chat
from community.refs import PersonId
from storage.plumbing import OUTBOX
from web.sandbox import Spoken

HOUSE = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([0-9:]+) \| (\S+) \| (\S+) \| (.+?) \|", re.MULTILINE)
PRIVATELY = "（私聊）"
DATE = re.compile(r"[0-9]+月[0-9]+日")  # depends on the day on which the test is run


class Row(NamedTuple):
    """One row of the table: at that time in that chat somebody says so."""

    at: time
    chat: str
    who: str
    text: str


def rows(readme: str) -> list[Row]:
    found = ROW.findall((HOUSE / readme).read_text(encoding="utf-8"))
    return [Row(time.fromisoformat(clock), *others) for clock, *others in found]


def chat(name: str) -> Chat:
    return Chat(name.removesuffix(PRIVATELY), private=name.endswith(PRIVATELY))


async def said(town: DemoTown, conversation: list[Row]) -> list[Row]:
    """Say their part, and wait until the answers that the table shows are there."""
    day = town.now().date()
    for before, row in zip([conversation[0], *conversation], conversation, strict=False):
        day += DAY if row.at < before.at else 0 * DAY
        if town.now() < at(day, row.at):
            await town.turn(at(day, row.at))
        if row.who != "小格":
            speaker = PersonId(row.who)
            spoken = Spoken(id=town.new_id(), chat=chat(row.chat), speaker=speaker, text=row.text)
            await town.say(spoken)
    wanted = sum(row.who == "小格" for row in conversation)
    seen = 0
    async with asyncio.timeout(10):
        while len(heard := ours(town, conversation)) < wanted:
            seen = await town.after(seen)
    return heard


def ours(town: DemoTown, conversation: list[Row]) -> list[Row]:
    """What 小格 said in the chats of the table, at the times of the table."""
    shown = {(row.at, row.chat) for row in conversation}
    with town.store.reading() as records:
        query = select(OUTBOX).where(OUTBOX.c.sent_at.is_not(None)).order_by(OUTBOX.c.sent_at)
        sent = records.connection.execute(query).all()
    spoken = [
        Row(_minute(one.sent_at), one.chat + PRIVATELY * one.private, "小格", one.text)
        for one in sent
    ]
    return [row for row in spoken if (row.at, row.chat) in shown]


def _minute(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)


@pytest.mark.slow
@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
async def test_the_conversation_is_what_is_said(readme: str, tmp_path: Path) -> None:
    quiet()
    conversation = rows(readme)
    async with opened(f"sqlite:///{tmp_path / 'town.db'}", host="127.0.0.1", port=0) as (town, _):
        seen = 0
        while town.now().time() < WELCOME:
            seen = await town.after(seen)
        heard = await said(town, conversation)

    assert len(conversation) > 15
    assert [row._replace(text=DATE.sub("M月D日", row.text)) for row in heard] == [
        row for row in conversation if row.who == "小格"
    ]


def test_both_tell_the_same() -> None:
    assert rows("README.md") == rows("README.zh-CN.md")
