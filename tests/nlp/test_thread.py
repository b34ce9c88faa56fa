from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.corpus.conversations import conversations
from nlp.ear import shipped
from nlp.evaluation.threads import compared, followed
from nlp.guess import INTENTS
from nlp.thread import Thread
from nlp.thread_weights import dumped, loaded
from nlp.training.threads import train_threads
from nlp.turns import Turn
from tests.nlp.test_any_text import HOSTILE, WORDS

NOW = datetime(2025, 11, 22, 19, tzinfo=UTC)
EAR = shipped()
CALL = "张三: 周六下午羽毛球，还缺两个人"
LEAK = "李四: 3号楼地下室漏水了，水都漫到电梯口了"
DUTY = "网格员王芳: 周日上午河道捡垃圾，招募志愿者五名"
OFFER = "赵姐: 闲置婴儿车一辆，免费送，谁要"
WANTED = "小陈: 谁家有电钻借我用一下，明天还"
WISH = "老周: 建议小区门口装个休息的长椅"


def follow(*said, minutes=1):
    """(intent, what it refers to) of every turn, as read in the end; `who: text` each."""
    thread = Thread(EAR)
    for number, line in enumerate(said):
        who, _, text = line.partition(": ")
        thread.hear(Turn(who, text, NOW + timedelta(minutes=number * minutes)))
    read = [thread.reading(number) for number in range(len(said))]
    return [(one.intent, one.refers_to) if one else None for one in read]


@pytest.mark.parametrize(
    ("opening", "answer", "intent"),
    [
        (CALL, "孙五: 算我一个", "activity_join"),
        (CALL, "孙五: +1", "activity_join"),
        (CALL, "孙五: 我和老伴两个都来", "activity_join"),
        (DUTY, "孙五: 算我一个", "volunteer"),
        (DUTY, "孙五: 我报名", "volunteer"),
        (LEAK, "孙五: 我家也是", "complaint"),
        (OFFER, "孙五: 我要", "resource_request"),
        (WANTED, "孙五: 我家有，来拿", "resource_offer"),
        (WANTED, "孙五: 同求", "resource_request"),
        (WISH, "孙五: 支持", "wish"),
        (WISH, "孙五: 同求", "wish"),
    ],
)
def test_what_is_answered_decides_what_a_short_answer_means(opening, answer, intent):
    assert follow(opening, answer)[1] == (intent, 0)


def test_a_quotation_says_what_is_answered():
    read = follow(
        LEAK,
        CALL,
        "孙五: 「李四：3号楼地下室漏水了，水都漫到电梯口了」\n- - - - - - - - - - -\n我家也是",
        "孙五: 「张三：周六下午羽毛球，还缺两个人」\n- - - - - - - - - - -\n+1",
    )

    assert read[2:] == [("complaint", 0), ("activity_join", 1)]


def test_a_name_says_what_is_answered():
    read = follow(CALL, "钱六: 周六晚上打麻将，三缺一", "孙五: @张三 算我一个", "吴七: @钱六 我来")

    assert read[2:] == [("activity_join", 0), ("activity_join", 1)]


def test_the_words_say_what_is_answered():
    read = follow(CALL, "钱六: 周六晚上打麻将，三缺一", "孙五: 羽毛球算我一个", "吴七: 麻将我来")

    assert read[2:] == [("activity_join", 0), ("activity_join", 1)]


@pytest.mark.parametrize(
    "words", ["说错了，是4号楼", "不是3号楼是4号楼", "不对，是4号楼地下室", "打错了 4号楼"]
)
def test_a_correction_belongs_to_ones_own_report(words):
    assert follow(LEAK, CALL, f"李四: {words}")[2] == ("complaint", 0)


def test_the_answer_to_our_question_belongs_to_what_it_asked_about():
    read = follow(
        "李四: 楼道灯坏了好几天了，天天摸黑",
        "小格: @李四 请问是哪一栋哪个单元？",
        CALL,
        "李四: 5栋2单元",
    )

    assert read[1] == ("chat", 0)
    assert read[3] == ("complaint", 0)


def test_thanks_and_good_news_report_nothing_new():
    read = follow(LEAK, "物业小刘: 师傅马上到", "李四: 修好了", "李四: 好了谢谢")

    assert [intent for intent, _ in read[1:]] == ["chat", "chat", "thanks"]


def test_who_withdraws_withdraws_from_what_they_joined():
    read = follow(CALL, "孙五: 算我一个", "孙五: 不好意思，临时加班去不了了")

    assert read[2] == ("activity_join", 0)


def test_a_photo_after_its_words_belongs_to_them():
    assert follow(LEAK, "李四: [图片]")[1] == ("complaint", 0)


def test_words_after_a_photo_say_what_it_shows():
    read = follow("李四: [图片]", LEAK)

    assert read == [("complaint", None), ("complaint", 0)]


def test_somebody_elses_photo_waits_for_their_own_words():
    assert follow("孙五: [图片]", LEAK) == [("chat", None), ("complaint", None)]


def test_a_list_grown_by_an_entry_joins_the_list_before_it():
    lists = [
        "\n".join(
            ("#接龙 周日羽毛球活动，缺人", *(f"{n}. {name}" for n, name in enumerate(names, 1)))
        )
        for names in (["张三"], ["张三", "孙五"], ["张三", "孙五", "吴七"])
    ]
    read = follow(f"张三: {lists[0]}", f"孙五: {lists[1]}", "钱六: 今天真冷", f"吴七: {lists[2]}")

    assert [read[1][1], read[3][1]] == [0, 1]
    assert read[1][0] == read[3][0] != "chat"


def test_banter_joins_nothing():
    read = follow("老何: 昨晚球赛看了没", "孙五: 看了 气死", CALL, "老何: 我家猫又把花瓶打了哈哈")

    assert [intent for intent, _ in (read[0], read[1], read[3])] == ["chat"] * 3


def test_nothing_outlives_an_hour():
    thread = Thread(EAR)
    thread.hear(Turn("张三", "周六下午羽毛球，还缺两个人", NOW))
    thread.hear(Turn("孙五", "算我一个", NOW + timedelta(minutes=60)))

    assert thread.reading(0) is None
    assert thread.reading(1).refers_to is None


def test_a_neighbours_complaint_is_answered_for_ten_minutes():
    assert follow(LEAK, "孙五: 我家也是", minutes=9)[1] == ("complaint", 0)
    assert follow(LEAK, "孙五: 我家也是", minutes=11)[1][1] is None


def test_a_call_stays_open():
    assert follow(CALL, "孙五: 算我一个", minutes=40)[1] == ("activity_join", 0)


def test_only_so_many_turns_are_remembered():
    read = follow(*["张三: 嗯"] * 80, minutes=0)

    assert read[:5] == [None] * 5
    assert read[-1] is not None


def test_the_figure_of_our_own_conversations_does_not_fall():
    own = conversations()
    report = compared(own, [followed(one, EAR) for one in own])

    assert report.right / report.n >= 0.8


@pytest.mark.slow
def test_the_figure_of_conversations_not_learned_from_does_not_fall():
    own = conversations()
    weights = train_threads(own[::2], EAR)
    report = compared(own[1::2], [followed(one, EAR, weights) for one in own[1::2]])

    assert report.right / report.n >= 0.68


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["张三", "小格", "", "物业"]),
            st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=12).map("".join)),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_any_sequence_of_texts_is_read(said):
    thread = Thread(EAR)
    for number, (who, text, is_photo) in enumerate(said):
        read = thread.hear(Turn(who, text, NOW, is_photo))

        assert read.intent in INTENTS
        assert read.refers_to is None or 0 <= read.refers_to < number
        assert 0 < read.share <= 1


def test_hostile_texts_are_read_one_after_another():
    thread = Thread(EAR)
    read = [thread.hear(Turn("张三", text, NOW)) for text in (*HOSTILE, *HOSTILE)]

    assert {one.intent for one in read} <= set(INTENTS)


def test_the_same_conversations_give_the_same_weights():
    weights = dumped(train_threads(conversations()[:10], EAR))

    assert dumped(train_threads(conversations()[:10], EAR)) == weights
    assert dumped(loaded(weights)) == weights
