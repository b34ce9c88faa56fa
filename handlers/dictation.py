"""听写：网格员听完语音写成文字，补到它说的那件事里，或者当成本人刚说的来登记。"""

from dataclasses import replace
from typing import Annotated

from community.case_errors import IllegalMove, LeftAlone
from community.case_states import OPEN, POOL, State
from community.cases import ANSWER_WITHIN, Case, Visibility
from community.categories import Level
from community.effects import Effects, Forget, Record
from community.intake import WHERE, higher, own_latest
from community.messages import Kind, Message, MessageState
from community.people import WORKERS, Person, Room
from community.promises import promised
from community.records import Records
from community.speech import Manner
from community.voice import spoken_about, with_words
from community.wording import Text
from handlers.kit import receipts
from handlers.kit.admission import admit, open_or_join
from handlers.kit.casework import place_of
from handlers.kit.commands import AT_WORK
from handlers.kit.rereading import around, reread
from handlers.kit.router import Asked, Chapter, Heard, Router, Said
from nlp.guess import Tier
from nlp.matters import Matter

router = Router(noun="听写", about="把语音写成文字", chapter=Chapter.CASES)

HEARD = Text("dictation.heard", "{code} 已听写，记在 {case}（{state}）。")
NOTHING = Text(
    "dictation.nothing", "{code} 已听写，没有听出要办的事。要登记请引用原话发 /是诉求。"
)


@router.command("", about="把一条语音写成文字", roles=WORKERS, where=AT_WORK)
def dictate(
    asked: Asked,
    records: Records,
    message: Annotated[Message, "消息编号"],
    text: Annotated[str, "内容"],
) -> Effects:
    """A voice message is heard as if its speaker had written it."""
    if message.kind is not Kind.VOICE or message.state is not MessageState.FOR_A_PERSON:
        raise IllegalMove(message.code, message.state, "听写")
    said = _as_written(message, text, asked, records)
    effects = _heard(said, records)
    cases = [e.thing for e in effects if isinstance(e, Record) and isinstance(e.thing, Case)]
    hidden = any(one.visibility is Visibility.SPECIALIST for one in cases)
    written = replace(
        message,
        text="" if hidden else text,
        about=asked.message.cause,
        state=MessageState.DEALT_WITH,
    )
    if not cases:
        return (Record(written), asked.reply(NOTHING(code=message.code)))
    case = cases[0]
    words = HEARD(code=message.code, case=case.code, state=case.state)
    return (Record(written), *effects, asked.reply(words))


def _as_written(message: Message, text: str, asked: Asked, records: Records) -> Said[Matter]:
    """The message as its speaker would have written it. Raises LeftAlone."""
    speaker = records.get(Person, message.sender)
    room = records.get(Room, message.room) if message.room else None
    if room is not None and speaker.muted:
        raise LeftAlone(speaker.nick)
    heard = Heard(message=replace(message, text=text), speaker=speaker, room=room, at=asked.at)
    return reread(heard, around(asked.neighbourhood, message.community, room, records))


def _heard(said: Said[Matter], records: Records) -> Effects:
    """An answer to our question where, more about a case, a report; or nothing."""
    message = said.message
    asked = own_latest(records, message.sender, message.room, message.at - ANSWER_WITHIN)
    if asked is not None and asked.state is State.ASKED and said.what.where.is_known:
        where = said.what.where
        located = replace(asked, place=place_of(where), house=where.house or asked.house)
        return (Forget(WHERE, asked.code), *open_or_join(located, said, records))
    case = spoken_about(message, records)
    if case is not None and case.state in OPEN | POOL and not _is_another(said, case):
        return _added(case, said, records)
    if said.meaning.tier is Tier.SILENT:
        return ()
    matters = (said.what, *said.what.also)
    return tuple(effect for one in matters for effect in admit(said, one, records))


def _is_another(said: Said[Matter], case: Case) -> bool:
    """True if it tells of something else, somewhere."""
    told = said.meaning.tier is not Tier.SILENT and said.what.cat != case.cat
    return told and said.what.where.is_known


def _added(case: Case, said: Said[Matter], records: Records) -> Effects:
    """More about it, and more urgent if danger is told."""
    where = said.what.where
    more = replace(
        with_words(case, said.message.text),
        place=case.place or place_of(where),
        house=case.house or where.house,
    )
    level = higher(case.level, Level(said.what.level) if said.what.level else None)
    if level is case.level:
        return (Record(more),)
    lifted = promised(replace(more, level=level), records.calendar, said.at)
    told = receipts.to_staff(lifted, records, said.at)
    if level is not Level.CRITICAL:
        return (Record(lifted), *told)
    words = receipts.danger(lifted, said.message.nick, private=said.is_private)
    return (Record(lifted), said.reply(words, Manner.URGENT), *told)
