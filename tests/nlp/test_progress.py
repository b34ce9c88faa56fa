from datetime import datetime

import pytest

from community.calendar import ZONE
from nlp.neighbourhood import Neighbourhood
from nlp.progress import lexicon, read_cleared, read_progress
from nlp.scan import Scanner
from nlp.sentence import prepare

HERE = Neighbourhood("幸福里", ("健身角", "8号车库"), ("幸福里",))
NOW = datetime(2026, 5, 14, 9, 0, tzinfo=ZONE)
SCAN = Scanner((lexicon(),))


def progress(text):
    found = read_progress(SCAN(prepare(text)), HERE, NOW)
    return found and found.what


@pytest.mark.parametrize(
    ("text", "cat", "done"),
    [
        ("健身器材修好啦大家可以用了", "公共设施", True),
        ("3栋电梯修好了", "电梯", True),
        ("楼道灯修好了，谢谢物业", "照明", True),
        ("王大爷，您上次说的健身器材，我们已经联系好师傅了！", "公共设施", False),
        ("8号车库的路面我们几个已经联系好人了，明天来铺", "道路设施", False),
        ("您说的那个灯我们约了师傅明天来", "照明", False),
        ("上次说的漏水，师傅约好了", "漏水", False),
    ],
)
def test_news_of_a_known_matter(text, cat, done):
    found = progress(text)

    assert cat in found.cats
    assert found.done is done


def test_news_of_what_is_quoted_names_nothing_itself():
    found = progress("「阿玲：灯坏了」修好了")

    assert found.done
    assert not found.cats


@pytest.mark.parametrize(
    "text",
    [
        *("电梯修好了吗", "电梯没修好", "电梯什么时候修好", "灯修好了没"),
        *("3栋灯修好了，又坏了", "听说6栋的路灯修好了", "去年路灯坏了，修好了"),
        *("9栋门禁坏了，已经联系物业了还是没人来", "3栋电梯坏了，已经报修了"),
        *("要是电梯修好了就好了", "电梯修好了哈哈哈", "修好了", "已经联系好了"),
        *("「阿玲：灯坏了」修好了没", "谁约了师傅修灯"),
    ],
)
def test_what_only_sounds_like_news(text):
    assert progress(text) is None


@pytest.mark.parametrize(
    "text", ["顺手带下去了", "我已经清了", "我刚把楼道打扫干净了", "垃圾扔了"]
)
def test_somebody_has_tidied_up_themselves(text):
    assert read_cleared(SCAN(prepare(text)), HERE, NOW) is not None


@pytest.mark.parametrize(
    "text",
    [
        *("谁清了", "清了吗", "物业清走了", "还没清了呢", "顺手的事"),
        *("有人搬走了", "要是清了就好了", "顺手带下去" + "啊" * 30 + "了"),
    ],
)
def test_nobody_has_tidied_up_themselves(text):
    assert read_cleared(SCAN(prepare(text)), HERE, NOW) is None
