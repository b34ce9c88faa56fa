import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp.normalise import LONGEST, clean, normalise
from nlp.sentence import prepare


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("１號樓電梯壞了，麻煩看一下", "1号楼电梯坏了,麻烦看一下"),
        ("都(dōu)堵了 楼道(lóudào)堵死", "都堵了 楼道堵死"),
        ("社區(shèqū)", "社区"),
        ("太吵了！！！！", "太吵了!"),
        ("楼\u200b道\ufeff灯", "楼道灯"),
        ("\u202e灯坏了\u202c", "灯坏了"),
        ("  灯   坏了\t\n", "灯 坏了"),
        ("3栋(东侧)", "3栋(东侧)"),
        ("灯坏了\ud83d", "灯坏了"),
    ],
)
def test_what_readers_hold_equal_is_made_equal(written, read):
    assert normalise(written) == read


@given(st.text(max_size=200))
@example("㊿½℃ﬁ")
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)


def test_nothing_is_read_beyond_its_length():
    assert len(normalise("啊" * 100_000)) == LONGEST


@given(st.text(alphabet=st.characters(), max_size=100))
def test_what_is_cleaned_can_be_written_to_a_file(text):
    clean(text).encode("utf-8")


def test_a_quotation_is_taken_off_and_kept():
    sentence = prepare("「吴婶：一楼老有人堆放杂物」\n- - - - - -\n这个后来咋样了")

    assert sentence.text == "这个后来咋样了"
    assert sentence.quoted == "一楼老有人堆放杂物"


def test_mentions_are_taken_off_and_say_whether_we_are_meant():
    ours = prepare("@社区助手\u20053栋灯坏了")
    others = prepare("@李师傅 3栋灯坏了")

    assert (ours.text, ours.addressed) == ("3栋灯坏了", True)
    assert (others.text, others.addressed) == ("3栋灯坏了", False)


def test_the_words_joined_are_the_text():
    sentence = prepare("8栋2单元一楼大厅天花板漏水")

    assert "".join(sentence.tokens) == sentence.text
