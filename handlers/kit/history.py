"""一件案子的经过：什么时候谁做了什么，给工作人员看；居民不点名，私密的不带内容。

No handler, but what /查 tells; it answers to nothing by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from community.callbacks import Callback
from community.case_states import MOVES, State
from community.cases import Case, CaseEvent, EventKind, Visibility
from community.people import STAFF, Person, Role
from community.records import Records
from community.wording import Text, Words
from handlers.kit.router import Asked

HISTORY = Text("history.head", "经过：")
LINE = Text("history.line", "{at:moment} {who}{what}")
WHO = Text("history.who", "{name} ")
BEGUN = Text("history.begun", "登记")
MOVED = Text("history.moved", "{what}")
HANDED_TO = Text("history.handed_to", "派给 {name}")
MERGED_INTO = Text("history.merged_into", "并入 {into}")
TAKEN_BACK = Text("history.taken_back", "撤回上一步，回到“{state}”")
COLORED = Text("history.colored", "定色 {color}")
TRACKED = Text("history.tracked", "分流 {track}：{parties}")
RECATEGORISED = Text("history.recategorised", "改类 {cat}")
LOCATED = Text("history.located", "补了地点")
HAPPENED = Text("history.happened", "{what}{text}")
WITH_TEXT = Text("history.with_text", "：{text}")
CALLED_BACK = Text("history.called_back", "回访：{rating}")

_MOST, _LONGEST = 12, 30  # lines, and characters of what somebody wrote
# What is said of a state that was reached; of others, their name.
_REACHED: Mapping[State, str] = {
    State.ACCEPTED: "受理",
    State.UNDERWAY: "接手",
    State.CALLING_BACK: "办结",
    State.REDOING: "不满意，重办",
    State.SUPERVISED: "再次不满意，转督办",
    State.DONE: "归档",
    State.DECLINED: "不采纳",
}
_HANDLING = STAFF | {Role.CONTRACTOR, Role.CRAFTSPERSON, Role.MEDIATOR}
# What residents do is told without their words.
_OF_RESIDENTS = frozenset(
    {
        EventKind.JOINED,
        EventKind.CHASED,
        EventKind.DOUBTED,
        EventKind.CORRECTED,
        EventKind.TAKEN_UP,
    }
)


def history(case: Case, asked: Asked, records: Records) -> Iterator[Words]:
    """The last things that happened to the case, a line each."""
    told = sorted(
        (*_steps(case, records), *_events(case, asked, records), *_callbacks(case, records)),
        key=lambda one: one[0],
    )
    if told:
        yield HISTORY()
    for when, who, what in told[-_MOST:]:
        yield LINE(at=when, who=_shown(who, records), what=what)


_Told = tuple[datetime, str, Words]


def _steps(case: Case, records: Records) -> Iterator[_Told]:
    for step in records.history(case):
        what = BEGUN() if step.before is None else _changed(step.before, step.after, records)
        if what is not None:
            yield step.at, step.who, what


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any], records: Records
) -> Words | None:
    """What a change was, by the weightiest of its fields; None if it needs no telling."""
    if "state" in after and after["state"] not in MOVES[before["state"]].values():
        return TAKEN_BACK(state=after["state"])
    if after.get("merged_into"):
        return MERGED_INTO(into=after["merged_into"])
    if after.get("handler") and after.get("state") in (None, State.DISPATCHED):
        return HANDED_TO(name=records.get(Person, after["handler"]).name)
    if "state" in after:
        return MOVED(what=_REACHED.get(after["state"], after["state"]))
    return _decided(after)


def _decided(after: Mapping[str, Any]) -> Words | None:
    if "color" in after:
        return COLORED(color=after["color"] or "撤回")
    if "track" in after or "parties" in after:
        parties: Sequence[str] = after.get("parties", ())
        return TRACKED(track=after.get("track") or "", parties="、".join(parties))
    if "cat" in after:
        return RECATEGORISED(cat=after["cat"])
    return LOCATED() if "place" in after else None


def _events(case: Case, asked: Asked, records: Records) -> Iterator[_Told]:
    open_to_all = case.visibility is Visibility.PUBLIC or asked.is_private
    for event in records.find(CaseEvent, case=case.code):
        told = open_to_all and event.kind not in _OF_RESIDENTS and event.text
        text = WITH_TEXT(text=event.text[:_LONGEST]) if told else ""
        yield event.at, event.by, HAPPENED(what=event.kind, text=text)


def _callbacks(case: Case, records: Records) -> Iterator[_Told]:
    for one in records.find(Callback, case=case.code):
        if one.answered_at is not None:
            yield one.answered_at, "", CALLED_BACK(rating=one.rating)


def _shown(who: str, records: Records) -> Words | str:
    """Those who handle cases by name; residents by none."""
    people = records.find(Person, code=who) if who else ()
    if not people or _HANDLING.isdisjoint(people[0].role):
        return ""
    return WHO(name=people[0].name)
