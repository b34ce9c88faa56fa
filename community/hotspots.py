"""Hotspots (苗头): the same kind of trouble in the same building, again and again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.categories import Cat
from community.places import Place
from community.refs import Ref


class HotspotState(StrEnum):
    TO_JUDGE = "待研判"
    RAISED = "已立"
    IGNORED = "已忽略"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotspot:
    """`n` cases of one building and category within `days`, first and last both counted."""

    letter: ClassVar[str] = "H"

    code: Ref
    community: str
    at: datetime
    place: Place
    cat: Cat
    n: int
    days: int
    state: HotspotState = HotspotState.TO_JUDGE
    cases: tuple[Ref, ...] = ()
