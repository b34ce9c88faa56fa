"""Numbers in whatever notation, and whose they are."""

import pytest

from nlp.neighbourhood import Neighbourhood
from nlp.own_data import Wish, lexicon, read_own_data
from nlp.privacy import mask
from nlp.scan import Scanner
from nlp.sentence import prepare
from tests.kit.town import MONDAY_NINE

SCANNER = Scanner((lexicon(),))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("138 1234 5678", "138 **** 5678"),
        ("138.1234.5678", "138.****.5678"),
        ("+86 138-1234-5678", "+86 138-****-5678"),
        ("008613812345678", "0086138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "1 3 8 * * * * 5 6 7 8"),
        ("一三八一二三四五六七八", "一三八****五六七八"),
        ("幺三八 一二三四 五六七八", "幺三八 **** 五六七八"),
        ("①③⑧①②③④⑤⑥⑦⑧", "①③⑧****⑤⑥⑦⑧"),
        ("138一二三四5678", "138****5678"),
        ("138123\n45678", "138***\n*5678"),
        ("362301 19900101 123X", "362301 ******** 123X"),
        ("36230119900101\n123X", "362301********\n123X"),
        ("13812345678、13912345678", "138****5678、139****5678"),
    ],
)
def test_a_number_is_masked_in_any_notation(written, kept):
    assert mask(written).text == kept


@pytest.mark.parametrize(
    "written",
    [
        "13 14 15 16 17 18栋",
        "1500 2000 300",
        "2025-11-22 13:00-15:00 150人",
        "0797-8234567",
        "一三五七九单号栋",
        "1998年13栋 1402",
        "3单元 101 2025 1234",
        "1. 张三\n2. 李四 138",
    ],
)
def test_other_numbers_stay(written):
    assert mask(written).found == 0


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("有事找我13812345678", "13812345678"),
        ("13812345678", "13812345678"),
        ("我妈的电话13912345678，我电话13812345678", "13812345678"),
        ("物业电话13912345678", ""),
        ("他的电话是13812345678", ""),
        ("13812345678、13912345678都行", ""),
        ("身份证362301199001011234", ""),
        ("「阿玲：我电话13812345678」记一下", ""),
    ],
)
def test_whose_number_it_is(written, own):
    assert mask(written).own == own


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("把我的电话删掉", Wish.FORGET_PHONE),
        ("请删除我的手机号，谢谢", Wish.FORGET_PHONE),
        ("我的电话删了吧", Wish.FORGET_PHONE),
        ("删除我的所有信息", Wish.FORGET_ALL),
        ("帮我把我全部的资料都删掉", Wish.FORGET_ALL),
        ("注销我的全部数据", Wish.FORGET_ALL),
        ("删除我的信息", Wish.WHICH),
        ("我的信息有哪些", Wish.SHOW),
        ("导出我的信息", Wish.SHOW),
        ("你存了我哪些信息？", Wish.SHOW),
        ("别删除我的所有信息", None),
        ("他说要删除我的所有信息", None),
        ("删除我的所有信息是什么意思", None),
        ("我的手机丢了", None),
        ("把我的积分删掉", None),
        ("把他的电话删掉", None),
    ],
)
def test_what_somebody_wants_of_what_is_kept_about_them(said, wish):
    found = read_own_data(SCANNER(prepare(said)), Neighbourhood(), MONDAY_NINE)

    assert (found.what if found else None) is wish
