"""What channels deliver on a bad day: nothing is lost, nothing crashes, nobody is bothered."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.outcome import Door
from community.calendar import DAY
from community.cases import Case
from community.messages import Kind
from community.people import Membership, Person
from storage import inbox
from tests.kit.postgres import BOTH
from tests.kit.town import MONDAY_NINE, told

pytestmark = BOTH

LEAK = "3栋2单元一楼大厅天花板漏水"
RECEIPT = "@李阿姨 已登记 C1｜漏水｜3栋2单元1楼，11:00 前给您回话。"
# Too long for an index of PostgreSQL, which would compress what repeats itself.
JUNK = "".join(map(chr, Random(1).sample(range(0x4E00, 0x9FA5), 1900)))
NOISE = [
    "",
    " \u3000\t\n",
    "\u200b\u202e\u2066\ufeff",
    "\x00\x01\x1f\x7f",
    "\ud83d\ude00\ud83d",
    "啊" * 100_000,
    "@" * 100_000,
    "@小王\u2005" * 1_000,
    "{name} {0} %s ${x}",
    "'; DROP TABLE cases; --",
    "/" * 10_000,
    "／\u3000",
    "#接龙" * 5_000,
    "[图片]" * 5_000,
]


@pytest.mark.parametrize("text", NOISE, ids=lambda text: repr(text[:12]))
async def test_noise_is_heard_in_silence_and_the_next_message_is_understood(town, text):
    assert await town.say("李阿姨", text) == []
    heard = await town.say("李阿姨", LEAK)

    assert told(heard, "G1") == [RECEIPT]
    assert all(outcome.door is not Door.FAILED for outcome in town.outcomes)


@pytest.mark.parametrize(
    "text", [*NOISE, "/办结 " + "C1," * 20_000, "/办结 C99999999999999999999"]
)
async def test_a_command_of_any_shape_gets_one_kind_line_at_the_most(town, text):
    heard = await town.say("小王", f"/{text}", room="W1")

    assert town.outcome.door is not Door.FAILED
    assert len(told(heard, "W1")) <= 1
    assert all(len(words) < 300 for _, words in heard)


@pytest.mark.parametrize("who", ["李\u202e阿姨", "\ud800", "", "阿" * 10_000, "{name}", "@所有人"])
async def test_a_strange_nickname_is_shown_harmlessly(town, who):
    heard = await town.say("李阿姨", LEAK, nick=who)
    (words,) = told(heard, "G1")

    assert "C1" in words
    assert len(words) < 200
    assert not set(words) & set("\u202e\ud800")
    assert "@所有人" not in words


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.TEXT}))
async def test_other_kinds_of_message_make_no_case_and_no_noise_in_the_group(town, kind):
    heard = await town.hear(town.arrival("李阿姨", kind=kind, file="x", about="nothing"))

    assert told(heard, "G1") == []
    assert town.outcome.door is not Door.FAILED
    assert town.all(Case) == ()


@pytest.mark.parametrize(
    ("off", "taken"),
    [
        (timedelta(minutes=-3), timedelta(minutes=-3)),
        (timedelta(minutes=3), timedelta()),
        (timedelta(days=400), timedelta()),
        (timedelta(days=-8), timedelta()),
        (timedelta(days=-20_000), timedelta()),
    ],
)
async def test_an_absurd_date_is_taken_as_now(town, off, taken):
    await town.say("李阿姨", LEAK, at=MONDAY_NINE + off)

    assert town.one(Case).accepted_at == MONDAY_NINE + taken


async def test_the_same_message_a_thousand_times_is_one(town):
    arrival = town.arrival("李阿姨", LEAK)
    heard = await town.hear(*[arrival] * 1_000)

    assert told(heard, "G1") == [RECEIPT]


async def test_a_room_that_nobody_has_claimed_is_not_our_business(town):
    assert await town.say("李阿姨", LEAK, room="别处") == []
    assert town.all(Case) == ()


async def test_a_recall_of_what_never_came_is_no_error(town):
    heard = await town.hear(town.arrival("李阿姨", kind=Kind.RECALL, about="m999"))

    assert heard == []


@pytest.mark.parametrize("field", ["nick", "alias"])
@pytest.mark.parametrize("room", ["G1", ""])
async def test_a_name_of_any_length_is_cut_and_its_bearer_heard(town, field, room):
    heard = await town.say("李阿姨", LEAK, room=room, **{field: JUNK})

    assert town.outcome.door is Door.INTENT
    assert told(heard, room or "李阿姨")
    assert all(len(one.nick) <= 64 for one in (*town.all(Person), *town.all(Membership)))


@pytest.mark.parametrize("field", ["id", "room", "sender", "about", "people"])
async def test_a_message_with_an_absurd_id_costs_no_other(town, field):
    absurd = {field: (JUNK,) if field == "people" else JUNK}
    before = town.arrival("王叔", "5栋电梯坏了")
    bad = replace(town.arrival("李阿姨", LEAK), **absurd)
    bye = replace(town.arrival("李阿姨", kind=Kind.RECALL, about="m1"), **absurd)
    come = replace(town.arrival("李阿姨", kind=Kind.JOIN, people=("赵姐",)), **absurd)
    after = town.arrival("张叔", "南门路灯不亮了")
    await town.hear(before, bad, bye, come, after)

    doors = [one.door for one in town.outcomes]
    assert doors == [Door.INTENT, *[Door.SILENCE] * 3, Door.INTENT]
    assert len(town.all(Case)) == 2
    with town.runtime.store.plumbing() as connection:
        assert inbox.waiting(connection, town.now + DAY) == []


@pytest.mark.parametrize("text", ["1栋2单元一楼{}天花板漏水", "我家在{}附近路灯坏了", "/接龙 {}"])
async def test_words_of_any_length_find_their_place(town, text):
    await town.say("李阿姨", text.format(JUNK))

    assert town.outcome.door is not Door.FAILED
