"""Where a message speaks of: building, unit, floor, room, named place (docs/vocabulary.md H.2)."""

import re
from dataclasses import dataclass, replace

from nlp.neighbourhood import Neighbourhood
from nlp.numerals import NUMERAL, read_number

_BUILDING = re.compile(rf"(?<![0-9])({NUMERAL})\s?(?:号楼栋?|楼栋|栋楼?|幢|座|#楼?)")
# Some say only the number with 号 and go on with the unit: 8号2单元.
_BARE = re.compile(rf"(?<![0-9])({NUMERAL})号(?={NUMERAL}\s?单元)")
# Several: the first is where it is, all are named. 7、8号楼中间.
_SEVERAL = re.compile(
    rf"(?<![0-9周期拜])({NUMERAL})(?:[、和与到至-]({NUMERAL}))?(?:[、和与到至-]({NUMERAL}))"
    r"\s?(?:号楼|栋楼?|幢|#楼)"
)
# In the north a unit is a door: 8号楼四门.
_UNIT = re.compile(rf"({NUMERAL})\s?单元|(?<=栋)\s?({NUMERAL})门(?!口|课|禁)")
_FLOOR = re.compile(rf"(?<![0-9负])(?<!地下)({NUMERAL})\s?(?:楼(?!栋)|层)")
_TOP = re.compile(r"顶楼|顶层|最高层")
_ROOM = re.compile(
    r"(?:(?<=栋)|(?<=单元)|(?<=[0-9一二三四五六七八九]门)|(?<=楼)|(?<=幢)|(?<=就是)|(?<=住)|(?<=上))\s?([1-9][0-9]{2,3})(?![0-9年月日号栋元块人分])"
    r"|(?<![0-9])([1-9][0-9]{2,3})(?:室|房|那家|那户|这家|家|敲门|租给"
    r"|的(?:邻居|住户|业主|租客|人家|大哥|大姐|阿姨|别|麻烦))"
)
_DASHED = re.compile(r"(?<![0-9-])([1-9][0-9]?)-(?:([1-9])-)?([1-9][0-9]{2,3})(?![0-9-])")
_WHOLE = re.compile(r"全小区|整个小区|全院|整个院|小区里?都|小区全|全都?没|家家")
_SPOT = re.compile(
    r"[东南西北]侧|[东南西北]边|[东南西北]面|进门(?:那里|那儿|处)?|门口|大厅|门厅|走廊|楼梯口?|电梯口"
    r"|电梯里|电梯间|楼道|天台|楼顶|外墙|阳台|厨房|卫生间|厕所|客厅|拐角|转角|楼下|后面|前面|旁边|对面"
)
# Inside somebody's home, so that the household says where (H.2).
_AT_HOME = re.compile(r"我家|我们家|俺家|咱家|屋里|家里|厨房|卫生间|客厅|卧室|她家|他家")
# Says where without saying it: an answer that does not help.
_VAGUE = re.compile(
    r"楼下|楼上|那边|这边|那个|这个|那里|这里|那儿|这儿|门口|旁边|附近|前面|后面|对面|路口|路边|小区里|院里"
)
_LAST_BUILDING = 99
_LAST_FLOOR = 60


@dataclass(frozen=True, slots=True)
class Where:
    """What was said of the place. Parts not said are empty; `whole` is the whole estate.

    `house` is a room number, `spot` the rest of the location, as written.
    """

    estate: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    named: str = ""
    house: str = ""
    spot: str = ""
    whole: bool = False
    at_home: bool = False

    @property
    def is_known(self) -> bool:
        """True if one could go there."""
        return bool(self.building or self.named or self.whole)

    @property
    def node(self) -> str:
        """The building or the named place; empty if none was named."""
        return self.building or self.named


def read_where(text: str, neighbourhood: Neighbourhood) -> Where:
    """All that normalised `text` says about the place."""
    estate = max((e for e in neighbourhood.estates if e in text), key=len, default="")
    rest = text.replace(estate, "", 1) if estate else text
    where = Where(
        estate=estate or neighbourhood.estate,
        named=_named(rest, neighbourhood.places),
        spot=_first(_SPOT, rest),
        whole=_WHOLE.search(rest) is not None,
        at_home=_AT_HOME.search(rest) is not None,
    )
    return where if where.named else _numbered(rest, where)


def buildings(text: str) -> frozenset[int]:
    """Every building that normalised `text` names."""
    said = (
        number
        for pattern in (_BUILDING, _SEVERAL)
        for found in pattern.finditer(text)
        for number in found.groups()
        if number
    )
    named = map(read_number, said)
    return frozenset(n for n in named if n is not None and 0 < n <= _LAST_BUILDING)


def named_in(text: str, neighbourhood: Neighbourhood) -> frozenset[str]:
    """Every building and every named place that normalised `text` names."""
    found = [place for place in neighbourhood.places if place in text]
    longest = (one for one in found if not any(one != other and one in other for other in found))
    return frozenset(longest) | {f"{number}栋" for number in buildings(text)}


def is_vague(text: str) -> bool:
    """True if `text` points at a place without naming it: 就楼下那个."""
    return len(text) <= 20 and _VAGUE.search(text) is not None  # longer is another matter


def _numbered(text: str, where: Where) -> Where:
    """Building, unit, floor and room."""
    dashed = _DASHED.search(text)
    if dashed is not None:
        building, unit, room = dashed.groups()
        return replace(
            where,
            building=f"{building}栋",
            unit=f"{unit}单元" if unit else "",
            house=room,
        )
    building, rest = _building(text)
    room = _ROOM.search(rest)
    return replace(
        where,
        building=building,
        unit=_counted(_UNIT, rest, "单元", _LAST_BUILDING),
        floor="顶楼" if _TOP.search(rest) else _counted(_FLOOR, rest, "楼", _LAST_FLOOR),
        house=(room[1] or room[2]) if room else "",
    )


def _building(text: str) -> tuple[str, str]:
    """The building, and the text without it but for a mark that a room number may follow."""
    for found in (
        *_SEVERAL.finditer(text),
        *_BUILDING.finditer(text),
        *_BARE.finditer(text),
    ):
        number = read_number(found[1])
        if number is not None and 0 < number <= _LAST_BUILDING:
            return f"{number}栋", f"{text[: found.start()]}栋{text[found.end() :]}"
    return "", text


def _counted(pattern: re.Pattern[str], text: str, measure: str, most: int) -> str:
    for found in pattern.finditer(text):
        number = read_number(found[found.lastindex or 1])
        if number is not None and 0 < number <= most:
            return f"{number}{measure}"
    return ""


def _named(text: str, places: tuple[str, ...]) -> str:
    """The longest place of the neighbourhood that `text` names."""
    return max((place for place in places if place in text), key=len, default="")


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""
