"""What a worker's correction teaches. No handler: it answers to nothing by itself."""

from dataclasses import replace

from community.case_states import State
from community.cases import Case
from community.categories import Cat
from community.effects import Effects, Record
from community.lessons import Lesson, Meant, meaning_of, teaches
from community.records import Records
from community.wording import Text, Words
from handlers.kit.router import Asked

LEARNED = Text("learning.learned", "已学 {lesson}，收回请发 /学习 撤销 {lesson}。")
NOT_LEARNED = Text("learning.not_learned", "这件事不留原话，不作学习。")


def lesson_of(
    case: Case, asked: Asked, records: Records, intent: Meant, cat: Cat | None = None
) -> Lesson | None:
    """What the words of the case, as it was, really mean; None where none may be kept."""
    if not teaches(case):
        return None
    thought = meaning_of(case)
    return Lesson(
        code=records.next_ref(Lesson),
        community=case.community,
        at=asked.at,
        who=asked.speaker.code,
        text=case.detail,
        intent=intent,
        cat=cat if intent is Meant.COMPLAINT else None,
        thought=thought,
        thought_cat=case.cat if thought is Meant.COMPLAINT else None,
        case=case.code,
        message=case.message,
        cause=asked.message.cause,
    )


def learned(lesson: Lesson | None) -> Words:
    """What the worker hears of it, and how to take it back."""
    return LEARNED(lesson=lesson.code) if lesson else NOT_LEARNED()


def confirmed(case: Case, asked: Asked, records: Records) -> Effects:
    """What was half sure, as it was, is taken on: it was meant."""
    return _decided(case, asked, records, meaning_of(case))


def refuted(case: Case, asked: Asked, records: Records) -> Effects:
    """What was half sure, as it was, is declined: it was not meant."""
    return _decided(case, asked, records, Meant.CHAT)


def _decided(case: Case, asked: Asked, records: Records, intent: Meant) -> Effects:
    if case.state is not State.UNSURE:
        return ()
    lesson = lesson_of(case, asked, records, intent, case.cat)
    return (Record(lesson),) if lesson else ()


def unlearned(case: Case, records: Records) -> Effects:
    """From now on nobody but a specialist knows of it: no lesson keeps its words."""
    lessons = records.find(Lesson, case=case.code)
    return tuple(Record(replace(one, text="")) for one in lessons if one.text)
