"""Things to say, for visitors who do not know what: by who speaks, where, and what is on."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from community.activities import ON, Activity, ActivityState, Session, Signup, SignupState, free
from community.calendar import DAY
from community.callbacks import WAITING, Callback, Rating
from community.case_states import OPEN, State
from community.cases import Case, CaseKind
from community.people import WORKERS, Person, Role, RoomKind
from community.records import Has, Not, OneOf, Records
from web.sandbox import Town
from web.scene import Scene

_MOST = 5
_SATURDAY = 5
_HELP = "/帮助"

LEAK = "3栋2单元一楼大厅天花板漏水，滴了一地"
CALL = "气排球队周三晚上缺两人，谁来打？"
_SMALL_TALK = "今天太阳真好，出来晒被子吧"


def suggestions(scene: Scene, town: Town, records: Records) -> Sequence[str]:
    """What fits, most fitting first; but for commands, nothing they have said there already."""
    lines = (line.spoken for line in town.lines(scene.chat))
    said = {one.text for one in lines if one.speaker == scene.speaker.code}
    fitting = dict.fromkeys(_fitting(scene, records))
    return [text for text in fitting if text.startswith("/") or text not in said][:_MOST]


def recruitment(scene: Scene) -> str:
    """The command that looks for volunteers for next Saturday."""
    days = (_SATURDAY - scene.now.weekday()) % 7 or 7
    day = scene.now + timedelta(days=days)
    return f"/招募 社区义诊 {day.month}月{day.day}日09:00 党群中心 岗位 秩序:2,测压:1"


def joining(activity: Activity, signups: Sequence[Signup]) -> str:
    """Words with which somebody takes a place that is free."""
    for role in activity.places:
        if free(activity, signups, role):
            return f"{role}我可以，算我一个"
    return "我来"


def fitter_for(case: Case, scene: Scene) -> Person | None:
    """A contractor who does such work, or any."""
    fitters = [one for one in scene.people.values() if Role.CONTRACTOR in one.role]
    return next((one for one in fitters if case.cat in one.handles), next(iter(fitters), None))


def _fitting(scene: Scene, records: Records) -> Iterator[str]:
    at_work = not WORKERS.isdisjoint(scene.speaker.role)
    if scene.room is not None and scene.room.kind is RoomKind.RESIDENTS:
        yield from _among_neighbours(scene, records)
    elif at_work:
        yield from _at_work(scene, records)
    else:
        yield from _to_ourselves(scene, records)
    yield _HELP


def _among_neighbours(scene: Scene, records: Records) -> Iterator[str]:
    here = scene.chat.id
    if records.find(Case, room=here, state=State.ASKED, reporters=Has(scene.speaker.code)):
        yield "3栋1单元"
    if Role.ORGANIZER in scene.speaker.role:
        yield CALL
    yield from _about_activities(scene, records)
    yield LEAK
    yield "5栋电梯坏了，关着门不动"
    for case in _public_cases(scene, records):
        yield f"{case.code}修好了吗"
    yield "楼道堆满杂物，走不过去"
    yield "楼上半夜装修太吵了"
    yield _SMALL_TALK


def _about_activities(scene: Scene, records: Records) -> Iterator[str]:
    found = records.find(Activity, community=scene.community.code, state=OneOf(ON), newest=True)
    for activity in found:
        if activity.room not in ("", scene.chat.id) or activity.host == scene.speaker.code:
            continue
        signups = records.find(Signup, activity=activity.code, state=Not(SignupState.OUT))
        if any(one.person == scene.speaker.code for one in signups):
            yield f"{activity.title}我去不了了"
        elif activity.state is not ActivityState.FULL or not activity.roles:
            yield joining(activity, signups)


def _public_cases(scene: Scene, records: Records) -> Sequence[Case]:
    states = OneOf(OPEN | {State.CALLING_BACK})
    found = records.find(
        Case, community=scene.community.code, state=states, room=scene.chat.id, newest=True
    )
    return [case for case in found if case.is_public][:1]


def _at_work(scene: Scene, records: Records) -> Iterator[str]:
    waiting = records.find(
        Case, community=scene.community.code, state=State.FOR_A_PERSON, newest=True
    )
    for case in waiting[:1]:
        inquiry = case.kind is CaseKind.INQUIRY
        yield (
            f"/答 {case.code} 物业值班室全天有人" if inquiry else f"/补 {case.code} 地点 3栋1单元"
        )
    found = records.find(Case, community=scene.community.code, state=OneOf(OPEN), newest=True)
    for case in found[:1]:
        yield from _about_case(case, scene)
    yield recruitment(scene)
    if scene.room is not None:
        yield "/今日"
        yield "/日报"


def _about_case(case: Case, scene: Scene) -> Iterator[str]:
    if Role.SECRETARY in scene.speaker.role and scene.room is not None:
        yield f"/定色 {case.code} 绿 物业能解决"
    fitter = fitter_for(case, scene)
    if case.state is State.ACCEPTED and fitter is not None:
        yield f"/派 {case.code} @{fitter.nick}"
    yield f"/办结 {case.code} 已修好，现场看过"


def _to_ourselves(scene: Scene, records: Records) -> Iterator[str]:
    """In private with somebody who is no worker; a mediator in the work group says little."""
    if scene.room is not None:
        return
    me = scene.speaker.code
    for callback in records.find(Callback, person=me, over=False, newest=True, limit=1):
        yield from _rating(callback, scene)
    for case in records.find(Case, handler=me, state=OneOf(OPEN), newest=True, limit=1):
        if case.state is State.DISPATCHED:
            yield f"/签收 {case.code}"
        yield f"/进展 {case.code} 配件明天到"
        yield f"/办结 {case.code} 换了新接头"
    for activity in records.find(Activity, host=me, state=ActivityState.OVER, limit=1):
        if not records.find(Session, activity=activity.code, limit=1):
            yield f"/场次 {activity.code} 人次 30"
    if Role.RESIDENT in scene.speaker.role:
        yield "我家停水了，孩子还要洗澡"
        yield "电梯要是坏了找谁"
        yield "/静音我"


def _rating(callback: Callback, scene: Scene) -> Iterator[str]:
    if callback.rating in WAITING:
        yield from ("1 满意", "2 还行", "3 还在漏水")
    recent = callback.answered_at is not None and callback.answered_at > scene.now - DAY
    if callback.rating is Rating.DISSATISFIED and not callback.reason and recent:
        yield "补了一下，里面还在漏"
