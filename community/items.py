"""What can be borrowed or had for points."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from community.refs import NOBODY, PersonId


class ItemKind(StrEnum):
    LENT = "借用"
    GOODS = "兑换品"
    SERVICE = "兑换服务"


class ItemState(StrEnum):
    ON_SHELF = "在架"
    LENT_OUT = "借出"
    WITHDRAWN = "下架"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing or service. `code` is its number or its name; `price` is in points."""

    code: str
    community: str = ""
    at: datetime
    name: str = ""
    kind: ItemKind = ItemKind.LENT
    place: str = ""
    keeper: PersonId = NOBODY
    state: ItemState = ItemState.ON_SHELF
    price: int | None = None
    stock: int | None = None
    provider: PersonId = NOBODY
