"""How fast the account speaks: so often a day, and not where a person does."""

from bot.channels.wechaty.pace import Pace

ROOM, OTHER = "3@chatroom", "4@chatroom"
HOUR, DAY = 3600, 24 * 3600


def pace(most_per_day: int = 300) -> Pace:
    return Pace(20, most_per_day, chat_pause=3)


def test_a_day_is_spent_until_its_first_message_is_a_day_old() -> None:
    quick = pace(most_per_day=2)
    for now in (0, HOUR):
        quick.spoke(ROOM, now)

    assert quick.is_held(OTHER, 2 * HOUR)
    assert not quick.is_held(OTHER, DAY)


def test_a_room_is_left_to_the_person_who_speaks_there() -> None:
    quick = pace()
    quick.hold(ROOM, 0, 300)

    assert quick.is_held(ROOM, 299)
    assert not quick.is_held(ROOM, 300)
    assert not quick.is_held(OTHER, 1)
