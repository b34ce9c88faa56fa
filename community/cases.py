"""A case: one matter, whoever raised it and however often (docs/vocabulary.md B.1, H.6)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from community.case_errors import AlreadySo, IllegalMove
from community.case_states import ARRIVED, MOVES, OPEN, VOID, Move, State, WaitingFor
from community.categories import Cat, Color, Level, Owner, Risk, Track
from community.places import Place
from community.refs import NO_REF, NOBODY, PersonId, Ref


class CaseKind(StrEnum):
    COMPLAINT = "投诉"
    HELP = "求助"
    INQUIRY = "咨询"
    SUGGESTION = "建议"
    CONFLICT = "矛盾"
    INCIDENT = "事件"


_ATTRACTS = OPEN | {State.FOR_A_PERSON, State.CALLING_BACK, State.DONE}
JOINED_FOR = timedelta(hours=72)  # after being done; docs/vocabulary.md F "same case"
ANSWER_WITHIN = timedelta(hours=2)  # for the one question about the place


class Visibility(StrEnum):
    PUBLIC = "公开"
    RESTRICTED = "受限"
    SPECIALIST = "专人"


class Confidence(StrEnum):
    HIGH = "高"
    MEDIUM = "中"


class Source(StrEnum):
    GROUP = "群内"
    PRIVATE = "私信"
    SNAPSHOT = "随手拍"
    ADDRESSED = "主动"
    ACTIVITY = "活动"


class Vulnerable(StrEnum):
    LIVES_ALONE = "独居"
    DISABLED = "残疾"
    LOW_INCOME = "低保"
    POWER_DEPENDENT = "依赖用电设备"
    MINOR = "未成年"


class ResolvedBy(StrEnum):
    RESIDENTS = "居民自办"
    CONTRACTOR = "承办人"
    STAFF = "工作人员"


class ClosedLevel(StrEnum):
    GRID = "网格"
    COMMUNITY = "社区"
    STREET = "街道"
    HIGHER = "上级"


class Outcome(StrEnum):
    """How a conflict ended."""

    SETTLED = "达成"
    UNSETTLED = "未达成"
    TO_COURT = "引导诉讼"


class Suspicious(StrEnum):
    """A picture that proves nothing: of this case before it was done, or of an earlier one."""

    SAME = "同图"
    REUSED = "复用图"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One matter, whoever raised it and however often. Fields as in docs/vocabulary.md B.1.

    Beyond those: `room` and `message` are where and in which message it was said, `asked_at`,
    `dispatched_at`, `offered_at`, `colored_at` when that was last done, `chase_on` the day when
    progress was announced, `note` the words at the last finishing, `reason` those by which it was
    heard, `waiting_for` whose turn it is while its clock stands still, until the morning of
    `waiting_until`, `news_at` when its reporters last heard, `rooms` who has heard of an incident.
    """

    letter: ClassVar[str] = "C"

    code: Ref
    community: str
    at: datetime
    kind: CaseKind = CaseKind.COMPLAINT
    cat: Cat = Cat.OTHER
    level: Level = Level.ORDINARY
    color_suggest: Color = Color.GREEN
    color: Color | None = None
    owner: Owner | None = None
    track_suggest: Track = Track.SHARED
    track: Track | None = None
    parties: tuple[str, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    confidence: Confidence = Confidence.HIGH
    state: State = State.ACCEPTED
    place: Place | None = None
    house: str = ""
    spot: str = ""
    detail: str = ""
    reporters: tuple[PersonId, ...] = ()
    proxy: bool = False
    beneficiary: PersonId = NOBODY
    callback_to: PersonId = NOBODY
    vulnerable: tuple[Vulnerable, ...] = ()
    minor: bool = False
    risk: Risk | None = None
    source: Source = Source.GROUP
    activity: Ref = NO_REF
    talkday: date | None = None
    photos: tuple[str, ...] = ()
    asked: int = 0
    parts: int = 0
    handler: PersonId = NOBODY
    responded: bool = False
    resolved_by: ResolvedBy | None = None
    closed_level: ClosedLevel | None = None
    good_deed: bool = False
    accepted_at: datetime
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    done_at: datetime | None = None
    reopened_at: datetime | None = None
    extension: int = 0
    reopen: int = 0
    recurrence: bool | None = None
    outcome: Outcome | None = None
    rule: str = ""
    related: tuple[Ref, ...] = ()
    parent: Ref = NO_REF
    children: tuple[Ref, ...] = ()
    merged_into: Ref = NO_REF
    split_from: Ref = NO_REF
    corrected: int = 0
    edited: int = 0
    doubt: int = 0
    recalled: bool = False
    suspicious: Suspicious | None = None
    room: str = ""
    message: str = ""
    asked_at: datetime | None = None
    dispatched_at: datetime | None = None
    offered_at: datetime | None = None
    colored_at: datetime | None = None
    chase_on: date | None = None
    waiting_for: WaitingFor | None = None
    waiting_until: date | None = None
    news_at: datetime | None = None
    note: str = ""
    reason: str = ""
    rooms: tuple[str, ...] = ()

    @property
    def reporters_n(self) -> int:
        return len(self.reporters)

    @property
    def is_public(self) -> bool:
        """True if its code and place may be said in a group."""
        return self.visibility is Visibility.PUBLIC and self.state not in VOID

    @property
    def goes_along(self) -> bool:
        """True if its incident answers for it: it has no promises and no callback of its own."""
        return bool(self.parent) and self.level is not Level.CRITICAL

    @property
    def round(self) -> int:
        """Which round of callbacks it is in, from 1."""
        return self.reopen + 1


class EventKind(StrEnum):
    PROGRESS = "进展"
    CHASED = "追问"
    JOINED = "附议"
    DOUBTED = "质疑"
    CORRECTED = "更正"
    ESCALATED = "升级"
    RESTORED = "恢复"
    EXTENDED = "延期"
    ECHOED = "回音"
    RECALLED = "撤回"
    PUT_ASIDE = "挂起"
    TAKEN_UP = "续办"
    RETURNED = "退单"
    REFERRED = "转办"
    REPLIED = "回函"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One line of a case's timeline. `message` is the cause of what was said, if it was said."""

    letter: ClassVar[str] = "CE"

    code: Ref
    community: str
    at: datetime
    case: Ref
    kind: EventKind
    by: PersonId = NOBODY
    text: str = ""
    level: ClosedLevel | None = None
    message: str = ""


def advance(case: Case, move: Move) -> Case:
    """Make `move`. Raises AlreadySo if it has been made, IllegalMove if the state forbids it.

    What is in nobody's hands any more waits for nobody.
    """
    state = MOVES[case.state].get(move)
    if state is None and case.state in ARRIVED.get(move, ()):
        raise AlreadySo(case.code, case.state)
    if state is None:
        raise illegal(case, move)
    if state in OPEN:
        return replace(case, state=state)
    return replace(case, state=state, waiting_for=None, waiting_until=None)


def illegal(case: Case, move: str) -> IllegalMove:
    """The refusal of a move that the state of the case forbids."""
    return IllegalMove(case.code, case.state, move, case.merged_into)


def attracts(case: Case, moment: datetime) -> bool:
    """True if somebody who reports the same now joins this case instead of opening another."""
    if case.state not in _ATTRACTS or not case.is_public:
        return False
    if case.state in OPEN:
        return True
    if case.kind is CaseKind.INCIDENT or case.parent:  # over: out again is another
        return False
    return case.done_at is None or case.done_at > moment - JOINED_FOR


def same_spot(case: Case, place: Place, house: str) -> bool:
    """True if the case may be about that very spot: nothing known of both contradicts."""
    return bool(
        case.place
        and case.place.agrees(place)
        and (not case.house or not house or case.house == house)
    )
