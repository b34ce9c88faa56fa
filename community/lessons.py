"""A lesson: what a worker taught 小格 about words that were heard, in the community's own corpus.

A correction teaches: /受理 of what was unsure, /驳回 of it, /不是, /改类, /是诉求. Where no words
may be kept (专人, minors) nothing is learned; words that are taken back or too old are blank.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from community.case_errors import TooLate, Unlearned
from community.case_states import OPEN, POOL, Move, State
from community.cases import Case, CaseKind, Visibility, advance
from community.categories import Cat
from community.records import Change, Records
from community.refs import NO_REF, NOBODY, PersonId, Ref


class Meant(StrEnum):
    """What words are meant as, as people call it."""

    COMPLAINT = "诉求"
    VOLUNTEER = "志愿"
    ACTIVITY_CALL = "约局"
    ACTIVITY_JOIN = "报名"
    RESOURCE_OFFER = "出借"
    RESOURCE_REQUEST = "求借"
    WISH = "心愿"
    THANKS = "感谢"
    CHAT = "闲聊"

    @property
    def label(self) -> str:
        """What the corpus calls it: "activity_call"."""
        return self.name.lower()


class LessonState(StrEnum):
    VALID = "有效"
    WITHDRAWN = "已撤销"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """`text` means `intent`, a 诉求 of category `cat`; we had thought that it means `thought`.

    `message` is the cause of the words, `cause` that of the command that taught it, `who` gave it.
    """

    letter: ClassVar[str] = "LE"

    code: Ref
    community: str
    at: datetime
    who: PersonId = NOBODY
    text: str = field(default="", repr=False)
    intent: Meant
    cat: Cat | None = None
    thought: Meant
    thought_cat: Cat | None = None
    case: Ref = NO_REF
    message: str = ""
    cause: str = ""
    state: LessonState = LessonState.VALID


class Taught(NamedTuple):
    """One line of the corpus, as plain values: `cat` is empty unless it is a complaint."""

    text: str
    intent: str
    cat: str


def taught(records: Records, community: str) -> tuple[Taught, ...]:
    """What the community's workers have taught, in the order in which it was first.

    Of the same words, what was taught last counts.
    """
    lessons = records.find(Lesson, community=community, state=LessonState.VALID)
    latest = {lesson.text: lesson for lesson in lessons if lesson.text}
    return tuple(Taught(one.text, one.intent.label, str(one.cat or "")) for one in latest.values())


_KINDS_MEANT = {CaseKind.SUGGESTION: Meant.WISH, CaseKind.INQUIRY: Meant.CHAT}


def meaning_of(case: Case) -> Meant:
    """What the corpus takes the words of such a case for: a 建议 is a wish, a question is chat."""
    return _KINDS_MEANT.get(case.kind, Meant.COMPLAINT)


def teaches(case: Case) -> bool:
    """True if the words of the case may be kept as a lesson."""
    hidden = case.visibility is Visibility.SPECIALIST or case.minor
    return bool(case.detail) and not hidden


def refused(case: Case) -> Case:
    """The case, which is none.

    Raises AlreadySo, IllegalMove, and TooLate where somebody has it in hand.
    """
    if case.state in OPEN - {State.ACCEPTED}:
        raise TooLate(case.code, case.state)
    return advance(case, Move.DECLINE)


def withdrawn(lesson: Lesson) -> Lesson:
    """The lesson, not learned from any more. Raises Unlearned if it is not already."""
    if lesson.state is LessonState.WITHDRAWN:
        raise Unlearned(lesson.code)
    return replace(lesson, state=LessonState.WITHDRAWN)


def before_lesson(change: Change) -> Case | None:
    """The case as it was before it was corrected; None if it has gone on since, and stays.

    What was accepted stays so: whoever reported it has been told. What only the lesson opened is
    cancelled as long as nobody has it in hand.
    """
    now, was = change.now, change.was
    if not isinstance(now, Case) or change.overtaken:
        return None
    if was is None:
        waits = now.state in POOL | {State.ACCEPTED} and len(now.reporters) <= 1
        return advance(now, Move.CANCEL) if waits else None
    if not isinstance(was, Case) or (
        now.state is not was.state and now.state is not State.DECLINED
    ):
        return None
    return was
