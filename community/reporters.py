"""Who reported a case: one more, one fewer, those of two cases that are one matter."""

from dataclasses import replace

from community.case_errors import IllegalMove, Itself
from community.case_states import OPEN, POOL, Move, State
from community.cases import Case, CaseKind, Visibility, advance, illegal
from community.refs import NOBODY, PersonId

# What is private in one of two stays so in both.
_STRICTER = tuple(Visibility)


def joined(case: Case, person: PersonId) -> Case:
    """The case with one more reporter; the same if they reported it already."""
    if person in case.reporters:
        return case
    return replace(case, reporters=(*case.reporters, person))


def left_by(case: Case, person: PersonId) -> Case:
    """The case without that reporter; for whom they had reported it goes with them."""
    rest = replace(case, reporters=tuple(one for one in case.reporters if one != person))
    if not case.proxy or case.reporters[:1] != (person,):
        return rest
    return replace(rest, proxy=False, beneficiary=NOBODY, callback_to=NOBODY)


def merged(kept: Case, other: Case) -> tuple[Case, Case]:
    """`other` goes into `kept`, with reporters and photos; an incident into incidents only.

    Raises IllegalMove (nobody would be called back about one that is over), Itself.
    """
    if kept.code == other.code:
        raise Itself(kept.code)
    if kept.state not in OPEN | POOL | {State.CALLING_BACK}:
        raise illegal(kept, Move.MERGE)
    if other.kind is CaseKind.INCIDENT and kept.kind is not CaseKind.INCIDENT:
        raise IllegalMove(other.code, CaseKind.INCIDENT, Move.MERGE)
    gone = replace(advance(other, Move.MERGE), merged_into=kept.code)
    both = replace(
        kept,
        reporters=tuple(dict.fromkeys(kept.reporters + other.reporters)),
        photos=tuple(dict.fromkeys(kept.photos + other.photos)),
        visibility=max(kept.visibility, other.visibility, key=_STRICTER.index),
    )
    return both, gone
