"""What was said in a scenario that some of those who heard it must not know."""

import re

from community.assignments import Assignment
from community.cases import Case, Visibility
from community.people import RESPONSIBLE, Person, Role, RoomKind
from community.people import Room as Group
from storage.queries import case_steps

_RUN = 8  # so many characters in a row of what somebody said are their words


def leaks(stage):
    """Every such message, as (case, chat, text)."""
    with stage.store.reading() as records:
        people = {one.code: one for one in records.find(Person)}
        groups = {one.code: one.kind for one in records.find(Group)}
        cases = [one for one in records.find(Case) if one.visibility is not Visibility.PUBLIC]
        known = {(one.case, one.to) for one in records.find(Assignment)}  # by its code
        since = {case.code: _hidden_since(case, records) for case in cases}
    return [
        (case.code, message.chat.id, message.text)
        for message in stage.channel.heard
        for case in cases
        if message.at >= since[case.code]
        and _leaks(message, case, people, groups)
        and (case.code, message.chat.id) not in known
    ]


def _hidden_since(case, records):
    steps = case_steps(records, [case.code]).get(case.code, ())
    changed = [step.at for step in steps if "visibility" in step.after and step.before is not None]
    return max(changed, default=case.at)


def _leaks(message, case, people, groups):
    if not message.chat.private:
        return _says(message.text, case, people, groups.get(message.chat.id))
    hearer = people.get(message.chat.id)
    if case.visibility is not Visibility.SPECIALIST or hearer is None:
        return False
    initiated = hearer.code in (*case.reporters, case.handler, case.callback_to)
    roles = RESPONSIBLE | {Role.ADMIN}
    return _names(message.text, case) and not initiated and roles.isdisjoint(hearer.role)


def _says(text, case, people, kind):
    words = {case.detail[n : n + _RUN] for n in range(len(case.detail) - _RUN + 1)}
    if any(one in text for one in words):
        return True
    if not _names(text, case):
        return False
    names = {people[one].name for one in case.reporters if one in people}
    house = bool(case.house) and re.search(rf"(?<!\d){case.house}(?!\d)", text)
    return kind is RoomKind.RESIDENTS or bool(house) or any(name in text for name in names)


def _names(text, case):
    return re.search(rf"(?<![A-Z0-9]){case.code}(?!\d)", text) is not None
