import pytest

from nlp.neighbourhood import Neighbourhood
from nlp.normalise import normalise
from nlp.places import Where, buildings, is_vague, read_where

HERE = Neighbourhood("蔚蓝香廷", ("8号车库", "快递柜", "围墙"), ("蔚蓝香廷", "蔚蓝香廷二期"))


def where(text):
    found = read_where(normalise(text), HERE)
    return tuple(part for part in (found.building, found.unit, found.floor, found.house) if part)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("8栋2单元一楼大厅天花板漏水", ("8栋", "2单元", "1楼")),
        ("8幢二单元进门那里滴水", ("8栋", "2单元")),
        ("1號樓電梯壞了", ("1栋",)),
        ("5栋顶楼有点渗水", ("5栋", "顶楼")),
        ("五栋七楼下雨就漏", ("5栋", "7楼")),
        ("二十三座", ("23栋",)),
        ("13栋1102", ("13栋", "1102")),
        ("3单元301", ("3单元", "301")),
        ("就是502那家", ("502",)),
        ("3-2-501漏水", ("3栋", "2单元", "501")),
        ("8号2单元", ("8栋", "2单元")),
        ("4栋楼下", ("4栋",)),
        ("一号楼电梯困人", ("1栋",)),
        ("7、8号楼中间", ("7栋",)),
        ("8号楼四门二楼", ("8栋", "4单元", "2楼")),
        ("7号楼2门301", ("7栋", "2单元", "301")),
        ("4号楼门口", ("4栋",)),
        ("1404的别睡了", ("1404",)),
        ("5号楼负二层", ("5栋",)),
        ("8栋地下二层", ("8栋",)),
    ],
)
def test_buildings_units_floors_rooms(text, parts):
    assert where(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "12号风铃木叶子黄了",
        "13812345678",
        "2025年12月3号",
        "晚上7-9点",
        "楼上太吵",
        "0栋",
        "买了1404的票",
    ],
)
def test_other_numbers_are_no_places(text):
    assert where(text) == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("5、6、7号楼停水", {5, 6, 7}), ("6栋到7栋之间", {6, 7}), ("周一到5号楼集合", {5})],
)
def test_every_building_named_is_known(text, numbers):
    assert buildings(text) == numbers


def test_named_places_and_the_whole_estate():
    assert read_where("蔚蓝香廷小区8号车库路面破损", HERE).named == "8号车库"
    assert read_where("全小区都没电吧", HERE).whole
    assert read_where("蔚蓝香廷二期3栋", HERE) == Where("蔚蓝香廷二期", "3栋")


@pytest.mark.parametrize(
    ("text", "vague"),
    [("就楼下那个", True), ("门口那边", True), ("谢谢", False), ("那边" * 20, False)],
)
def test_words_that_point_without_naming(text, vague):
    assert is_vague(text) is vague
