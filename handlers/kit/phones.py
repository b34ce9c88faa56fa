"""电话：工作人员问一个人的电话时说什么；号码只在私信里，说的那一刻才填上。

No handler, but what the commands that show a number share.
"""

from enum import StrEnum

from community.effects import Say
from community.people import Person, Phone
from community.reach import private
from community.refs import PersonId
from community.wording import Text

TOLD = Text("phones.told", "{name} 的电话：{phone}")
NONE = Text("phones.none", "{name} 没有留过电话。要联系请上门，或到群里请对方私信。")
DELETED = Text("phones.deleted", "{name} 已要求删掉电话，这里没有了。")


class Datum(StrEnum):
    """What of a person can be asked for."""

    PHONE = "电话"


def phone_told(person: Person, to: Person, place: str) -> Say:
    """Tell it to `to` in private. `place`: as it is, or masked (PHONE, PHONE_MASKED)."""
    match person.phone:
        case Phone.ENCRYPTED:
            words = TOLD(name=person.name, phone=place)
            return Say(private(to), words, phone_of=PersonId(person.code))
        case Phone.DELETED:
            return Say(private(to), DELETED(name=person.name))
    return Say(private(to), NONE(name=person.name))
