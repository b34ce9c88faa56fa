"""Who asked for what, and what came of it: one line for every command that matters."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.refs import NOBODY, PersonId, Ref


class Result(StrEnum):
    DONE = "成功"
    REFUSED = "拒绝"
    NOT_LOCATED = "无法定位"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """`action` is the command word with its slash, `cause` the message it came in.

    `about` is whom it named, `undone_by` the cause of the command that took this one back.
    """

    letter: ClassVar[str] = "AU"

    code: Ref
    community: str
    at: datetime
    who: PersonId = NOBODY
    about: PersonId = NOBODY
    action: str
    result: Result
    reason: str = ""
    cause: str = ""
    undoable: bool = False
    undone_by: str = ""
