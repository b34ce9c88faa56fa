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
├── CaseError            状态不符          see community/case_errors.py
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


class WhichLetter(Misused):
    """Several letters about `usage` wait for an answer: of which of `bodies` is this one?"""

    def __init__(self, usage: str, bodies: str) -> None:
        super().__init__(usage)
        self.bodies = bodies


class NothingToUndo(CommunityError):
    """The speaker has done nothing lately that can be undone."""

    reason = Reason.NOTHING_TO_UNDO


class Ambiguous(CommunityError):
    """`name` may be any of `people` (ids, in order of first appearance)."""

    reason = Reason.MISUSED

    def __init__(self, name: str, people: tuple[str, ...]) -> None:
        super().__init__(name, people)
        self.name, self.people = name, people
