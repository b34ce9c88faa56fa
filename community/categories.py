"""What cases are about, and what follows from it: the table of docs/vocabulary.md H.3.

Three axes that never touch: urgency (level) sets the deadlines, colour is the level of authority,
track the way of working together. Colour and track are suggestions until a person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Cat(StrEnum):
    LEAK = "漏水"
    DRAIN = "下水"
    NO_WATER = "停水"
    POWER = "供电"
    GAS = "燃气"
    HEATING = "供暖"
    CABLES = "线路"
    LIGHTING = "照明"
    LIFT = "电梯"
    SANITATION = "环境卫生"
    NOISE = "噪声"
    PARKING = "停车"
    CLUTTER = "楼道堆物"
    FALLING_OBJECTS = "高空坠物"
    PUBLIC_ORDER = "治安"
    ROADS = "道路设施"
    FACILITIES = "公共设施"
    GREENERY = "绿化"
    PETS = "宠物"
    PROPERTY_SERVICE = "物业服务"
    ILLEGAL_BUILDING = "违建"
    DAMAGES = "损害赔偿"
    FAMILY_EDUCATION = "家庭教育"
    CHILD_PROTECTION = "未成年人保护"
    PERSONAL_SAFETY = "人身"
    HARDSHIP = "生活困难"
    PUBLIC_SERVICE = "政务"
    OTHER = "其他"


class Level(StrEnum):
    CRITICAL = "特急"
    URGENT = "急"
    ORDINARY = "一般"
    SLOW = "缓"
    INQUIRY = "咨询"


class Color(StrEnum):
    GREEN = "绿"
    YELLOW = "黄"
    RED = "红"


class Owner(StrEnum):
    COMMUNITY = "社区"
    STREET = "街道"
    HIGHER = "上级"


class Track(StrEnum):
    TOGETHER = "联办"
    SHARED = "共办"
    ASSISTED = "协办"


class Risk(StrEnum):
    FIRE_EXIT = "消防通道"
    EXPLOSION = "爆炸"
    FALLING = "坠物"
    ELECTRIC_SHOCK = "触电"


# Children and families in trouble: for a specialist only (docs/vocabulary.md H.4).
ABOUT_FAMILIES = frozenset({Cat.FAMILY_EDUCATION, Cat.CHILD_PROTECTION})

OWNERS: Mapping[Color, Owner] = {
    Color.GREEN: Owner.COMMUNITY,
    Color.YELLOW: Owner.STREET,
    Color.RED: Owner.HIGHER,
}

# What a colour is called when it is said: the colour and whose business the case is.
COLOR_NAMES: Mapping[Color, str] = {
    Color.GREEN: "绿·社区自办",
    Color.YELLOW: "黄·街道协调",
    Color.RED: "红·上级统筹",
}


@dataclass(frozen=True, slots=True)
class Usual:
    """What a category brings with it unless something else is said."""

    level: Level = Level.ORDINARY
    color: Color = Color.GREEN
    track: Track = Track.SHARED
    risk: Risk | None = None


_OUTAGE = Usual(Level.URGENT, Color.RED, Track.TOGETHER)
_BETWEEN_PEOPLE = Usual(track=Track.ASSISTED)

USUAL: Mapping[Cat, Usual] = {
    Cat.LEAK: Usual(),
    Cat.DRAIN: Usual(),
    Cat.NO_WATER: _OUTAGE,
    Cat.POWER: _OUTAGE,
    Cat.GAS: _OUTAGE,
    Cat.HEATING: _OUTAGE,
    Cat.CABLES: Usual(color=Color.YELLOW, track=Track.TOGETHER),
    Cat.LIGHTING: Usual(),
    Cat.LIFT: Usual(Level.URGENT),
    Cat.SANITATION: Usual(),
    Cat.NOISE: _BETWEEN_PEOPLE,
    Cat.PARKING: Usual(),
    Cat.CLUTTER: Usual(risk=Risk.FIRE_EXIT),
    Cat.FALLING_OBJECTS: Usual(Level.CRITICAL, risk=Risk.FALLING),
    Cat.PUBLIC_ORDER: _OUTAGE,
    Cat.ROADS: Usual(),
    Cat.FACILITIES: Usual(),
    Cat.GREENERY: Usual(),
    Cat.PETS: _BETWEEN_PEOPLE,
    Cat.PROPERTY_SERVICE: Usual(),
    Cat.ILLEGAL_BUILDING: Usual(color=Color.YELLOW, track=Track.TOGETHER),
    Cat.DAMAGES: _BETWEEN_PEOPLE,
    Cat.FAMILY_EDUCATION: _BETWEEN_PEOPLE,
    Cat.CHILD_PROTECTION: Usual(Level.URGENT, track=Track.ASSISTED),
    Cat.PERSONAL_SAFETY: Usual(Level.CRITICAL),
    Cat.HARDSHIP: _BETWEEN_PEOPLE,
    Cat.PUBLIC_SERVICE: Usual(Level.INQUIRY, track=Track.ASSISTED),
    Cat.OTHER: Usual(),
}
