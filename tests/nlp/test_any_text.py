"""Whatever is written: an answer, in bounded time, never an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import choices
from nlp.ear import shipped
from nlp.judgement import judged
from nlp.matters import insisted
from nlp.privacy import mask
from nlp.segment import learn, segment
from nlp.sentence import prepare, quotation
from nlp.slots import read_slots
from nlp.understand import Understander
from tests.nlp.test_activities import NOW
from tests.nlp.test_matters import HERE, UNDERSTAND

WORDS = st.sampled_from(
    [
        *"栋楼号0123456789一二三十点半前，。？!「」@#+ \n",
        "楼道灯",
        "漏水",
        "我来",
        "缺两人",
        "接龙",
        "周三",
    ]
)
HOSTILE = [
    "",
    "\x00\x01\x02",
    "\ud800",
    "\u202e" * 500,
    "@小格 " * 1000,
    "「" * 5000,
    "「啊" + " " * 20_000,
    "「啊」" + "- " * 10_000,
    "(" * 20_000,
    "1" * 20_000,
    "啊" * 20_000,
    "1栋" * 7_000,
    "三十" * 7_000,
    "漏水" * 7_000,
    "1. \n" * 5_000,
    "#接龙 " + "a" * 20_000,
    "周" * 20_000,
    "我和老伴" * 4_000,
    " " * 20_000,
    "(a" * 10_000,
    "{}%s{0}" * 100,
    "<svg onload=alert(1)>",
    "'); DROP TABLE cases;--",
]
QUESTIONS = (
    choices.read_grade,
    choices.read_done,
    choices.read_yes_no,
    choices.read_place,
    choices.read_reply,
)


LISTENER = Understander(UNDERSTAND.intents, shipped())


def read_everything(text):
    mask(text)
    read_slots(text)
    judged(LISTENER(text, HERE, NOW), shipped())
    quotation(text)
    insisted(UNDERSTAND(text, HERE, NOW).sentence, HERE)
    for read in QUESTIONS:
        read(prepare(text), HERE)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_is_read_without_harm(text):
    read_everything(text)


@given(st.text(max_size=120))
def test_any_text_is_read(text):
    read_everything(text)


@given(st.lists(WORDS, max_size=60).map("".join))
def test_any_mixture_of_our_own_words_is_read(text):
    read_everything(text)


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_a_hundred_thousand_characters_are_read(text):
    """How long it takes is a figure of bench.path; a pattern that runs away would never end."""
    read_everything((text * 50_000)[:100_000])


def test_a_word_learned_again_weighs_no_more():
    text = "楼下烧烤摊每天吵到两点，5栋这边没法睡"
    UNDERSTAND.warm_up()
    before = segment(text)
    for _ in range(15):
        learn(UNDERSTAND._scan.words)

    assert segment(text) == before
