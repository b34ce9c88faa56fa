import pytest

from community.places import Place, read_place

ESTATES = ("蔚蓝香廷", "蔚蓝香廷二期", "百合园")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("蔚蓝香廷8栋2单元1楼", Place("蔚蓝香廷", "8栋", "2单元", "1楼")),
        ("蔚蓝香廷5栋顶楼", Place("蔚蓝香廷", "5栋", floor="顶楼")),
        ("蔚蓝香廷8号车库", Place("蔚蓝香廷", named="8号车库")),
        ("蔚蓝香廷二期3栋", Place("蔚蓝香廷二期", "3栋")),
        ("百合园", Place("百合园")),
    ],
)
def test_a_canonical_place_reads_back_as_what_it_was(text, place):
    assert read_place(text, ESTATES) == place
    assert str(place) == text


def leak(unit="", floor="", building="8栋"):
    return Place("蔚蓝香廷", building, unit, floor)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (leak("2单元", "1楼"), leak("2单元"), True),
        (leak("2单元", "1楼"), leak(), True),
        (leak("2单元"), leak("3单元"), False),
        (leak(floor="6楼"), leak(floor="顶楼"), False),
        (leak(building="8栋"), leak(building="18栋"), False),
    ],
)
def test_places_agree_unless_something_contradicts(one, other, agree):
    assert one.agrees(other) is agree
    assert other.agrees(one) is agree


def test_what_neighbours_say_leaves_the_estate_out():
    assert leak("2单元").short == "8栋2单元"
    assert Place("百合园").short == "百合园"


def test_parts_said_before_fill_what_the_answer_leaves_out():
    said_first = Place("蔚蓝香廷", floor="1楼")

    assert leak("2单元").filled(said_first) == leak("2单元", "1楼")
