"""Which activity a short word is about, and what coming or leaving changes (H.7, G.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from community.activities import (
    ON,
    Activity,
    ActivityState,
    Signup,
    SignupState,
    free,
    moved_up,
    placed,
    renumbered,
    settled,
    taken,
)
from community.people import WORKERS, Person, Role
from community.records import OneOf, Records

CALL_OPEN_FOR = timedelta(hours=48)
_SHORTEST_TITLE = 2
_COMING = OneOf((SignupState.IN, SignupState.WAITING))


@dataclass(frozen=True, slots=True)
class Turnout:
    """What a sign-up or a withdrawal came to: everything that is to be recorded.

    `signup` is the speaker's own; `up` are those who moved up; `role_filled` and `filled` say
    that a role, or the whole, has just become full.
    """

    activity: Activity
    signup: Signup
    up: tuple[Signup, ...] = ()
    renumbered: tuple[Signup, ...] = ()
    role_filled: bool = False
    filled: bool = False


def is_host(activity: Activity, person: Person) -> bool:
    return activity.host == person.code


def may_organize(person: Person, kind: str) -> bool:
    """True for workers, and for organizers within their own kind of activity."""
    if not WORKERS.isdisjoint(person.role):
        return True
    return Role.ORGANIZER in person.role and person.scope == kind


def meant(
    records: Records, community: str, room: str, text: str, now: datetime, quoted: str = ""
) -> Activity | None:
    """The activity that a short word in a room is about: the one named, else the latest open.

    What is quoted comes before what is latest; if it names none of several, none is meant.
    In private only one that is named; nobody speaks of a meeting on a case.
    """
    coming = [
        one
        for one in records.find(Activity, community=community, state=OneOf(ON), newest=True)
        if one.room in ("", room) and not one.case and _is_to_come(one, now)
    ]
    for words in (text, quoted):
        named = [one for one in coming if names(words, one.title)]
        if named:
            return max(named, key=lambda one: overlap(words, one.title))
    if not room or (quoted and len(coming) > 1):
        return None
    open_ones = [one for one in coming if not one.room or one.at > now - CALL_OPEN_FOR]
    recruiting = [one for one in open_ones if one.state is not ActivityState.FULL]
    return next(iter(recruiting or open_ones), None)


def names(text: str, title: str) -> bool:
    """True if the text names the activity, if only by two characters of its title."""
    return overlap(text, title) >= _SHORTEST_TITLE


def overlap(text: str, title: str) -> int:
    """How many characters in a row text and title have in common."""
    matcher = SequenceMatcher(None, text, title, autojunk=False)
    return matcher.find_longest_match().size


def _is_to_come(activity: Activity, now: datetime) -> bool:
    if activity.start is not None:
        return activity.start > now
    return activity.date is None or activity.date >= now.date()


def own_signup(
    records: Records, person: str, text: str, room: str, now: datetime
) -> tuple[Activity, Signup] | None:
    """The person's sign-up that a word in a room is about: the one named, else the latest."""
    mine = records.find(Signup, person=person, state=_COMING, newest=True)
    pairs = [(records.get(Activity, one.activity), one) for one in mine]
    to_come = [
        (activity, one)
        for activity, one in pairs
        if activity.state in ON and _is_to_come(activity, now) and activity.room in ("", room)
    ]
    named = [pair for pair in to_come if names(text, pair[0].title)]
    return next(iter(named or to_come), None)


def role_meant(activity: Activity, signups: Sequence[Signup], said: str, text: str) -> str:
    """The role somebody means; if they name none, the first that still has a place."""
    roles = tuple(activity.places)
    if not roles:
        return ""
    for wanted in (text, said):
        best = max(roles, key=lambda role: _likeness(wanted, role))
        if _likeness(wanted, best):
            return best
    return next((role for role in roles if free(activity, signups, role)), roles[0])


def names_role(activity: Activity, text: str) -> bool:
    """True if the text has the name of one of the activity's roles."""
    return any(role in text for role in activity.places)


def _likeness(said: str, role: str) -> float:
    """How much of the role's name was said; single common characters count a little."""
    if not said:
        return 0
    if role in said:
        return len(role) + 1
    shared = sum(character in said for character in role)
    return overlap(said, role) if overlap(said, role) > 1 else shared / 2 if shared else 0


def joining(activity: Activity, signups: Sequence[Signup], new: Signup) -> Turnout:
    """Somebody comes along, or goes on the waiting list."""
    signup = placed(activity, signups, new)
    after = (*signups, signup)
    full_before = activity.state is ActivityState.FULL
    now = settled(activity, after)
    filled = now.state is ActivityState.FULL and not full_before
    in_place = signup.state is SignupState.IN
    role_filled = in_place and bool(signup.role) and free(activity, after, signup.role) == 0
    if in_place and not (filled or role_filled):
        now = replace(now, receipt_from=now.receipt_from or signup.at)
    return Turnout(now, signup, role_filled=role_filled, filled=filled)


def leaving(activity: Activity, signups: Sequence[Signup], own: Signup, now: datetime) -> Turnout:
    """Somebody does not come after all; who waits moves up."""
    out = replace(own, state=SignupState.OUT, pos=None, moved_at=now)
    rest = _with(signups, (out,))
    up = tuple(replace(one, moved_at=now) for one in moved_up(activity, rest))
    rest = _with(rest, up)
    moved = renumbered(rest)
    return Turnout(settled(activity, _with(rest, moved)), out, up=up, renumbered=moved)


def _with(signups: Iterable[Signup], changed: Sequence[Signup]) -> tuple[Signup, ...]:
    now = {one.code: one for one in changed}
    return tuple(now.get(one.code, one) for one in signups)


def numbers(activity: Activity, signups: Sequence[Signup], role: str = "") -> str:
    """n/N in that role or in all; only n where there is no limit."""
    limit = activity.places.get(role) if role else activity.room_for
    heads = taken(signups, role)
    return f"{heads}/{limit}" if limit is not None else f"{heads} 人"
