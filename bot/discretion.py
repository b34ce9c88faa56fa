"""When somebody's numbers were masked: they are told to take them back, their own is locked away.

A number posted in a group can be read by everybody there. We say so once, in the same breath as
whatever else the message brings about, and repeat no digit of it.
"""

from dataclasses import replace

from bot.dispatch import is_muted
from bot.outcome import Door, Outcome
from bot.phrasebook import slash
from community.effects import Ask, Effect, Effects, Lock, Record, Say
from community.messages import Message
from community.people import Person, Phone, RoomKind
from community.reach import shown_name
from community.records import Records
from community.refs import PersonId
from community.speech import Manner
from community.wording import Text, Words, lines
from handlers.kit.router import Heard

TAKE_BACK = Text(
    "discretion.take_back",
    "@{name} 群里人多，请把带号码的那条长按撤回；要留电话请私信我，我这里只加密存。",
)
SEALED = Text(
    "discretion.sealed",
    "您的电话已加密存好，只有网格员和书记要找您时能看。不想留，发：把我的电话删掉",
)
NOT_KEPT = Text("discretion.not_kept", "您发的号码没有留存，聊天记录里可以自己删掉。")


def discreet(outcome: Outcome, heard: Heard, sealed: str, records: Records) -> Outcome:
    """What came of a message, with what follows from the numbers that were masked in it."""
    if is_muted(heard) or slash(heard.message.text) is not None:
        return outcome
    effects = (*outcome.effects, *_noted(heard, outcome.effects, records))
    if sealed:
        effects += _locked(heard, sealed, effects)
    words = _words(heard, locked=bool(sealed))
    if words is not None:
        effects = _in_one_breath(effects, heard, words)
    door = Door.ARRIVAL if outcome.door is Door.SILENCE else outcome.door
    return replace(outcome, door=door, effects=effects)


def _noted(heard: Heard, effects: Effects, records: Records) -> Effects:
    """The message, unless it is kept already."""
    if any(isinstance(one, Record) and isinstance(one.thing, Message) for one in effects):
        return ()
    return (Record(replace(heard.message, code=records.next_ref(Message))),)


def _locked(heard: Heard, sealed: str, effects: Effects) -> Effects:
    """Their own number goes into the vault."""
    changed = [one.thing for one in effects if isinstance(one, Record)]
    mine = (one for one in changed if isinstance(one, Person) and one.code == heard.speaker.code)
    person = next(mine, heard.speaker)
    known = replace(person, phone=Phone.ENCRYPTED, phone_at=heard.message.at)
    return (Record(known), Lock(PersonId(person.code), sealed))


def _words(heard: Heard, *, locked: bool) -> Words | None:
    """What they are told: in a group to take it back, in private what became of it."""
    if heard.room is None:
        return None if heard.speaker.is_staff else (SEALED if locked else NOT_KEPT)()
    if heard.room.kind is RoomKind.WORK:
        return None
    return TAKE_BACK(name=shown_name(heard.message.nick))


def _in_one_breath(effects: Effects, heard: Heard, words: Words) -> Effects:
    """Said with what is said there anyway, if anything is."""
    for position, effect in enumerate(effects):
        if isinstance(effect, Say | Ask) and effect.words and effect.to == heard.chat:
            together: Effect = replace(effect, words=lines((effect.words, words)))
            return (*effects[:position], together, *effects[position + 1 :])
    return (*effects, heard.reply(words, Manner.PLAIN if heard.is_private else Manner.DAYTIME))
