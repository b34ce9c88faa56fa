"""A correction becomes effects: what changes, what is learned, who hears of it."""

from dataclasses import replace

import pytest

from community.audit import Audit, Result
from community.case_errors import AlreadySo, TooLate, Unlearned
from community.case_states import State
from community.cases import Case, CaseKind, Visibility
from community.categories import Cat, Level
from community.effects import Forget, Record, Say
from community.errors import Unreadable
from community.lessons import Lesson, LessonState, Meant
from community.messages import Chat, Message
from community.people import Role, RoomKind
from community.places import Place
from community.promises import promised
from community.records import Change
from handlers import assignment, desk, learning, progress, undoing
from handlers.kit.router import Asked
from nlp.neighbourhood import Neighbourhood
from tests.kit.past import Past, only, records_of, said
from tests.kit.town import CALENDAR, HOME, MONDAY_NINE, person, room

HERE = Neighbourhood("幸福里", ("中心花园",), ("幸福里",))
WANG, AUNT = person("小王", Role.GRID_WORKER), person("李阿姨")
G1, W1 = room("G1"), room("W1", RoomKind.WORK)
DARK = "6栋那个灯又在跳大神了"
CASE = promised(
    Case(
        code="C1",
        community=HOME,
        at=MONDAY_NINE,
        accepted_at=MONDAY_NINE,
        cat=Cat.LIGHTING,
        place=Place("幸福里", "6栋"),
        detail=DARK,
        reporters=("李阿姨",),
        message="sim:m1",
        reason="灯",
    ),
    CALENDAR,
    MONDAY_NINE,
)
UNSURE = replace(CASE, state=State.UNSURE)
LESSON = Lesson(
    code="LE1",
    community=HOME,
    at=MONDAY_NINE,
    who="小王",
    text=DARK,
    intent=Meant.CHAT,
    thought=Meant.COMPLAINT,
    thought_cat=Cat.LIGHTING,
    case="C1",
    message="sim:m1",
    cause="sim:m9",
)
W = Chat("W1")


class Journalled(Past):
    """A past that knows what one cause changed."""

    def __init__(self, *things, changed=()):
        super().__init__(WANG, AUNT, *things, calendar=CALENDAR)
        self.changed = changed

    def changes(self, cause):
        return self.changed if cause == LESSON.cause else ()


def past(*things, changed=()):
    return Journalled(*things, changed=changed)


def asks(text="/", where=W1, speaker=WANG, **fields):
    message = Message(
        community=HOME,
        at=MONDAY_NINE,
        cause=LESSON.cause,
        room=where.code if where else "",
        sender=speaker.code,
        nick=speaker.nick,
        text=text,
    )
    return Asked(
        message=replace(message, **fields),
        speaker=speaker,
        room=where,
        at=MONDAY_NINE,
        line=text,
        neighbourhood=HERE,
    )


def test_no_matter_after_all_is_learned_and_told_in_private():
    effects = learning.refuse(asks(), past(CASE), CASE, Meant.ACTIVITY_CALL)

    assert effects == (
        Record(replace(CASE, state=State.DECLINED)),
        Forget("地点", "C1"),
        Record(replace(LESSON, intent=Meant.ACTIVITY_CALL)),
        Say(Chat("李阿姨", private=True), learning.NOT_A_MATTER(code="C1")),
        Say(
            W,
            learning.REFUSED(
                code="C1",
                state=State.DECLINED,
                meant=Meant.ACTIVITY_CALL,
                lesson=learning.learned(LESSON),
            ),
        ),
    )


def test_who_was_told_nothing_hears_nothing():
    effects = learning.refuse(asks(), past(UNSURE), UNSURE)

    assert [chat for chat, _ in said(effects)] == ["W1"]
    assert records_of(effects) == [replace(UNSURE, state=State.DECLINED), LESSON]


@pytest.mark.parametrize(
    "hidden", [{"visibility": Visibility.SPECIALIST}, {"minor": True}, {"detail": ""}]
)
def test_where_no_words_may_be_kept_none_are(hidden):
    case = replace(CASE, **hidden)

    for effects in (
        learning.refuse(asks(), past(case), case),
        learning.recategorise(asks(), past(case), case, Cat.POWER),
        desk.accept(asks(), past(case), replace(case, state=State.UNSURE)),
    ):
        assert not any(isinstance(one, Lesson) for one in records_of(effects))


def test_a_matter_is_no_answer_to_what_it_is_instead():
    with pytest.raises(Unreadable) as refusal:
        learning.refuse(asks(), past(CASE), CASE, Meant.COMPLAINT)
    assert refusal.value.label == "志愿、约局、报名、出借、求借、心愿、感谢、闲聊"


def test_another_category_is_learned_and_its_danger_told_to_staff():
    effects = learning.recategorise(asks(), past(CASE), CASE, Cat.PERSONAL_SAFETY)
    moved, lesson = records_of(effects)

    assert (moved.cat, moved.level) == (Cat.PERSONAL_SAFETY, Level.CRITICAL)
    assert lesson == replace(LESSON, intent=Meant.COMPLAINT, cat=Cat.PERSONAL_SAFETY)
    assert [chat for chat, _ in said(effects)] == ["小王", "W1"]


def test_what_becomes_a_familys_is_learned_no_longer():
    effects = learning.recategorise(asks(), past(CASE, LESSON), CASE, Cat.FAMILY_EDUCATION)

    assert records_of(effects)[1:] == [replace(LESSON, text="")]
    assert "不作学习" in said(effects)[-1][1]


def test_entrusting_a_case_blanks_what_was_learned_from_it():
    effects = assignment.entrust(asks(), past(CASE, LESSON), CASE, WANG)

    assert replace(LESSON, text="") in records_of(effects)
    assert records_of(effects)[0].reason == ""


@pytest.mark.parametrize(
    ("command", "intent", "cat"),
    [
        (lambda: desk.accept(asks(), past(UNSURE), UNSURE), Meant.COMPLAINT, Cat.LIGHTING),
        (lambda: progress.decline(asks(), past(UNSURE), UNSURE, "逗乐"), Meant.CHAT, None),
    ],
    ids=["受理", "驳回"],
)
def test_what_was_half_sure_is_learned_when_a_worker_decides(command, intent, cat):
    lesson = only(one for one in records_of(command()) if isinstance(one, Lesson))

    assert lesson == replace(LESSON, intent=intent, cat=cat)


def test_a_suggestion_taken_on_is_a_wish():
    unsure = replace(UNSURE, kind=CaseKind.SUGGESTION)
    lesson = records_of(desk.accept(asks(), past(unsure), unsure))[-1]

    assert (lesson.intent, lesson.cat, lesson.thought) == (Meant.WISH, None, Meant.WISH)


def test_what_was_sure_teaches_nothing_when_it_is_declined():
    effects = progress.decline(asks(), past(CASE), CASE, "不归这里管")

    assert [type(one) for one in records_of(effects)] == [Case]


def test_taking_a_lesson_back_brings_the_case_back_and_says_so():
    declined = replace(CASE, state=State.DECLINED)
    changed = (Change(declined, CASE, frozenset({"state"}), frozenset({"state"})),)
    effects = learning.forget(asks(), past(declined, changed=changed), LESSON)

    assert effects == (
        Record(replace(LESSON, state=LessonState.WITHDRAWN)),
        Record(CASE),
        Say(Chat("李阿姨", private=True), learning.GOES_ON(code="C1")),
        Say(
            W,
            learning.TAKEN_BACK(lesson="LE1", case=learning.BACK(code="C1", state=State.ACCEPTED)),
        ),
    )


def test_a_case_that_went_on_stays_when_the_lesson_is_taken_back():
    done = replace(CASE, state=State.DISPATCHED)
    changed = (Change(done, UNSURE, frozenset({"state"}), frozenset()),)
    effects = learning.forget(asks(), past(done, changed=changed), LESSON)

    assert records_of(effects) == [replace(LESSON, state=LessonState.WITHDRAWN)]
    assert said(effects) == [("W1", "LE1 已撤销，不再照它学。C1 不动，还是“已派单”。")]


def test_undoing_the_last_step_takes_its_lesson_back():
    declined = replace(CASE, state=State.DECLINED)
    audit = Audit(
        code="AU1",
        community=HOME,
        at=MONDAY_NINE,
        who="小王",
        action="/不是",
        result=Result.DONE,
        cause=LESSON.cause,
        undoable=True,
    )
    effects = undoing.undo(
        asks(), past(declined, audit, changed=(Change(LESSON, None), Change(declined, CASE)))
    )

    assert records_of(effects)[:2] == [CASE, replace(LESSON, state=LessonState.WITHDRAWN)]


def test_what_was_learned_is_listed_by_code_without_a_word_of_it():
    lessons = [replace(LESSON, code=f"LE{n}") for n in range(1, 8)]
    gone = replace(
        LESSON, code="LE8", intent=Meant.COMPLAINT, cat=Cat.POWER, state=LessonState.WITHDRAWN
    )
    (heard,) = said(learning.show(asks(), past(*lessons, gone)))

    assert heard[1].split("\n") == [
        "工作人员教过 8 条，有效 7 条。",
        "LE8 C1 诉求·照明 → 诉求·供电（已撤销）",
        *(f"LE{n} C1 诉求·照明 → 闲聊" for n in (7, 6, 5, 4)),
        "收回一条请发：/学习 撤销 编号",
    ]


def test_another_communitys_lessons_are_not_shown():
    (heard,) = said(learning.show(asks(), past(replace(LESSON, community="别处"))))

    assert heard[1].startswith("还没有人教过")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: learning.refuse(asks(), past(), replace(CASE, state=State.UNDERWAY)), TooLate),
        (lambda: learning.recategorise(asks(), past(), CASE, Cat.LIGHTING), AlreadySo),
        (
            lambda: learning.forget(asks(), past(), replace(LESSON, state=LessonState.WITHDRAWN)),
            Unlearned,
        ),
    ],
)
def test_each_wrong_use_is_refused(wrong, error):
    with pytest.raises(error):
        wrong()
