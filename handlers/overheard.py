"""现场：活动上听到的问题记成案，不记是谁说的，办完也不回访。"""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from community.activities import Activity, ActivityState
from community.case_errors import AlreadyHeard, IllegalMove
from community.cases import Case, EventKind, Source, Visibility
from community.effects import Effects, Record
from community.gatherings import is_host
from community.intake import same_kind_near, same_matter
from community.people import WORKERS
from community.photos import BEFORE_COMMAND, claimed, names, unclaimed
from community.records import Between, Records
from community.wording import Text, Words, lines
from handlers.kit.admission import admit_quietly, case_of
from handlers.kit.casework import timeline
from handlers.kit.commands import IN_PRIVATE
from handlers.kit.rereading import around, of_nobody, reread
from handlers.kit.router import Asked, Chapter, Heard, Router, Said
from nlp.matters import Matter

router = Router(noun="现场", about="活动现场听到的问题", chapter=Chapter.GROUPS)

ENTRUSTED = Text("overheard.entrusted", "已记下，由专人保密办理。")
NOTED = Text("overheard.noted", "已记 {code}（{cat}，{state}），是在{title}听到的。")
KNOWN = Text("overheard.known", "{code}（{cat}，{state}）已经有人报过，记在一起了。")

_NOT_HELD = frozenset({ActivityState.DRAFT, ActivityState.CANCELLED})
_TWICE_WITHIN = timedelta(minutes=10)


@router.command("录", about="记下活动现场听到的问题", roles=WORKERS, own=is_host, where=IN_PRIVATE)
def note(
    asked: Asked,
    records: Records,
    activity: Annotated[Activity, "活动编号"],
    text: Annotated[str, "内容"],
) -> Effects:
    """What people said at the activity becomes cases that nobody is called back about."""
    if activity.state in _NOT_HELD:
        raise IllegalMove(activity.code, activity.state, "记现场的问题")
    _refuse_twice(activity, text, asked, records)
    said = _as_told(activity, text, asked, records)
    photos = unclaimed(records, asked.message, asked.at, BEFORE_COMMAND)
    effects: Effects = claimed(photos)
    heard: tuple[Words, ...] = ()
    for matter in (said.what, *said.what.also):
        case = _overheard(of_nobody(matter), said, activity, records)
        words, taken_in = _taken_in(replace(case, photos=names(photos)), said, activity, records)
        heard, effects = (*heard, words), (*effects, *taken_in)
    return (*effects, asked.reply(lines(heard)))


def _refuse_twice(activity: Activity, text: str, asked: Asked, records: Records) -> None:
    """Raises AlreadyHeard if those very words have just been noted: a double click."""
    lately = Between(asked.at - _TWICE_WITHIN)
    for case in records.find(Case, community=activity.community, accepted_at=lately):
        if (case.activity, case.detail) == (activity.code, text):
            raise AlreadyHeard(case.code, case.state)


def _as_told(activity: Activity, text: str, asked: Asked, records: Records) -> Said[Matter]:
    """The words alone. An admin is at home nowhere: the community is the activity's."""
    message = replace(asked.message, text=text, community=activity.community)
    heard = Heard(message=message, speaker=asked.speaker, room=None, at=asked.at)
    return reread(heard, around(asked.neighbourhood, activity.community, None, records))


def _overheard(matter: Matter, said: Said[Matter], activity: Activity, records: Records) -> Case:
    """The case that the words make, told by nobody."""
    case = case_of(said, matter, records)
    return replace(case, source=Source.ACTIVITY, activity=activity.code, reporters=())


def _taken_in(
    case: Case, said: Said[Matter], activity: Activity, records: Records
) -> tuple[Words, Effects]:
    """A case of its own, or one more word about a case that is known; and what became of it."""
    known = same_matter(case, same_kind_near(case, records, said.at), said.at)
    if known is not None:
        event = timeline(known, EventKind.JOINED, said, records, said.message.text)
        shown = replace(known, photos=tuple(dict.fromkeys((*known.photos, *case.photos))))
        words = KNOWN(code=known.code, cat=known.cat, state=known.state)
        return words, (Record(shown), Record(event))
    effects = admit_quietly(case, records, said.at)
    new = next(e.thing for e in effects if isinstance(e, Record) and isinstance(e.thing, Case))
    if new.visibility is Visibility.SPECIALIST:
        return ENTRUSTED(), effects
    return NOTED(code=new.code, cat=new.cat, state=new.state, title=activity.title), effects
