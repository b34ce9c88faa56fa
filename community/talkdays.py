"""Talk days (说事日): days of the month on which all that is said is summed up and answered for.

A case keeps the talk day it was reported on; whether the day is one later on changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from community.calendar import DAY
from community.case_states import VOID, State
from community.cases import Case, CaseEvent, EventKind, Visibility
from community.people import Community
from community.records import OneOf, Records

ECHO_WITHIN = timedelta(days=7)
# How far back the last talk day is looked for: the 31st is in every second month at the least.
_LOOKED_BACK = 62
_ANSWERED = frozenset(
    {
        *(State.CALLING_BACK, State.REDOING, State.SUPERVISED),
        *(State.DONE, State.ANSWERED, State.ENDED),
    }
)


def is_talkday(community: Community, day: date) -> bool:
    """True if the community talks on that day of the month; a month without a 31st has none."""
    return str(day.day) in community.talkdays


def on_its_talkday(case: Case, records: Records) -> Case:
    """The case with its talk day, if it was said in a group on one."""
    day = case.accepted_at.date()
    home = records.find(Community, code=case.community)
    if not case.room or not any(is_talkday(one, day) for one in home):
        return case
    return replace(case, talkday=day)


def last_talkday(community: Community, records: Records, today: date) -> date | None:
    """The talk day that today is, or the last one before; None if there was none lately.

    One on which something was said stays one, though the community talks on other days by now.
    """
    days = [today - DAY * n for n in range(_LOOKED_BACK)]
    said = records.find(Case, community=community.code, talkday=OneOf(days))
    held = {case.talkday for case in said}
    return next((day for day in days if day in held or is_talkday(community, day)), None)


def items(records: Records, community: str, day: date) -> Sequence[Case]:
    """What was said on that talk day, in order: an incident once, what was merged still."""
    said = records.find(Case, community=community, talkday=day)
    known = (records.get(Case, one.parent) if one.parent else one for one in said)
    return tuple({one.code: one for one in known if one.state not in VOID}.values())


def has_echo(case: Case, records: Records) -> bool:
    """True if who said it has heard of it: it was done or answered, an echo given.

    A specialist's case has one when the specialist has signed for it.
    """
    if case.merged_into:
        return has_echo(records.get(Case, case.merged_into), records)
    if case.state in _ANSWERED:
        return True
    if case.visibility is Visibility.SPECIALIST and case.responded:
        return True
    given = records.find(CaseEvent, case=case.code, kind=EventKind.ECHOED, limit=1)
    return bool(given)


def unechoed(records: Records, community: str, day: date) -> tuple[Case, ...]:
    """Those said on that talk day of which nobody has heard anything yet."""
    return tuple(one for one in items(records, community, day) if not has_echo(one, records))
