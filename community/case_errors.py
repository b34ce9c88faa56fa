"""What stands in the way of doing something to a case, or to what belongs to it.

CaseError                状态不符          as it stands, it cannot be done
├── IllegalMove                            the thing's state forbids the move
├── NeedsProof           需要说明或照片    finishing takes a word or a picture
├── NeedsSecretary       督办件须书记确认  a supervised case is finished by a secretary only
├── OwnPoints            不能给自己记分    a colleague gives them
├── Unpausable                             danger is never put aside, nor what is late
├── Paused                                 the finish clock stands still already
├── Inseparable                            whom to split off has not reported it, or nobody else
├── Overtaken                              others have changed since what is to be taken back
├── StaysInside                            a specialist's case is told to no body outside
├── AlreadySo                              it is as the speaker wants it already
├── Itself                                 two are to be one that are one already
├── AlreadyTold                            the reporters have just been told so
├── TooLate                                it is in somebody's hands
├── Closed                                 it is over: its category stays
├── AlreadyHeard                           the words quoted are a case
├── NotAConflict                           only a conflict is mediated
├── NotMediated                            nobody has been sent to mediate
├── LastStage                              mediation goes no higher
├── LeftAlone                              that person has asked us not to listen
├── Unlearned                              the lesson has been taken back already
├── NoTalkdays                             the community has no talk days
├── NoGroup                                there is no group to say it in
├── NotForGroups                           it is not said in a group
└── NotASnapshot                           nobody has shown a picture of it
"""

from community.errors import CommunityError, Reason


class CaseError(CommunityError):
    """It cannot be done with `code` as it stands, in `state` if that says why."""

    reason = Reason.WRONG_STATE

    def __init__(self, code: str, state: str = "") -> None:
        super().__init__(code, state)
        self.code, self.state = code, state


class IllegalMove(CaseError):
    """`code` is in `state`, which does not allow `move`; `into` is where it goes on."""

    def __init__(self, code: str, state: str, move: str, into: str = "") -> None:
        super().__init__(code, state)
        self.move, self.into = move, into


class Unpausable(CaseError):
    """The clock of `code` does not stand still: it is `why` (特急, 超期)."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code)
        self.why = why


class Inseparable(CaseError):
    """`name` has not reported `code`, or is the only one who has."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.name = name


class StaysInside(CaseError):
    """`code` is for a specialist only: no body outside hears of it."""


class NeedsProof(CaseError):
    """Finishing `code` takes a word about what was done, or a picture of it."""

    reason = Reason.NEEDS_PROOF


class NeedsSecretary(CaseError):
    """`code` is under supervision: a secretary finishes it."""

    reason = Reason.NEEDS_SECRETARY


class Paused(CaseError):
    """The clock of `code` stands still: there is nothing to extend."""


class Overtaken(CaseError):
    """`code` has been changed by others since the step that the speaker would take back."""


class AlreadySo(CaseError):
    """`code` is already what the speaker makes of it: `state`."""


class Itself(CaseError):
    """`code` was to be merged into itself."""


class AlreadyTold(CaseError):
    """The reporters of `code` have just been told the very same."""


class TooLate(CaseError):
    """`code` is in somebody's hands, and declined with a reason, if at all."""


class Closed(CaseError):
    """`code` is over, in `state`: its category is what it was."""


class AlreadyHeard(CaseError):
    """What was quoted is in `code`, which is in `state`."""


class NotAConflict(CaseError):
    """`code` is of another kind, `state`: it is not mediated."""


class NotMediated(CaseError):
    """Nobody has been sent to mediate `code`."""


class LastStage(CaseError):
    """The mediation of `code` is with the last team, `state`."""


class LeftAlone(CaseError):
    """`code`, by name, has asked us not to listen: their words are not kept."""


class Unlearned(CaseError):
    """The lesson `code` has been taken back already."""


class NoTalkdays(CaseError):
    """The community `code` has no talk days, or has had none lately."""


class NoGroup(CaseError):
    """There is no group in which something could be said: of the case `code`, or of `code`."""


class NotForGroups(CaseError):
    """The case `code` is private: nothing is said of it in a group."""


class NotASnapshot(CaseError):
    """`code` is nothing that somebody has shown, or counts no more: there is nothing to adopt."""


class OwnPoints(CaseError):
    """The speaker would give points to themselves, for `code`."""

    reason = Reason.OWN_POINTS
