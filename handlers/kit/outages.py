"""停水停电：十分钟内三个人报，就是一个事件；后来的只加人，群里只说一次。

No handler, but what is done with the report of an outage that many have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from community.cases import Case, CaseEvent, EventKind
from community.categories import Cat, Level
from community.effects import Effects, Forget, Record, Say
from community.incidents import (
    child_of,
    estate_of,
    incident_over,
    names_its_own,
    one_more,
    with_child,
)
from community.intake import WHERE
from community.people import Role
from community.places import Place
from community.reach import staff, tell
from community.records import Records
from community.refs import PersonId
from community.speech import Manner
from community.wording import Text
from handlers.kit import receipts
from handlers.kit.casework import handed_directly, timeline
from handlers.kit.router import Heard

KNOWN = Text(
    "incident.known", "{estate}{outage}已知悉，正在处理，大家不用重复报，有消息说在群里。"
)
NEWS = Text(
    "incident.news", "事件 {code}｜{estate}{outage}，10 分钟内 {n} 人报，已并成一件，请联系处理。"
)
AGAIN = Text("incident.again", "{code}｜{outage} 说恢复了以后，又有人报，请再看看。")

# What it is called in a group, by what is out.
OUTAGE: Mapping[Cat, str] = {
    Cat.POWER: "停电",
    Cat.NO_WATER: "停水",
    Cat.GAS: "停气",
    Cat.HEATING: "停暖",
    Cat.CABLES: "断网",
    Cat.LIFT: "电梯故障",
}


def word_for(case: Case) -> str:
    """What the incident is called in a group."""
    return OUTAGE.get(case.cat, str(case.cat))


def begun(
    case: Case, earlier: Sequence[Case], heard: Heard, records: Records
) -> tuple[Case, Effects]:
    """The incident that the report and the earlier ones make, and what follows from it."""
    place = Place(estate_of(case, records))
    incident = incident_over(earlier, place, records.next_ref(Case), records, heard.at)
    children = [child_of(incident, one) for one in earlier]
    words: Effects = ()
    if case.level is Level.CRITICAL:  # a case of its own, whatever becomes of the others
        pass
    elif names_its_own(case, earlier):
        own = replace(case, code=case.code or records.next_ref(Case))
        children.append(child_of(incident, own))
        incident = with_child(incident, children[-1])
    else:
        words = (Record(timeline(incident, EventKind.JOINED, heard, records, heard.message.text)),)
    room = heard.message.room
    incident = one_more(incident, PersonId(heard.speaker.code), room)
    incident, handed = handed_directly(
        replace(incident, room=room or incident.room), records, heard.at
    )
    return incident, (
        Record(incident),
        *(Record(child) for child in children),
        *(Forget(WHERE, one.code) for one in earlier),
        *words,
        *handed,
        *_announced(incident, heard, records),
    )


def one_more_of(incident: Case, case: Case, heard: Heard, records: Records) -> Effects:
    """Somebody else has it too: one reporter more, and silence where it is known."""
    more = one_more(incident, PersonId(heard.speaker.code), heard.message.room)
    if case.code:  # it was asked where, and turns out to be the same
        child = child_of(incident, case)
        return (Record(child), Record(with_child(more, child)), *_known(incident, more, heard))
    if more == incident:
        return (_known_privately(incident, heard),) if heard.is_private else ()
    news: Effects = ()
    if PersonId(heard.speaker.code) not in incident.reporters:
        event = timeline(incident, EventKind.JOINED, heard, records, heard.message.text)
        news = (Record(event), *_not_over(incident, records))
    photos = tuple(dict.fromkeys((*more.photos, *case.photos)))
    return (
        Record(replace(more, photos=photos)),
        *news,
        *_known(incident, more, heard),
    )


def _announced(incident: Case, heard: Heard, records: Records) -> Effects:
    """The group, or who said it in private, hears that it is known; staff hear how many it was."""
    n, outage, estate = incident.reporters_n, word_for(incident), _estate(incident)
    grid = staff(records, incident.community, (Role.GRID_WORKER,))
    said = _known_privately(incident, heard) if heard.is_private else _said(incident, heard)
    return (
        said,
        *tell(grid, NEWS(code=incident.code, estate=estate, outage=outage, n=n)),
        *receipts.to_staff(incident, records, heard.at),
    )


def _known(before: Case, after: Case, heard: Heard) -> Effects:
    """A group that hears of it for the first time is told; where it is known there is silence."""
    if heard.is_private:
        return (_known_privately(after, heard),)
    return () if before.rooms == after.rooms else (_said(after, heard),)


def _said(incident: Case, heard: Heard) -> Say:
    words = KNOWN(estate=_estate(incident), outage=word_for(incident))
    return heard.reply(words, Manner.DAYTIME)


def _known_privately(incident: Case, heard: Heard) -> Say:
    return heard.reply(receipts.joined(incident, "", private=True))


def _not_over(incident: Case, records: Records) -> Effects:
    """Staff hear of the first who has it again after others said that it was over."""
    last = records.find(CaseEvent, case=incident.code, newest=True, limit=1)
    if not last or last[0].kind is not EventKind.RESTORED:
        return ()
    grid = staff(records, incident.community, (Role.GRID_WORKER,))
    return tell(grid, AGAIN(code=incident.code, outage=word_for(incident)))


def _estate(incident: Case) -> str:
    return incident.place.estate if incident.place else ""
