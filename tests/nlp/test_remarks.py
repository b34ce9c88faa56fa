import pytest

from nlp.choices import (
    Grade,
    Placed,
    read_done,
    read_grade,
    read_place,
    read_reply,
    read_yes_no,
)
from nlp.jielong import read_jielong
from nlp.normalise import normalise
from nlp.privacy import mask
from nlp.sentence import prepare
from tests.nlp.test_activities import meant
from tests.nlp.test_matters import HERE


def grade(text):
    found = read_grade(prepare(text), HERE)
    return found.grade if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (text, Grade.GOOD)
            for text in ("1", "1 师傅很快", "满意", "好了好了 水也够", "修得挺好", "没问题")
        ),
        *((text, Grade.MIDDLING) for text in ("2", "还行", "一般吧", "基本满意")),
        *((text, Grade.BAD) for text in ("3", "不满意", "没修好", "还在漏", "根本没人来")),
        *(
            (text, Grade.UNCLEAR)
            for text in (
                "好是好了，又滴了一点",
                "修好了，但是还漏",
                "1 但是还在漏",
                "3 修好了谢谢",
            )
        ),
        *((text, None) for text in ("明天有雨吗", "1栋", "3点吧", "您是哪位", "", "10")),
    ],
)
def test_grades_in_digits_and_in_words(text, expected):
    assert grade(text) is expected


def test_what_follows_the_grade_is_the_reason_as_written():
    assert read_grade(prepare("３，还在滴！！"), HERE).reason == "还在滴！！"
    assert read_grade(prepare("不满意，根本没人来"), HERE).reason == "不满意，根本没人来"
    assert read_grade(prepare("不满意。"), HERE).reason == ""


@pytest.mark.parametrize(("text", "done"), [("修好了", True), ("没修好", False), ("早", None)])
def test_done_or_not(text, done):
    assert read_done(prepare(text), HERE) is done


@pytest.mark.parametrize(
    ("text", "yes"), [("1", True), ("同意", True), ("行的", True), ("2", False), ("算了", False)]
)
def test_yes_and_no(text, yes):
    assert read_yes_no(prepare(text), HERE) is yes


@pytest.mark.parametrize("text", ["11", "行李丢了", "不知道", "好的好的下次再说吧"])
def test_neither_yes_nor_no(text):
    assert read_yes_no(prepare(text), HERE) is None


def test_an_answer_about_the_place_may_be_none():
    assert read_place(prepare("12栋2单元"), HERE).where.building == "12栋"
    assert read_place(prepare("就楼下那个"), HERE) == Placed(None)
    assert read_place(prepare("谢谢"), HERE) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("电梯要是坏了找谁", "inquiry"),
        ("充电桩装在楼下会不会起火？谁出钱？", "inquiry"),
        ("医保怎么报销", "inquiry"),
        ("社保怎么转移", "inquiry"),
        ("居住证怎么办", "inquiry"),
        ("「吴婶：一楼老有人堆放杂物」这个后来咋样了", "chase"),
        ("C12修好了吗", "chase"),
        ("说错了，是4栋", "correction"),
        ("假的吧", "doubt"),
        ("我家也是", "echo"),
        ("我们单元也一样", "echo"),
        ("同求", "echo"),
        ("不是吧，没坏", "doubt"),
    ],
)
def test_remarks_on_what_was_said(text, intent):
    assert meant(text, intent) is not None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("这个怎么弄", "inquiry"),
        ("几点下班", "inquiry"),
        ("居住证办好了", "inquiry"),
        ("李四老占我车位怎么办？找谁管", "inquiry"),
        ("后来呢", "chase"),
        ("真的假的啊", "doubt"),
        ("你要好好的啊", "doubt"),
        ("说错了", "correction"),
        ("我家也有一只猫", "echo"),
        ("同求职的人一起", "echo"),
    ],
)
def test_words_that_remark_on_nothing(text, intent):
    assert meant(text, intent) is None


def test_two_questions_are_two():
    assert meant("充电桩装在楼下会不会起火？谁出钱？", "inquiry").parts == 2


@pytest.mark.parametrize(
    ("text", "title", "entries"),
    [
        ("#接龙 周三托管志愿者\n例 姓名\n1. 梁妈", "周三托管志愿者", ("梁妈",)),
        ("＃接龍 值班\n1、梁妈\n2．覃爸（周五）", "值班", ("梁妈", "覃爸")),
        ("接龙：团建\n\n1.甲\n1.甲\n3. ", "团建", ("甲",)),
        ("#接龙\n周末打扫\n1. 甲", "周末打扫", ("甲",)),
    ],
)
def test_lists_in_all_their_forms(text, title, entries):
    found = read_jielong(normalise(text))

    assert (found.title, found.entries) == (title, entries)


@pytest.mark.parametrize("text", ["大家接龙吧", "1. 甲\n2. 乙", "", "今天接龙了吗"])
def test_these_are_no_lists(text):
    assert read_jielong(normalise(text)) is None


@pytest.mark.parametrize(
    ("written", "kept", "found"),
    [
        ("有事找我13812345678，家在5栋", "有事找我138****5678，家在5栋", 1),
        ("138-1234-5678", "138-****-5678", 1),
        ("+8613812345678", "+86138****5678", 1),
        ("8613812345678", "86138****5678", 1),
        ("138－1234－5678", "138－****－5678", 1),
        ("１３８１２３４５６７８", "１３８****５６７８", 1),
        ("身份证362301199001011234", "身份证362301********1234", 1),
        ("36230119900101123X", "362301********123X", 1),
        ("订单 2025071912345678901", "订单 2025071912345678901", 0),
        ("8号楼 12345", "8号楼 12345", 0),
    ],
)
def test_numbers_are_masked_and_nothing_else(written, kept, found):
    masked = mask(written)

    assert (masked.text, masked.found) == (kept, found)


@pytest.mark.parametrize("text", ["明天上午在家", "好了", "好的，明天在家", "3号在家"])
def test_whatever_is_said_is_a_reply(text):
    assert read_reply(prepare(text), HERE) == text


@pytest.mark.parametrize("text", ["好的", "好的，谢谢", "收到！", "嗯嗯", "1", " 2 ", ""])
def test_courtesy_and_the_answer_to_something_else_are_none(text):
    assert read_reply(prepare(text), HERE) is None
