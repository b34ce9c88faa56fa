"""What the channel keeps in the database, without a gateway."""

from datetime import datetime
from pathlib import Path

from bot.channels.wechaty.ledger import Ledger
from bot.clock import SystemClock, TurnableClock
from bot.holidays import official_calendar
from bot.worker import Inline
from community.calendar import ZONE
from community.messages import Chat
from community.speech import Manner
from storage.outbox import Outgoing
from storage.schema_version import prepare
from storage.store import Store

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)


def outgoing(*mentions: str) -> Outgoing:
    return Outgoing(
        ids=(1,),
        fence=1,
        at=NOW,
        channel="wechaty",
        address="3@chatroom",
        chat=Chat("3号群"),
        text="@谁 您好",
        manner=Manner.PLAIN,
        mentions=mentions,
    )


async def test_a_mention_of_somebody_who_is_gone_keeps_nothing_from_being_said(
    tmp_path: Path,
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'test.db'}", official_calendar())
    prepare(store.writer)
    ledger = Ledger("wechaty", store, Inline(), TurnableClock(NOW, SystemClock()))

    assert await ledger.known(outgoing("走了")) == []
    store.close()
