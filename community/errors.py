"""What can go wrong, said in terms of the neighbourhood. Errors carry fields, never sentences.

CommunityError           the speaker is told, in kind words, what to do next
├── NotAllowed           无权限            the speaker's roles may not do this
├── OtherCommunity       非本社区          the thing belongs to another community
├── NotHere              不在此处          the command exists, but not in this kind of chat
├── Misused              参数不全          a command was said wrongly; its usage shows how
│   ├── UnknownCommand                     no command is called that
│   ├── NotARef                            what was said does not name anything
│   ├── NotFound                           nothing has that name
│   ├── NoHandler                          a plain resident cannot be given a case
│   ├── NobodyNamed                        a case is to be given to somebody, but to whom?
│   ├── WhichLetter                        several letters wait, and this answers one of them
│   ├── PartOfIt                           nobody mediates, or sits on both sides of, their own
│   ├── Unreadable                         an argument is not what it should be
│   └── BadFile                            a file that a command needs cannot be used
│       ├── NoFile                         none was sent shortly before
│       ├── UnreadableSheet                it is no table
│       ├── MissingColumns                 columns are missing
│       ├── EmptySheet                     there is nothing in it but its first line
│       └── BadRows                        some of its rows cannot be read
├── IllegalMove          状态不符          the thing's state forbids the move
├── StaysInside          状态不符          a specialist's case is told to no body outside
├── NeedsProof           需要说明或照片    finishing takes a word or a picture
├── NeedsSecretary       督办件须书记确认  a supervised case is finished by a secretary only
├── Unpausable           状态不符          danger is never put aside, nor what is late
├── Paused               状态不符          the finish clock stands still already
├── Inseparable          状态不符          whom to split off has not reported it, or nobody else
├── Overtaken            状态不符          others have changed since what is to be taken back
├── Uncorrectable        状态不符          there is nothing to put right, or not this way
│   ├── AlreadySo                          it is as the speaker wants it already
│   ├── AlreadyTold                        the reporters have just been told so
│   ├── TooLate                            it is in somebody's hands
│   ├── Closed                             it is over: its category stays
│   ├── AlreadyHeard                       the words quoted are a case
│   ├── NotAConflict                       only a conflict is mediated
│   ├── NotMediated                        nobody has been sent to mediate
│   ├── LastStage                          mediation goes no higher
│   ├── LeftAlone                          that person has asked us not to listen
│   ├── Unlearned                          the lesson has been taken back already
│   ├── NoTalkdays                         the community has no talk days
│   ├── NoGroup                            there is no group to say it in
│   ├── NotForGroups                       it is not said in a group
│   └── NotASnapshot                       nobody has shown a picture of it
├── OwnPoints            不能给自己记分    a colleague gives them
├── NothingToUndo        没有可撤销        nothing recent can be undone
└── Ambiguous            (held)            several people have that name

The Chinese word is the reason code that acceptance scenarios and the audit trail use.
"""

from enum import StrEnum
from typing import ClassVar


class Reason(StrEnum):
    """Why a command was refused (docs/vocabulary.md A.4)."""

    NOT_ALLOWED = "无权限"
    OTHER_COMMUNITY = "非本社区"
    NOT_HERE = "不在此处"
    MISUSED = "参数不全"
    WRONG_STATE = "状态不符"
    NEEDS_PROOF = "需要说明或照片"
    NEEDS_SECRETARY = "督办件须书记确认"
    NOTHING_TO_UNDO = "没有可撤销"
    OWN_POINTS = "不能给自己记分"


class CommunityError(Exception):
    """Base of every error the speaker is told about. Any other exception is ours."""

    reason: ClassVar[Reason]


class NotAllowed(CommunityError):
    """The speaker's roles may not do this; `roles` may."""

    reason = Reason.NOT_ALLOWED

    def __init__(self, roles: tuple[str, ...]) -> None:
        super().__init__(roles)
        self.roles = roles


class OtherCommunity(CommunityError):
    """The thing called `name` belongs to another community."""

    reason = Reason.OTHER_COMMUNITY

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotHere(CommunityError):
    """The command `name` exists, but is given in `where` (工作群, 私聊, 居民群)."""

    reason = Reason.NOT_HERE

    def __init__(self, name: str, where: tuple[str, ...]) -> None:
        super().__init__(name, where)
        self.name, self.where = name, where


class Misused(CommunityError):
    """A command was said wrongly; `usage` shows how."""

    reason = Reason.MISUSED

    def __init__(self, usage: str) -> None:
        super().__init__(usage)
        self.usage = usage


class UnknownCommand(Misused):
    """No command is called `usage`; those in `near` sound like it."""

    def __init__(self, usage: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(usage)
        self.near = near


class NotARef(Misused):
    """What was said does not name anything."""


class NotFound(Misused):
    """Nothing has that name."""


class Unreadable(Misused):
    """`said` is not a `label` (a date, a number, one of a few words)."""

    def __init__(self, said: str, label: str) -> None:
        super().__init__(said)
        self.said, self.label = said, label


class BadFile(Misused):
    """A file that a command needs cannot be used; `usage` is its name, or what is wrong."""


class NoFile(BadFile):
    """None was sent shortly before; `usage` is the command to follow it."""


class UnreadableSheet(BadFile):
    """What is called `usage` is no table that we can read."""


class MissingColumns(BadFile):
    """`usage` are the columns that are missing."""


class EmptySheet(BadFile):
    """There is nothing in the table but its first line."""


class BadRows(BadFile):
    """The rows numbered `numbers` do not have `label` where they should."""

    def __init__(self, numbers: str, label: str) -> None:
        super().__init__(numbers)
        self.numbers, self.label = numbers, label


class NoHandler(Misused):
    """A plain resident cannot be given a case; `usage` is the name."""


class NobodyNamed(Misused):
    """`usage`, a case, is to be handed to whom? Say to `name`, for `ground`, with `n` in hand."""

    def __init__(self, usage: str, name: str = "", ground: str = "", n: int = 0) -> None:
        super().__init__(usage)
        self.name, self.ground, self.n = name, ground, n


class PartOfIt(Misused):
    """`usage`, by name, is a party to it, and cannot be what they were to be."""


class StaysInside(CommunityError):
    """`code` is for a specialist only: no body outside hears of it."""

    reason = Reason.WRONG_STATE

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WhichLetter(Misused):
    """Several letters about `usage` wait for an answer: of which of `bodies` is this one?"""

    def __init__(self, usage: str, bodies: str) -> None:
        super().__init__(usage)
        self.bodies = bodies


class IllegalMove(CommunityError):
    """`code` is in `state`, which does not allow `move`; `into` is where it goes on."""

    reason = Reason.WRONG_STATE

    def __init__(self, code: str, state: str, move: str, into: str = "") -> None:
        super().__init__(code, state, move, into)
        self.code, self.state, self.move, self.into = code, state, move, into


class Unpausable(CommunityError):
    """The clock of `code` does not stand still: it is `why` (特急, 超期)."""

    reason = Reason.WRONG_STATE

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code, why)
        self.code, self.why = code, why


class Paused(CommunityError):
    """The clock of `code` stands still: there is nothing to extend."""

    reason = Reason.WRONG_STATE

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Inseparable(CommunityError):
    """`name` has not reported `code`, or is the only one who has."""

    reason = Reason.WRONG_STATE

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code, name)
        self.code, self.name = code, name


class Overtaken(CommunityError):
    """`code` has been changed by others since the step that the speaker would take back."""

    reason = Reason.WRONG_STATE

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NeedsProof(CommunityError):
    """Finishing `code` takes a word about what was done, or a picture of it."""

    reason = Reason.NEEDS_PROOF

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NeedsSecretary(CommunityError):
    """`code` is under supervision: a secretary finishes it."""

    reason = Reason.NEEDS_SECRETARY

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Uncorrectable(CommunityError):
    """There is nothing to put right, or not this way any more; `code` says of what."""

    reason = Reason.WRONG_STATE

    def __init__(self, code: str, state: str = "") -> None:
        super().__init__(code, state)
        self.code, self.state = code, state


class AlreadySo(Uncorrectable):
    """`code` is already what the speaker makes of it: `state`."""


class AlreadyTold(Uncorrectable):
    """The reporters of `code` have just been told the very same."""


class TooLate(Uncorrectable):
    """`code` is in somebody's hands, and declined with a reason, if at all."""


class Closed(Uncorrectable):
    """`code` is over, in `state`: its category is what it was."""


class AlreadyHeard(Uncorrectable):
    """What was quoted is in `code`, which is in `state`."""


class LeftAlone(Uncorrectable):
    """`code`, by name, has asked us not to listen: their words are not kept."""


class NotAConflict(Uncorrectable):
    """`code` is of another kind, `state`: it is not mediated."""


class NotMediated(Uncorrectable):
    """Nobody has been sent to mediate `code`."""


class LastStage(Uncorrectable):
    """The mediation of `code` is with the last team, `state`."""


class Unlearned(Uncorrectable):
    """The lesson `code` has been taken back already."""


class NoTalkdays(Uncorrectable):
    """The community `code` has no talk days, or has had none lately."""


class NoGroup(Uncorrectable):
    """There is no group in which something could be said: of the case `code`, or of `code`."""


class NotForGroups(Uncorrectable):
    """The case `code` is private: nothing is said of it in a group."""


class NotASnapshot(Uncorrectable):
    """`code` is nothing that somebody has shown, or counts no more: there is nothing to adopt."""


class OwnPoints(CommunityError):
    """The speaker would give points to themselves, for `code`."""

    reason = Reason.OWN_POINTS

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NothingToUndo(CommunityError):
    """The speaker has done nothing lately that can be undone."""

    reason = Reason.NOTHING_TO_UNDO


class Ambiguous(CommunityError):
    """`name` may be any of `people` (ids, in order of first appearance)."""

    reason = Reason.MISUSED

    def __init__(self, name: str, people: tuple[str, ...]) -> None:
        super().__init__(name, people)
        self.name, self.people = name, people
