"""Where in the neighbourhood: to the floor, never to the door.

    place  = estate [ building [ unit ] [ floor ] | named place ]
    蔚蓝香廷8栋2单元1楼 · 蔚蓝香廷5栋顶楼 · 蔚蓝香廷8号车库 · 百合园

Room numbers are not part of a place: they are kept apart (`Case.house`) and never said in a group.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

_INSIDE = re.compile(
    r"(?P<building>[0-9]{1,3}栋)(?P<unit>[0-9]{1,2}单元)?(?P<floor>[0-9]{1,2}楼|顶楼)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Parts not known are empty. A named place has no building; an estate alone is all of it."""

    estate: str
    building: str = ""
    unit: str = ""
    floor: str = ""
    named: str = ""

    def __str__(self) -> str:
        return f"{self.estate}{self.building}{self.unit}{self.floor}{self.named}"

    @property
    def node(self) -> str:
        """The building or named place, as the beginning of every place inside it."""
        return f"{self.estate}{self.building or self.named}"

    @property
    def is_known(self) -> bool:
        """True if one could go there: a building, a named place, or the whole estate."""
        return bool(self.estate and (self.building or self.named or not self.unit + self.floor))

    @property
    def is_estate(self) -> bool:
        """True if it is the whole estate."""
        return not (self.building or self.named)

    def agrees(self, other: "Place") -> bool:
        """True if both may be the same spot: same node, and no part that contradicts.

        A part that is missing contradicts nothing.
        """
        return self.node == other.node and all(
            not mine or not theirs or mine == theirs
            for mine, theirs in ((self.unit, other.unit), (self.floor, other.floor))
        )

    def filled(self, other: "Place") -> "Place":
        """This place, with the parts it lacks taken from `other`."""
        if self.named:
            return self
        unit, floor = self.unit or other.unit, self.floor or other.floor
        return replace(self, unit=unit, floor=floor)

    @property
    def short(self) -> str:
        """The place without its estate, as neighbours of that estate would say it."""
        return str(replace(self, estate="")) or self.estate


def read_place(text: str, estates: Iterable[str]) -> Place:
    """The place that `text`, in the form shown above, stands for; the longest estate wins."""
    known = sorted((name for name in estates if name and text.startswith(name)), key=len)
    estate = known[-1] if known else ""
    rest = text.removeprefix(estate)
    inside = _INSIDE.fullmatch(rest)
    if inside is None:
        return Place(estate=estate, named=rest)
    return Place(estate=estate, **{name: part or "" for name, part in inside.groupdict().items()})
