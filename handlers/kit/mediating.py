"""调解里几处都要说的：谁该知道，升到哪一阶，发不了私信的当事人请人代问。

No handler, but what is shared by those of mediation, of the tea table and of what follows them.
"""

from collections.abc import Collection
from datetime import datetime

from community.effects import Effects
from community.mediation import Mediation, raised
from community.people import RESPONSIBLE, Person, Role
from community.reach import can_be_told, staff, tell
from community.records import Records
from community.refs import PersonId
from community.wording import Text, Words

RAISED = Text(
    "mediation.raised",
    "{code} 升到调解第 {stage} 阶（{team}），原因：{reason}，{due:moment} 到期。",
)
ASK_FOR_US = Text("mediation.ask_for_us", "{code} 当事人 {name} 发不了私信，请代问：{words}")


def responsible(
    mediation: Mediation, records: Records, roles: Collection[Role] = RESPONSIBLE
) -> tuple[Person, ...]:
    """Staff of those roles, and the mediator who is of the staff, each once."""
    mediator = records.get(Person, mediation.mediator)
    people = staff(records, mediation.community, sorted(roles))
    return with_mediator(mediator, people) if mediator.is_staff else people


def with_mediator(mediator: Person, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """All of them, each once."""
    return tuple({person.code: person for person in (mediator, *people)}.values())


def one_up(
    mediation: Mediation, reason: str, at: datetime, records: Records
) -> tuple[Mediation, Words]:
    """The next stage, and how staff hear of it. Raises LastStage."""
    higher = raised(mediation, reason, at, records.calendar)
    words = RAISED(
        code=higher.case, stage=higher.stage, team=higher.team, reason=reason, due=higher.due
    )
    return higher, words


def told_or_asked_for(
    person: PersonId, words: Words, mediation: Mediation, records: Records
) -> Effects:
    """Tell a party in private, or have a worker do it; a group hears nothing."""
    party = records.get(Person, person)
    if can_be_told(party):
        return tell((party,), words)
    return asked_for(party, words, mediation, records)


def asked_for(party: Person, words: Words, mediation: Mediation, records: Records) -> Effects:
    """A worker does what no private message can."""
    workers = staff(records, mediation.community, (Role.GRID_WORKER,))
    return tell(workers, ASK_FOR_US(code=mediation.case, name=party.name, words=words))
