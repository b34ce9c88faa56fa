"""记分：记一笔，私信告诉本人得了几分、还有几分。

No handler: it answers to nothing by itself.
"""

from community.cases import Case
from community.effects import Effects, Record
from community.people import Person
from community.points import PointsReason, balance, earned
from community.reach import can_be_told, tell
from community.records import Records
from community.refs import PersonId
from community.wording import Text
from handlers.kit.router import Heard

CREDITED = Text("crediting.credited", "{code} {reason}，给您 +{n} 分，现在 {balance} 分。谢谢您。")


def credit(
    case: Case, to: PersonId, reasons: tuple[PointsReason, ...], heard: Heard, records: Records
) -> Effects:
    """What somebody has earned with a case, and one word about it to them."""
    person = records.get(Person, to)
    lines = [earned(case, person.code, reason, records, heard.at) for reason in reasons]
    total = sum(one.delta for one in lines)
    words = CREDITED(
        code=case.code,
        reason="、".join(reasons),
        n=total,
        balance=balance(records, person.code, case.community) + total,
    )
    told = tell((person,), words) if can_be_told(person) else ()
    return (*(Record(one) for one in lines), *told)
