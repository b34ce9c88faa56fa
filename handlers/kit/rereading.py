"""别人转述的话，当成本人刚说的来听：登记漏听的、现场记下的、听写出来的。

No handler: it answers to nothing by itself.
"""

from dataclasses import replace
from functools import cache

from community.people import Community, Room
from community.records import Records
from handlers.kit.router import Heard, Said
from nlp.intents import Meaning
from nlp.matters import Matter, insisted, lexicon
from nlp.neighbourhood import Neighbourhood
from nlp.scan import Scanner
from nlp.sentence import prepare
from nlp.several import read_matters


def reread(heard: Heard, neighbourhood: Neighbourhood) -> Said[Matter]:
    """What its words tell of; if they tell of nothing, what they name, and that is not sure."""
    sentence = _scanner()(prepare(heard.message.text))
    read = read_matters(sentence, neighbourhood, heard.at)
    what = read.what if read else insisted(sentence, neighbourhood)
    return Said(
        message=heard.message,
        speaker=heard.speaker,
        room=heard.room,
        at=heard.at,
        meaning=Meaning("matter", read.sure if read else 0, what, read.why if read else ()),
        sentence=sentence,
        neighbourhood=neighbourhood,
    )


def around(
    near: Neighbourhood, community: str, room: Room | None, records: Records
) -> Neighbourhood:
    """What is taken for granted where it was said; `near` is that of who tells us of it."""
    home = records.get(Community, community)
    own = room.estate if room is not None and room.estate else home.estate
    estates = dict.fromkeys((own, home.estate, *near.estates))
    return Neighbourhood(own, home.places, tuple(one for one in estates if one))


def of_nobody(matter: Matter) -> Matter:
    """The matter, told by nobody whose home or earlier reports could be meant."""
    return replace(matter, again=False, where=replace(matter.where, at_home=False))


@cache
def _scanner() -> Scanner:
    return Scanner((lexicon(),))
