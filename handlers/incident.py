"""事件：多人同报一件事；来电了、来水了只记下，群里不说话。"""

from community.cases import CaseEvent, EventKind
from community.categories import Cat
from community.effects import Effects, Record
from community.incidents import open_incident
from community.people import Mode, Role
from community.reach import staff, tell
from community.records import Records
from community.wording import Text
from handlers.kit.casework import timeline
from handlers.kit.outages import word_for
from handlers.kit.router import Router, Said
from nlp.intents import Intent
from nlp.outages import LEXICON, Over, read_over

router = Router(noun="事件", about="停水停电这类多人同报的事")

OVER = Intent(name="over", examples=("来电了", "来水了"), reader=read_over, lexicon=LEXICON)

BACK = Text("incident.back", "{code}｜{outage} 有居民说恢复了，核实后请发 /办结 {code} 说明")


@router.said(OVER)
def note_over(said: Said[Over], records: Records) -> Effects:
    """Noted on the incident, silently; staff hear of the first who says so."""
    if said.room is not None and said.room.mode is Mode.LISTEN_ONLY:
        return ()
    cat, estate = Cat(said.what.cat), said.neighbourhood.estate
    incident = open_incident(said.community, cat, estate, records)
    if incident is None:
        return ()
    event = timeline(incident, EventKind.RESTORED, said, records, said.message.text)
    last = records.find(CaseEvent, case=incident.code, newest=True, limit=1)
    if last and last[0].kind is EventKind.RESTORED:
        return (Record(event),)
    grid = staff(records, incident.community, (Role.GRID_WORKER,))
    words = BACK(code=incident.code, outage=word_for(incident))
    return (Record(event), *tell(grid, words))
