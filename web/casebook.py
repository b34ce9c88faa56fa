"""Cases as cards: what, where, until when, in whose hands, and a little timeline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from community.callbacks import RATED, Callback, Rating
from community.case_states import OPEN, POOL, State
from community.cases import Case, CaseEvent, EventKind, Visibility
from community.categories import Level
from community.people import Person
from community.records import Not, OneOf, Step
from storage.queries import case_steps
from storage.records import SqlRecords
from web.pictures import PICTURES
from web.scene import Scene
from web.telling import told

_MOST = 8  # cards
_LONG_AGO = 12  # lines of a timeline
_FOR_SPECIALISTS = "专人办理，只有网格员、书记和承办人知道内容"
_FOR_A_FEW = "只有工作人员、承办人和报事人知道内容"

# How a card is coloured: by how things stand, not by each state.
_TONES: Mapping[State, str] = {
    State.UNDERWAY: "busy",
    State.DISPATCHED: "busy",
    State.CALLING_BACK: "asking",
    State.REDOING: "alarm",
    State.SUPERVISED: "alarm",
    State.DONE: "done",
    State.ANSWERED: "done",
    State.UNSURE: "open",
    State.ASKED: "open",
    State.FOR_A_PERSON: "open",
    State.ACCEPTED: "open",
}
_EVENTS: Mapping[EventKind, str] = {
    EventKind.PROGRESS: "{name}：{text}",
    EventKind.CHASED: "{name} 问起",
    EventKind.JOINED: "{name} 也报了",
    EventKind.DOUBTED: "{name} 说不是这样",
    EventKind.CORRECTED: "{name} 更正了地点",
    EventKind.ESCALATED: "没人签收，请书记过问",
    EventKind.RESTORED: "已恢复",
    EventKind.EXTENDED: "延期：{text}",
    EventKind.ECHOED: "回音：{text}",
    EventKind.RECALLED: "{name} 撤回了原话",
    EventKind.PUT_ASIDE: "挂起：{text}",
    EventKind.TAKEN_UP: "接着办",
    EventKind.RETURNED: "{name} 退单：{text}",
    EventKind.REFERRED: "转办：{text}",
    EventKind.REPLIED: "回函：{text}",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline."""

    when: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCard:
    """A case. `secret`: who alone knows its content, which is not shown; empty if it is.

    `late`: past its deadline; `over`: closed.
    """

    code: str
    title: str
    level: str
    state: str
    tone: str
    place: str
    words: str
    secret: str
    people: str
    handler: str
    promise: str
    late: bool
    pictures: tuple[tuple[str, str], ...]
    over: bool
    timeline: tuple[Moment, ...]


def case_cards(scene: Scene, records: SqlRecords) -> Sequence[CaseCard]:
    """The latest cases, newest first."""
    found = records.find(
        Case,
        community=scene.community.code,
        state=Not(State.SHADOW),
        newest=True,
        limit=_MOST,
    )
    codes = [case.code for case in found]
    steps = case_steps(records, codes)
    events = records.find(CaseEvent, case=OneOf(codes))
    callbacks = records.find(Callback, case=OneOf(codes))
    return [
        _card(
            scene,
            case,
            steps.get(case.code, ()),
            [event for event in events if event.case == case.code],
            [one for one in callbacks if one.case == case.code],
        )
        for case in found
    ]


def _card(
    scene: Scene,
    case: Case,
    steps: Sequence[Step],
    events: Sequence[CaseEvent],
    callbacks: Sequence[Callback],
) -> CaseCard:
    secret = _secret(case, scene.speaker)
    return CaseCard(
        code=case.code,
        title=str(case.kind if secret else case.cat),
        level="" if case.level is Level.ORDINARY else str(case.level),
        state=str(case.state),
        tone=_TONES.get(case.state, "gone"),
        place="" if secret else case.place.short if case.place else "地点待定",
        words="" if secret else case.detail,
        secret=secret,
        people="" if secret else "、".join(scene.name(one) for one in case.reporters),
        handler=scene.name(case.handler) if case.handler and not secret else "",
        promise=_promise(case, scene.now),
        late=case.state in OPEN and bool(case.resolve_by and case.resolve_by < scene.now),
        pictures=() if secret else tuple((n, PICTURES[n]) for n in case.photos if n in PICTURES),
        over=case.state not in OPEN | POOL | {State.CALLING_BACK},
        timeline=() if secret else _timeline(scene, steps, events, callbacks),
    )


def _secret(case: Case, speaker: Person) -> str:
    """Who alone knows the content, if it is not for the eyes of whose phone this is."""
    if case.visibility is Visibility.SPECIALIST:
        return _FOR_SPECIALISTS
    known = speaker.is_staff or speaker.code in (*case.reporters, case.handler)
    return _FOR_A_FEW if case.visibility is Visibility.RESTRICTED and not known else ""


def _promise(case: Case, now: datetime) -> str:
    """What is owed next, and until when."""
    if case.state not in OPEN:
        return ""
    if case.respond_by and not case.responded and case.respond_by > now:
        return f"{told(case.respond_by, now)} 前回话"
    return f"{told(case.resolve_by, now)} 前办好" if case.resolve_by else ""


def _timeline(
    scene: Scene,
    steps: Sequence[Step],
    events: Sequence[CaseEvent],
    callbacks: Sequence[Callback],
) -> tuple[Moment, ...]:
    happened = [  # at the same time in this order: an answer comes before what follows from it
        *_of_callbacks(scene, callbacks),
        *_of_case(scene, steps),
        *((event.at, _of_event(scene, event)) for event in events),
    ]
    happened.sort(key=lambda one: one[0])
    return tuple(_told_in_turn(happened[-_LONG_AGO:], scene.now))


def _told_in_turn(happened: Sequence[tuple[datetime, str]], now: datetime) -> Iterator[Moment]:
    """The day is named once, where it begins."""
    before: datetime | None = None
    for when, what in happened:
        clock = f"{when:%H:%M}"
        if before is None or before.date() != when.date():
            today = before is not None and when.date() == now.date()
            clock = f"今天 {clock}" if today else told(when, now)
        yield Moment(clock, what)
        before = when


def _of_case(scene: Scene, steps: Sequence[Step]) -> Iterator[tuple[datetime, str]]:
    for step in steps:
        who = scene.name(step.who)
        if step.before is None:
            yield step.at, f"{who} 报事" if step.who else "登记"
        elif "state" in step.after or "handler" in step.after:
            yield step.at, _move(scene, step, who)


def _move(scene: Scene, step: Step, who: str) -> str:
    handler = step.after.get("handler")
    match step.after.get("state"):
        case State.UNDERWAY if not handler or handler == step.who:
            return f"{who} 接手"
        case State.CALLING_BACK:
            return f"{who} 办结：{step.after.get('note') or '见照片'}"
        case State.REDOING:
            return "居民不满意，重办"
        case State.SUPERVISED:
            return "两次不满意，请书记督办"
        case State.DONE:
            return "办结归档"
    if handler:
        return f"派给 {scene.name(handler)}"
    return str(step.after.get("state", "更新"))


def _of_event(scene: Scene, event: CaseEvent) -> str:
    return _EVENTS[event.kind].format(name=scene.name(event.by), text=event.text)


def _of_callbacks(scene: Scene, callbacks: Sequence[Callback]) -> Iterator[tuple[datetime, str]]:
    for one in callbacks:
        name = scene.name(one.person)
        if one.sent_at:
            yield one.sent_at, f"回访 {name}"
        if one.answered_at and one.rating in RATED | {Rating.UNCLEAR}:
            reason = f"，{one.reason}" if one.reason else ""
            yield one.answered_at, f"{name}：{one.rating}{reason}"
        elif one.answered_at:
            yield one.answered_at, f"{name}：{one.rating}"
