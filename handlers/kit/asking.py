"""问在哪里：一件事最多问一句，夜里等早上，不便在群里说的私下问。

No handler, but what is said to who reports something, before and after it is a case.
"""

from dataclasses import replace
from datetime import datetime

from community.case_states import State
from community.cases import (
    ANSWER_WITHIN,
    Case,
    Visibility,
)
from community.categories import Level
from community.effects import Ask, Effects, Record, Say
from community.intake import (
    WHERE,
)
from community.messages import Chat
from community.reach import can_be_told
from community.records import Records
from community.refs import PersonId
from community.speech import Manner, is_quiet, next_morning
from community.wording import Text, Words
from handlers.kit import receipts
from handlers.kit.router import Heard, Said
from nlp.places import Where

WHERE_IS_IT = Text("intake.where", "{to}收到，请问是哪一栋、哪个位置？")
WHERE_PRIVATELY = Text(
    "intake.where_privately", "您说的事已记下 {code}，不在群里说。请问是哪一栋、哪个位置？"
)


def ask_where(case: Case, heard: Heard, records: Records) -> Effects:
    """The one question. At night it waits for the morning, unless life is at stake."""
    name, private = heard.message.nick, heard.is_private
    in_danger = case.level is Level.CRITICAL
    if case.visibility is not Visibility.PUBLIC and not (private or in_danger):
        return _ask_privately(case, heard, records)
    waits = is_quiet(heard.at) and not (private or in_danger)
    asked_at = next_morning(heard.at) if waits else heard.at
    words, manner = WHERE_IS_IT(to=receipts.to(name, private=private)), Manner.QUESTION
    if in_danger:
        words, manner = receipts.danger_somewhere(case, name, private=private), Manner.URGENT
    question = _question(case, heard, words, asked_at=asked_at, manner=manner)
    asked = replace(case, state=State.ASKED, asked=1, asked_at=asked_at)
    told = receipts.to_staff(case, records, heard.at) if in_danger else ()
    return (Record(asked), question, *told)


def _ask_privately(case: Case, heard: Heard, records: Records) -> Effects:
    """Where it is, of what a group must not hear; who cannot be asked is left to a worker."""
    said = receipts.to_the_group(case, heard.speaker, heard.message.nick, heard.at)
    receipt = receipt_to(heard, *said)
    if not can_be_told(heard.speaker):
        manual = replace(case, state=State.FOR_A_PERSON)
        told = (
            *receipts.to_staff(manual, records, heard.at),
            *receipts.to_the_reporter(manual, heard.speaker, records, heard.at),
        )
        return (Record(manual), receipt, *told, *receipts.no_place(manual, records))
    words = WHERE_PRIVATELY(code=case.code)
    question = _question(case, heard, words, asked_at=heard.at, manner=Manner.PLAIN)
    asked = replace(case, state=State.ASKED, asked=1, asked_at=heard.at)
    return (
        Record(asked),
        receipt,
        replace(question, to=Chat(heard.speaker.code, private=True), mentions=()),
    )


def _question(
    case: Case, heard: Heard, words: Words, *, asked_at: datetime, manner: Manner
) -> Ask:
    where = heard.what.where if isinstance(heard, Said) else Where()
    return Ask(
        to=heard.chat,
        person=PersonId(heard.speaker.code),
        words=words,
        question=WHERE,
        subject=case.code,
        until=asked_at + ANSWER_WITHIN,
        payload={"unit": where.unit, "floor": where.floor},
        manner=manner,
        mentions=(PersonId(heard.speaker.code),),
    )


def receipt_to(heard: Heard, words: Words, manner: Manner) -> Say:
    """To whom it is, unless they do not want to be called."""
    called = () if heard.speaker.muted else (PersonId(heard.speaker.code),)
    return Say(heard.chat, words, manner, called)
