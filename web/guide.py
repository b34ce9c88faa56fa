"""One step after another through the life of a case, and of a call for company.

Each step is read off what is recorded, so that a visitor may leave the path and come back:

    报漏水 → 派单 → 签收 → 办结 → (a day) → 不满意 → 重办 → (a day) → 满意 → 招搭子 → 满员 → 日报
"""

from dataclasses import dataclass
from datetime import datetime

from community.activities import ON, Activity, ActivityState, Signup, SignupState
from community.callbacks import WAITING, Callback
from community.case_states import VOID, State
from community.cases import Case
from community.categories import Cat
from community.messages import Chat
from community.people import Person, Role, RoomKind
from community.records import Has, Not, OneOf
from storage.queries import voices, waiting_jobs
from storage.records import SqlRecords
from web.prompts import CALL, LEAK, fitter_for, joining
from web.scene import Scene

_GONE = VOID | {State.MERGED, State.ENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do next, in words; where, and as whom.

    `text` is to be said there, or `moment` is the time to turn to; else there is only to look.
    """

    words: str
    chat: Chat
    speaker: Person
    text: str = ""
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who plays in it: the group, a neighbour, a grid worker in the work group, an organizer."""

    group: Chat
    work: Chat
    neighbours: tuple[Person, ...]
    worker: Person
    organizer: Person


def next_step(scene: Scene, records: SqlRecords, seen: dict[Chat, int]) -> Step | None:
    """The next step; None at the end of the path, or where nobody can play it."""
    cast = _cast(scene)
    if cast is None:
        return None
    return (
        _of_the_leak(cast, scene, records)
        or _of_the_call(cast, records)
        or _of_the_digest(cast, records, seen)
    )


def _cast(scene: Scene) -> _Cast | None:
    groups = [r.code for r in scene.rooms.values() if r.kind is RoomKind.RESIDENTS]
    work = [r.code for r in scene.rooms.values() if r.kind is RoomKind.WORK]
    if not groups or not work:
        return None
    members = [one for one in scene.people.values() if groups[0] in one.rooms]
    neighbours = [one for one in members if one.role == (Role.RESIDENT,)]
    workers = [one for one in scene.people.values() if Role.GRID_WORKER in one.role]
    organizers = [one for one in members if Role.ORGANIZER in one.role]
    if not (neighbours and workers and organizers):
        return None
    return _Cast(Chat(groups[0]), Chat(work[0]), tuple(neighbours), workers[0], organizers[0])


def _of_the_leak(cast: _Cast, scene: Scene, records: SqlRecords) -> Step | None:
    neighbour = cast.neighbours[0]
    found = records.find(Case, cat=Cat.LEAK, reporters=Has(neighbour.code), newest=True)
    case = next((one for one in found if one.state not in _GONE), None)
    if case is None:
        words = f"{neighbour.name}在群里说家门口漏水"
        return Step(words=words, chat=cast.group, speaker=neighbour, text=LEAK)
    fitter = scene.people[case.handler] if case.handler else fitter_for(case, scene)
    if case.state is State.CALLING_BACK:
        return _of_the_callback(case, neighbour, records)
    if fitter is None:
        return None
    own = Chat(fitter.code, private=True)
    match case.state:
        case State.ACCEPTED:
            text = f"/派 {case.code} @{fitter.nick}"
            words = f"{cast.worker.name}在工作群派给{fitter.name}"
            return Step(words=words, chat=cast.work, speaker=cast.worker, text=text)
        case State.DISPATCHED:
            text = f"/签收 {case.code}"
            return Step(words=f"{fitter.name}签收", chat=own, speaker=fitter, text=text)
        case State.UNDERWAY | State.REDOING:
            again = case.state is State.REDOING
            text = f"/办结 {case.code} {'重新做了防水' if again else '换了水管接头'}"
            words = f"{fitter.name}{'再办一次' if again else '修好，办结'}"
            return Step(words=words, chat=own, speaker=fitter, text=text)
    return None


def _of_the_callback(case: Case, neighbour: Person, records: SqlRecords) -> Step | None:
    own = Chat(neighbour.code, private=True)
    asked = records.find(
        Callback, case=case.code, person=neighbour.code, round=case.round, rating=OneOf(WAITING)
    )
    if asked:
        text = "1 满意" if case.reopen else "3 还在漏水"
        words = f"{neighbour.name}{'说满意' if case.reopen else '说还没好'}"
        return Step(words=words, chat=own, speaker=neighbour, text=text)
    for job in waiting_jobs(records, case.community):
        if job.kind == "回访" and job.subject == case.code:
            words = "把钟拨到回访的时候"
            return Step(words=words, chat=own, speaker=neighbour, moment=job.due)
    return None


def _of_the_call(cast: _Cast, records: SqlRecords) -> Step | None:
    hosted = records.find(Activity, host=cast.organizer.code, state=OneOf(ON), newest=True)
    if not hosted:
        words = f"{cast.organizer.name}在群里招搭子"
        return Step(words=words, chat=cast.group, speaker=cast.organizer, text=CALL)
    activity = hosted[0]
    if activity.state is not ActivityState.RECRUITING:
        return None
    signups = records.find(Signup, activity=activity.code, state=Not(SignupState.OUT))
    coming = {one.person for one in signups}
    for neighbour in cast.neighbours[1:]:
        if neighbour.code not in coming:
            text = joining(activity, signups)
            words = f"{neighbour.name}报名"
            return Step(words=words, chat=cast.group, speaker=neighbour, text=text)
    return None


def _of_the_digest(cast: _Cast, records: SqlRecords, seen: dict[Chat, int]) -> Step | None:
    said = voices(records).get(cast.work)
    if said is None or said.count <= seen.get(cast.work, 0):
        return None
    return Step(words="看看工作群收到的日报", chat=cast.work, speaker=cast.worker)
