"""派给谁好：建议一位，说清为什么、手上几件；由人来定。

No handler, but words about who could get a case.
"""

from datetime import datetime

from community.candidates import Candidate, burden, suggested
from community.case_states import State
from community.cases import Case
from community.errors import NobodyNamed
from community.people import Person
from community.records import Records
from community.refs import NOBODY, PersonId
from community.wording import Text, Words

SUGGESTED = Text(
    "suggesting.suggested", "{code} 建议派给 {name}（{why}），请发 /派 {code} @{name}"
)
WHY = Text("suggesting.why", "{ground}，手上 {n} 件{full}")
FULL = Text("suggesting.full", "，今天满了")
NOT_FULL = Text("suggesting.not_full", "")
BUSY = Text("suggesting.busy", "{name} 手上已有 {n} 件{full}，忙不过来可改派。")


def suggestion(
    case: Case, records: Records, at: datetime, had: PersonId = NOBODY
) -> tuple[Words, ...]:
    """Who could get the case besides who `had` it; none if it waits for nobody, or is offered."""
    if case.state is not State.ACCEPTED or case.handler or case.offered_at:
        return ()
    found = suggested(case, records, at, had)
    return () if found is None else (_words(case.code, found),)


def unnamed(case: Case, records: Records, at: datetime) -> NobodyNamed:
    """The refusal to hand a case to nobody, which says who could get it."""
    found = suggested(case, records, at)
    if found is None:
        return NobodyNamed(case.code)
    return NobodyNamed(case.code, found.person.name, found.ground, found.n)


def busy(person: Person, case: Case, records: Records, at: datetime) -> tuple[Words, ...]:
    """That they have enough to do already, and who has less, as lines; none if they have time."""
    has = burden(person, case, records, at)
    if not has.is_busy:
        return ()
    words = BUSY(name=person.name, n=has.n, full=_full(has))
    other = suggested(case, records, at)
    if other is None or other.is_busy or other.person.code == person.code:
        return (words,)
    return (words, _words(case.code, other))


def _words(code: str, one: Candidate) -> Words:
    why = WHY(ground=one.ground, n=one.n, full=_full(one))
    return SUGGESTED(code=code, name=one.person.name, why=why)


def _full(one: Candidate) -> Words:
    return FULL() if one.full else NOT_FULL()
