"""Groups that 小格 is put out of, and comes back to."""

from bot.channels import OURSELVES
from community.messages import Kind
from community.people import Person, Room, RoomState
from tests.kit.postgres import BOTH
from tests.kit.town import told

pytestmark = BOTH

LEAK = "3栋2单元一楼大厅天花板漏水"


async def happens(town, kind, by="张叔", people=(OURSELVES,), room="G1"):
    return await town.hear(town.arrival(by, room=room, kind=kind, people=people))


def state(town, code="G1"):
    return town.one(Room, code=code).state


async def test_who_put_us_out_of_a_group_has_it_lost_and_a_grid_worker_hears_of_it(town):
    heard = await happens(town, Kind.LEAVE)

    assert state(town) is RoomState.LOST
    assert [chat for chat, _ in heard] == ["小王"]
    assert "被移出 G1" in told(heard, "小王")[0]


async def test_nothing_is_said_where_we_are_not_even_after_a_restart(town):
    await town.say("李阿姨", LEAK)
    await happens(town, Kind.LEAVE)
    await town.restart()
    await town.say("小王", "/办结 C1 换了管子", room="W1")

    assert told(await town.later(days=2), "G1") == []


async def test_who_is_brought_back_goes_on_as_before(town):
    await happens(town, Kind.LEAVE)
    await town.say("李阿姨", LEAK)
    heard = await happens(town, Kind.JOIN)

    assert (state(town), heard) == (RoomState.NORMAL, [])
    assert "已登记" in told(await town.say("李阿姨", LEAK), "G1")[0]


async def test_a_neighbour_who_leaves_or_joins_is_no_news(town):
    for kind in (Kind.LEAVE, Kind.JOIN):
        assert await happens(town, kind, people=("张叔",)) == []

    assert state(town) is RoomState.NORMAL


async def test_we_are_nobody_in_the_neighbourhood(town):
    for kind in (Kind.LEAVE, Kind.JOIN):
        await happens(town, kind, by=OURSELVES)

    assert OURSELVES not in [one.code for one in town.all(Person)]
    assert state(town) is RoomState.NORMAL
