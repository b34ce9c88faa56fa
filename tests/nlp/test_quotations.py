"""What a message begins by quoting, as it was written."""

import pytest

from nlp.matters import insisted
from nlp.sentence import Quotation, quotation
from tests.nlp.test_activities import NOW
from tests.nlp.test_matters import HERE, UNDERSTAND


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("「阿玲：6栋灯坏了」\n- - - - - -\n/是诉求", Quotation("阿玲", "6栋灯坏了", "/是诉求")),
        ("「阿玲:６棟燈壞了！」 ／是诉求", Quotation("阿玲", "６棟燈壞了！", "／是诉求")),
        ("「6栋灯坏了」好", Quotation("", "6栋灯坏了", "好")),
        (" 「阿玲：第一行\n第二行」", Quotation("阿玲", "第一行\n第二行", "")),
    ],
)
def test_who_said_what_and_what_is_added(raw, found):
    assert quotation(raw) == found


@pytest.mark.parametrize(
    "raw", ["", "他说「灯坏了」", "「」好", "「 」好", "「阿玲：灯坏了", "灯坏了"]
)
def test_nothing_quoted_is_no_quotation(raw):
    assert quotation(raw) is None


@pytest.mark.parametrize(
    ("text", "cat", "place"),
    [
        ("6栋那个灯又在跳大神了", "照明", "6栋"),
        ("8栋电梯又在开演唱会", "电梯", "8栋"),
        ("那股味儿太上头了", "其他", ""),
        ("", "其他", ""),
    ],
)
def test_a_person_says_that_it_is_one_and_it_is_read_as_well_as_can_be(text, cat, place):
    matter = insisted(UNDERSTAND(text, HERE, NOW).sentence, HERE)

    assert (matter.cat, matter.where.building) == (cat, place)
