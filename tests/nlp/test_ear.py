"""The ear: what the whole wording tells where no known word does; sure, half sure, or silent."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from nlp import corpus
from nlp.corpus import Line
from nlp.ear import CHATTER, SHIPPED, Ear, shipped
from nlp.evaluation.intents import compared
from nlp.features import hear, outline
from nlp.guess import COMPLAINT, INTENTS, Tier
from nlp.judgement import judged
from nlp.model import NotAModel, loaded
from nlp.neighbourhood import Neighbourhood
from nlp.sentence import prepare
from nlp.training.ear import digest, train
from nlp.understand import Understander
from tests.nlp.test_activities import NOW
from tests.nlp.test_matters import HERE, UNDERSTAND

EAR = shipped()
LISTENER = Understander(UNDERSTAND.intents, EAR)
SAMPLE = corpus.lines()[::12]


def meaning_of(text):
    return judged(LISTENER(text, HERE, NOW), EAR)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("6栋那个灯又在跳大神了", "complaint"),
        ("楼道黑得像山洞，老太太摸着墙回家的", "complaint"),
        ("周六上午小广场捡垃圾，还要五个人手，管瓶水", "volunteer"),
        ("护学岗我能站，早上没事", "volunteer"),
        ("掼蛋三缺一，凉亭，速来", "activity_call"),
        ("谁家有长梯子借我用一下午", "resource_request"),
        ("婴儿床孩子睡不下了，谁要来搬", "resource_offer"),
        ("要是小区能有个修鞋摊就好了", "wish"),
        ("保安小哥顶着雨帮我推车，太感谢了", "thanks"),
        ("今天的包子铺排了好长的队", "chat"),
    ],
)
def test_the_likeliest_intent(text, intent):
    assert meaning_of(text).intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "早上好",
        "哈哈哈哈",
        "我家猫会开门了",
        "6栋快递放门口了",
        "晚上6栋见",
        "电视剧里电梯都掉下来了吓死我",
    ],
)
def test_chatter_is_neither_acted_on_nor_shown(text):
    assert meaning_of(text).tier is Tier.SILENT


@pytest.mark.parametrize(
    "text",
    [
        "希望今晚能做个好梦",
        "送小丸子给我做礼物",
        "去哪啊。我也想去",
        "借我一双慧眼吧",
    ],
)
def test_nothing_is_acted_on_without_a_word_of_what_it_is_about(text):
    assert meaning_of(text).tier is not Tier.SURE


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("8栋着火了！", Tier.SURE),
        ("二单元电梯困人了", Tier.SURE),
        ("看到他的那一刻我触电了，后来发现是毛衣", Tier.HALF_SURE),
        ("刚工作那年停电，我们围着蜡烛打牌打到天亮", Tier.SILENT),
    ],
)
def test_known_words_are_believed_as_far_as_the_wording_allows(text, tier):
    """Words of danger are shown to somebody at least."""
    assert meaning_of(text).tier is tier


def test_what_is_suggested_in_known_words_is_a_wish():
    assert meaning_of("建议物业把小区的路灯换成太阳能的").intent == "wish"


def test_what_is_told_without_known_words_is_acted_on():
    text = "7栋路灯忽闪忽闪的，老人走路直打晃"
    assert not UNDERSTAND(text, HERE, NOW).meanings

    read = LISTENER(text, HERE, NOW).meanings[0]
    assert (read.intent, read.tier, read.what.cat) == ("matter", Tier.SURE, "照明")
    assert read.what.where.building == "7栋"


@pytest.mark.parametrize(
    ("text", "by_words", "filed"),
    [
        ("轿厢灯一闪一闪的，跟拍鬼片似的", "照明", "电梯"),
        ("3栋消防楼梯的应急灯一个都不亮，停电就抓瞎", "供电", "照明"),
        ("9栋王老五偷接公共电", "治安", "治安"),
        ("6栋电表箱着火了，黑灯瞎火的", "供电", "供电"),
    ],
)
def test_a_matter_is_filed_where_the_whole_wording_puts_it(text, by_words, filed):
    """Danger and accusations stay where their words put them."""
    assert UNDERSTAND(text, HERE, NOW).meanings[0].what.cat == by_words
    assert LISTENER(text, HERE, NOW).meanings[0].what.cat == filed


def test_a_notice_is_never_a_report():
    assert (
        meaning_of("【通知】因线路检修，周三8:00至12:00三号楼停电，请互相转告").tier is Tier.SILENT
    )


def test_another_estate_is_not_ours():
    elsewhere = Neighbourhood("蔚蓝香廷", (), ("蔚蓝香廷",))
    read = LISTENER("阳光花园那边黑得像山洞，灯又跳大神了", elsewhere, NOW)

    assert not read.meanings


@pytest.mark.parametrize(
    "text",
    [
        "楼下有股臭鸡蛋味，头有点晕",
        "电梯卡在五楼，里面有个孕妇一直在拍门",
        "配电箱冒火星了噼里啪啦的",
    ],
)
def test_danger_is_urgent(text):
    assert meaning_of(text).urgent


def test_shares_are_of_one():
    shares = EAR.shares(prepare("谁家有梯子"))

    assert set(shares) == set(INTENTS)
    assert sum(shares.values()) == pytest.approx(1)


def test_a_complaint_says_by_which_words():
    guess = EAR(prepare("单元门的锁又坏了，没人管"))

    assert guess.why and all(word in "单元门的锁又坏了，没人管" for word in guess.why)


def test_a_glance_is_enough_for_much_chatter():
    chatter = [line for line in SAMPLE if line.intent == "chat" and not line.hard]
    passed_over = sum(EAR.unless_chatter(prepare(line.text)) is None for line in chatter)

    assert passed_over * 3 > len(chatter)


def test_a_word_of_a_class_is_one_symbol_in_the_skeleton():
    one = hear(outline("羽毛球来不来"))["skeleton"]
    other = hear(outline("掼蛋来不来"))["skeleton"]

    assert one == other != hear(outline("来不来"))["skeleton"]


def test_numbers_are_alike_but_those_one_calls_when_in_need():
    assert outline("13栋") == outline("7栋")
    assert outline("打120") != outline("打110") != outline("打95")


def test_the_same_lines_make_the_same_bytes():
    assert train(SAMPLE).dumped() == train(SAMPLE).dumped()


def test_a_model_survives_its_file():
    model = train(SAMPLE)
    again = loaded(model.dumped())

    assert again.made_from == digest(SAMPLE)
    assert np.array_equal(again.weights, model.weights)
    heard = prepare("楼道灯坏了三天没人修")
    assert Ear(again)(heard).intent == Ear(model)(heard).intent == COMPLAINT


@pytest.mark.parametrize("data", [b"", b"PK", b"not a model", SHIPPED.read_bytes()[:5000]])
def test_what_is_no_model_is_refused(data):
    with pytest.raises(NotAModel):
        loaded(data)


def test_what_weighs_more_is_learned_from():
    told = "楼下那棵树又在唱戏"
    lesson = Line(id="x", text=told, intent="wish", hand="lessons", weight=20.0)

    before, after = Ear(train(SAMPLE)), Ear(train((*SAMPLE, lesson)))

    assert before(prepare(told)).intent != "wish"
    assert after(prepare(told)).intent == "wish"


def test_the_shipped_ear_is_made_of_the_corpus_as_it_is():
    """If not: python3 run.py train --shipped."""
    assert loaded(SHIPPED.read_bytes()).made_from == digest(corpus.lines())


@pytest.mark.slow
def test_a_hand_unheard_is_understood_as_well_as_before():
    held, others = [], []
    for line in corpus.lines():
        (held if line.hand == "short" else others).append(line)
    ear = Ear(train(others))
    listener = Understander(UNDERSTAND.intents, ear)
    found = compared(held, [judged(listener(line.text, HERE, NOW), ear) for line in held])

    assert found.macro_f1 >= 0.72
    assert found.auto.precision >= 0.88
    assert found.category.recall >= 0.72


def test_what_the_glance_takes_for_chatter_stays_silent_whatever_it_is():
    understood = LISTENER("哈哈", HERE, NOW)
    assert understood.guess is None

    shouting = Ear(replace(loaded(SHIPPED.read_bytes()), act=dict.fromkeys(INTENTS, 0.0)))
    assert judged(understood, shouting).tier is Tier.SILENT
    assert CHATTER.tier is Tier.SILENT


@pytest.mark.parametrize(
    ("text", "tier", "level"),
    [
        ("7栋楼下那排车冒黑烟了", Tier.SURE, "急"),
        ("着了着了！垃圾房！打119了没", Tier.HALF_SURE, "急"),
    ],
)
def test_danger_in_the_wording_raises_the_level(text, tier, level):
    meaning = LISTENER(text, HERE, NOW).meanings[0]
    assert (meaning.tier, meaning.what.level) == (tier, level)


@pytest.mark.parametrize(
    ("text", "visibility"),
    [
        ("3栋王奶奶老伴中风瘫在床上，没人照顾", "受限"),
        ("老年痴呆的爷爷走丢了，穿灰夹克", "公开"),
        ("爸爸喝酒就打我，我今年11岁", "专人"),
    ],
)
def test_illness_is_private_unless_somebody_is_lost_or_in_danger(text, visibility):
    assert LISTENER(text, HERE, NOW).meanings[0].what.visibility == visibility


def test_an_ear_made_for_other_classes_of_words_is_refused(monkeypatch):
    data = SHIPPED.read_bytes()
    monkeypatch.setattr("nlp.model.classes_of_words", lambda: "others")
    with pytest.raises(NotAModel, match="classes"):
        loaded(data)


@pytest.mark.parametrize("at", range(100, 3_000_000, 270_000))
def test_a_damaged_ear_is_refused_or_whole(at):
    data = bytearray(SHIPPED.read_bytes())
    data[at : at + 40] = bytes(40)
    with suppress(NotAModel):
        loaded(bytes(data))
