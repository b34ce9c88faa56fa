"""事件的回访：群里问一句，在群里答、私信里答都算数。

No handler, but how many are asked at once.
"""

from datetime import datetime

from community.callbacks import HEARD_UNTIL, Callback, CallChannel, called_back
from community.cases import Case, CaseKind
from community.effects import Ask, Effects, Record, Say
from community.messages import Chat
from community.people import Mode, Person, Room, RoomState
from community.reach import can_be_told, private
from community.records import Records
from community.wording import Text
from handlers.kit.outages import word_for
from handlers.kit.router import Answered
from nlp.categories import category
from nlp.choices import Rated
from nlp.outages import OVER

ASK_ALL = Text(
    "callback.ask_all", "{outage}的事办完了，大家满意吗？在群里或私信回“满意”“不满意”都行。"
)


def asked_together(case: Case, question: str, records: Records, now: datetime) -> Effects:
    """One question in every group in which an incident was reported, and what is awaited there.

    Whatever its people answer in the group or in private counts, though nobody asked them alone.
    """
    groups = _groups(case, records)
    effects: Effects = tuple(Say(chat, ASK_ALL(outage=word_for(case))) for chat in groups)
    for code in case.reporters if groups else ():
        person = records.get(Person, code)
        theirs = [chat for chat in groups if chat.id in person.rooms and person.in_room]
        if theirs:
            callback = called_back(case, code, records, now, CallChannel.GROUP)
            chats = [*theirs, *((private(person),) if can_be_told(person) else ())]
            effects += (Record(callback), *(_awaited(callback, question, chat) for chat in chats))
    return effects


def _groups(case: Case, records: Records) -> tuple[Chat, ...]:
    """The groups in which an incident was reported and may be spoken of; of other cases none."""
    if case.kind is not CaseKind.INCIDENT or not case.is_public:
        return ()
    children = records.find(Case, parent=case.code)
    named = dict.fromkeys((*case.rooms, case.room, *(child.room for child in children)))
    rooms = (records.get(Room, room) for room in named if room)
    return tuple(
        Chat(room.code)
        for room in rooms
        if room.mode is Mode.NORMAL and room.state is RoomState.NORMAL
    )


def _awaited(callback: Callback, question: str, chat: Chat) -> Ask:
    return Ask(
        to=chat,
        person=callback.person,
        words=None,
        question=question,
        subject=callback.code,
        until=callback.at + HEARD_UNTIL,
        payload={"case": callback.case},
    )


def rates(answered: Answered[Rated], case: Case) -> bool:
    """True if what is said in a group rates the case; people say much else there."""
    sentence, said = answered.sentence, answered.answer
    if said.by_digit:
        return not said.reason
    of_it = category(sentence) == case.cat or sentence.has(f"{OVER}{case.cat}")
    return "满意" in sentence.text or of_it
